0
tilores search --client-id 0900001 -o csv --fields client,entity_id; tilores search --client-id 900001 -o csv --fields client,entity_id; tilores search client:8e2 -o csv --fields client; tilores search client:800 -o csv --fields client
