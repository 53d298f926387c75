0
tilores ask "What is the account status of client 8148853?"
