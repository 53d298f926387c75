#!/usr/bin/env python3
"""What telemetry costs, in one run, off and on by turns: processor time and rows/s of a fast local batch (bar: 2 %), and
time of a short command (bar: 0.3 ms). Off: neither metrics nor a collector. On: metrics and a collector that takes spans.
usage: bench_telemetry.py TILORES [ROWS [ROUNDS]]   — ROWS of the batch (100000), ROUNDS of each kind (9)"""
import http.server, os, pathlib, statistics, subprocess, sys, tempfile, threading, time

tilores = os.path.abspath(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 9
here = pathlib.Path(__file__).resolve().parent
top = tempfile.TemporaryDirectory()
taken = 0


class Collector(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global taken
        taken += self.rfile.read(int(self.headers["Content-Length"])).count(b'"spanId"')
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = {"PATH": os.environ["PATH"], "HOME": top.name, "TILORES_HOME": top.name + "/state", "LANG": "C"}
(pathlib.Path(top.name) / "off.toml").write_text("[telemetry]\nmetrics = false\n")
kinds = {
    "off": dict(base, TILORES_CONFIG=top.name + "/off.toml"),
    "metrics": base,
    "on": dict(base, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{server.server_address[1]}"),
}


def run(kind, *words):
    """Processor seconds and seconds of one process."""
    began = time.perf_counter()
    child = subprocess.Popen([tilores, *words], env=kinds[kind], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{words}: exit {child.returncode}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - began


people = min(rows, 100_000)
with open(top.name + "/people.csv", "w") as out:
    subprocess.run([sys.executable, here / "bench_people.py", str(people)], stdout=out, check=True)
run("off", "load", top.name + "/people.csv", "-q")
with open(top.name + "/in.csv", "w") as out:
    out.write("email\n" + "".join(f"person{i % people}@example.com\n" for i in range(rows)))
batch = ["batch", top.name + "/in.csv", "-q"]
figures = {kind: [] for kind in kinds}
for kind in kinds:
    run(kind, *batch)
for _ in range(rounds):
    for kind in kinds:
        figures[kind].append(run(kind, *batch))


def ratio(kind, part):
    """Of neighbours, so that a machine that slows down does not count; and of the best of each, which others disturbed least."""
    neighbours = statistics.median(one[part] / off[part] for one, off in zip(figures[kind], figures["off"]))
    best = min(one[part] for one in figures[kind]) / min(off[part] for off in figures["off"])
    return f"{neighbours:.3f} x (best of each {best:.3f} x)"


off_rate = rows / statistics.median(wall for _, wall in figures["off"])
for kind in ("metrics", "on"):
    print(f"batch of {rows} rows with telemetry {kind}: {ratio(kind, 0)} processor time, {ratio(kind, 1)} time; {off_rate:.0f} rows/s without (bar 1.02 x)")
print(f"  the collector took {taken} spans")
search = ["search", "email:person7@example.com"]
times = {kind: [] for kind in kinds}
for _ in range(40 * rounds):
    for kind in kinds:
        times[kind].append(run(kind, *search))
for kind in ("metrics", "on"):
    more = [statistics.median(one[part] - off[part] for one, off in zip(times[kind], times["off"])) * 1e3 for part in (1, 0)]
    print(f"search with telemetry {kind}: {more[0]:+.3f} ms, {more[1]:+.3f} ms of processor time (bar 0.3 ms)")
