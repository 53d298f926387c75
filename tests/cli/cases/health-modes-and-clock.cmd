0
# own store
tilores load --sample > /dev/null
tilores health --check modes --check clock -o csv --fields name,status; echo "exit $?"
tilores search --email dburnemrick0@example.com > /dev/null; chmod 644 "$TILORES_HOME/key"; touch -d "+2 days" "$TILORES_HOME/cache.db"
tilores health --check modes --check clock -o csv --fields name,status,fix | sed "s|$TILORES_HOME|STATE|"; tilores health --check modes --check clock > /dev/null; echo "exit $?"
chmod 600 "$TILORES_HOME/key"; touch "$TILORES_HOME/cache.db"
tilores health --check modes --check clock -o csv --fields name,status
