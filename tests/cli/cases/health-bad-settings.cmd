3
printf "bogus = 1\n" > bad.toml; tilores health --config bad.toml -o json
