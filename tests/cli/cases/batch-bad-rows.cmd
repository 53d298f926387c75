3
printf 'Customer Email,note\r\nnot@@mail,"a ""b"""\r\n,c\r\nx@example.com\r\n"never,d\r\ny@example.com,e\r\n' > in.csv
tilores batch in.csv --errors dead.csv -q; s=$?; cat dead.csv; exit $s
