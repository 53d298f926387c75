0
tilores export --what membership -o csv | wc -l; tilores export | wc -l; tilores export --what edges -o tsv | head -1
