2
printf 'email\na@example.com\n' > in.csv; ln -s in.csv link.csv
tilores batch in.csv --errors link.csv -q; tilores batch in.csv --out in.csv --force -q; tilores batch in.csv --out o.csv --errors o.csv.partial -q; cat in.csv; ls
tilores batch in.csv --out o.csv --report ./o.csv -q
