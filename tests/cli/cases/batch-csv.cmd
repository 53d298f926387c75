3
tilores batch -q
