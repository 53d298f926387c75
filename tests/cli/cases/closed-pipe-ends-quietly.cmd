141
bash -c "tilores export --what edges | head -1; exit \${PIPESTATUS[0]}"
