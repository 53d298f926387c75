0
# own store
tilores load --sample -q >/dev/null && tilores search --name "Donna Burnemrick" -q >/dev/null && tilores search @1 -o csv --fields client
