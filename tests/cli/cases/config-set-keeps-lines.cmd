0
mkdir -p .config/tilores; printf "# mine\nretries = 3\n" > .config/tilores/tilores.toml; tilores config set retries 4 -q >/dev/null && cat .config/tilores/tilores.toml
