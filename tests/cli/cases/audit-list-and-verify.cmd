0
# own store
tilores load --sample -q > /dev/null; tilores show client:8148853 --purpose "ticket 12" > /dev/null; tilores audit list --fields seq,command,purpose,outcome; tilores audit verify
