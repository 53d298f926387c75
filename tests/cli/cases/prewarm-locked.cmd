4
# own store
tilores load --sample -q > /dev/null; printf 'email\ndburnemrick0@example.com\n' > l.csv
# A lock file left by a process of another boot locks nobody out.
echo "1 00000000-0000-0000-0000-000000000000 1" > state/prewarm.lock; tilores prewarm l.csv -q --fields warmed -o csv
mkfifo held; flock state/prewarm.lock sh -c 'echo > held; exec sleep 30' & read _ < held
tilores prewarm l.csv -q --prom m.prom --ok locked -o json; echo $?; ls m.prom 2>&1
tilores prewarm l.csv -q --lock-wait 50ms; s=$?; kill $! 2>/dev/null; exit $s
