0
tilores ask --dry-run -o json "credit of client 8148853"
