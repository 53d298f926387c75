0
printf "email\ndburnemrick0@example.com\n" > b.csv; tilores batch b.csv --out o.csv -q && tilores batch b.csv --out o.csv --resume -q && tilores batch verify o.csv -o csv && cat o.csv
