2
tilores config get cache.szie
