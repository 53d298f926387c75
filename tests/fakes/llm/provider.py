"""A scripted model provider in three dialects: OpenAI's chat completions, Anthropic's Messages, Gemini's generateContent.
The first part of the path is the scenario (http://127.0.0.1:PORT/SCENARIO as base address): what it says, calls, fails."""
import http.server, json, threading, time

# scenario: (HTTP status, code or type by dialect, headers)
ERRORS = {
    "wrong-key": (401, ("invalid_api_key", "authentication_error", "UNAUTHENTICATED"), {}),
    "quota": (429, ("insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED"), {}),
    "rate-long": (429, ("rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"), {"retry-after": "55"}),
    "down": (500, ("server_error", "api_error", "INTERNAL"), {}),
    "overloaded": (529, ("overloaded_error", "overloaded_error", "UNAVAILABLE"), {}),
    "too-long": (413, ("context_length_exceeded", "request_too_large", "INVALID_ARGUMENT"), {}),
    "gone": (404, ("model_not_found", "not_found_error", "NOT_FOUND"), {}),
}
USAGE = {"input": 1200, "output": 34, "cached": 1024}
TEXT = "The account is Active. Zoë 東京 😀 Person_1."


class Provider(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.seen, self.counts, self.lock = [], {}, threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self):
        with self.lock:
            seen, self.seen, self.counts = self.seen, [], {}
        return seen


class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, document, headers):
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        scenario = self.path.split("/")[1]
        with self.server.lock:
            self.server.seen.append(request)
            turn = self.server.counts[scenario] = self.server.counts.get(scenario, 0) + 1
        dialect = "gemini" if "/models/" in self.path else "anthropic" if self.path.endswith("/v1/messages") else "openai"
        stream = ":stream" in self.path if dialect == "gemini" else bool(request.get("stream"))
        if scenario == "hang":
            time.sleep(30)
            return
        if scenario == "rate" and turn == 1:
            self.fail_with(dialect, 429, ("rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED"), {"retry-after": "1"})
            return
        if scenario == "unsteady" and turn < 3:
            self.fail_with(dialect, 503, ("server_is_overloaded", "overloaded_error", "UNAVAILABLE"), {})
            return
        if scenario in ERRORS:
            self.fail_with(dialect, *ERRORS[scenario])
            return
        model = {"another-model": "another-model", "rerouted": "gpt-5-mini"}.get(scenario) or request.get("model") or self.path.split("/models/")[1].split(":")[0]
        text, calls, stop = TEXT, [], "stop"
        if scenario == "tools" and turn == 1:
            text, calls = "", [("search_customer", {"query": "Entity_1"}), ("get_credit_report", {"customer_id": "Entity_1"})]
        elif scenario == "loop":
            text, calls = "", [("search_customer", {"query": f"nobody {turn}"})]
        elif scenario == "bad-arguments":
            closed = "none" in json.dumps(request.get("tool_choice", "")) or "NONE" in json.dumps(request.get("toolConfig", ""))
            text, calls = (TEXT, []) if closed else ("", [("search_customer", {"wrong": turn})])
        elif scenario == "empty":
            text = ""
        elif scenario == "length":
            stop = "length"
        elif scenario == "filter":
            text, stop = "", "filter"
        elif scenario == "invention":
            text = "Due on 3 March 2031: $987.65, or $1.9k; ask eve@example.com."
        elif scenario == "json":
            text = '{"status":"Active"}'
        whole, events = {"openai": openai, "anthropic": anthropic, "gemini": gemini}[dialect](model, text, calls, stop)
        if not stream:
            self.reply(200, whole, {})
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, event in enumerate(events):
            if scenario == "cut" and number == 4:
                self.close_connection = True
                return
            if scenario == "stall" and number == 8:
                time.sleep(30)
                return
            data = event.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def fail_with(self, dialect, status, codes, headers):
        self.reply(status, {
            "openai": {"error": {"message": "x", "type": codes[0], "code": codes[0]}},
            "anthropic": {"type": "error", "error": {"type": codes[1], "message": "x"}},
            "gemini": {"error": {"code": status, "status": codes[2], "message": "x"}},
        }[dialect], headers)


