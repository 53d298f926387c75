0
# own store
printf "{\"id\":\"1\",\"EMAIL\":\"a@example.com\"}\n{\"id\":\"2\",\"EMAIL\":\"a@example.com\"}\n{\"id\":\"3\",\"EMAIL\":\"a@example.com\"}\n" | tilores load -q >/dev/null
tilores export --what membership -o csv | cut -d, -f2 | sort -u | wc -l
tilores entity split --record 3 --ban --reason test --yes -o json | python3 -c "import json,sys; d=json.load(sys.stdin)[\"data\"]; print(d[\"edges\"], len(d[\"entities\"]))"
tilores export --what membership -o csv | cut -d, -f2 | sort -u | wc -l
