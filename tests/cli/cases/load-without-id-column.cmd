2
# own store
printf "a,b\n1,2\n" > x.csv; tilores load x.csv
