0
# own store
printf "{\"id\":\"1\",\"EMAIL\":\"a@example.com\"}\n{\"id\":\"2\",\"EMAIL\":\"a@example.com\"}\n" | tilores load -q -o csv --fields added,replaced,unchanged,entities; printf "{\"id\":\"2\",\"EMAIL\":\"b@example.com\"}\n{\"id\":\"1\",\"EMAIL\":\"a@example.com\"}\n" | tilores load - -q -o csv --fields added,replaced,unchanged,entities
