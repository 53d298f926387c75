3
# own store
printf '{"id":"1","SOURCE":"CRM","EMAIL":"a@example.com","FIRST_NAME":"Ann","LAST_NAME":"Doe"}\n' > one.jsonl
printf '{"id":"2","SOURCE":"CRM","EMAIL":"a@example.com","FIRST_NAME":"Ann","LAST_NAME":"Doe"}\nbroken\n{"id":"3","SOURCE":"CRM","EMAIL":"c@example.com","FIRST_NAME":"Cyd","LAST_NAME":"Roe"}\n{"id":"x:4"}\n' > two.jsonl
tilores load --preview two.jsonl; echo "without data: $?"; tilores load one.jsonl -q -o json --fields added
tilores load --preview two.jsonl -o json --fields record_count,sources; s=$?; tilores load --preview two.jsonl -o csv --fields record_count
tilores search --email c@example.com -o csv; echo "afterwards: $?"; tilores export --what membership | wc -l; exit $s
