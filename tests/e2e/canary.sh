#!/bin/sh
# usage: canary.sh TILORES — plants marked customers and secrets, runs every command at -vv with trace, log file and
# collector spool, and looks for the marks in everything that is written beside stdout: stderr, log, trace, spool, metrics,
# audit log, rows, sessions, cache, journals. The local store itself holds records by purpose and is left out; secret
# fields must not be in there either. A command that the manifest names and no line here runs is a failure.
set -eu
tilores=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TILORES_HOME="$work/state" HOME="$work" OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9"
# a secret of every kind; the addresses lead nowhere, and name a password
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic canarycanaryotlp0000" LANGSMITH_API_KEY=lsv2_pt_canarycanary_0000000000 LANGSMITH_PROJECT=p
export OPENAI_API_KEY=sk-canarycanarycanary0123456789 ANTHROPIC_API_KEY=sk-ant-canarycanarycanary0123456789 GROQ_API_KEY=gsk_canarycanarycanary0123456789 \
  GEMINI_API_KEY=AIzacanarycanarycanary0123456789abcdefg MISTRAL_API_KEY=canarycanarycanary0123456789abcd OPENROUTER_API_KEY=sk-or-v1-canarycanarycanary0123456789 \
  CEREBRAS_API_KEY=csk-canarycanarycanary0123456789
for provider in OPENAI ANTHROPIC GROQ GEMINI MISTRAL OPENROUTER CEREBRAS; do export "${provider}_BASE_URL=http://canaryuser:canarypass0@127.0.0.1:9/v1"; done
export REDIS_URL="redis://:canaryredispass@127.0.0.1:9/0"
mkdir "$work/out" "$work/jobs"

cat > "$work/people.jsonl" <<'ROWS'
{"id":"rec-1","FIRST_NAME":"Canarina","LAST_NAME":"Markova","EMAIL":"canarina.markova@example.com","PHONE_EXTERNAL":"2125550147","DATE_OF_BIRTH":"1971-03-09","CLIENT_ID":"7654321098","SSN":"536-90-4399","CARD_NUMBER":"4111111111111111","CVV":"918273"}
{"id":"rec-2","FIRST_NAME":"Canarina","LAST_NAME":"Markova","EMAIL":"canarina.markova@example.com","PHONE_EXTERNAL":"(212) 555-0148","CLIENT_ID":"7654321098"}
{"id":"rec-4","FIRST_NAME":"Kanaria","LAST_NAME":"Übermark","EMAIL":"kanaria@example.net","PHONE_EXTERNAL":"+49 30 23125 0147","DATE_OF_BIRTH":"09.03.1971","CLIENT_ID":"7654321097","IBAN":"DE89370400440532013000"}
{"id":"rec-3","FIRST_NAME":"Otherina","LAST_NAME":"Flagmann","EMAIL":"otherina@example.org","PHONE_EXTERNAL":"2125550149","CLIENT_ID":"7654321099"}
ROWS
marks='Canarina|Markova|canarina\.markova|2125550147|5550148|555-0148|1971-03-09|7654321098|Flagmann|otherina@|5550149|7654321099|ticketCANARY@example\.net|Kanaria|bermark|kanaria@|231250147|23125 0147|7654321097|09\.03\.1971'
secrets='536-90-4399|4111111111111111|918273|canarycanary|canaryuser|canarypass|canaryredispass'

n=0
run() { # runs one command; its exit status does not matter here
  n=$((n + 1))
  echo "$1" >> "$work/ran"
  echo "$1 ${2:-}" >> "$work/ran"
  "$tilores" "$@" -vv --trace "$work/out/trace.jsonl" --log-file "$work/out/log" > "$work/stdout.$n" 2> "$work/out/stderr.$n" < /dev/null || true
}
run load "$work/people.jsonl" --rejects "$work/rejects"
for format in table json jsonl csv; do
  run search --email canarina.markova@example.com -o "$format"
  run search 'Canarina Markova' -o "$format" --why
  run search '(212) 555-0147' -o "$format" --with-records --customer360
