1
# own store
: > e.csv; tilores load e.csv
