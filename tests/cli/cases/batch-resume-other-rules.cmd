4
# own store
printf '{"id":"a","EMAIL":"ada@example.com"}\n' > one.jsonl; tilores load one.jsonl -q > /dev/null
printf 'email\nada@example.com\nnobody@example.com\n' > in.csv
tilores batch in.csv --out out.csv -q --resume && tilores batch in.csv --out out.csv -q --resume && echo again
sed 's/"PRIMARY"/"MAIN"/' "$CASES/../../../config/rule-config.json" > rules.json
tilores load one.jsonl --rules rules.json -q > /dev/null; tilores batch in.csv --out out.csv -q --resume
