"""Hostile documents: the outside sets through every reader of sources (readers.py), a share of them through reading and into a ledger.

And the ways in which text is lost in silence: archives cut at every byte, pages cut at every byte, nesting without end.
"""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import ledgers
import readers
import taking
from outcome import Outcome

from dragoman import pipeline
from dragoman.intake import take
from dragoman.sources import Article, documents
from dragoman.store import Ledger
from dragoman.store.verify import verify

#: Seconds that one text may take to be read: so many, and so many for each 1,000 characters.
READ, READ_MORE = 5.0, 0.5
LAST = "the ferry reached Kisumu before nightfall"
#: Elements within each other, or one after the other and never closed.
DEPTHS = (10, 100, 250, 260, 500, 2000, 2100, 5000, 20_000, 100_000)
TAGS = ("div", "font", "b", "span", "blockquote", "a href=x", "table><tr><td", "ul><li", "b><i", "p")


def trial(work: Path, seed: int, every: int, stored: int, sparse: int) -> Outcome:
    """``every``: one case in so many. ``stored``: of the articles got, one in so many is read and put into a ledger.

    ``sparse``: of our own pages, one in so many.
    """
    made = Outcome(
        "hostile", "Hostile inputs through every reader: no crash, no hang, no process that dies, no text lost in silence", seed=seed
    )
    if readers.FOLDER.is_dir():
        outside(made, work, every, stored)
    else:
        made.figures["outside sets: none (set DRAGOMAN_DATA),"] = 0
    silences(made, sparse)
    controls(made)
    return made


def outside(made: Outcome, work: Path, every: int, stored: int) -> None:
    kept: list[Article] = []
    outcomes: Counter[str] = Counter()
    list(documents(b"<html><p>The envoy met the minister.</p></html>", "first", kind="page"))  # its process starts, which counts for none
    slowest = (0.0, "")
    for case in islice(readers.cases(readers.FOLDER), 0, None, every):
        began = time.perf_counter()
        items, outcome, wrong = readers.outcome(case)
        slowest = max(slowest, (time.perf_counter() - began, f"{case.set}: {case.name}"))
        outcomes[outcome] += 1
        made.broken += [f"{case.set}: {case.name}: {reason}" for reason in wrong]
        kept += [item for item in items if isinstance(item, Article)][:3] if sum(outcomes.values()) % stored == 0 else []
    made.figures["documents"] = sum(outcomes.values())
    for name in ("whole", "partial", "refused"):
        made.figures[name] = outcomes[name]
    made.figures["raised"] = outcomes["raised"]
    made.figures["s for the slowest"] = round(slowest[0], 1)
    into_ledger(made, work, kept)


def into_ledger(made: Outcome, work: Path, kept: list[Article]) -> None:
    """Read them, store them, look at what is stored."""
    slow = 0
    knowledge = taking.knowledge()
    for article in kept:
        began = time.perf_counter()
        try:
            reading = pipeline.read(article, knowledge)
        except Exception as error:
            made.broken.append(f"{article.locator}: reading raised {type(error).__name__}: {error}")
            continue
        if time.perf_counter() - began > READ + READ_MORE * len(article.text) / 1000:
            slow += 1
            made.broken.append(f"{article.locator}: {time.perf_counter() - began:.1f} s to read {len(article.text):,} characters")
        if crashed := [p.message for p in reading.problems if p.message.startswith("failed") or "failed:" in p.message]:
            made.broken.append(f"{article.locator}: {crashed[:1]!r:.200}: {article.text!r:.80}")
    db = work / "hostile.db"
    with Ledger.open(db, create=True) as ledger:
        totals = take(ledger, kept, knowledge, jobs=1)
        made.broken += [f"in the ledger: {damage}" for damage in islice(verify(ledger.db), 20)]
        for row in ledger.db.query("SELECT locator, reason FROM intake WHERE status = 'failed'"):
            made.broken.append(f"not stored: {row['locator']}: {row['reason']}")
        for filed in ledger.filed():
            json.dumps(filed.article.text)
    if totals.seen != len(kept):
        made.broken.append(f"{len(kept):,} given to the ledger, {totals.seen:,} accounted for")
    made.figures["of these read and put into a ledger"] = len(kept)
    with ledgers.opened(db) as connection:
        if wrong := ledgers.sound(connection):
            made.broken.append(wrong)


