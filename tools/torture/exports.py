"""Exports of hostile words: no cell that a spreadsheet would run, no page with an element that the text brought along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import readers
import stories
import taking
from outcome import Outcome

from dragoman import pipeline, sources
from dragoman.exporters import Options, exporter
from dragoman.exporters.gathered import FORMATS, writer
from dragoman.exporters.gathered import Options as Gathered
from dragoman.intake import take
from dragoman.sources import Article
from dragoman.store import Ledger
from dragoman.types import Event, Party, Reading

#: What makes a formula (OWASP), what may stand before it unseen, and what is around it.
PREFIXES = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BEFORE = ("", " ", "  ", "\u00a0", "\u200b", "\ufeff", "\t", "\r", "\n", '"', "'", '""', "\u3000", "\x00", "x\n", "x\r", ";", ",")
CALLS = ("cmd|' /C calc'!A0", "1+1", 'HYPERLINK("http://lake.example","here")', "SUM(A1:A9)")
#: A part of a cell that a spreadsheet may run: it begins so after what is passed over. An apostrophe makes it words; numbers are none.
RUN = re.compile('[\\s\u200b\ufeff\x00"]*[=+@\uff1d\uff0b\uff0d\uff20-]')
#: Where a cell may be taken apart: lines, and separators of other countries.
PARTS = re.compile("[\r\n\t;]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
TABLES = ("csv", "acled", "ged", "panel")
SEPARATED = ("polecat", "gdelt")


def trial(work: Path, seed: int, every: int) -> Outcome:
    made = Outcome("export", "Exports of hostile words: no formula in a cell, no element of the text's in a page", seed=seed)
    events, reading = invented(work, seed)
    formulas(made, events, every)
    scripts(made, reading, every)
    raw, active = unguarded(events), unescaped(reading)
    made.control = (
        f"with --exact {raw:,} cells would run; a page that escapes nothing has its elements changed by {active:,} payloads in 100"
    )
    made.caught = raw > 0 and (active > 0 or "no html5lib" in str(made.figures))
    return made


def invented(work: Path, seed: int) -> tuple[list[Event], Reading]:
    source = stories.write(work / "news.jsonl", 12, seed, broken=0)
    articles = [item for item in sources.articles([str(source)]) if isinstance(item, Article)]
    with Ledger.open(work / "ledger.db", create=True) as ledger:
        take(ledger, articles, taking.knowledge(), jobs=1)
        events = list(ledger.events())
    reading = pipeline.read(articles[0], taking.knowledge())
    return [e for e in events if e.actors and e.recipients and e.place][:2] or events[:2], reading


def poisoned(event: Event, word: str) -> Event:
    """The event with the word wherever a text may bring one."""

    def party(p: Party) -> Party:
        return replace(p, entity_text=word, identifier_text=word, office=word)

    reports = tuple(
        replace(
            r,
            article=replace(r.article, title=word, source=word, author=word, url=word, text=word + r.article.text),
            record=replace(
                r.record,
                actors=tuple(map(party, r.record.actors)),
                recipients=tuple(map(party, r.record.recipients)),
                evidence=tuple(replace(e, text=word) for e in r.record.evidence),
                place=replace(r.record.place, name=word, adm1=word) if r.record.place else None,
            ),
            origin=word,
        )
        for r in event.reports
    )
    place = replace(event.place, name=word, adm1=word) if event.place else None
    return replace(
        event, actors=tuple(map(party, event.actors)), recipients=tuple(map(party, event.recipients)), place=place, reports=reports
    )


def grid() -> Iterator[str]:
    for before in BEFORE:
        for prefix in PREFIXES:
            for call in CALLS:
                yield f"{before}{prefix}{call}"
    for path in sorted((readers.FOLDER / "csv").glob("*.txt")) if readers.FOLDER.is_dir() else ():
        yield from (line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip())


def formulas(made: Outcome, events: list[Event], every: int) -> None:
    words = list(grid())[::every]
    made.figures["words that a spreadsheet would run"] = len(words)
    made.figures["cells looked at"] = made.figures["cells that would run"] = 0
    for word in words:
        found = [poisoned(event, word) for event in events]
        for form in (*TABLES, *SEPARATED):
            for part in [*dict(FORMATS[form].parts)] or [""]:
                for cell in cells(form, part, found, exact=False):
                    made.add("cells looked at")
                    if runs(cell):
                        made.add("cells that would run")
                        made.broken.append(f"{form}: {word!r} gives the cell {cell!r:.100}")
    lines = io.StringIO(newline="")
    writer("plover")([poisoned(events[0], "=1+1")], lines, Gathered(now="2031-07-01"))
    if '"=1+1"' not in json.dumps(json.loads(lines.getvalue().splitlines()[0])):
        made.broken.append("PLOVER JSONL does not hold the words as they are")


def cells(form: str, part: str, events: list[Event], exact: bool) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer(form)(events, out, Gathered(now="2031-07-01", exact=exact, part=part or None))
    text = out.getvalue()
    if form in TABLES:
        for row in csv.reader(io.StringIO(text, newline="")):
            yield from row
    else:
        for line in text.split("\n"):
            yield from line.split("\t")


def runs(cell: str) -> bool:
    return any(RUN.match(part) and not NUMBER.fullmatch(part.strip()) for part in PARTS.split(cell))


def unguarded(events: list[Event]) -> int:
    """A control: the same cells with the guard off."""
    return sum(runs(cell) for cell in cells("csv", "", [poisoned(events[0], f"={CALLS[0]}")], exact=True))


# pages


def payloads() -> list[str]:
    if not readers.FOLDER.is_dir():
        return ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "</title><svg onload=alert(1)>"] * 25
    found = dict.fromkeys(
        line
        for path in sorted((readers.FOLDER / "xss").rglob("*.txt"))
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()
    )
    for pair in json.loads((readers.FOLDER / "xss" / "dompurify_expect.json").read_text(encoding="utf-8")):
        if isinstance(pair, dict):
            found.update(dict.fromkeys(str(value) for key, value in pair.items() if key == "payload"))
    return list(found)


def scripts(made: Outcome, reading: Reading, every: int) -> None:
    try:
        import html5lib  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        made.figures["pages: no html5lib here, payloads tried"] = 0
        return
    tried = payloads()[::every]
    made.figures["payloads in every field of a page"] = len(tried)
    made.figures["pages with other elements than one of a harmless word"] = 0
    for start in range(0, len(tried), 20):
        some = tried[start : start + 20]
        harmless = skeleton(page([dirty(reading, "x") for _ in some]))
        if skeleton(page([dirty(reading, word) for word in some])) == harmless:
            continue
        for word in some:
            if skeleton(page([dirty(reading, word)])) != skeleton(page([dirty(reading, "x")])):
                made.add("pages with other elements than one of a harmless word")
                made.broken.append(f"page: {word!r}")


def dirty(reading: Reading, word: str) -> Reading:
    """The reading of a story with the word wherever one may come from outside, and at the end of its text."""
    one_line = " ".join(word.split()) or "x"

    def party(p: Party) -> Party:
        return replace(p, entity_text=word, identifier_text=word, office=word)

    records = tuple(
        replace(
            r,
            actors=tuple(map(party, r.actors)),
            recipients=tuple(map(party, r.recipients)),
            place=replace(r.place, name=word) if r.place else None,
            sources=tuple(replace(s, party=party(s.party), cue=word) for s in r.sources),
        )
        for r in reading.records
    )
    article = replace(reading.article, text=f"{reading.text} {one_line}", title=word, source=word, author=word, id=word)
    return replace(reading, article=article, title=word, source=word, records=records)


def page(readings: list[Reading]) -> str:
    out = io.StringIO()
    exporter("html")(readings, out, Options(knowledge=taking.knowledge(), now="2031-07-01"))
    return out.getvalue()


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements of a page with the names of their attributes, in order, and links that lead elsewhere than to pages."""
    import html5lib

    tree: Any = html5lib.parse(text, namespaceHTMLElements=False)
    found = [(str(node.tag), tuple(sorted(map(str, node.attrib)))) for node in tree.iter() if isinstance(node.tag, str)]
    for node in tree.iter("a"):
        link = node.attrib.get("href", "")
        if not link.startswith(("#", "http://", "https://")):
            found.append(("a link to", (link,)))
    return found


def unescaped(reading: Reading) -> int:
    """A control: a page that puts words in as they are."""
    try:
        harmless = skeleton("<html><body><p title='x'>x</p></body></html>")
    except ImportError:
        return 0
    return sum(skeleton(f"<html><body><p title='{word}'>{word}</p></body></html>") != harmless for word in payloads()[::80][:100])
