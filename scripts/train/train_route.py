#!/usr/bin/env python3
"""train_route.py FEATURES_BINARY: trains config/assist/route_subject.table (questions that name a customer) and
route_open.table (questions that do not) on tests/data/routing/dev.jsonl, own_train2.jsonl, own_train3.jsonl and own_train4.jsonl, scripts/train/route_phrases.tsv and the attacks of
tests/data/injection/dev.jsonl and own_train.jsonl. `--folds 5` prints the cross-validated accuracy on dev instead of writing.
FEATURES_BINARY: `ninja train_features`."""
import argparse, json, pathlib, random, subprocess, sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import linear

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTIONS = ["search", "credit", "edges", "record", "fields", "clarify", "general", "kb", "refuse", "unsupported"]
FIRST = "Marta Owen Ruth Carlos Wei Fiona Jamal Ingrid Pedro Anita Lars Amparo".split()
LAST = "Hollister Okafor Brandvold Quiroga Lindqvist Petrosyan Vandermeer Abernathy Szabo Delacroix".split()


def identifiers(rng):
    first, last = rng.choice(FIRST), rng.choice(LAST)
    email = f"{first}.{last}@example.com".lower()
    phone = f"{rng.randint(201, 989)}-555-01{rng.randint(10, 99)}"
    client = str(rng.randint(1000000, 9999999))
    name = f"{first} {last}"
    any_of = lambda: rng.choice([email, phone, "client " + client, client, name, name])
    alpha = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
    return {"e": email, "p": phone, "c": client, "n": name, "i": any_of(), "j": any_of(),
            "r": "003" + "Ux00" + "".join(rng.choice(alpha) for _ in range(8)),
            "u": "%08x-%04x-%04x-%04x-%012x" % tuple(rng.getrandbits(b) for b in (32, 16, 16, 16, 48))}


def corpus(rng):
    """[(text, action, dev index or None, weight)]"""
    rows = []
    for n, line in enumerate((ROOT / "tests/data/routing/dev.jsonl").open(encoding="utf8")):
        case = json.loads(line)
        if "history" not in case:
            rows.append((case["text"], case["expect"]["action"], n, 1.0))
    for line in (ROOT / "scripts/train/route_phrases.tsv").open(encoding="utf8"):
        action, text = line.rstrip("\n").split("\t")
        for _ in range(2 if "{" in text else 1):
            filled = text
            for key, value in identifiers(rng).items():
                while "{%s}" % key in filled:
                    filled = filled.replace("{%s}" % key, identifiers(rng)[key] if key == "c" else value, 1)
            rows.append((filled, action, None, 0.7))
    for line in (ROOT / "tests/data/injection/dev.jsonl").open(encoding="utf8"):
        case = json.loads(line)
        text = case["text"].replace("\n", " ").replace("\r", " ")
        if case["label"] == 1 and case["kind"] in ("direct", "sysprompt_extraction", "indirect_bare", "hijack", "jailbreak"):
            rows.append((text[:400], "refuse", None, 0.7))
    for line in (ROOT / "tests/data/injection/own_train.jsonl").open(encoding="utf8"):
        case = json.loads(line)
        if case["label"] == 1 and not case["kind"].startswith(("encoded", "bipia")) and "{" not in case["text"]:
            rows.append((case["text"].replace("\n", " ")[:400], "refuse", None, 0.7))
    for own in ("own_train2", "own_train3", "own_train4"):
        for line in (ROOT / f"tests/data/routing/{own}.jsonl").open(encoding="utf8"):
            case = json.loads(line)
            if "history" not in case:
                rows.append((case["text"], case["expect"]["action"], None, 1.0))
    return rows


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("features")
    arguments.add_argument("--folds", type=int, default=0)
    arguments.add_argument("--epochs", type=int, default=14)
    arguments = arguments.parse_args()
    rows = corpus(random.Random(11))
    lines = subprocess.run([arguments.features, "route"], input="\n".join(r[0] for r in rows) + "\n", capture_output=True,
                           encoding="utf8", errors="surrogateescape", check=True).stdout.split("\n")[:-1]
    assert len(lines) == len(rows)
    data = []
    for (text, action, dev, weight), line in zip(rows, lines):
        subjects, *features = line.split("\t")
        data.append((features, ACTIONS.index(action), int(subjects) > 0, dev, weight, text))
    allowed = {True: ("search", "credit", "edges", "record", "general", "unsupported"),
               False: ("fields", "clarify", "general", "kb", "refuse", "unsupported")}

    def fit(part, subject):
        picked = [r for r in part if r[2] == subject and ACTIONS[r[1]] in allowed[subject]]
        # The mean of several shuffles: one added phrase must not turn questions that lie near a border.
        return linear.mean([linear.train([(r[0], r[1]) for r in picked], len(ACTIONS), epochs=arguments.epochs, seed=seed,
                                         weight=[r[4] for r in picked]) for seed in range(7, 12)])

    if arguments.folds:
        right = total = 0
        for fold in range(arguments.folds):
            part = [r for r in data if r[3] is None or r[3] % arguments.folds != fold]
            models = {s: fit(part, s) for s in (True, False)}
            for features, action, subject, dev, _, text in data:
                if dev is not None and dev % arguments.folds == fold:
                    score = linear.scores(models[subject], features)
                    guess = max((ACTIONS.index(a) for a in allowed[subject]), key=lambda a: score[a])
                    total += 1
                    right += guess == action
                    if guess != action:
                        print("  miss", ACTIONS[action], "->", ACTIONS[guess], "|", text)
        print(f"cross-validated action accuracy on dev (table alone): {right}/{total} = {right / total:.4f}")
        return
    for subject, name in ((True, "route_subject"), (False, "route_open")):
        blob = linear.table(fit(data, subject))
        (ROOT / f"config/assist/{name}.table").write_bytes(blob)
        print(name, len(blob), "bytes")


main()
