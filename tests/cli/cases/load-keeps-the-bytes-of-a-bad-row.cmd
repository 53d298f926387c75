3
# own store
printf 'id,EMAIL,FIRST_NAME\n1,a@example.com,Ann\n2,b@example.com,J\366rg\n' > latin1.csv
tilores load latin1.csv -q -o json --fields added,rejected; s=$?; jq -c '[.line,.column,.reason,.row_base64]' rejects.jsonl; jq -r .row_base64 rejects.jsonl | base64 -d | od -c | head -2; exit $s
