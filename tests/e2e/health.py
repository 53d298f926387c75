#!/usr/bin/env python3
"""usage: health.py TILORES

health against an instance over TLS: certificates that last, end soon, have ended; a clock that differs by a minute and by
an hour; an instance that hangs. Each finding has its status and a line that says what to do, and hides no other check.
"""
import email.utils, http.server, json, os, pathlib, shutil, ssl, subprocess, sys, tempfile, threading, time

tilores = os.path.abspath(sys.argv[1])
work = pathlib.Path(tempfile.mkdtemp(prefix="tilores-health-"))
faults = []


def check(good, what):
    print(("ok: " if good else "FAULT: ") + what)
    if not good:
        faults.append(what)


def certificate(name, days):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", str(days), "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", work / f"{name}.key", "-out", work / f"{name}.pem"], check=True, stderr=subprocess.DEVNULL)


def serve(name, ahead=0, hang=False):
    release = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer()

        def answer(self):
            if hang:
                release.wait(30)
                return
            body = b'{"data":{"__typename":"Query"},"access_token":"t0123456789","token_type":"Bearer","expires_in":3600}'
            self.send_response_only(200)
            self.send_header("Date", email.utils.formatdate(time.time() + ahead, usegmt=True))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = answer

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(work / f"{name}.pem", work / f"{name}.key")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"https://127.0.0.1:{server.server_address[1]}"


def health(url, ca, *checks):
    (work / "c.toml").write_text(f'[tilores]\napi_url = "{url}/graphql"\ntoken_url = "{url}/token"\nclient_id = "a"\nca_file = "{work}/{ca}.pem"\n')
    words = [tilores, "health", "--config", str(work / "c.toml"), "-o", "json", "--timeout", "3s"]
    for name in checks:
        words += ["--check", name]
    done = subprocess.run(words, env={"PATH": os.environ["PATH"], "HOME": str(work), "TILORES_HOME": str(work / "state"), "TILORES_CLIENT_SECRET": "s3cret"},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return done.returncode, {row["name"]: row for row in json.loads(done.stdout)["data"]["checks"]}


certificate("lasting", 90)
certificate("soon", 10)
for name, ahead, wanted in (("lasting", 0, "ok"), ("lasting", 60, "warn"), ("lasting", -3600, "fail")):
    status, found = health(serve(name, ahead), name, "certificates", "clock")
    check(found["clock"]["status"] == wanted and bool(found["clock"]["fix"]) == (wanted != "ok"), f"clock {ahead} s: {found['clock']}")
    check(found["certificates"]["status"] == "ok", f"certificate of 90 days: {found['certificates']['detail']}")
    check(status == {"ok": 0, "warn": 1, "fail": 2}[wanted], f"exit {status}")
status, found = health(serve("soon"), "soon", "certificates")
check(status == 1 and found["certificates"]["status"] == "warn" and found["certificates"]["fix"], f"certificate of 10 days: {found['certificates']}")
status, found = health(serve("soon"), "lasting", "certificates", "settings")
check(status == 2 and found["certificates"]["status"] == "fail" and found["certificates"]["fix"], f"certificate of nobody known: {found['certificates']}")
check(found["settings"]["status"] == "ok", "the other check is there")
status, found = health(serve("lasting", hang=True), "lasting")
check(status == 2 and found["api"]["status"] == "fail" and found["api"]["fix"] and found["disk"]["status"] in ("ok", "warn"), f"an instance that hangs: {found['api']}, {found['token']}")
check(all("s3cret" not in json.dumps(row) for row in found.values()), "no secret")
shutil.rmtree(work, ignore_errors=True)
print(f"{len(faults)} faults")
sys.exit(1 if faults else 0)
