3
# own store
printf "id,EMAIL,FIRST_NAME,LAST_NAME,CVV\n1,a@example.com,Ann,Doe,123\n2,\"b@example.com,Bob,Doe\n,c@example.com,Cyd,Doe,\nx:4,d@example.com,Dan,Doe,\n5,a@example.com,Ann,Doe,9\n" > in.csv
tilores load in.csv -o json; s=$?; cat rejects.jsonl; tilores export -o csv --fields entity_id,EMAIL | cut -d, -f2; tilores export --what records; exit $s
