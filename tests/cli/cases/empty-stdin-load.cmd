1
# own store
tilores load
