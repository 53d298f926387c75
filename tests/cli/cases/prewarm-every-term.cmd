143
# own store
tilores load --sample -q > /dev/null; printf 'email\ndburnemrick0@example.com\n' > l.csv; mkfifo rows
tilores prewarm l.csv -q --every 1s --prom m.prom > rows & p=$!
exec 3< rows; read -r _ <&3; kill -TERM $p; wait $p; s=$?
grep -E '^tilores_prewarm_(customers|exit_code)' m.prom; exit $s
