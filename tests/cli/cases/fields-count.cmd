0
tilores fields -o json | python3 -c "import json,sys; print(json.load(sys.stdin)[\"data\"][\"total\"])"; tilores fields explain CREDIT_SCORE.Value; tilores fields --sensitive secret -o csv --fields path
