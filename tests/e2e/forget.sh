#!/bin/sh
# usage: forget.sh TILORES — reads one member of a household in every way that leaves something behind, changes links with
# reasons that name her, then forgets her while a batch reads the store, and looks at every byte of the state folder. She
# must stay away on the next load, whatever id or spelling she comes with; the other member must stay.
set -u
tilores=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" TILORES_HOME="$work/state"
status=0
fault() { echo "FAULT: $*"; status=1; }
expect() { # STATUS COMMAND…
  wanted=$1; shift
  "$tilores" "$@" > "$work/stdout" 2> "$work/stderr" < /dev/null; got=$?
  [ "$got" = "$wanted" ] || fault "$* exits $got, not $wanted: $(head -c 300 "$work/stdout" "$work/stderr")"
}
left() { grep -rlaiE 'aurelia|quendler-a|70011001|hh-a[12]|555-?0132|1980-02-03' "$TILORES_HOME" > "$work/left" && fault "$1: $(cat "$work/left")"; }

cat > "$work/people.jsonl" <<'ROWS'
{"id":"hh-a1","FIRST_NAME":"Aurelia","LAST_NAME":"Quendler","EMAIL":"aurelia.quendler-a@example.com","PHONE_EXTERNAL":"2125550131","DATE_OF_BIRTH":"1980-02-03","CLIENT_ID":"70011001","MAILING_STREET":"12 Elm St","CITY":"Boise"}
{"id":"hh-a2","FIRST_NAME":"Aurelia","LAST_NAME":"Quendler","EMAIL":"aurelia.quendler-a@example.com","PHONE_EXTERNAL":"(212) 555-0132","CLIENT_ID":"70011001"}
{"id":"hh-b1","FIRST_NAME":"Benno","LAST_NAME":"Quendler","EMAIL":"benno.q@example.com","PHONE_EXTERNAL":"2125550131","DATE_OF_BIRTH":"1978-07-30","CLIENT_ID":"70011002","MAILING_STREET":"12 Elm St","CITY":"Boise"}
ROWS
i=0
while [ $i -lt 4000 ]; do
  i=$((i + 1))
  echo "{\"id\":\"n$i\",\"FIRST_NAME\":\"Person\",\"LAST_NAME\":\"Number$i\",\"EMAIL\":\"n$i@example.org\",\"CLIENT_ID\":\"$((80000000 + i))\"}"
done > "$work/others.jsonl"
expect 0 load "$work/people.jsonl"
expect 0 load "$work/others.jsonl"
expect 6 forget phone:2125550131 --yes # the household's: nobody is erased
expect 6 forget --name Quendler --yes
expect 2 forget client:70011001
# what leaves something behind
expect 0 show client:70011001 --purpose 'a call of aurelia.quendler-a@example.com'
expect 0 search aurelia.quendler-a@example.com --customer360
expect 0 search --phone '(212) 555-0132' --with-records
expect 0 credit client:70011001
expect 0 ask 'what is the status of client 70011001?' --offline --session about-her
expect 0 ask 'what is the status of client 70011002?' --offline --session about-him
expect 0 entity split --record hh-a2 --ban --reason 'Aurelia 70011001 is two people' --yes
id_of() { "$tilores" search "$1" -o jsonl | sed 's/.*"entity_id":"\([^"]*\)".*/\1/'; }
expect 0 entity unban "$(id_of record:hh-a1)" "$(id_of record:hh-a2)" --reason 'no, aurelia.quendler-a@example.com is one' --yes
printf 'email\naurelia.quendler-a@example.com\n' > "$work/one.csv"
expect 0 batch "$work/one.csv" --out "$work/state/kept.csv" --ok ambiguous
rm -f "$work/state/kept.csv" # a user's own file; its journal stays
expect 0 prewarm "$work/one.csv"
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 expect 0 search client:70011001 -vv --trace "$work/state/trace" --log-file "$work/state/log"
expect 0 load "$work/people.jsonl"
for who in record:hh-a1 record:hh-a2; do "$tilores" held "$who" > /dev/null 2>&1; done
expect 0 forget record:hh-a1 --dry-run
expect 0 show client:70011002
# forgotten while others read
{ echo client_id; seq 80000001 80004000; seq 80000001 80004000; } > "$work/many.csv"
"$tilores" batch "$work/many.csv" --no-cache -q -j 2 > "$work/batch.out" 2> "$work/batch.err" < /dev/null &
batch=$!
expect 0 forget record:hh-a1 --yes --purpose 'request 1'
if "$tilores" search record:hh-a2 -q > /dev/null 2>&1; then expect 0 forget record:hh-a2 --yes; fi
left 'after forget'
wait $batch || fault "the batch that ran beside it: $(head -c 300 "$work/batch.err")"
[ "$(grep -c ',found,' "$work/batch.out")" = 8000 ] || fault "the batch beside it found $(grep -c ',found,' "$work/batch.out") of 8000"
expect 5 search aurelia.quendler-a@example.com
expect 5 search client:70011001
expect 5 forget client:70011001 --yes
expect 0 show client:70011002
expect 0 session show about-him
# stays away: the same rows, another id, another spelling; who shares a number is not taken for her
expect 0 load "$work/people.jsonl"
printf '{"id":"x1","FIRST_NAME":"A.","LAST_NAME":"Q.","EMAIL":" AURELIA.Quendler-A@Example.COM "}\n{"id":"x2","CLIENT_ID":"70011001"}\n{"id":"x3","FIRST_NAME":"Benno","LAST_NAME":"Quendler","EMAIL":"benno.q@example.com","PHONE_EXTERNAL":"2125550131"}\n' > "$work/again.jsonl"
expect 0 load "$work/again.jsonl"
left 'after another load'
expect 0 search record:x3
expect 5 search record:x1
expect 5 search record:x2
expect 0 audit verify
echo "forget: status $status"
exit $status
