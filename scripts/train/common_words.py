#!/usr/bin/env python3
"""common_words.py > config/assist/common_words.txt: the lower-case words of the committed texts, customers' names left
out, with a hand-written list for Spanish and German. The recogniser takes an unknown word for a possible name."""
import json, pathlib, re, sys, unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]


def fold(text):
    text = unicodedata.normalize("NFKD", text.lower()).replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    return "".join(c for c in text if not unicodedata.combining(c))


words, names = set(), set()
given = set((ROOT / "config/assist/given_names.txt").read_text().split())


def take(text):
    for word in re.findall(r"[^\W\d_]+", text):
        if word[1:] == word[1:].lower() and word[0] == word[0].lower() and not unicodedata.name(word[0]).startswith("CJK"):
            words.add(fold(word))


for line in (ROOT / "tests/data/routing/dev.jsonl").open(encoding="utf8"):
    case = json.loads(line)
    for subject in case["expect"]["subjects"]:
        for item in subject:
            if item["type"] == "name":
                names.update(fold(w) for w in re.findall(r"[^\W\d_]+", item["value"]))
    take(re.sub(r"\S+@\S+|\S*\d\S*", " ", case["text"]))
for line in (ROOT / "tests/data/injection/dev.jsonl").open(encoding="utf8"):
    take(re.sub(r"\S+@\S+|https?:\S+", " ", json.loads(line)["text"]))
for line in (ROOT / "scripts/train/route_phrases.tsv").open(encoding="utf8"):
    words.update(fold(w) for w in re.findall(r"[^\W\d_]+", re.sub(r"\{\w\}", " ", line.split("\t")[1])))
for line in (ROOT / "scripts/train/common_words_extra.txt").open(encoding="utf8"):
    words.update(fold(w) for w in line.split())
ordinary = set("mark will may april august grace joy faith hope dawn rose bill grant frank max sue rob penny olive basil "
               "charity chance ruby amber ginger sage crystal pearl cliff clay miles reed ray jack holly summer ivy lily daisy "
               "willow jade pierce rusty autumn may mai rosa blanca sol luz alba "
               "will art dale glen dean gene jan sky van do la el de in an no so as so long".split())
keep = {w for w in words if len(w) > 1 or w in "aio"}
keep -= {w for w in names | given if w not in ordinary}
keep |= set("a e i o y".split())
sys.stdout.write("# made by scripts/train/common_words.py\n" + "\n".join(sorted(keep)) + "\n")
