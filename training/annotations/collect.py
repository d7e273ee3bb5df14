"""Take checked annotations into the project: GOLD/ID.json (as check.py writes them) -> annotations.jsonl, or second.jsonl.

    python training/annotations/collect.py STORIES GOLD --batch 1 --reader 3 [--second]

A story that is there already is replaced; its text is found in the bulk files by the story's ``bulk`` and given by its digest alone.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from standoff import FIRST, SECOND, Item, articles, digest, lines, packed, paragraphs, text, write


def line(story: Item, article: Item, events: list[Item], batch: int, reader: int) -> Item:
    count = next(n for n in range(1, len(paragraphs(article)) + 1) if text(article, n) == story["text"])
    return {
        "id": story["id"],
        "file": article["file"],
        "bulk": article["id"],
        "published": story["published"],
        "paragraphs": count,
        "sha256": digest(story["text"]),
        "batch": batch,
        "reader": reader,
        "sentences": story["sentences"],
        "events": [packed(event, story["text"]) for event in events],
    }


def collect(stories: Path, gold: Path, into: Path, batch: int, reader: int) -> tuple[int, list[str]]:
    """How many stories were taken, and what was left out, with the reason."""
    left: list[str] = []
    known = {story["id"]: story for story in lines(stories)}
    read = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(gold.glob("*.json"))]
    found = articles({known[told["story"]]["bulk"] for told in read})
    kept = {old["id"]: old for old in (lines(into) if into.exists() else ())}
    for told in read:
        story = known[told["story"]]
        try:
            kept[story["id"]] = line(story, found[story["bulk"]], told["events"], batch, reader)
        except ValueError as error:
            left.append(f"{story['id']}: {error}")
    write(into, kept.values())
    return len(read) - len(left), left


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--reader", type=int, required=True)
    parser.add_argument("--second", action="store_true")
    asked = parser.parse_args()
    count, left = collect(asked.stories, asked.gold, SECOND if asked.second else FIRST, asked.batch, asked.reader)
    print(*left, f"{count} stories taken, {len(left)} left out", sep="\n")


if __name__ == "__main__":
    main()
