2
tilores config list --fiels a -o json
