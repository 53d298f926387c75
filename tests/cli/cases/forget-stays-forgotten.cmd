5
# own store
tilores load --sample -q > /dev/null; tilores forget client:8148853 --yes -q -o csv && tilores load --sample -q > /dev/null 2>&1; tilores show client:8148853 -q > /dev/null
