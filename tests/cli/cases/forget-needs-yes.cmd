2
tilores forget client:8148853
