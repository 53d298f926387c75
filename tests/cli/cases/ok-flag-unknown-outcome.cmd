2
tilores config list --ok nt_found
