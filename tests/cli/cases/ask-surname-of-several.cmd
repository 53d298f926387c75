6
tilores ask "richuzmond balance?"
