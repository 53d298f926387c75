0
printf 'email\ndburnemrick0@example.com\nnobody@example.com\n' > in.csv
tilores batch in.csv -q --out out.csv --resume && tilores batch in.csv -q --out out.csv --resume && tilores batch verify out.csv --fields rows,found,not_found,verified -o csv && ls out.csv* && ! grep -aq example.com out.csv.journal
