7
tilores search --text "is ada a customer?"
