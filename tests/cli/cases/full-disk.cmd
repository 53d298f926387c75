1
tilores config list > /dev/full
