0
printf %s "client:8148853" | tilores search - -o csv --fields name
