2
tilores config set redis.url redis://x
