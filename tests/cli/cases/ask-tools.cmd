0
tilores ask --tools
