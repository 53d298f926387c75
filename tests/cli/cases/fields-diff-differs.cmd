3
tilores fields dump > a.json; grep -v "\"path\":\"EMAIL\"" a.json > b.json; tilores fields diff b.json -o csv --fields breaking,change,path || exit $?
