12
tilores search --email dburnemrick0@example.com --cached-only --max-age 0ms
