2
tilores cache clear
