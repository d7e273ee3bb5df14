"""Outside data -> training examples: JSONL files of sentences as words, with the labels of one layer each.

    python training/reader/examples.py OUT_DIR

Writes stories.jsonl (event words: type, status, who plays which part), attribution.jsonl (source, cue, content of each word),
certainty.jsonl and pairs.jsonl. Sentences and words are those of the reader's own parse, so that a model's answers fit its tokens.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.knowledge import Knowledge
from dragoman.pipeline import STAGES, read
from dragoman.types import Article, Reading

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data"))
PARSED = STAGES[:2]  # segment, parse
PARTS = ("actor", "recipient", "time", "place", "source")
Example = dict[str, Any]


def held_out(identifier: str) -> bool:
    """A quarter of the stories, by the MD5 of their ids."""
    return int(hashlib.md5(identifier.encode()).hexdigest(), 16) % 4 == 0


def lines(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def words(reading: Reading, n: int) -> list[str]:
    sentence = reading.sentences[n]
    return [t.text for t in reading.tokens[sentence.first : sentence.last]]


def covered(reading: Reading, start: int, end: int) -> list[int]:
    return [i for i, t in enumerate(reading.tokens) if t.start < end and t.end > start]


def head(reading: Reading, start: int, end: int) -> int | None:
    """The token of a span that governs the others, None for a span without words."""
    inside = covered(reading, start, end)
    top = (i for i in inside if reading.tokens[i].head not in inside or reading.tokens[i].head == i)
    return next(top, inside[0] if inside else None)


def stories(knowledge: Knowledge) -> Iterator[Example]:
    for item in lines("annotated/stories.jsonl"):
        fields = {k: item[k] for k in ("id", "text", "title", "published", "source") if item.get(k)}
        reading = read(Article(**fields), knowledge, PARSED)
        events = json.loads((DATA / "annotated" / "gold" / f"{item['id']}.json").read_text(encoding="utf-8"))["events"]
        told: dict[int, list[Example]] = {}
        for event in events:
            for mention in event["mentions"]:
                i = head(reading, *mention["trigger"]) if mention.get("trigger") else None
                if i is not None:
                    told.setdefault(reading.tokens[i].sentence, []).append(labelled(reading, i, event, mention))
        for n, sentence in enumerate(reading.sentences):
            if sentence.last > sentence.first:
                yield {"id": item["id"], "held": held_out(item["id"]), "words": words(reading, n), "events": told.get(n, [])}


def labelled(reading: Reading, i: int, event: Example, mention: Example) -> Example:
    """An event word with its parts, all as positions in its sentence."""
    sentence = reading.sentences[reading.tokens[i].sentence]

    def heads(spans: list[list[int]]) -> list[int]:
        found = (head(reading, *span) for span in spans)
        return [j - sentence.first for j in found if j is not None and sentence.first <= j < sentence.last]

    parts = {p: heads(mention[p] if p not in {"time", "place"} else [s for s in [mention[p]] if s]) for p in PARTS}
    inside = [j - sentence.first for j in covered(reading, *mention["trigger"]) if sentence.first <= j < sentence.last]
    return {"word": i - sentence.first, "inside": inside, "type": event["type"], "status": event["status"], **parts}


def attribution(knowledge: Knowledge) -> Iterator[Example]:
    for number, item in enumerate(lines("attribution_polnear_train.jsonl")):
        reading = read(Article(id=item["doc_id"], text=item["text"], published=item.get("date")), knowledge, PARSED)
        starts = [t.start for t in reading.tokens]
        labels = [[0, 0, 0] for _ in reading.tokens]
        for found in item["attributions"]:
            for column, part in enumerate(("source", "cue", "content")):
                for start, end in found.get(part) or []:
                    i = bisect_left(starts, start)
                    while i < len(starts) and starts[i] < end:
                        labels[i][column] = 1
                        i += 1
        for n, s in enumerate(reading.sentences):
            if s.last > s.first:
                yield {"id": item["doc_id"], "held": number >= 740, "words": words(reading, n), "said": labels[s.first : s.last]}


def certainty(_: Knowledge) -> Iterator[Example]:
    for name in ("fact_uw_train.jsonl", "fact_meantime_train.jsonl"):
        for number, item in enumerate(lines(name)):
            values = [[e["i"], e["label"]] for e in item["events"]]
            yield {"id": item["id"], "held": number % 8 == 0, "words": item["tokens"], "values": values}


def pairs(knowledge: Knowledge) -> Iterator[Example]:
    for number, item in enumerate(lines("dyads_plv_train.jsonl")):
        (parsed,) = [w for w, _ in knowledge.parser.parse([item["text"]])]
        sides = [[i for i, w in enumerate(parsed) if w[0] < s[1] and w[1] > s[0]] for s in (item["actor"][0], item["recipient"][0])]
        told = [item["text"][w[0] : w[1]] for w in parsed]
        yield {"id": str(item["id"]), "held": number % 8 == 0, "words": told, "sides": sides, "type": item["gold_root"]}


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    knowledge = Knowledge()
    for layer in (stories, attribution, certainty, pairs):
        with (out / f"{layer.__name__}.jsonl").open("w", encoding="utf-8") as file:
            count = sum(file.write(json.dumps(e) + "\n") > 0 for e in layer(knowledge))
        print(layer.__name__, count, "sentences")


if __name__ == "__main__":
    main()
