2
tilores config list --fields nme -o csv
