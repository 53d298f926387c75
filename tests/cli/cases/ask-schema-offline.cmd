2
echo "{}" > s.json; tilores ask --offline --schema s.json "What is the account status of client 8148853?"
