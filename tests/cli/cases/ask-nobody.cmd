5
tilores ask "What is the account status of nobody@example.com?"
