5
tilores ask "zzyzxqu balance?"
