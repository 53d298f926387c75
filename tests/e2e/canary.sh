#!/bin/sh
# usage: canary.sh TILORES — plants marked customers, runs the commands at -vv with trace, log file and collector spool, and
# looks for the marks in everything that is written beside stdout: stderr, log, trace, spool, metrics, audit log, rows,
# cache. The local store itself holds records by purpose and is left out; secret fields must not be in there either.
# Where promtool is installed it checks metrics and alert rules.
set -eu
tilores=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TILORES_HOME="$work/state" HOME="$work" OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9"
export TILORES_CLIENT_SECRET= OPENAI_API_KEY=sk-canarycanarycanary0123456789
mkdir "$work/out"

cat > "$work/people.jsonl" <<'ROWS'
{"id":"rec-1","FIRST_NAME":"Canarina","LAST_NAME":"Markova","EMAIL":"canarina.markova@example.com","PHONE_EXTERNAL":"2125550147","DATE_OF_BIRTH":"1971-03-09","CLIENT_ID":"7654321098","SSN":"536-90-4399","CARD_NUMBER":"4111111111111111","CVV":"918273"}
{"id":"rec-2","FIRST_NAME":"Canarina","LAST_NAME":"Markova","EMAIL":"canarina.markova@example.com","PHONE_EXTERNAL":"(212) 555-0148","CLIENT_ID":"7654321098"}
{"id":"rec-3","FIRST_NAME":"Otherina","LAST_NAME":"Flagmann","EMAIL":"otherina@example.org","PHONE_EXTERNAL":"2125550149","CLIENT_ID":"7654321099"}
ROWS
marks='Canarina|Markova|canarina\.markova|2125550147|5550148|555-0148|1971-03-09|7654321098|Flagmann|otherina@|5550149|7654321099|ticketCANARY@example\.net'
secrets='536-90-4399|4111111111111111|918273|canarycanarycanary'

n=0
run() { # runs one command; its exit status does not matter here
  n=$((n + 1))
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
run fields coverage
run export --what entities
run entity split --record rec-2 --reason 'wrong Markova' --yes
run cache stats
run cache verify
run health
run stats --prom "$work/out/stats.prom"
run health --prom "$work/out/health.prom"
run held client:7654321098
run audit list --customer client:7654321098
run audit verify
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
if command -v promtool > /dev/null; then
  for file in "$work"/out/*.prom; do promtool check metrics < "$file" || status=1; done
  promtool check rules "$here/../../config/prometheus/tilores.rules.yml" || status=1
fi
echo "canary: $n commands"
exit $status
