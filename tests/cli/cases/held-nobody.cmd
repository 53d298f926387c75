5
tilores held --email nobody@example.com -o json
