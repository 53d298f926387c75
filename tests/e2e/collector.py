#!/usr/bin/env python3
"""usage: collector.py TILORES NODE_FOLDER

Runs commands against trace collectors that work, hang, refuse, answer 500, are slow, and answer partial success: every
answer must be the one without a collector, what is not sent waits in the spool or is counted, batch sends while it runs,
and what arrived is judged by the official OTLP classes (where node is installed).
"""
import http.server, json, os, pathlib, shutil, socket, subprocess, sys, tempfile, threading

tilores, modules = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
here = pathlib.Path(__file__).resolve().parent
work = pathlib.Path(tempfile.mkdtemp(prefix="tilores-collector-"))
base = {"PATH": os.environ["PATH"], "HOME": str(work), "TILORES_HOME": str(work / "state"), "LANG": "C"}
faults = []


def check(good, what):
    print(("ok: " if good else "FAULT: ") + what)
    if not good:
        faults.append(what)


class Collector:
    def __init__(self, mode):
        self.mode, self.bodies, self.heads, self.release = mode, [], [], threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heads.append((self.path, dict(self.headers)))
                if outer.mode == "hang":
                    outer.release.wait(60)
                    return
                if outer.mode == "slow":
                    outer.release.wait(3)
                outer.bodies.append(body.decode())
                answer = b'{"partialSuccess":{"rejectedSpans":"1","errorMessage":"no"}}' if outer.mode == "partial" else b"{}"
                self.send_response(500 if outer.mode == "500" else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    pass  # who asked is gone, as it should be with a slow one

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.release.set()
        self.server.shutdown()
        self.server.server_close()

    def spans(self):
        return [span for body in self.bodies for part in json.loads(body)["resourceSpans"]
                for scope in part["scopeSpans"] for span in scope["spans"]]


def run(*words, endpoint=None, **more):
    variables = dict(base, **more)
    if endpoint:
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint
    return subprocess.run([tilores, *words], env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=90)


def value(series):
    for line in run("stats", "-o", "jsonl").stdout.splitlines():
        row = json.loads(line)
        if row["metric"] == series:
            return row["value"]
    return 0


spool = work / "state" / "spans.jsonl"
check(run("load", "--sample", "-q").returncode == 0, "the sample is loaded")
rows = work / "in.csv"
ids = [json.loads(line)["CLIENT_ID"] for line in run("export", "--what", "records", "-o", "jsonl").stdout.splitlines() if '"CLIENT_ID":"' in line]
ids = list(dict.fromkeys(ids))
rows.write_text("client_id\n" + "".join(f"{ids[i % len(ids)]}\n" for i in range(2500)))
# what a search, a question and a batch say without a collector
commands = {
    "search": ["search", "--email", "dburnemrick0@example.com", "-o", "jsonl"],
    "ask": ["ask", "When is the next payment of client 8148853?", "--offline"],
    "batch": ["batch", str(rows), "-q"],
}
plain = {name: run(*words) for name, words in commands.items()}
check(all(done.returncode in (0, 3) and done.stdout for done in plain.values()), "answers without a collector")


def same_answers(mode, endpoint, **more):
    for name, words in commands.items():
        done = run(*words, endpoint=endpoint, **more)
        check((done.returncode, done.stdout, done.stderr) == (plain[name].returncode, plain[name].stdout, plain[name].stderr),
              f"{mode}: {name} answers as without a collector")


for mode in ("hang", "500", "slow"):
    spool.unlink(missing_ok=True)
    collector = Collector(mode)
    same_answers(mode, collector.url)
    check(spool.exists() and spool.stat().st_size > 0, f"{mode}: spans wait in the spool")
    collector.stop()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
spool.unlink(missing_ok=True)
same_answers("refused", nobody)
check(run("stats", "--export", endpoint=nobody).returncode == 12, "refused: stats --export says so")

# no room: dropped and counted, and no command notices
before = value("tilores_spans_dropped_total")
(work / "small.toml").write_text('[telemetry]\nspool = "1kB"\n')
same_answers("no room", nobody, TILORES_CONFIG=str(work / "small.toml"))
check(value("tilores_spans_dropped_total") > before, "no room: dropped spans are counted")
check(spool.stat().st_size > 1000, "what waited longer still waits")

# partial success is final; a batch sends while it runs, also what short commands left
partial = Collector("partial")
waiting = len(spool.read_text().splitlines())
sent = run("stats", "--export", "-o", "json", endpoint=partial.url)
check(json.loads(sent.stdout)["data"] == {"sent": waiting, "refused": 0, "left": 0}, "partial success: everything is sent once")
check(spool.stat().st_size == 0 and len(partial.bodies) == waiting, "partial success: nothing is kept")
partial.stop()
good = Collector("good")
parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
run(*commands["ask"], endpoint=good.url, TRACEPARENT=parent)
check(not good.bodies, "a short command talks to no collector")
run(*commands["ask"], endpoint=good.url, TRACEPARENT=parent[:-1] + "0")
run(*commands["search"], endpoint=good.url, TRACEPARENT="00-0-0-01", LANGSMITH_API_KEY="ls-key-000000000000", OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic cGs6c2s=,x-extra=1")
steady = ["--no-cache", "--rate", "100"]  # half a second: long enough to send
run(*commands["batch"], *steady, endpoint=good.url, OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic cGs6c2s=,x-extra=1")
spans = good.spans()
names = {span["name"] for span in spans}
check({"tilores ask", "route", "recognise", "execute_tool search_customer", "cache", "search", "tilores batch", "row_group"} <= names, f"batch sent what was waiting and its own: {sorted(names)}")
asked = [span for span in spans if span["traceId"] == parent[3:35]]
check([span["parentSpanId"] for span in asked if span["name"] == "tilores ask"] == [parent[36:52]], "the trace goes on, and one that its caller does not sample is left out")
check(len(asked) > 4 and len({span["traceId"] for span in spans}) == 3, "a malformed traceparent begins a new trace")
groups = [span for span in spans if span["name"] == "row_group"]
counted = [int(attribute["value"]["intValue"]) for span in groups for attribute in span["attributes"] if attribute["key"] == "tilores.rows"]
check(sum(counted) == 2500 and len(counted) == 3, f"row groups hold every row: {counted}")
check(all(path == "/v1/traces" and head.get("Authorization") == "Basic cGs6c2s=" and head.get("X-Extra", head.get("x-extra")) == "1" for path, head in good.heads), "headers of the settings are sent")
check(spool.stat().st_size == 0, "nothing is left in the spool")
run(*commands["batch"], *steady, endpoint=good.url, TILORES_CONFIG=str((work / "none.toml").write_text("[telemetry]\nsample = 0\n") and work / "none.toml"))
check(len(good.spans()) == len(spans), "sample = 0 sends nothing")
good.stop()

# LangSmith and Langfuse as config/telemetry.example.toml has them, with this collector's address in theirs
example = (here.parent.parent / "config" / "telemetry.example.toml").read_text()
wanted = {
    "collector": ("http://127.0.0.1:4318", "", "/v1/traces", {}),
    "langsmith": ("https://api.smith.langchain.com", "lsv2_pt_0000\n", "/otel/v1/traces", {"x-api-key": "lsv2_pt_0000", "langsmith-project": "customer-data"}),
    "langfuse": ("https://cloud.langfuse.com", "Authorization=Basic%20cGs6c2s=,x-langfuse-ingestion-version=4\n", "/api/public/otel/v1/traces",
                 {"authorization": "Basic cGs6c2s=", "x-langfuse-ingestion-version": "4"}),
}
theirs = {"x-api-key", "langsmith-project", "authorization", "x-langfuse-ingestion-version"}
for profile, (address, secret, path, headers) in wanted.items():
    there = Collector("good")
    check(example.count(address + ("/" if profile == "langfuse" else '"')) == 1, f"{profile}: the example names {address}")
    (work / "secret").write_text(secret)
    (work / "secret").chmod(0o600)
    text = example.replace(address, there.url)
    for line in example.splitlines():
        if "_file = " in line:
            text = text.replace(line.split('"')[1], str(work / "secret"))
    (work / "example.toml").write_text(text)
    more = {"TILORES_CONFIG": str(work / "example.toml"), "TILORES_PROFILE": profile}
    if profile != "langsmith":
        more["LANGSMITH_API_KEY"] = "lsv2_pt_1111"  # is not for others
    run(*commands["search"], **more)
    sent = run("stats", "--export", "-o", "json", **more)
    check(sent.returncode == 0 and json.loads(sent.stdout)["data"]["sent"] == 1, f"{profile}: sent {sent.stderr}")
    got = [(path, {name.lower(): value for name, value in head.items() if name.lower() in theirs}) for path, head in there.heads]
    check(got == [(path, headers)], f"{profile}: path and headers are {got}")
    good.bodies += there.bodies
    there.stop()

(work / "all.jsonl").write_text("\n".join(good.bodies + partial.bodies) + "\n")
if shutil.which("node") and shutil.which("npm"):
    modules.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "judge.js"):
        shutil.copy(here / "otlp" / name, modules / name)
    if not (modules / "node_modules").exists() and subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=modules).returncode:
        print("the official classes cannot be fetched: the requests are not judged")
        sys.exit(1 if faults else 0)
    judged = subprocess.run(["node", modules / "judge.js", work / "all.jsonl"], capture_output=True, text=True)
    print(judged.stdout, judged.stderr)
    check(judged.returncode == 0, "the official classes read every request")
shutil.rmtree(work, ignore_errors=True)
print(f"{len(faults)} faults")
sys.exit(1 if faults else 0)
