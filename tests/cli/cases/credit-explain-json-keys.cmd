0
tilores credit client:8148853 --as-of 2026-11-01 -o json --explain --report all | python3 -c "import json,sys; d=json.load(sys.stdin)[\"data\"]; print(list(d)); print(list(d[\"bureaus\"][\"equifax\"]))"
