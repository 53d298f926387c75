6
tilores ask "what is their balance?"
