2
tilores search --param STAUTS=Active; s=$?; tilores search --param FAVOURITE_COLOUR=blue --ok not_found -o jsonl; exit $s
