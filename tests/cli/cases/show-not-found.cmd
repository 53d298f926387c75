5
tilores show client:1
