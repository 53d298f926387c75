0
tilores search client:8148853 -o json --insight "paid=filter(conditions: [{field: \"SOURCE\", equals: \"Transaction\"}]).sum(field: \"TRANSACTION_AMOUNT\")" --insight "frequencyDistribution(field: \"EMAIL\", top: 1, direction: DESC)" | python3 -c "import json,sys; print(json.load(sys.stdin)[\"data\"][\"entities\"][0][\"insights\"])"
