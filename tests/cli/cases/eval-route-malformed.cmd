1
printf '%s\n' '{"id":"b","text":"hello","expect":{"route":"general","action":"general","subjects":[]}}' '{"id":"a","text":"hi","expect":{"route":"general","action":"genral"}}' > set.jsonl; tilores eval route set.jsonl
