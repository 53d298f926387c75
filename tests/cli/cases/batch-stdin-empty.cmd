1
tilores batch
