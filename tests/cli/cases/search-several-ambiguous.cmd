6
tilores search --name "Nobody Burnemrick" --one; tilores search --last-name Burnemrick --email dburnemrick0@example.com --phone "+1 212 555 0199" -q -o csv; echo $?; exit 6
