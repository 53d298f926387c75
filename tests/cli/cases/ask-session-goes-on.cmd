0
tilores ask --session demo "status of client 8148853" --as-of 2026-11-01 && tilores ask --session demo "and when is the next payment?" --as-of 2026-11-01 && tilores session show demo && tilores session delete demo
