0
tilores search --email dburnemrick0@example.com -o json --no-cache