done
run search --email otherina@example.org --phone 2125550147
run search --email 'canarina.markova@example.com extra'
run search --dob 1971-03-09 --name 'Canarina Markova' --param EMAIL=canarina.markova@example.com
run show client:7654321098 --purpose 'ask of ticketCANARY@example.net'
run show client:7654321099 --fields nope
run show 7654321098 --insight 'sum(field: "CARD_NUMBER")'
run credit client:7654321098 --explain
run credit client:7654321098 --compare client:7654321099
run ask 'what is the status of canarina.markova@example.com?' --offline
run ask 'when is the next payment of client 7654321097, IBAN DE89 3704 0044 0532 0130 00, born 09.03.1971?' --session talk
for model in openai anthropic groq gemini mistral openrouter cerebras; do
  run ask 'does canarina.markova@example.com owe anything? token eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnljYW5hcnkiOjF9.c2lnbmF0dXJl' -m "$("$tilores" models list -o jsonl | jq -r "select(.provider==\"$model\").name" | head -1)" --deadline 3s
done
run session list
run session show talk
run session delete talk
printf 'email,name,phone\ncanarina.markova@example.com,Canarina Markova,2125550147\nnot-an-address CANARY,Otherina Flagmann,2125550149\n,Kanaria,030 231250147\n' > "$work/jobs/in.csv"
run batch "$work/jobs/in.csv" --out "$work/jobs/out.csv" --errors "$work/jobs/errors.csv" --report "$work/out/report.json" --prom "$work/out/batch.prom"
run batch verify "$work/jobs/out.csv"
run batch status "$work/jobs/out.csv"
cp "$work/jobs/out.csv.journal" "$work/out/"
run batch "$work/jobs/in.csv" --op ask --question 'what is the status of {email}, {name}?' -o jsonl
run prewarm "$work/jobs/in.csv" --errors "$work/jobs/prewarm.errors" --report "$work/out/prewarm.json" --prom "$work/out/prewarm.prom"
run fields list --grep email
run fields explain EMAIL
run fields dump
"$tilores" fields dump > "$work/jobs/dump.json" 2> /dev/null || true
run fields diff "$work/jobs/dump.json"
run fields coverage
run export --what entities
run entity split --record rec-2 --reason 'wrong Markova' --yes
run entity unban rec-1 rec-2 --reason 'was Markova' --yes
run export --what records
run cache stats
run cache verify
run health
run stats --prom "$work/out/stats.prom"
run health --prom "$work/out/health.prom"
run held client:7654321098
run audit list --customer client:7654321098
run audit verify
run models list
printf '{"id":"1","text":"status of canarina.markova@example.com","gold":{"route":"customer","action":"search","subjects":[]}}\n' > "$work/jobs/set.jsonl"
run eval route "$work/jobs/set.jsonl" --predictions
run config list
run config get redis.url
run config path
run config init --config "$work/jobs/tilores.toml"
run config set region DE --config "$work/jobs/tilores.toml"
run config set redis.url redis://:canaryredispass@127.0.0.1 --config "$work/jobs/tilores.toml"
run completion bash
run manifest
run search --backend tilores --email canarina.markova@example.com
TILORES_API_URL=http://canaryuser:canarypass0@127.0.0.1:9/graphql TILORES_TOKEN_URL=http://127.0.0.1:9/token TILORES_CLIENT_ID=id TILORES_CLIENT_SECRET=canarycanarysecret0 run search --email canarina.markova@example.com
run cache clear --yes
run forget client:7654321098 --dry-run
run forget client:7654321098 --yes

status=0
look() { # PATTERN PATH…: every file must be free of it
  pattern=$1
  shift
  if grep -rlaE "$pattern" "$@" 2>/dev/null; then
    grep -raohE ".{0,60}($pattern)" "$@" | head -5
    echo "canary: found in the files above: $pattern"
    status=1
  fi
}
for path in "$TILORES_HOME"/*; do
  case $path in */store | */sample) look "$secrets" "$path" ;; *) look "$marks|$secrets" "$path" ;; esac
done
look "$marks|$secrets" "$work/out"
look "$secrets" "$work"/stdout.*
grep -q Canarina "$work"/stdout.* || { echo "canary: no command showed the customer"; status=1; }
[ -s "$work/out/trace.jsonl" ] || { echo "canary: no trace was written"; status=1; }
"$tilores" manifest -o json | jq -r '.commands[].name' | while read -r command; do
  grep -qxE "$command ?" "$work/ran" || echo "$command"
done > "$work/missed"
if [ -s "$work/missed" ]; then
  echo "canary: no line runs these commands:"
  cat "$work/missed"
  status=1
fi
echo "canary: $n commands"
exit $status
