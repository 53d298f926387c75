2
tilores ask " "
