4
printf 'email\nnobody@example.com\n' > in.csv; tilores batch in.csv -q --out out.csv; printf 'email\nelse@example.com\n' > in.csv
tilores batch in.csv -q --out out.csv --resume