def silences(made: Outcome, sparse: int) -> None:
    """Where other readers lose text without a word."""
    flagged = whole = lost = 0
    for name, data in islice(deep(), 0, None, sparse):
        items = list(documents(data, name, kind="page"))
        kept = any(isinstance(i, Article) and LAST in i.text for i in items)
        told = any(not isinstance(i, Article) or i.partial for i in items)
        whole, flagged = whole + kept, flagged + (told and not kept)
        if not kept and not told:
            lost += 1
            made.broken.append(f"{name}: text is lost and nothing says so")
    for size, data in islice(cut_pages(), 0, None, sparse):
        items = list(documents(data, "page", kind="page"))
        kept = any(isinstance(i, Article) and LAST in i.text for i in items)
        told = any(not isinstance(i, Article) or i.partial for i in items)
        whole, flagged = whole + kept, flagged + (told and not kept)
        if not kept and not told:
            lost += 1
            made.broken.append(f"page cut at byte {size}: text is lost and nothing says so")
    made.figures["pages nested up to 100,000 deep or cut at a byte, kept whole"] = whole
    made.figures["of these cut and flagged"] = flagged
    made.figures["of these lost in silence"] = lost


def deep() -> Iterator[tuple[str, bytes]]:
    start = "<!doctype html><html><head><title>At the lake</title></head><body><article><p>The envoy met the minister on Tuesday.</p>"
    for tag in TAGS:
        for depth in DEPTHS:
            opened = f"<{tag}>" * depth
            closed = "".join(f"</{t.split()[0]}>" for t in reversed(tag.split("><"))) * depth
            for name, end in (("closed", closed), ("open", "")):
                page = f"{start}{opened}<p>In the end {LAST}.</p>{end}</article></body></html>"
                yield f"{depth} <{tag}> {name}", page.encode()


def cut_pages() -> Iterator[tuple[int, bytes]]:
    page = (
        "<!doctype html><html lang=en><head><title>At the lake</title><meta property='article:published_time' content='2031-03-05'></head>"
        "<body><nav><a href=/>Home</a></nav><article><h1>At the lake</h1><p>The envoy met the minister on Tuesday, and they spoke."
        f"</p><!-- a note --><p>Both <b>sides</b> agreed to meet again.</p><p>In the end {LAST}.</p></article></body></html>"
    ).encode()
    for size in range(1, len(page)):
        yield size, page[:size]


def controls(made: Outcome) -> None:
    """What plain libraries lose on the same input without a word."""
    told: list[str] = []
    losses = []
    for name, control in (("lxml", _lxml), ("trafilatura", _trafilatura), ("warcio", _warcio)):
        try:
            lost, tried = control()
        except ImportError:
            told.append(f"{name} is not here")
            continue
        losses.append(lost)
        told.append(f"{name} lost text in silence in {lost:,} of {tried:,}")
    made.control = "; ".join(told)
    made.caught = bool(losses) and all(losses)


def _lxml() -> tuple[int, int]:
    from lxml import html  # type: ignore[import-untyped, unused-ignore]

    return _pages(lambda data: html.document_fromstring(data).text_content())


def _trafilatura() -> tuple[int, int]:
    import trafilatura

    return _pages(lambda data: trafilatura.extract(data) or "")


def _pages(read: Callable[[bytes], str]) -> tuple[int, int]:
    lost = tried = 0
    for _, data in islice(deep(), 0, None, 7):
        if len(data) < 100_000:
            tried += 1
            lost += LAST not in read(data)
    return lost, tried


def _warcio() -> tuple[int, int]:
    """Cuts of an archive that we make here."""
    import gzip

    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

    body = "<html><body><p>" + "The envoy met the minister on Tuesday. " * 20 + LAST + "</p></body></html>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    one = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://lake.example/\r\nWARC-Date: 2031-03-05T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n{http}\r\n\r\n"
    ).encode()
    archive = gzip.compress(one)
    lost = 0
    for size in range(1, len(archive)):
        try:
            read = b"".join(record.content_stream().read() for record in ArchiveIterator(io.BytesIO(archive[:size])))
        except Exception:
            continue
        lost += LAST.encode() not in read
    return lost, len(archive) - 1
