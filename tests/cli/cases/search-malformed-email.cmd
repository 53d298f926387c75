2
tilores search --email not-an-address
