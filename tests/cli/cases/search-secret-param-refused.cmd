7
tilores search --param CVV=1
