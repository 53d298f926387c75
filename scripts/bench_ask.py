#!/usr/bin/env python3
"""What asking costs beyond the provider: `tilores ask` against curl with the same request to the same streaming server.
usage: bench_ask.py BINARY [RUNS] — on a home of its own with the sample. Medians of alternating runs, in milliseconds."""
import http.server, json, os, statistics, subprocess, sys, tempfile, threading, time

binary, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40
question = "what is the status of client 8148853?"
seen = []


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        seen.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

        def send(event):
            line = f"data: {event}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()

        def piece(delta, finish=None):
            send(json.dumps({"model": "gpt-6-luna", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}))

        for word in ["The", " account", " is", " Active", "."]:
            piece({"content": word})
            time.sleep(0.01)
        piece({}, "stop")
        send("[DONE]")
        self.wfile.write(b"0\r\n\r\n")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/v1"
environment = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_BASE_URL"))}
home = tempfile.TemporaryDirectory(prefix="tilores-bench-ask-")
environment |= {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": base, "TILORES_HOME": home.name}
subprocess.run([binary, "load", "--sample", "-q"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)


def timed(command, marker):
    """Milliseconds from start to the first text of the answer, and to the end of the process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    first, out = None, b""
    while chunk := os.read(process.stdout.fileno(), 65536):
        out += chunk
        if first is None and marker in out:
            first = time.perf_counter() - began
    process.wait()
    assert process.returncode == 0 and first is not None, (command, process.returncode, out)
    return first * 1e3, (time.perf_counter() - began) * 1e3


ask = [binary, "ask", "--no-cache", question]
timed(ask, b"The")
with open(os.path.join(home.name, "bench-request.json"), "wb") as file:
    file.write(seen[-1])
curl = ["curl", "-sN", base + "/chat/completions", "-H", "content-type: application/json", "-H", "authorization: Bearer sk-test", "--data-binary", "@" + file.name]
rows = [(timed(curl, b'"The"'), timed(ask, b"The")) for _ in range(runs)]
for name, at, bar in (("first token", 0, 10), ("whole answer", 1, 15)):
    theirs, ours = (statistics.median(row[who][at] for row in rows) for who in (0, 1))
    print(f"ask, {name}: {ours:.1f} ms against curl's {theirs:.1f} ms = {ours - theirs:+.1f} ms (bar +{bar} ms)")
offline = [timed([binary, "ask", "--offline", question], b"account")[1] for _ in range(runs)]
print(f"ask --offline, whole process: {statistics.median(offline):.1f} ms (bar 15 ms)")
