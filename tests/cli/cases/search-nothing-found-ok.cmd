0
tilores search --email nobody@example.com -o csv --ok not_found
