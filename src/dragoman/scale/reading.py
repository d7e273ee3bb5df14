"""The map: a table of articles into a table of articles as they were read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import pipeline, plain
from ..gather.facts import facts, to_dict
from ..gather.origins import media, printed
from ..gather.profile import packed, profile_of
from ..knowledge import Knowledge
from ..knowledge.outlets import bundled as outlets
from ..plain import sha256
from ..runner import together
from ..sources import Unread, articles, jsonl
from ..sources.found import article as made_of
from ..sources.parquet import some
from ..store.hashes import key_of
from ..types import Article, Reading, Record
from . import tables
from .plan import Input, Partition

FIELDS = tuple(name for name in tables.GIVEN.names if name != "refused")


@lru_cache(maxsize=2)
def knowledge(reader: str) -> Knowledge:
    """Loaded once in each process."""
    return Knowledge(reader=reader) if reader in {"models", "rules"} else Knowledge(model=Path(reader))


def given(source: Input, part: Partition) -> tables.Table:
    """The articles of a partition."""
    return tables.made(map(_row, found(source, part)), tables.GIVEN)


def _row(item: Article | Unread) -> dict[str, Any]:
    if isinstance(item, Unread):
        return {"locator": item.locator, "refused": item.message}
    return {name: getattr(item, name) for name in FIELDS}


def found(source: Input, part: Partition) -> Iterator[Article | Unread]:
    if part.unit == "bytes":
        yield from lines(source, part)
    elif part.unit == "rows":
        for n, row in enumerate(some(source.path, part.start, part.stop), part.start + 1):
            yield made_of(row, source.name, f"#{n}", None)
    else:
        yield from articles([source.path])


def lines(source: Input, part: Partition) -> Iterator[Article | Unread]:
    """The lines that begin within the partition. A line's locator is the byte at which it begins: ``news.jsonl@5119``."""
    with open(source.path, "rb") as file:
        if part.start:
            file.seek(part.start - 1)
            file.readline()
        at = file.tell()
        for line in jsonl.lines(file) if at < part.stop else ():
            for item in jsonl.articles([line], source.name):
                if isinstance(item, Unread):
                    yield Unread(source.name, None, item.message, f"@{at}")
                else:
                    yield replace(item, locator=f"{source.name}@{at}")
            at = file.tell()
            if at >= part.stop:
                return


def map_partition(table: tables.Table, reader: str, day: str, careful: bool = False) -> tables.Table:
    """Read all articles of a table (columns GIVEN) into one (columns READ), row for row. ``day``: of coding, as records carry it.

    ``careful``: in a process beside this one, as an earlier attempt has died over these articles.
    """
    items = [_item(row) for row in table.to_pylist()]
    told = together(items, knowledge(reader), 1) if careful else alone(items, reader)
    return tables.made((row(item, done, day) for item, done in zip(items, told, strict=True)), tables.READ)


def alone(items: Iterable[Article | Unread], reader: str) -> Iterator[Reading | Unread]:
    for item in items:
        yield item if isinstance(item, Unread) else pipeline.read(item, knowledge(reader))


def _item(row: dict[str, Any]) -> Article | Unread:
    if row["refused"] is not None:
        return Unread(row["locator"], None, row["refused"])
    return Article(**{name: row[name] for name in FIELDS})


def row(item: Article | Unread, done: Reading | Unread, day: str) -> dict[str, Any]:
    """The row of READ; an article that gave no reading is told with the reason."""
    if isinstance(item, Unread):
        return {"status": "refused", "reason": item.message, "locator": item.locator, "records": []}
    sha = sha256(item.text)
    key = key_of(sha)
    known: dict[str, Any] = {"text_sha256": sha, "key": key, "id": item.id, "locator": item.locator, "records": []}
    if isinstance(done, Unread) or pipeline.failed(done):
        crashed = isinstance(done, Unread) or any(p.message.startswith(pipeline.CRASHED) for p in done.problems)
        why = done.message if isinstance(done, Unread) else next((p.message for p in done.problems), "there is nothing to read in it")
        return {**known, "status": "failed" if crashed else "refused", "reason": why}
    article = as_found(done, key)
    seen = profile_of(done, 0)
    return {
        **known,
        "status": "read",
        **{name: getattr(article, name) for name in ("title", "published", "source", "url", "language", "author", "partial")},
        "origin": printed(article, outlets()),
        "signature": seen.signature,
        "terms": packed(seen.terms),
        "words": len(item.text.split()),
        "records": [told(r, done, article, day) for r in distinct(done.records)],
    }


def as_found(done: Reading, key: str) -> Article:
    """The article as the reader found it; its id is its key."""
    return replace(done.article, id=key, title=done.title, published=done.published, source=done.source, language=done.language)


def distinct(records: Iterable[Record]) -> list[Record]:
    return list({r.id: r for r in reversed(list(records))}.values())[::-1][: tables.MOST_RECORDS]


def told(record: Record, done: Reading, article: Article, day: str) -> str:
    """A record with what it is compared by, as JSON. ``said``: the outlet that it is attributed to."""
    held = {"said": media(record, outlets()), "facts": to_dict(facts(record, article, 0)), "record": plain.record(record, done, day)}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))
