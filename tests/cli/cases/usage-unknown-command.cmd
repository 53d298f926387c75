2
tilores serch x
