2
printf 'email\na@example.com\n' > in.csv; tilores batch in.csv --out /dev/full --force -q
