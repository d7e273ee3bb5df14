"""The form in which annotations stand in the project: one story a line, words of a text by their offsets alone.

A line holds id; file and bulk (where the article is found); published; paragraphs (how many of the article's are used) and sha256 of the
text they make; sentences; batch and reader (who annotated it, and when); events. An event names its parties in short, "name|GBR|CVL";
a name of more than five words is given by its offsets, "@103-161|GBR|CVL". What is empty is left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DRAGOMAN_DATA", HERE.parents[2] / "shared" / "data"))
#: The articles that the stories are cut from.
BULK = ("bulk_news_sample.jsonl", "bulk_wire_gigaword.jsonl")
FIRST, SECOND = HERE / "annotations.jsonl", HERE / "second.jsonl"
#: A longer name is given by its offsets.
NAME_WORDS = 5
#: Who takes part, and the last thing that is said of him.
PARTIES = {"actors": "sector", "recipients": "sector", "sources": "stance"}
#: Words of a mention: those of which there may be several, and the others.
MANY, ONE = ("actor", "recipient", "source"), ("cue", "time", "place")

Item = dict[str, Any]


def lines(path: Path) -> Iterator[Item]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def write(path: Path, items: Iterable[Item]) -> int:
    """One item a line, in the order of their ids."""
    rows = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in sorted(items, key=lambda item: str(item["id"]))]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return len(rows)


def articles(wanted: set[str], data: Path = DATA) -> dict[str, Item]:
    """Bulk id -> article with the file it is in, of those wanted."""
    found = {}
    for name in BULK:
        for article in lines(data / name) if (data / name).exists() else ():
            if article["id"] in wanted:
                found[article["id"]] = {**article, "file": name}
    return found


def paragraphs(article: Item) -> list[str]:
    return [p.strip() for p in re.split(r"\n+", article["text"]) if p.strip()]


def text(article: Item, count: int) -> str:
    """Title, blank line, the first paragraphs."""
    return f"{article['title'].strip()}\n\n" + "\n".join(paragraphs(article)[:count])


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def packed(event: Item, words: str) -> Item:
    """An event as training reads it -> as it stands here."""
    parties = {role: [short(p, last, words) for p in event[role]] for role, last in PARTIES.items()}
    place = event["place"] and named(event["place"]["name"], words) + "|" + (event["place"]["country"] or "-")
    own = {"type": event["type"], "modes": event["modes"], **parties, "date": event["date"], "place": place}
    status = None if event["status"] == "happened" else event["status"]
    mentions = [filled({"s": m["sentence"], "trigger": m["trigger"], **{k: m[k] for k in (*MANY, *ONE)}}) for m in event["mentions"]]
    return {**filled({**own, "status": status}), **({} if event["core"] else {"core": False}), "mentions": mentions}


def unpacked(event: Item, words: str) -> Item:
    """The way back."""
    own = {"type": event["type"], "modes": event.get("modes", [])}
    actors, recipients, sources = ([long(p, last, words) for p in event.get(role, [])] for role, last in PARTIES.items())
    place = long(event["place"], None, words) if event.get("place") else None
    told = {"date": event.get("date"), "place": place, "status": event.get("status", "happened"), "sources": sources}
    mentions = [
        {"sentence": m["s"], "trigger": m["trigger"], **{k: m.get(k, []) for k in MANY}, **{k: m.get(k) for k in ONE}}
        for m in event["mentions"]
    ]
    return {**own, "actors": actors, "recipients": recipients, **told, "core": event.get("core", True), "mentions": mentions}


def filled(item: Item) -> Item:
    return {key: value for key, value in item.items() if value not in (None, [])}


def short(party: Item, last: str, words: str) -> str:
    return "|".join((named(party["name"], words), party["country"] or "-", party[last]))


def long(party: str, last: str | None, words: str) -> Item:
    name, country, *rest = party.split("|")
    if place := re.fullmatch(r"@(\d+)-(\d+)", name):
        name = words[int(place[1]) : int(place[2])]
    return {"name": name, "country": None if country == "-" else country, **({last: rest[0]} if last else {})}


def named(name: str, words: str) -> str:
    """A short name as it is, a longer one by its first place in the text. Raises ValueError where it has none."""
    if len(name.split()) <= NAME_WORDS:
        return name
    if (start := words.find(name)) < 0:
        raise ValueError(f"the text does not have the name {name!r}; shorten it to {NAME_WORDS} words")
    return f"@{start}-{start + len(name)}"
