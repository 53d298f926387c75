7
tilores search client:8148853 --insight "values(field: \"CARD_NUMBER\")"
