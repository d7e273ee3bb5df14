"""Every hostile document of the outside sets through every reader of sources that it may reach.

    python tools/torture/readers.py [FOLDER] [--limit N] [--set NAME]

FOLDER: the outside sets (default: ``hostile`` in DRAGOMAN_DATA). What must hold of each: no exception; at most 1 second and 1 more for each
MB; the outcome is exactly one of whole, partial with a reason, refused with a reason and a remedy; texts are Unicode; days are days.
"""

from __future__ import annotations

import argparse
import bz2
import datetime
import gzip
import json
import os
import random
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.sources import Article, Unread, documents
from dragoman.sources.kinds import Kind

FOLDER = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")) / "hostile"
#: Bytes of a file that is cut into many cases.
PIECE = 2000
SEED = 20261127
PAGE = (
    "<!doctype html><html lang=en><head><title>{0}</title><meta property='og:site_name' content='{0}'></head><body><article>"
    "<p>The minister met the envoy in the capital on Tuesday.</p><p>{0}</p><p>They said the talks went well.</p></article></body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>{0}</title><item><title>{0}</title><link>{0}</link><author>{0}</author><pubDate>{0}</pubDate>"
    "<description>The minister met the envoy. {0}</description></item></channel></rss>"
)
MAIL = (
    "From: {0}\nSubject: {0}\nDate: {0}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    "<p>The minister met the envoy.</p>{0}\n"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One document. ``kind``: the reader that it goes through, None as sniffed; ``whole``: False where it is cut, which must be told."""

    set: str
    name: str
    data: bytes
    kind: Kind | None
    whole: bool | None = None
    charset: str | None = None


@dataclass(slots=True)
class Tally:
    """What came of the cases. ``broken``: what must never happen, by case."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def cases(folder: Path) -> Iterator[Case]:
    """All of them, in a fixed order; fewer where a set is not in the folder."""
    for made in (_trees, _encodings, _files, _feeds, _json, _strings, _payloads, _bombs, _archives, _tables, _unicode):
        yield from made(folder)


def run(case: Case) -> tuple[str, list[str]]:
    """The outcome (whole, partial, refused), and what is wrong with it."""
    return outcome(case)[1:]


def outcome(case: Case) -> tuple[list[Article | Unread], str, list[str]]:
    """What was found, the outcome, and what is wrong with it."""
    wrong: list[str] = []
    began = time.perf_counter()
    try:
        items = list(documents(case.data, "case", charset=case.charset, kind=case.kind))
    except Exception as error:
        return [], "raised", [f"raised {type(error).__name__}: {error}"]
    seconds = time.perf_counter() - began
    if seconds > 1 + len(case.data) / 1e6:
        wrong.append(f"took {seconds:.1f} s for {len(case.data):,} bytes")
    for item in items:
        wrong += _wrong(item)
    articles = [item for item in items if isinstance(item, Article)]
    cut = any(article.partial for article in articles) or any(isinstance(item, Unread) for item in items)
    if not items and case.kind not in ("warc", "lines", "mailbox"):
        wrong.append("no outcome at all")
    if case.whole is False and not cut:
        wrong.append("it is cut, and nothing says so")
    return items, ("refused" if not articles else "partial" if cut else "whole"), wrong


def _wrong(item: Article | Unread) -> Iterator[str]:
    if isinstance(item, Unread):
        if not item.message.strip():
            yield "refused without a reason"
        item.message.encode("utf-8")
        return
    if not item.locator:
        yield "no locator"
    for value in (item.text, item.title, item.source, item.author, item.url, item.language, item.partial, item.id):
        try:
            (value or "").encode("utf-8")
        except UnicodeEncodeError:
            yield f"half characters in {value!r:.60}"
    if item.published is not None:
        if datetime.date.fromisoformat(item.published).isoformat() != item.published:
            yield f"a day that is none: {item.published}"
        if not item.dated_by:
            yield "a day, and nothing says where it was found"


def tally(found: Iterator[Case]) -> Tally:
    made = Tally()
    for data in (PAGE, FEED, MAIL):
        list(documents(data.encode(), "first"))  # starts the process that takes pages apart, which no case is to pay for
    for case in found:
        began = time.perf_counter()
        outcome, wrong = run(case)
        seconds = time.perf_counter() - began
        key = f"{case.set} as {case.kind or 'sniffed'}"
        made.outcomes.setdefault(key, Counter())[outcome] += 1
        made.broken += [f"{key}: {case.name}: {reason}" for reason in wrong]
        made.slowest = max(made.slowest, (seconds, f"{key}: {case.name}"))
    return made


def _trees(folder: Path) -> Iterator[Case]:
    """html5lib's tree construction: 1,796 documents."""
    for path in sorted((folder / "html" / "html5lib_tree-construction").rglob("*.dat")):
        for number, part in enumerate(path.read_bytes().split(b"#data\n")[1:]):
            document = part.partition(b"\n#errors")[0]
            yield Case("html5lib trees", f"{path.name}#{number}", document, "page")
            yield Case("html5lib trees", f"{path.name}#{number}", document, None)
            wrapped = b"<rss><channel><item><description><![CDATA[" + document + b"]]></description></item></channel></rss>"
            yield Case("html5lib trees", f"{path.name}#{number}", wrapped, "feed")


def _encodings(folder: Path) -> Iterator[Case]:
    for path in sorted((folder / "html" / "html5lib_encoding").rglob("*")):
        if path.is_file():
            for number, part in enumerate(path.read_bytes().split(b"#data\n")[1:] or [path.read_bytes()]):
                yield Case("html5lib encodings", f"{path.name}#{number}", part.partition(b"\n#encoding")[0], "page")


def _files(folder: Path) -> Iterator[Case]:
    for name, kinds in (("html/libxml2_HTML", ("page", None)), ("xml/libxml2_errors", ("feed", "page", None))):
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                for kind in kinds:
                    yield Case(path.parent.name, path.name, path.read_bytes(), kind)


def _feeds(folder: Path) -> Iterator[Case]:
    """feedparser's own tests: 2,106 feeds, and each cut in the middle."""
    for name, data in _members(folder / "feeds" / "feedparser_tests.tar.gz"):
        yield Case("feedparser tests", name, data, "feed")
        yield Case("feedparser tests", name, data, None)
        start = data.find(b"-->") + 3  # what the test expects stands above
        yield Case("feedparser tests, cut", name, data[: start + (len(data) - start) * 2 // 3], "feed", None)


def _json(folder: Path) -> Iterator[Case]:
    """JSONTestSuite: each as a line, as a file, and as the text of a feed's item."""
    for name, data in _members(folder / "json" / "JSONTestSuite_test_parsing.tar.gz"):
        if name.endswith(".json"):
            yield Case("JSONTestSuite", name, data, "lines")
            yield Case("JSONTestSuite", name, data, "json")
            yield Case("JSONTestSuite", name, b'{"text": "x", "id": ' + data + b"}", "lines")
            head = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "x", "url": '
            yield Case("JSONTestSuite", name, head + data + b"}]}", "json")


def _strings(folder: Path) -> Iterator[Case]:
    """The list of naughty strings, in every place of every format."""
    path = folder / "text" / "blns.json"
    if path.exists():
        yield from _placed("naughty strings", json.loads(path.read_text(encoding="utf-8")))


def _payloads(folder: Path) -> Iterator[Case]:
    """Cross-site scripting and external entities: a page must stay a page."""
    for path in sorted((folder / "xss").rglob("*.txt")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines):
            yield Case("XSS", f"{path.name}:{number}", PAGE.replace("{0}", line).encode("utf-8", "replace"), "page")
    for path in sorted((folder / "xml").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines()):
            yield Case("XXE", f"{path.name}:{number}", line.encode(), "feed")


def _placed(name: str, strings: list[str]) -> Iterator[Case]:
    for number, string in enumerate(strings):
        for kind, form in (("page", PAGE), ("feed", FEED), ("mail", MAIL), ("text", "The envoy said: {0}\n")):
            yield Case(name, str(number), form.replace("{0}", string).encode("utf-8", "replace"), kind)  # type: ignore[arg-type]
        line = json.dumps(dict.fromkeys(("text", "title", "published", "source", "url", "author", "id"), string))
        yield Case(name, str(number), line.encode(), "lines")
        yield Case(name, str(number), string.encode("utf-8", "replace"), None)


def _bombs(folder: Path) -> Iterator[Case]:
    for path in sorted((folder / "xml" / "defusedxml_xmltestdata").rglob("*")):
        if path.is_file():
            for kind in ("feed", "page", None):
                yield Case("XML bombs", path.name, path.read_bytes(), kind)  # type: ignore[arg-type]


def _archives(folder: Path) -> Iterator[Case]:
    """Archives as they are; two of them cut at every byte, and with single bits turned over."""
    for path in sorted((folder / "warc").rglob("*")):
        if path.is_file() and ("warc" in path.name or "arc" in path.suffix):
            yield Case("archives", path.name, path.read_bytes(), "warc")
    for name in ("example.warc", "example.warc.gz"):
        path = folder / "warc" / "warcio" / name
        if path.exists():
            data = path.read_bytes()
            ends = _record_ends(data)
            for size in range(1, len(data)):
                yield Case("archives, cut at every byte", f"{name}[:{size}]", data[:size], "warc", None if size in ends else False)
            dice = random.Random(SEED)
            for _ in range(1000):
                place, bit = dice.randrange(len(data)), 1 << dice.randrange(8)
                yield Case("archives, bits turned", f"{name}[{place}]^{bit}", _turned(data, place, bit), "warc")


def _record_ends(data: bytes) -> set[int]:
    """Where a record ends: a cut there cannot be told from an archive that is whole."""
    mark, ends, place = (b"\x1f\x8b\x08" if data[:2] == b"\x1f\x8b" else b"WARC/1."), set(), 1
    while (place := data.find(mark, place)) > 0:
        ends.add(place)
        place += 1
    return ends


def _turned(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def _tables(folder: Path) -> Iterator[Case]:
    """Every pointer of the legacy encodings, in pieces, as a page that names the encoding and as text that does not."""
    for path in sorted((folder / "encodings").glob("*_in.txt")):
        label, data = path.name.removesuffix("_in.txt"), path.read_bytes()
        label = "euc-jp" if label.startswith("jis") else label.replace("_", "-")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            page = b"<html><body><p>The minister met the envoy.</p><p>" + piece + b"</p></body></html>"
            yield Case("legacy encodings", f"{path.name}@{start}", page, "page", charset=label)
            yield Case("legacy encodings", f"{path.name}@{start}", piece, "text")


def _unicode(folder: Path) -> Iterator[Case]:
    for path in sorted((folder / "unicode").glob("*")):
        data = bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else path.read_bytes()
        lines = [_shown(line) for line in data.decode("utf-8", "replace").splitlines() if line and not line.startswith("#")][:700]
        for number, line in enumerate(lines):
            yield Case("Unicode", f"{path.name}:{number}", PAGE.replace("{0}", line).encode("utf-8", "replace"), "page")
            yield Case("Unicode", f"{path.name}:{number}", line.encode("utf-8", "replace"), "text")


def _shown(line: str) -> str:
    """A line of a Unicode test (``÷ 0020 × 0308 ÷``) as the characters it names."""
    points = [word for word in line.partition("#")[0].replace(";", " ").split() if all(c in "0123456789ABCDEF" for c in word)]
    return "".join(chr(int(word, 16)) for word in points if len(word) in (4, 5, 6) and int(word, 16) < 0x110000) or line


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.exists():
        with tarfile.open(fileobj=gzip.open(path)) as tar:  # type: ignore[arg-type]
            for member in tar:
                file: Any = tar.extractfile(member) if member.isfile() else None
                if file and member.name.endswith((".xml", ".json")):
                    yield member.name, file.read()


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    asked.add_argument("--set", help="only sets whose name begins so")
    asked.add_argument("--every", type=int, default=1, help="only one case in so many")
    given = asked.parse_args()
    if not given.folder.is_dir():
        print(f"no outside sets at {given.folder}: set DRAGOMAN_DATA to the folder that has them")
        return 0
    began = time.perf_counter()
    chosen = (case for n, case in enumerate(cases(given.folder)) if n % given.every == 0 and case.set.startswith(given.set or ""))
    made = tally(chosen)
    for name, counts in made.outcomes.items():
        print(f"{sum(counts.values()):>7,}  {name}: " + ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items())))
    total = sum(sum(counts.values()) for counts in made.outcomes.values())
    print(f"{total:>7,}  in all, {time.perf_counter() - began:.0f} s; slowest {made.slowest[0]:.2f} s ({made.slowest[1]})")
    print(f"{len(made.broken):>7,}  broken promises")
    for reason in made.broken[:40]:
        print(f"         {reason}")
    return 1 if made.broken else 0


if __name__ == "__main__":
    sys.exit(main())
