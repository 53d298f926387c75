0
# own store
tilores load --sample -q 2> /dev/null > /dev/null; printf 'email\ndburnemrick0@example.com\n' | tilores prewarm -q -o json | cut -c1-60
tilores search client:8148853 --cached-only -o csv --fields entity_id && tilores credit 'Donna Burnemrick' --cached-only -o csv --fields bureau,state
