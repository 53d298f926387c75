4
# own store
tilores search x; tilores show x -o json; exit $?
