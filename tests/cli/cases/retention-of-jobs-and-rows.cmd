0
# own store
# what is older than the settings say goes at the end of a batch: finished journals, reports that are still ours, rows;
# unfinished runs and files that somebody else wrote since stay
tilores load --sample -q > /dev/null
printf '[retention]\njournals = "7d"\nreports = "7d"\n' > keep.toml; export TILORES_CONFIG=$PWD/keep.toml
printf 'client_id\n8148853\n' > in.csv
for name in a b c d; do tilores batch in.csv --out $name.csv --report $name.json -q; done
tilores search client:8148853 > /dev/null
touch -d '30 days ago' *.journal *.json "$TILORES_HOME"/rows/*
touch d.csv.partial; echo mine > c.json; touch -d '30 days ago' c.json
tilores batch in.csv --out e.csv --report e.json -q
ls *.journal *.json; ls "$TILORES_HOME"/rows | wc -l; ls "$TILORES_HOME"/jobs | wc -l
