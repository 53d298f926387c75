0
tilores search --first-name donna -o csv --fields customer.FIRST_NAME,customer.LAST_NAME,matched.rules; tilores search Donna --fields customer.LAST_NAME; tilores search --name Donna --one --fields customer.LAST_NAME
