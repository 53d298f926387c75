1
# own store
tilores load nothing.csv
