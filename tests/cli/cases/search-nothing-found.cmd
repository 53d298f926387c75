5
tilores search --email nobody@example.com -o json
