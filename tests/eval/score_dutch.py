#!/usr/bin/env python3
"""Scores classify against short labelled texts (tests/data/dutch-texts.tsv).

usage:  score_dutch.py --as-records TEXTS.tsv [SET] | classify | score_dutch.py [-v] TEXTS.tsv [SET]

--as-records writes each text as {"text": …}, as anyone's JSONL comes: no form, no title, no language. SET is dev or kept; -v
prints what went wrong, and refuses to for kept. Figures:
  act               texts whose act is one of those that the table allows
  goods             precision, recall, F1 over labels; a finer slug than the wanted one is right
  family            the same over the first two parts of the slugs
  audience          `nl` is nl.directed or nl.possible; `-` none of the three verdicts
  false_offers      texts that offer nothing of the taxonomy, and were labelled goods and offer
  offers_found      texts that offer goods, and were labelled an offer of one of them
Shares of texts stand with their Wilson interval of 95 %.
"""
import json
import math
import sys


def read_texts(path, wanted):
    rows, header = [], None
    for line in open(path, encoding="utf-8"):
        if line.startswith("# ") or not line.strip():
            continue
        cells = line.rstrip("\n").split("\t")
        if header is None:
            header = cells
            continue
        row = dict(zip(header, cells))
        if wanted in (None, row["set"]):
            rows.append(row)
    return rows


def below(slug, ancestor):
    return slug == ancestor or slug.startswith(ancestor + ".")


def family(slug):
    return ".".join(slug.split(".")[:2])


def wilson(k, n):
    if n == 0:
        return (0.0, 1.0)
    z, p = 1.96, k / n
    mid = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (max(0.0, mid - half), min(1.0, mid + half))


class Scores:
    def __init__(self):
        self.share = {name: [0, 0] for name in ("act", "audience", "false_offers", "offers_found")}
        self.found = {"goods": [0, 0, 0, 0], "family": [0, 0, 0, 0]}  # right said, said, found wanted, wanted

    def add(self, name, right):
        self.share[name][0] += right
        self.share[name][1] += 1

    def labels(self, name, said, must, may, match):
        count = self.found[name]
        count[0] += sum(any(match(s, w) for w in must + may) for s in said)
        count[1] += len(said)
        count[2] += sum(any(match(s, w) for s in said) for w in must)
        count[3] += len(must)

    def report(self):
        for name, (k, n) in self.share.items():
            low, high = wilson(k, n)
            print(f"{name} {k / max(n, 1):.4f} {k}/{n} [{low:.4f}, {high:.4f}]")
        for name, (right, said, hit, wanted) in self.found.items():
            p, r = right / max(said, 1), hit / max(wanted, 1)
            print(f"{name} {2 * p * r / max(p + r, 1e-9):.4f} precision {p:.4f} recall {r:.4f} of {wanted}")


def score(row, record, scores, verbose):
    labels = record.get("peil", record).get("labels", [])
    of = lambda scheme: [each["label"] for each in labels if each["scheme"] == scheme]
    said, act = of("goods"), (of("act") or ["-"])[0]
    verdict = [each for each in of("audience") if each in ("nl.directed", "nl.possible", "be")]
    goods = [g for g in row["goods"].split(",") if g != "-"]
    must, may = [g for g in goods if g[0] != "?"], [g[1:] for g in goods if g[0] == "?"]
    acts = row["act"].split("|")
    scores.add("act", act in acts)
    heard = (verdict or ["-"])[0]
    scores.add("audience", heard == row["audience"] or (row["audience"] == "nl" and heard.startswith("nl.")))
    scores.labels("goods", said, must, may, below)
    wide = lambda slugs: sorted({family(s) for s in slugs})
    scores.labels("family", wide(said), wide(must), wide(may), lambda a, b: a == b)
    offers = "offer" in acts and bool(must)
    if offers:
        scores.add("offers_found", act == "offer" and any(below(s, w) or below(w, s) for s in said for w in must))
    else:
        scores.add("false_offers", act == "offer" and bool(said))
    if not verbose:
        return
    wrong = []
    if act not in acts:
        wrong.append(f"act {act} for {row['act']}")
    for s in said:
        if not any(below(s, w) for w in must + may):
            wrong.append(f"+{s}")
    for w in must:
        if not any(below(s, w) for s in said):
            wrong.append(f"-{w}")
    if not (heard == row["audience"] or (row["audience"] == "nl" and heard.startswith("nl."))):
        wrong.append(f"audience {heard} for {row['audience']}")
    if wrong:
        print("; ".join(wrong), row["voice"], row["text"], sep="\t")


def main(arguments):
    flags = [a for a in arguments if a.startswith("-")]
    rest = [a for a in arguments if not a.startswith("-")]
    if not rest:
        sys.exit(__doc__)
    wanted = rest[1] if len(rest) > 1 else None
    rows = read_texts(rest[0], wanted)
    if "--as-records" in flags:
        for row in rows:
            print(json.dumps({"text": row["text"]}, ensure_ascii=False))
        return
    if "-v" in flags and wanted != "dev":
        sys.exit("score_dutch: errors are shown of dev alone: those of kept stay unseen")
    scores = Scores()
    records = [json.loads(line) for line in sys.stdin if line.strip()]
    if len(records) != len(rows):
        sys.exit(f"score_dutch: {len(records)} records for {len(rows)} texts")
    for row, record in zip(rows, records):
        score(row, record, scores, "-v" in flags)
    scores.report()


main(sys.argv[1:])
