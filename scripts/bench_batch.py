#!/usr/bin/env python3
"""Batch against its bars, in one run each: curl under xargs and GNU parallel on the same rows at the same
concurrency, one worker at a service that takes 200 ms, memory for any number of rows.
usage: bench_batch.py TILORES [ROWS [BIG_ROWS]]   — ROWS for curl (2000), BIG_ROWS through the local store (10000000)"""
import contextlib, json, os, pathlib, socket, subprocess, sys, tempfile, time

tilores = os.path.abspath(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
big_rows = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000_000
here = pathlib.Path(__file__).resolve().parent
fakes = here.parent / "tests/fakes"
WORKERS = 16
QUERY = "query($p:SearchParams!){search(input:{parameters:$p}){entities{id records{id FIRST_NAME LAST_NAME EMAIL PHONE_EXTERNAL}}}}"


def settings(top, port):
    home = f"{top}/home{port}"
    os.makedirs(home, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    return dict(os.environ, TILORES_HOME=home, TILORES_BACKEND="tilores", TILORES_API_URL=url + "/graphql", TILORES_TOKEN_URL=url + "/oauth2/token",
                TILORES_CLIENT_ID="bench", TILORES_CLIENT_SECRET="bench")


def timed(*command, **options):
    began = time.time()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    took = time.time() - began
    if done.returncode not in (0, 3):
        sys.exit(f"{command}: exit {done.returncode}: {done.stderr.decode()[-300:]}")
    return took


def emails(path, count, seed=""):
    with open(path, "w") as out:
        out.write("email\n")
        out.writelines(f"person{seed}{i}@example.com\n" for i in range(count))


@contextlib.contextmanager
def slow_service(delay_ms):
    server = subprocess.Popen([sys.executable, fakes / "slow_service.py", str(delay_ms)], stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def nginx(top, schema, answer):
    """Every POST gets the same answer; the first phase tells the schema too."""
    port = free_port()
    conf = f"{top}/nginx.conf"

    def write(body):
        with open(f"{top}/answer.json", "w") as out:
            json.dump(body, out, separators=(",", ":"))
        with open(conf, "w") as out:
            out.write(f"""worker_processes 1; pid {top}/nginx.pid; error_log /dev/null; daemon off; events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000000; default_type application/json; client_body_temp_path {top}/b; proxy_temp_path {top}/p; fastcgi_temp_path {top}/f;
uwsgi_temp_path {top}/u; scgi_temp_path {top}/s; server {{ listen 127.0.0.1:{port} backlog=1024;
location = /oauth2/token {{ return 200 '{{"access_token":"t","token_type":"Bearer","expires_in":3600}}'; }}
location / {{ return 200 '{json.dumps(body, separators=(",", ":"))}'; }} }} }}""")

    both = {"data": {**schema["data"], **answer["data"]}}
    write(both)
    server = subprocess.Popen(["nginx", "-e", "/dev/null", "-c", conf, "-p", top])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)

        def answers_only():
            write(answer)
            subprocess.run(["nginx", "-e", "/dev/null", "-c", conf, "-p", top, "-s", "reload"], check=True)
            time.sleep(0.5)

        yield port, answers_only
    finally:
        server.terminate()
        server.wait()


def against_curl(top):
    schema, answer = (json.loads(subprocess.run([sys.executable, fakes / "slow_service.py", "--print", what], capture_output=True, check=True).stdout) for what in ("schema", "search"))
    with nginx(top, schema, answer) as (port, answers_only):
        env = settings(top, port)
        emails(f"{top}/rows.csv", 1)
        timed(tilores, "batch", f"{top}/rows.csv", "-q", env=env)  # the schema is known from here on
        answers_only()
        emails(f"{top}/rows.csv", rows)
        url = env["TILORES_API_URL"]
        body = json.dumps({"query": QUERY, "variables": {"p": {"EMAIL": "{}"}}})
        curl = ["curl", "-s", "-o", "/dev/null", "-H", "Content-Type: application/json", "-H", "Authorization: Bearer t", "-d", body, url]
        with open(f"{top}/list", "w") as out:
            out.writelines(line for line in open(f"{top}/rows.csv").readlines()[1:])
        command = [tilores, "batch", f"{top}/rows.csv", "-j", str(WORKERS), "--no-cache", "-q"]
        ours = sorted(timed(*command, env=env) for _ in range(5))[2]
        xargs = timed("xargs", "-P", str(WORKERS), "-a", f"{top}/list", "-I{}", *curl)
        os.makedirs(f"{top}/parallel", exist_ok=True)
        parallel = timed("parallel", "--will-cite", "-j", str(WORKERS), "-a", f"{top}/list", "-q", *curl, env=dict(os.environ, HOME=f"{top}/parallel"))
        print(f"batch v xargs -P{WORKERS} curl, {rows} rows: {ours:.3f} s against {xargs:.2f} s = {xargs / ours:.0f} x (bar 20 x)")
        print(f"batch v GNU parallel curl, {rows} rows: {ours:.3f} s against {parallel:.2f} s = {parallel / ours:.0f} x (bar 30 x)", flush=True)


def speed_up(top):
    with slow_service(200) as port:
        env = settings(top, port)
        emails(f"{top}/one.csv", 1)
        timed(tilores, "batch", f"{top}/one.csv", "-q", env=env)
        base = None
        for workers, bar in ((1, 1), (4, 3.95), (16, 15.6), (64, 62), (256, None)):
            count = 25 * workers
            emails(f"{top}/slow.csv", count, workers)
            rate = count / timed(tilores, "batch", f"{top}/slow.csv", "-j", str(workers), "--no-cache", "-q", env=env)
            base = base or rate
            print(f"200 ms a call, {workers} workers: {rate / base:.2f} x one worker" + (f" (bar {bar} x)" if bar else ""), flush=True)


def memory(top):
    env = dict(os.environ, TILORES_HOME=f"{top}/local", TILORES_BACKEND="local")
    os.makedirs(f"{top}/local")
    timed(tilores, "load", "--sample", "-q", env=env)
    emails(f"{top}/big.csv", big_rows)
    done = subprocess.run(["/usr/bin/time", "-f", "%M %e", tilores, "batch", f"{top}/big.csv", "-q", "--out", f"{top}/big.out"], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    kib, seconds = done.stderr.split()[-2:]
    print(f"{big_rows} different rows through the local store: {int(kib) / 1024:.0f} MiB peak (bar 128 MiB), {big_rows / float(seconds):.0f} rows/s, exit {done.returncode}", flush=True)
    for name in ("big.csv", "big.out", "big.out.journal"):
        os.unlink(f"{top}/{name}")


with tempfile.TemporaryDirectory(prefix="tilores-bench-") as top:
    against_curl(top)
    speed_up(top)
    memory(top)
