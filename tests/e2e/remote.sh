#!/bin/sh
# usage: remote.sh E2E_REMOTE [NODE_FOLDER] — runs the remote backend against the Tilores double (node) and the fault
# server (python3), then has graphql-js judge every operation that was sent. Exit 77: node 20 is missing.
set -eu
binary=$1
modules=${2:-${TMPDIR:-/tmp}/tilores-e2e-node}
here=$(cd "$(dirname "$0")" && pwd)
fakes=$here/../fakes
"$here/node-modules" "$modules"
cp -r "$fakes/tilores/." "$here/validate.mjs" "$modules/"

work=$(mktemp -d)
tilores_pid=
faultd_pid=
tls_pid=
cleanup() {
  for pid in $tilores_pid $faultd_pid $tls_pid; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
wait_for() { for _ in $(seq 200); do [ -s "$1" ] && return 0; sleep 0.05; done; echo "no $1"; return 1; }

node "$modules/server.mjs" --data "$modules/tests/data.jsonl" --truth "$modules/tests/truth.json" > "$work/tilores.json" &
tilores_pid=$!
python3 "$fakes/faultd/faultd.py" --port-file "$work/faultd" > /dev/null &
faultd_pid=$!
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null
python3 "$fakes/faultd/faultd.py" --port-file "$work/tls" --tls "$work/cert.pem" "$work/key.pem" > /dev/null 2>&1 &
tls_pid=$!
wait_for "$work/tilores.json" && wait_for "$work/faultd" && wait_for "$work/tls"

E2E_TILORES=$(cat "$work/tilores.json") E2E_FAULTD=$(cat "$work/faultd") E2E_TLS=$(cat "$work/tls") \
  E2E_CA=$work/cert.pem E2E_OPERATIONS=$work/operations.jsonl "$binary"
node "$modules/validate.mjs" "$modules/tilores.graphql" "$work/operations.jsonl"
