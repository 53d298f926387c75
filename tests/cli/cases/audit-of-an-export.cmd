0
# own store
# who reads everybody leaves a line, though it names no customer; a purpose is kept without values
tilores load --sample > /dev/null
tilores export --what membership --purpose 'for Donna, dburnemrick0@example.com' > /dev/null
tilores show client:8148853 --purpose 'ticket 12' > /dev/null
tilores audit list -o csv --fields seq,command,purpose,outcome
tilores audit verify
