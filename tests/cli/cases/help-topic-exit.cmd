0
tilores help exit
