#!/usr/bin/env python3
"""train_guard.py FEATURES_BINARY [--folds 5]: trains config/assist/guard.table on tests/data/injection/dev.jsonl and the
sentences of scripts/train/guard_phrases.tsv, route_phrases.tsv and tests/data/routing/dev.jsonl. The bias is shifted so that score 0.5 has at
most 1 % false alarms in cross-validation (0.5 % on call-centre questions). Sentences of an attack are trained by rounds:
the most suspicious ones stand for the text (multiple-instance learning). FEATURES_BINARY: `ninja train_features`."""
import argparse, json, pathlib, random, subprocess, sys, zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import linear

ROOT = pathlib.Path(__file__).resolve().parents[2]


def corpus():
    """[{text, label, kind, group}]"""
    rows = []
    for line in (ROOT / "tests/data/injection/dev.jsonl").open(encoding="utf8"):
        case = json.loads(line)
        rows.append({"text": case["text"], "label": case["label"], "kind": case["kind"],
                     "group": case.get("group") or case["text"][:40]})
    for line in (ROOT / "scripts/train/route_phrases.tsv").open(encoding="utf8"):
        action, text = line.rstrip("\n").split("\t")
        for key, value in {"e": "anna@example.com", "p": "212-555-0143", "c": "1884210", "n": "Marta Owen", "i": "client 1884210",
                           "j": "Carlos Szabo", "r": "003Ux00000dETPp", "u": "39c80a94-5809-4a3c-9b4b-162a5fcce5da"}.items():
            text = text.replace("{%s}" % key, value)
        rows.append({"text": text, "label": int(action == "refuse"), "kind": "phrase_" + action, "group": text})
    for line in (ROOT / "scripts/train/guard_phrases.tsv").open(encoding="utf8"):
        label, text = line.rstrip("\n").split("\t")
        rows.append({"text": text, "label": int(label), "kind": "phrase_guard" + label, "group": text})
    for line in (ROOT / "tests/data/routing/dev.jsonl").open(encoding="utf8"):
        case = json.loads(line)
        if "must_not" not in case["expect"]:
            rows.append({"text": case["text"], "label": int(case["expect"]["action"] == "refuse"),
                         "kind": "routing_" + case["expect"]["action"], "group": case["text"]})
    return rows


def margin(model, features):
    score = linear.scores(model, features)
    return score[1] - score[0]


def fit(part, epochs, trust, rounds=1):
    """part: [(windows, label)]; trust: [weight]. First whole texts, then with the sentences that matter."""
    rows, weight = [], []
    for (windows, label), own in zip(part, trust):
        rows.append((windows[0], label))
        weight.append(own)
        if not label:
            for window in windows[1:9]:
                rows.append((window, 0))
                weight.append(0.5)
    model = linear.train(rows, 2, epochs=epochs, rate=0.1, weight=weight, min_count=2)
    for _ in range(rounds):
        extra, extra_weight = [], []
        for (windows, label), own in zip(part, trust):
            if label and len(windows) > 2:
                ranked = sorted(windows[1:], key=lambda w: -margin(model, w))
                for window in ranked[:max(1, len(ranked) // 6)]:
                    extra.append((window, 1))
                    extra_weight.append(0.7 * own)
        model = linear.train(rows + extra, 2, epochs=epochs, rate=0.1, weight=weight + extra_weight, min_count=2)
    return model


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("features")
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--epochs", type=int, default=3)
    arguments = arguments.parse_args()
    rows = corpus()
    text = "\n".join(json.dumps({"text": r["text"]}, ensure_ascii=False) for r in rows) + "\n"
    out = subprocess.run([arguments.features, "guard"], input=text, capture_output=True, encoding="utf8",
                         errors="surrogateescape", check=True).stdout.split("\n")[:-1]
    assert len(out) == len(rows), (len(out), len(rows))
    data = [[w.split("\t")[:-1] for w in line.split("\x1e")] for line in out]

    def cross_validate(trust):
        held = [None] * len(rows)
        for fold in range(arguments.folds):
            inside = [zlib.crc32(r["group"].encode()) % arguments.folds != fold for r in rows]
            model = fit([(d, r["label"]) for d, r, keep in zip(data, rows, inside) if keep], arguments.epochs,
                        [t for t, keep in zip(trust, inside) if keep])
            for i, keep in enumerate(inside):
                if not keep:
                    held[i] = max(margin(model, w) for w in data[i])
        return held

    # Attacks that no other attack resembles ("who composed the magic flute?" inside a mail) teach little but noise.
    first = cross_validate([1.0] * len(rows))
    trust = [0.2 if r["label"] and h < 0 else 1.0 for r, h in zip(rows, first)]
    held = cross_validate(trust)
    signs = [any("sign" in w for w in windows) for windows in data]
    from_set = [i for i, r in enumerate(rows) if not r["kind"].startswith(("phrase_", "routing_"))]
    benign = sorted((held[i] for i in from_set if not rows[i]["label"] and not signs[i]), reverse=True)
    questions = sorted((held[i] for i, r in enumerate(rows) if not r["label"] and r["kind"].startswith(("phrase_", "routing_"))
                        and r["kind"] != "phrase_guard0"), reverse=True)
    threshold = max(benign[max(0, int(len(benign) * 0.01) - sum(signs[i] for i in from_set if not rows[i]["label"]))], questions[int(len(questions) * 0.004)]) + 1e-6
    for i, sign in enumerate(signs):
        held[i] = max(held[i], threshold) if sign else held[i]
    benign = [held[i] for i in from_set if not rows[i]["label"]]
    questions = [held[i] for i, r in enumerate(rows) if not r["label"] and r["kind"].startswith(("phrase_", "routing_"))
                 and r["kind"] != "phrase_guard0"]
    recall = [held[i] >= threshold for i in from_set if rows[i]["label"]]
    print(f"threshold {threshold:.3f}; cross-validated ({arguments.folds} folds by group): recall {sum(recall)}/{len(recall)} = "
          f"{sum(recall) / len(recall):.3f}, false alarms {sum(b >= threshold for b in benign)}/{len(benign)}, "
          f"call-centre questions {sum(q >= threshold for q in questions)}/{len(questions)}")
    for kind in sorted({r["kind"] for r in rows}):
        of = [i for i, r in enumerate(rows) if r["kind"] == kind]
        print(f"  {kind:22s} {sum(held[i] >= threshold for i in of)}/{len(of)}")
    for i in from_set:
        if not rows[i]["label"] and held[i] >= threshold:
            print("  false alarm:", rows[i]["text"][:110].replace("\n", " "))
    bias, weights = fit([(d, r["label"]) for d, r in zip(data, rows)], arguments.epochs, trust)
    bias = [bias[0] + threshold / 2, bias[1] - threshold / 2]
    blob = linear.table((bias, weights), drop=0.03)
    (ROOT / "config/assist/guard.table").write_bytes(blob)
    print("guard.table", len(blob), "bytes")


main()
