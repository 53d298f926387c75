0
COLUMNS=20 tilores search client:8148853
