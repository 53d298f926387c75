#!/usr/bin/env python3
"""usage: bench_remote.py TILORES BENCH_REMOTE

The road to a Tilores instance against its bars, in the same run: 64 workers against `wrk -c64` and CPU a request against
a bare libcurl loop (nginx with a fixed 4 KB answer), a cold process against curl, and an answer from Redis against
`redis-cli GET`. What is not installed is left out by name.
"""
import json, os, pathlib, re, shutil, statistics, subprocess, sys, tempfile, time

here = pathlib.Path(__file__).resolve().parent.parent
tilores, bench = map(os.path.abspath, sys.argv[1:3])
top = pathlib.Path(tempfile.mkdtemp(prefix="tilores-bench-remote-"))
running = []

def have(*names):
    missing = [n for n in names if shutil.which(n, path=os.environ["PATH"] + ":/usr/sbin") is None]
    if missing:
        print(f"left out, not installed: {', '.join(missing)}")
    return not missing

def start(*command):
    running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
    return running[-1].stdout

def in_process():
    record = lambda i: {"id": f"record-{i}", **{f"FIELD_NUMBER_{k}": f"value {k * 7919}" for k in range(30)}}
    answer = {"data": {"search": {"entities": [{"id": "e1", "edges": [], "hits": {"record-0": ["R_EMAIL"]}, "records": [record(i) for i in range(4)]}]}}}
    (top / "answer.json").write_text(json.dumps(answer, separators=(",", ":")))
    (top / "nginx.conf").write_text(f"""worker_processes 1; daemon off; pid {top}/pid; error_log {top}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {top}; proxy_temp_path {top}; fastcgi_temp_path {top};
  uwsgi_temp_path {top}; scgi_temp_path {top};
  server {{ listen 127.0.0.1:18431 backlog=1024; root {top};
    location / {{ default_type application/json; try_files /answer.json =404; error_page 405 =200 /answer.json; }} }} }}""")
    start(shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "-c", top / "nginx.conf")
    url = "http://127.0.0.1:18431/"
    while subprocess.run(["curl", "-s", "-o", "/dev/null", url]).returncode != 0:
        time.sleep(.01)
    (top / "post.lua").write_text('wrk.method="POST"; wrk.headers["Content-Type"]="application/json"; wrk.body="{}"\n')

    def loop(threads, what):
        out = subprocess.run([bench, url, str(threads), "2", what], capture_output=True, text=True).stdout
        return map(float, re.search(r"([\d.]+)/s, ([\d.]+) us", out).groups())

    rates, wrk, cpu = [], [], {"libcurl": [], "send": [], "search": []}
    for _ in range(5):
        out = subprocess.run(["wrk", "-t2", "-c64", "-d2s", "-s", top / "post.lua", url], capture_output=True, text=True).stdout
        wrk.append(float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]))
        rates.append(next(loop(64, "search")))
        for what in cpu:
            cpu[what].append(list(loop(1, what))[1])
    ours, bar = statistics.median(rates), statistics.median(wrk)
    print(f"remote searches, 64 workers v wrk -c64: {ours:.0f}/s against {bar:.0f}/s = {100 * ours / bar:.0f} % (bar 15 %)")
    ours, sent, bar = (statistics.median(cpu[k]) for k in ("search", "send", "libcurl"))
    print(f"CPU a remote search v a bare libcurl loop: {ours:.1f} us against {bar:.1f} us = {ours / bar:.2f} x (bar 3 x); transport alone {sent / bar:.2f} x")

def hyperfine(*commands, prepare=None):
    extra = ["--prepare", prepare] if prepare else []
    subprocess.run(["hyperfine", "-N", "-i", "-w", "5", "-r", "60", *extra, "--export-json", top / "h.json", *commands], check=True, capture_output=True)
    return [r["median"] * 1e3 for r in json.loads((top / "h.json").read_text())["results"]]

def processes():
    subprocess.run([here / "tests/e2e/node-modules", top / "node"], check=True)
    shutil.copytree(here / "tests/fakes/tilores", top / "fake")
    os.symlink(top / "node/node_modules", top / "fake/node_modules")
    info = json.loads(start("node", top / "fake/server.mjs", "--data", top / "fake/tests/data.jsonl", "--truth", top / "fake/tests/truth.json",
                            "--fast-path").readline())
    redis = start("redis-server", "--port", "0", "--unixsocket", top / "redis", "--save", "", "--dir", top)
    while "eady to accept" not in redis.readline():
        pass
    os.environ |= {"TILORES_HOME": str(top / "state"), "TILORES_CONFIG": str(top / "conf.toml"), "TILORES_API_URL": info["api_url"],
                   "TILORES_TOKEN_URL": info["token_url"], "TILORES_CLIENT_ID": info["client_id"], "TILORES_CLIENT_SECRET": info["client_secret"]}
    (top / "conf.toml").write_text("")
    search = f"{tilores} search email:ada@example.com"
    subprocess.run(search.split(), check=True, capture_output=True) # token and schema are at hand from now on
    token = json.loads((top / "state/token").read_text())["token"]
    (top / "curl.conf").write_text(f'url="{info["api_url"]}"\nheader="Authorization: Bearer {token}"\nheader="Content-Type: application/json"\n'
                                   f'data="@{top}/query.json"\noutput="/dev/null"\nsilent\ncompressed\n')
    (top / "query.json").write_text(json.dumps({"query": "query($in: SearchInput!) { search(input: $in) { entities { id records { id EMAIL FIRST_NAME } } } }",
                                                "variables": {"in": {"parameters": {"EMAIL": "ada@example.com"}}}}))
    bar, ours = hyperfine(f"curl -K {top}/curl.conf", f"{search} --fresh")
    print(f"cold process to the first answer v curl: {ours:.2f} ms against {bar:.2f} ms = + {ours - bar:.2f} ms (bar + 5 ms)")
    os.environ["REDIS_URL"] = f"unix://{top}/redis"
    subprocess.run(search.split() + ["--fresh"], check=True, capture_output=True)
    subprocess.run(["redis-cli", "-s", top / "redis", "-x", "set", "k"], input="x" * 4096, text=True, check=True, capture_output=True)
    # The disk tier would answer from the second run on: each run finds a sound but empty one.
    os.environ["TILORES_HOME"] = str(top / "other")
    shutil.copytree(top / "state", top / "other")
    subprocess.run([tilores, "cache", "clear", "--yes"], env={**os.environ, "REDIS_URL": ""}, capture_output=True, check=True)
    shutil.copytree(top / "other", top / "kept")
    out = subprocess.run(search.split() + ["-o", "json"], capture_output=True, text=True).stdout
    if '"cache":"redis"' not in out:
        print("left out: the search is not answered from Redis:", out[-200:])
        return
    prepare = f"cp -a {top}/kept/. {top}/other/"
    bar, ours = hyperfine(f"redis-cli -s {top}/redis get k", search, prepare=prepare)
    print(f"search answered from Redis v redis-cli GET 4 KB: {ours:.2f} ms against {bar:.2f} ms = {ours / bar:.2f} x (bar 3 x)")

try:
    if have("nginx", "wrk", "curl"):
        in_process()
    if have("node", "npm", "redis-server", "redis-cli", "hyperfine", "curl"):
        processes()
finally:
    for process in running:
        process.terminate()
        process.wait()
    shutil.rmtree(top, ignore_errors=True)
