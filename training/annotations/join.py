"""Join the annotations to the texts, which are not part of the project.

    python training/annotations/join.py OUT

Looks for the articles in the folder that ``DRAGOMAN_DATA`` names (default ``../shared/data``) and writes OUT/stories.jsonl (id, title,
published, source, text, sentences), OUT/gold/ID.json and OUT/second/ID.json. Stories whose text is not there, or is not the one that was
annotated, are named and left out.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from standoff import DATA, FIRST, SECOND, Item, articles, digest, lines, paragraphs, text, unpacked


def story(line: Item, article: Item | None) -> tuple[Item | None, str]:
    """The story with its text, or None and why there is none."""
    if article is None:
        return None, f"no article {line['bulk']} in {line['file']}"
    if len(paragraphs(article)) < line["paragraphs"] or digest(text(article, line["paragraphs"])) != line["sha256"]:
        return None, f"article {line['bulk']} has another text than the one annotated"
    own = {"id": line["id"], "title": article["title"].strip(), "published": line["published"], "source": article["source"]}
    return {**own, "text": text(article, line["paragraphs"]), "sentences": line["sentences"]}, ""


def events(line: Item, words: str) -> Item:
    return {"story": line["id"], "events": [unpacked(event, words) for event in line["events"]]}


def join(out: Path, data: Path = DATA) -> tuple[int, list[str]]:
    """How many stories were written, and what was left out, with the reason."""
    first = list(lines(FIRST))
    second = {line["id"]: line for line in lines(SECOND)}
    found = articles({line["bulk"] for line in first}, data)
    (out / "gold").mkdir(parents=True, exist_ok=True)
    (out / "second").mkdir(exist_ok=True)
    made, missed = [], []
    for line in first:
        whole, reason = story(line, found.get(line["bulk"]))
        if whole is None:
            missed.append(f"{line['id']}: {reason}")
            continue
        made.append(json.dumps(whole, ensure_ascii=False))
        for folder, read in (("gold", line), ("second", second.get(line["id"]))):
            if read:
                told = json.dumps(events(read, whole["text"]), ensure_ascii=False)
                (out / folder / f"{line['id']}.json").write_text(told + "\n", encoding="utf-8")
    (out / "stories.jsonl").write_text("".join(f"{row}\n" for row in made), encoding="utf-8")
    return len(made), missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    count, missed = join(parser.parse_args().out)
    print(*missed, f"{count} stories, {len(missed)} left out", sep="\n")


if __name__ == "__main__":
    main()
