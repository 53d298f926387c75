0
tilores search --email " DBurnemrick0@Example.COM "
