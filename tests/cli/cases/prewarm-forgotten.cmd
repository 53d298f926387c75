0
# own store
tilores load --sample -q > /dev/null; tilores forget dburnemrick0@example.com --yes -q > /dev/null
printf 'email\ndburnemrick0@example.com\n' > l.csv; tilores prewarm l.csv -o json --progress none -q
grep -q example state/forgotten && echo leaked; stat -c %a state/forgotten
