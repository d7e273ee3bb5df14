"""Outside data -> training examples: JSONL files of sentences as words, with the labels of one layer each.

    python training/reader/examples.py OUT_DIR [--annotated DIR ...] [--bulk N]

Writes stories.jsonl (event words: type, status, who plays which part), attribution.jsonl (source, cue, content of each word),
certainty.jsonl, pairs.jsonl and, with --bulk, bulk.jsonl (N sentences without labels, for a teacher). DIR: a folder with stories.jsonl
and gold/, as ../annotations/join.py makes one; the outside annotated stories are always taken. Sentences and words are those of the
reader's own parse, so that a model's answers fit its tokens.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.stages.parse import parse
from dragoman.stages.segment import segment
from dragoman.stages.when import when
from dragoman.stages.where import where
from dragoman.stages.who import who
from dragoman.types import Article, Reading

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data"))
PARSED = (segment, parse)
PARTS = ("actor", "recipient", "time", "place", "source")
BULK = ("bulk_news_sample.jsonl", "bulk_wire_gigaword.jsonl")
BULK_WORDS = 300  # of an article: as long as the annotated stories are
Example = dict[str, Any]


def held_out(identifier: str) -> bool:
    """A quarter of the stories, by the MD5 of their ids."""
    return int(hashlib.md5(identifier.encode()).hexdigest(), 16) % 4 == 0


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def words(reading: Reading, n: int) -> Example:
    """Sentence ``n`` as a model sees it: words, and each one's word class, relation and governor (its place in the sentence)."""
    sentence = reading.sentences[n]
    tokens = reading.tokens[sentence.first : sentence.last]
    return {
        "words": [t.text for t in tokens],
        "pos": [t.pos for t in tokens],
        "dep": [t.dep for t in tokens],
        "head": [t.head - sentence.first for t in tokens],
    }


def covered(reading: Reading, start: int, end: int) -> list[int]:
    return [i for i, t in enumerate(reading.tokens) if t.start < end and t.end > start]


def head(reading: Reading, start: int, end: int) -> int | None:
    """The token of a span that governs the others, None for a span without words."""
    inside = covered(reading, start, end)
    top = (i for i in inside if reading.tokens[i].head not in inside or reading.tokens[i].head == i)
    return next(top, inside[0] if inside else None)


def stories(folders: list[Path], knowledge: Knowledge) -> Iterator[Example]:
    for folder in folders:
        for item in lines(folder / "stories.jsonl"):
            gold = folder / "gold" / f"{item['id']}.json"
            if gold.exists():
                yield from story(item, json.loads(gold.read_text(encoding="utf-8"))["events"], folder.name, knowledge)


def story(item: Example, events: list[Example], of: str, knowledge: Knowledge) -> Iterator[Example]:
    fields = {k: item[k] for k in ("id", "text", "title", "published", "source") if item.get(k)}
    reading = read(Article(**fields), knowledge, PARSED)
    told: dict[int, list[Example]] = {}
    for event in events:
        for mention in event["mentions"]:
            i = head(reading, *mention["trigger"]) if mention.get("trigger") else None
            if i is not None:
                told.setdefault(reading.tokens[i].sentence, []).append(labelled(reading, i, event, mention))
    for n, sentence in enumerate(reading.sentences):
        if sentence.last > sentence.first:
            yield {"id": item["id"], "of": of, "held": held_out(item["id"]), **words(reading, n), "events": told.get(n, [])}


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
    for number, item in enumerate(lines(DATA / "attribution_polnear_train.jsonl")):
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
                yield {"id": item["doc_id"], "held": number >= 740, **words(reading, n), "said": labels[s.first : s.last]}


def certainty(_: Knowledge) -> Iterator[Example]:
    for name in ("fact_uw_train.jsonl", "fact_meantime_train.jsonl"):
        for number, item in enumerate(lines(DATA / name)):
            values = [[e["i"], e["label"]] for e in item["events"]]
            yield {"id": item["id"], "held": number % 8 == 0, "words": item["tokens"], "values": values}


def pairs(knowledge: Knowledge) -> Iterator[Example]:
    for number, item in enumerate(lines(DATA / "dyads_plv_train.jsonl")):
        (parsed,) = [w for w, _ in knowledge.parser.parse([item["text"]])]
        sides = [[i for i, w in enumerate(parsed) if w[0] < s[1] and w[1] > s[0]] for s in (item["actor"][0], item["recipient"][0])]
        told = [item["text"][w[0] : w[1]] for w in parsed]
        yield {"id": str(item["id"]), "held": number % 8 == 0, "words": told, "sides": sides, "type": item["gold_root"]}


def bulk(knowledge: Knowledge, wanted: int, taken: set[str]) -> Iterator[Example]:
    """Sentences of articles that nobody annotated (``taken``: titles of those that are), as many of each file."""
    for name in BULK:
        articles = list(lines(DATA / name))
        random.Random(1).shuffle(articles)
        left = wanted // len(BULK)
        for item in articles:
            if left <= 0:
                break
            if (item["title"] or "").strip() in taken:
                continue
            text = f"{item['title'] or ''}\n\n{' '.join(item['text'].split(' ')[:BULK_WORDS])}"
            reading = read(Article(id=item["id"], text=text, published=item["date"]), knowledge, (*PARSED, when, where, who))
            for n, sentence in enumerate(reading.sentences):
                told = words(reading, n)
                if 4 < len(told["words"]) < 70:
                    actors = [a.head - sentence.first for a in reading.actors if sentence.first <= a.head < sentence.last]
                    yield {"id": item["id"], **told, "actors": sorted(set(actors))}
                    left -= 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--annotated", type=Path, action="append", default=[])
    parser.add_argument("--bulk", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=["stories", "attribution", "certainty", "pairs", "bulk"])
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    knowledge = Knowledge()
    folders = [DATA / "annotated", *asked.annotated]
    taken = {item["title"].strip() for folder in folders for item in lines(folder / "stories.jsonl")}
    layers = {
        "stories": lambda: stories(folders, knowledge),
        "attribution": lambda: attribution(knowledge),
        "certainty": lambda: certainty(knowledge),
        "pairs": lambda: pairs(knowledge),
        "bulk": lambda: bulk(knowledge, asked.bulk, taken),
    }
    for name in asked.only:
        with (asked.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            count = sum(file.write(json.dumps(e) + "\n") > 0 for e in layers[name]())
        print(name, count, "sentences")


if __name__ == "__main__":
    main()
