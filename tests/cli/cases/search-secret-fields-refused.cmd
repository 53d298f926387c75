7
tilores search client:8148853 -o csv --fields customer.CVV
