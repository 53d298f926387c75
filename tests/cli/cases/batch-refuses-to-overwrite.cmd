2
printf "email\na@example.com\n" > b.csv; : > o.csv; tilores batch b.csv --out o.csv -q
