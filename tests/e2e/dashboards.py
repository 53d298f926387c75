#!/usr/bin/env python3
"""usage: dashboards.py TILORES SOURCE

What operators install beside the program is true to it: every metric that a dashboard or an alert names exists, every
metric the program writes is on a dashboard, every expression is PromQL and every exposition is well formed (promtool,
where it is installed, and rules it does not know), panels have ids of their own and lie within Grafana's 24 columns.
"""
import json, os, pathlib, re, shutil, subprocess, sys, tempfile

tilores, source = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
work = pathlib.Path(tempfile.mkdtemp(prefix="tilores-dashboards-"))
environment = {"PATH": os.environ["PATH"], "HOME": str(work), "TILORES_HOME": str(work / "state")}
faults = []


def run(*words):
    subprocess.run([tilores, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)


run("load", "--sample")
run("search", "--email", "dburnemrick0@example.com")
run("search", "--email", "nobody@example.com")
run("ask", "When is the next payment of client 8148853?", "--offline")
(work / "in.csv").write_text("client_id\n8148853\n")
for name, words in {"batch": ["batch", str(work / "in.csv")], "prewarm": ["prewarm", str(work / "in.csv")], "health": ["health"], "stats": ["stats"]}.items():
    run(*words, "--prom", str(work / f"{name}.prom"))

# what the program writes: seen here, or named with its help
written, kinds = set(), {}
for file in sorted(work.glob("*.prom")):
    text = file.read_text()
    seen, last = set(), None
    if not text.endswith("\n") or oct(file.stat().st_mode & 0o777) != "0o644":
        faults.append(f"{file.name}: no line end or mode {oct(file.stat().st_mode)}")
    buckets = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, metric, kind = line.split()
            if metric in kinds and file.name != kinds[metric][1]:
                faults.append(f"{metric} is in {file.name} and {kinds[metric][1]}")
            kinds[metric] = (kind, file.name)
            if metric in seen:
                faults.append(f"{file.name}: {metric} is in two groups")
            seen.add(metric)
            last = metric
            continue
        if line.startswith("#"):
            continue
        series, value = line.rsplit(" ", 1)
        if series in written:
            faults.append(f"{file.name}: {series} twice")
        if not series.startswith(last):
            faults.append(f"{file.name}: {series} outside of its group")
        written.add(series)
        if "_bucket{" in series:
            rest = re.sub(r',?le="[^"]*"', "", series)
            if float(value) < buckets.get(rest, (0, ""))[0]:
                faults.append(f"{series} falls")
            buckets[rest] = (float(value), series)
    for last_value, series in buckets.values():
        if 'le="+Inf"' not in series:
            faults.append(f"{series} is not followed by +Inf")
    if shutil.which("promtool"):
        judged = subprocess.run(["promtool", "check", "metrics"], stdin=file.open(), capture_output=True, text=True)
        if judged.returncode:
            faults.append(f"promtool: {file.name}: {judged.stdout}{judged.stderr}")
names = set(kinds)
names |= set(re.findall(r'^  \{"(tilores_\w+)", "', (source / "lib/tilores/telemetry/metrics_text.cpp").read_text(), re.M))
if len(names) < 20 or not any("lookups" in name for name in kinds):
    faults.append(f"only {len(names)} metrics: {sorted(kinds)}")

dashboard = json.loads((source / "config/grafana/tilores.json").read_text())
expressions = [(panel["title"], target["expr"]) for panel in dashboard["panels"] for target in panel["targets"]]
rules = (source / "config/prometheus/tilores.rules.yml").read_text()
expressions += [("alert", rule) for rule in re.findall(r"expr: (.*)", rules)]
shown = set()
for where, expression in expressions:
    for metric in re.findall(r"tilores_\w+", expression):
        base = re.sub(r"_(bucket|sum|count)$", "", metric) if re.sub(r"_(bucket|sum|count)$", "", metric) in names else metric
        shown.add(base)
        if base not in names:
            faults.append(f"{where}: there is no metric {metric}")
for metric in sorted(names - shown - {"tilores_series_dropped_total", "tilores_batch_calls", "tilores_batch_last_run_timestamp_seconds", "tilores_prewarm_last_run_timestamp_seconds"}):
    faults.append(f"{metric} is on no dashboard and in no alert")
ids = [panel["id"] for panel in dashboard["panels"]]
if len(set(ids)) != len(ids):
    faults.append("panels share an id")
taken = set()
for panel in dashboard["panels"]:
    grid = panel["gridPos"]
    cells = {(x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])}
    if grid["x"] + grid["w"] > 24 or cells & taken:
        faults.append(f"{panel['title']}: beyond the grid or on another panel")
    taken |= cells
if shutil.which("promtool"):
    groups = "".join(f"      - {{record: 'a:b{i}', expr: {json.dumps(expression.replace('$instance', '.*'))}}}\n" for i, (_, expression) in enumerate(expressions))
    (work / "all.yml").write_text("groups:\n  - name: a\n    rules:\n" + groups)
    for file in (work / "all.yml", source / "config/prometheus/tilores.rules.yml"):
        judged = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True)
        if judged.returncode:
            faults.append(f"promtool: {file.name}: {judged.stdout}{judged.stderr}")
shutil.rmtree(work, ignore_errors=True)
print(*faults, f"{len(expressions)} expressions, {len(names)} metrics, {len(faults)} faults", sep="\n")
sys.exit(1 if faults else 0)
