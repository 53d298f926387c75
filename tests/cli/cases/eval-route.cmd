0
printf '%s\n' '{"id":"a","text":"status of client 1884210","expect":{"route":"customer","action":"search","subjects":[[{"type":"client_id","value":"1884210"}]],"match":"all","not_identifiers":[]}}' '{"id":"b","text":"hello","expect":{"route":"general","action":"general","subjects":[]}}' > set.jsonl; tilores eval route set.jsonl -o json; tilores eval route set.jsonl --predictions -o jsonl
