0
tilores ask "burnemrick balance?"
