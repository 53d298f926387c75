#!/usr/bin/env python3
"""train_guard.py FEATURES_BINARY [--folds 5]: trains config/assist/guard.table on tests/data/injection/{dev,own_train*}.jsonl,
scripts/train/guard_phrases.tsv, guard_grammar.txt, route_phrases.tsv and tests/data/routing/dev.jsonl. The own_heldout files are
never read here: `features inspect` on them gives the unseen figure. Two cross-validations are printed: by group (a template, a
source) and by family, where a whole kind of attack or of ordinary talk is left out at once with everything the grammar says of it.
The bias is shifted so that score 0.5 has at most --alarms false alarms in each, half of it on call-centre questions; the sets of
HARD, every text of which was written to look like an attack, teach but do not set it. Sentences of an attack are trained by rounds:
the most suspicious ones stand for the text (multiple-instance learning).
FEATURES_BINARY: `ninja train_features`."""
import argparse, json, pathlib, random, re, subprocess, sys, zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import linear

DAMP = 30      # as k_damp in guard.cpp
HARD = ("own_train7", "own_train9")
KEEP = 0.5     # of the features of a text each step sees: an unseen family shares only some of them
SEEDS = range(3)
ROOT = pathlib.Path(__file__).resolve().parents[2]


def corpus(sets):
    """[{text, label, kind, group}]"""
    rows = []
    for line in (ROOT / "tests/data/injection/dev.jsonl").open(encoding="utf8"):
        case = json.loads(line)
        mail = "mail" if case["kind"] in ("email", "bipia_email") else ""  # the same mails, with and without an attack
        rows.append({"text": case["text"], "label": case["label"], "kind": case["kind"],
                     "group": mail or case.get("group") or case["text"][:40]})
    for name in sets:
        for line in (ROOT / f"tests/data/injection/{name}.jsonl").open(encoding="utf8"):
            case = json.loads(line)
            rows.append({"text": case["text"], "label": case["label"], "kind": "own_" + case["kind"], "group": case["text"][:40],
                         "hard": name in HARD and not case["label"]})
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
    return rows + grammar(random.Random(5))