def pieces(text, size=3):
    return [text[i:i + size] for i in range(0, len(text), size)]


def openai(model, text, calls, stop):
    reason = "tool_calls" if calls else {"stop": "stop", "length": "length", "filter": "content_filter"}[stop]
    usage = {"prompt_tokens": USAGE["input"], "completion_tokens": USAGE["output"], "prompt_tokens_details": {"cached_tokens": USAGE["cached"]}}
    made = [{"id": f"call_{i}", "type": "function", "function": {"name": n, "arguments": json.dumps(a)}} for i, (n, a) in enumerate(calls)]
    whole = {"model": model, "usage": usage, "choices": [{"message": {"content": text or None, **({"tool_calls": made} if made else {})}, "finish_reason": reason}]}

    def chunk(delta, finish=None, **rest):
        return "data: " + json.dumps({"model": model, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **rest}) + "\n\n"

    events = [chunk({"role": "assistant", "content": ""})] + [chunk({"content": p}) for p in pieces(text)]
    for i, call in enumerate(made):
        events.append(chunk({"tool_calls": [{"index": i, "id": call["id"], "function": {"name": call["function"]["name"], "arguments": ""}}]}))
    for at in range(40):  # the fragments of parallel calls arrive mixed
        for i, call in enumerate(made):
            part = call["function"]["arguments"][at * 5:at * 5 + 5]
            if part:
                events.append(chunk({"tool_calls": [{"index": i, "function": {"arguments": part}}]}))
    events += [chunk({}, reason), "data: " + json.dumps({"model": model, "choices": [], "usage": usage}) + "\n\n", "data: [DONE]\n\n"]
    return whole, events


def anthropic(model, text, calls, stop):
    reason = "tool_use" if calls else {"stop": "end_turn", "length": "max_tokens", "filter": "refusal"}[stop]
    usage = {"input_tokens": USAGE["input"] - USAGE["cached"], "cache_read_input_tokens": USAGE["cached"], "output_tokens": USAGE["output"]}
    blocks = [{"type": "text", "text": text}] if text else []
    blocks += [{"type": "tool_use", "id": f"toolu_{i}", "name": n, "input": a} for i, (n, a) in enumerate(calls)]
    whole = {"type": "message", "model": model, "content": blocks, "stop_reason": reason, "usage": usage}

    def event(kind, **rest):
        return f"event: {kind}\ndata: " + json.dumps({"type": kind, **rest}) + "\n\n"

    events = [event("message_start", message={"model": model, "usage": {**usage, "output_tokens": 1}}), event("ping")]
    for index, block in enumerate(blocks):
        is_text = block["type"] == "text"
        events.append(event("content_block_start", index=index, content_block={**block, **({"text": ""} if is_text else {"input": {}})}))
        for piece in pieces(block["text"] if is_text else json.dumps(block["input"])):
            events.append(event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece} if is_text else {"type": "input_json_delta", "partial_json": piece}))
        events.append(event("content_block_stop", index=index))
    events += [event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": USAGE["output"]}), event("message_stop")]
    return whole, events


def gemini(model, text, calls, stop):
    reason = {"stop": "STOP", "length": "MAX_TOKENS", "filter": "SAFETY"}[stop]
    usage = {"promptTokenCount": USAGE["input"], "candidatesTokenCount": USAGE["output"] - 4, "thoughtsTokenCount": 4, "cachedContentTokenCount": USAGE["cached"]}
    made = [{"functionCall": {"name": n, "args": a}, **({"thoughtSignature": "c2ln"} if i == 0 else {})} for i, (n, a) in enumerate(calls)]

    def part_of(parts, finish=None):
        candidate = {"content": {"role": "model", "parts": parts}, **({"finishReason": finish} if finish else {})}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model}

    whole = part_of(([{"text": text}] if text else []) + made, reason)
    parts = [[{"text": p}] for p in pieces(text)] + ([made] if made else [])
    events = ["data: " + json.dumps(part_of(p)) + "\r\n\r\n" for p in parts] + ["data: " + json.dumps(part_of([], reason)) + "\r\n\r\n"]
    return whole, events
