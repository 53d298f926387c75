0
tilores fields dump > a.json && tilores fields diff a.json
