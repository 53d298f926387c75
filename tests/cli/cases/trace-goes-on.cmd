0
# own store
TRACEPARENT=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 tilores cache stats --trace t.jsonl > /dev/null; grep -o "traceId.:.[0-9a-f]*\|parentSpanId.:.[0-9a-f]*" t.jsonl
