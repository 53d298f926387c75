1
tilores export > /dev/full
