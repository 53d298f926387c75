2
# own store
# more than 95 % of the last hour: ok; 80 to 95: warn; less: fail; too few commands: unknown, which changes nothing
tilores load --sample > /dev/null
rate() {
  printf '{"t":%s,"c":{"tilores_commands_total{command=\\"show\\",outcome=\\"ok\\"}":%s,"tilores_errors_total{code=\\"timeout\\"}":%s,"tilores_errors_total{code=\\"not_found\\"}":50},"h":{}}\n' "$(date +%s)" "$1" "$2" > "$TILORES_HOME/metrics/$(date -u +%F).jsonl"
  tilores health --check success_rate -o csv --fields status,detail,fix; echo "exit $?"
}
rate 10 9; rate 100 4; rate 100 5; rate 100 20
rate 100 21
tilores health --check success-rate --nagios | cut -d'|' -f1; tilores health --check success-rate > /dev/null
