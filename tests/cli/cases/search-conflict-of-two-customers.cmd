6
tilores search email:dburnemrick0@example.com,client:900001 -o jsonl --fields entity_id | wc -l; tilores search email:dburnemrick0@example.com,client:900001 -o csv --fields client
