3
printf "Customer Email,Phone,Client #,Note\ndburnemrick0@example.com,,,\"a, b\"\n,(826) 555-0103,,\"two\nlines\"\nnobody@example.com,,,\n,,,none\n,,0900001,\n" > b.csv; tilores batch b.csv -q --as-of 2026-11-01; exit $?