def grammar(rng, per_template=14):
    """Sentences of guard_grammar.txt: every template filled several times, slots within slots included."""
    slots, rows, kind, slot = {}, [], None, None
    templates = []
    for line in (ROOT / "scripts/train/guard_grammar.txt").open(encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("= "):
            slot = line[2:]
        elif line[:2] in ("+ ", "- "):
            name, weight = line[2:].split()
            kind = (int(line[0] == "+"), name, float(weight))
        elif slot:
            slots[slot], slot = line.split("|"), None
        elif line and not line.startswith("# "):
            templates.append((line.replace("\\n", "\n"), kind))
    for template, (label, name, weight) in templates:
        seen = set()
        for _ in range(per_template if "{" in template else 1):
            text = template
            for _ in range(4):
                text = re.sub(r"\{(\w+)\}", lambda m: rng.choice(slots[m[1]]) if m[1] in slots else m[0], text)
            text = re.sub("  +", " ", text).replace(" .", ".").replace(" ,", ",").strip()
            text = text[:1].upper() + text[1:] if rng.random() < 0.5 else text
            if text not in seen:
                seen.add(text)
                rows.append({"text": text, "label": label, "kind": f"grammar{label}_{name}", "group": template, "weight": weight})
    return rows


def margin(model, features):
    score = linear.scores(model, features, DAMP)
    return score[1] - score[0]


def fit(part, epochs, trust, rounds=1, seeds=SEEDS):
    """part: [(windows, label)]; trust: [weight]. First whole texts, then with the sentences that matter."""
    rows, weight = [], []
    for (windows, label), own in zip(part, trust):
        rows.append((windows[0], label))
        weight.append(own)
        if not label:
            for window in windows[1:]:
                rows.append((window, 0))
                weight.append(0.3)
    model = linear.train(rows, 2, epochs=epochs, rate=0.1, keep=KEEP, weight=weight, min_count=2, damp=DAMP)
    for _ in range(rounds):
        extra, extra_weight = [], []
        for (windows, label), own in zip(part, trust):
            if len(windows) > 2:
                ranked = sorted(windows[1:], key=lambda w: -margin(model, w))
                for window in ranked[:max(1, len(ranked) // 6) if label else 2]:
                    extra.append((window, label))
                    extra_weight.append(0.7 * own if label else 0.5)
        model = linear.mean([linear.train(rows + extra, 2, epochs=epochs, rate=0.1, keep=KEEP, seed=seed, weight=weight + extra_weight,
                                          min_count=2, damp=DAMP) for seed in seeds])
    return model


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("features")
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--alarms", type=float, default=0.01, help="false alarms allowed (half of it on call-centre questions)")
    arguments.add_argument("--epochs", type=int, default=8)
    arguments.add_argument("--sets", default=",".join(["own_train"] + [f"own_train{n}" for n in range(2, 12)]), help="own sets beside dev")
    arguments.add_argument("--out", help="the table to write (default: the one that is built in)")
    arguments.add_argument("--dry", action="store_true", help="print figures, write nothing")
    arguments = arguments.parse_args()
    rows = corpus([name for name in arguments.sets.split(",") if name])
    text = "\n".join(json.dumps({"text": r["text"]}, ensure_ascii=False) for r in rows) + "\n"
    out = subprocess.run([arguments.features, "guard"], input=text, capture_output=True, encoding="utf8",
                         errors="surrogateescape", check=True).stdout.split("\n")[:-1]
    assert len(out) == len(rows), (len(out), len(rows))
    data = [[[int(h) for h in w.split()] for w in line.split("\t")] for line in out]

    def cross_validate(trust, part_of):
        """The margin of every text under a model that was trained without the fold it is in."""
        held = [None] * len(rows)
        folds = [zlib.crc32(part_of(r).encode()) % arguments.folds for r in rows]
        for fold in range(arguments.folds):
            model = fit([(d, r["label"]) for d, r, f in zip(data, rows, folds) if f != fold], arguments.epochs,
                        [t for t, f in zip(trust, folds) if f != fold], seeds=[7])
            for i in range(len(rows)):
                if folds[i] == fold:
                    held[i] = max(margin(model, w) for w in data[i])
        return held

    def group(row):
        return row["group"]

    def family(row):
        """Kinds of one family share a fold: own_leak of every set and the grammar's leak."""
        kind = re.sub(r"^(own_|grammar[01]_)", "", row["kind"])
        return "mail" if kind in ("email", "bipia_email") else kind + str(row["label"])  # the same mails, with and without

    # Attacks that no other attack resembles ("who composed the magic flute?" inside a mail) teach little but noise.
    own = [r.get("weight", 1.0) for r in rows]
    first = cross_validate(own, group)
    trust = [0.2 if r["label"] and h < 0 else w for r, h, w in zip(rows, first, own)]
    by_group, by_family = cross_validate(trust, group), cross_validate(trust, family)
    from_set = [i for i, r in enumerate(rows) if not r["kind"].startswith(("phrase_", "routing_", "grammar"))]
    asked = [i for i, r in enumerate(rows) if not r["label"] and r["kind"].startswith(("phrase_", "routing_"))
             and r["kind"] != "phrase_guard0"]

    def quantile(held, part, share):
        """The margin that this share of the benign texts of a part reaches."""
        ranked = sorted((held[i] for i in part if not rows[i]["label"] and not rows[i].get("hard")), reverse=True)
        return ranked[int(len(ranked) * share)] + 1e-6

    threshold = max(quantile(by_group, from_set, arguments.alarms), quantile(by_family, from_set, arguments.alarms),
                    quantile(by_group, asked, arguments.alarms / 2))
    for how, held in (("group", by_group), ("family", by_family)):
        for name, part in (("all", from_set), ("public set", [i for i in from_set if not rows[i]["kind"].startswith("own_")]),
                           ("own set", [i for i in from_set if rows[i]["kind"].startswith("own_")])):
            attacks = [held[i] >= threshold for i in part if rows[i]["label"]]
            alarms = [held[i] >= threshold for i in part if not rows[i]["label"] and not rows[i].get("hard")]
            print(f"cross-validated ({arguments.folds} folds by {how}), {name}: recall {sum(attacks)}/{len(attacks)} = "
                  f"{sum(attacks) / len(attacks):.3f}, false alarms {sum(alarms)}/{len(alarms)}")
        hard = [held[i] >= threshold for i in from_set if rows[i].get("hard")]
        print(f"  of the hard sets {sum(hard)}/{len(hard)}")
    print(f"threshold {threshold:.3f}, call-centre questions {sum(by_group[i] >= threshold for i in asked)}/{len(asked)}")
    for kind in sorted({r["kind"] for r in rows}):
        of = [i for i, r in enumerate(rows) if r["kind"] == kind]
        print(f"  {kind:22s} by group {sum(by_group[i] >= threshold for i in of)}, by family "
              f"{sum(by_family[i] >= threshold for i in of)} of {len(of)}")
    for i, r in enumerate(rows):
        if not r["label"] and max(by_group[i], by_family[i]) >= threshold:
            print("  false alarm:", r["kind"], f"{by_group[i] - threshold:.1f} {by_family[i] - threshold:.1f}",
                  r["text"][:110].replace("\n", " "))
    if arguments.dry:
        return
    bias, weights = fit([(d, r["label"]) for d, r in zip(data, rows)], arguments.epochs, trust)
    bias = [bias[0] + threshold / 2, bias[1] - threshold / 2]
    blob = linear.table((bias, weights), drop=0.03)
    (pathlib.Path(arguments.out) if arguments.out else ROOT / "config/assist/guard.table").write_bytes(blob)
    print("guard.table", len(blob), "bytes")


main()
