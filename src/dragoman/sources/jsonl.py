"""JSONL: one article a line. A line that cannot be used is told of, and the next one read."""

from __future__ import annotations

import codecs
import datetime
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from ..types import Article, Problem, Span
from .text import LARGEST, fingerprint
from .unread import Unread

#: Keys of a line that are read; others are the user's own.
KEYS = ("id", "text", "title", "published", "date", "source", "url", "language", "author", "dyads")
_HALF = re.compile("[\ud800-\udfff]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class _Unusable(ValueError):
    """Why a line gives no article."""


def articles(lines: Iterable[bytes], path: str) -> Iterator[Article | Unread]:
    """Articles of a JSONL stream, line by line, in order; an Unread for each line that gives none. Blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if number == 1:
            if line.startswith(_WIDE):
                yield Unread(path, None, "this is UTF-16: convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
                return
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        try:
            yield _article(_object(line), f"{path}:{number}")
        except _Unusable as reason:
            yield Unread(path, number, str(reason))


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of a stream as they arrive. Of one over LARGEST only the first bytes are kept: enough to say that it is too long."""
    while line := stream.readline(LARGEST + 1):
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = stream.readline(LARGEST + 1)


def is_feed(data: bytes) -> bool:
    """Whether a JSON file calls itself a JSON Feed."""
    return b"jsonfeed.org/version" in data[:4096]


def document(data: bytes, path: str) -> Iterator[Article | Unread]:
    """Articles of a JSON file: one object, an array of them, or, whatever it is called, one object a line."""
    try:
        found = _value(data.removeprefix(codecs.BOM_UTF8))
    except _Unusable as reason:
        if data.count(b"\n", 0, len(data.rstrip())):
            yield from articles(data.splitlines(keepends=True), path)
        else:
            yield Unread(path, None, str(reason))
        return
    if found == []:
        yield Unread(path, None, 'an empty array: give one object an article, {"text": …}')
        return
    for number, item in enumerate(found if isinstance(found, list) else [found], 1):
        part = f"#{number}" if isinstance(found, list) else ""
        try:
            yield _article(_object_in(item), path + part)
        except _Unusable as reason:
            yield Unread(path, None, str(reason), part)


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object on a line. Raises _Unusable with the reason and the remedy."""
    return _object_in(_value(line))


def _object_in(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _Unusable(f'{_name(found)}, not an object: write {{"text": …}}')
    return found


def _value(line: bytes) -> object:
    """What the JSON says. Raises _Unusable."""
    if len(line) > LARGEST:
        raise _Unusable(f"line longer than {LARGEST // 2**20} MiB: split the article")
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _Unusable(f"not UTF-8 at byte {error.start + 1}: convert the file to UTF-8") from None
    except RecursionError:
        raise _Unusable("brackets nested too deep: flatten the object") from None
    except _Unusable:
        raise
    except ValueError as error:
        raise _Unusable(f"not JSON: {_reason(error)}; each line must be one whole object") from None


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return "a number has too many digits" if "digits" in str(error) else str(error)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that tells a key we read twice is refused, as there is no knowing which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next((key for key in KEYS if names.count(key) > 1), None)
        if twice:
            raise _Unusable(f"key {twice!r} stands twice: keep one")
    return found


def _no_constant(name: str) -> None:
    raise _Unusable(f"not JSON: {name} is no JSON number; write null")


def _name(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return "null" if value is None else names[type(value)]


def _article(item: dict[str, Any], locator: str) -> Article:
    """The article of one object, which stands at ``locator``. Fields of a wrong type are left out and told of."""
    text = item.get("text")
    if not isinstance(text, str):
        raise _Unusable("no key 'text': give the article's text" if text is None else f"'text' is {_name(text)}: it must be a string")
    notes: list[str] = []
    if _HALF.search(text):
        # one for one, so that offsets stay those of the text as given
        text = _HALF.sub("\ufffd", text)
        notes.append("half characters (lone surrogates) in 'text', each read as U+FFFD")
    strings = {key: _string(item, key, notes) for key in ("title", "source", "url", "language", "author")}
    identifier, published, dyads = _id(item, notes), _published(item, notes), _dyads(item, len(text), notes)
    problems = tuple(Problem(stage="source", message=f"{locator}: {note}") for note in notes)
    return Article(
        id=identifier or fingerprint(text),
        text=text,
        published=published,
        dated_by="given" if published else None,
        dyads=dyads,
        problems=problems,
        locator=locator,
        **strings,
    )


def _string(item: dict[str, Any], key: str, notes: list[str]) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        notes.append(f"{key!r} is {_name(value)}, not a string: left out")
        return None
    return _HALF.sub("\ufffd", value) if value else None


def _id(item: dict[str, Any], notes: list[str]) -> str | None:
    """The id as a string; whole numbers are taken too."""
    value = item.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(item, "id", notes)


def _published(item: dict[str, Any], notes: list[str]) -> str | None:
    """The day of ``published`` (or ``date``), None with a note where it is no ISO 8601 date."""
    key = "published" if item.get("published") is not None else "date"
    value = _string(item, key, notes)
    if value is None:
        return None
    try:
        return datetime.datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        notes.append(f"{key!r} is {value[:40]!r}, not an ISO date such as 2024-01-16: left out")
        return None


def _dyads(item: dict[str, Any], length: int, notes: list[str]) -> tuple[tuple[Span, Span], ...]:
    """The pairs asked for, in order; one that cannot be used becomes a pair of empty spans, so that answers keep their places."""
    value = item.get("dyads")
    if value is None:
        return ()
    if not isinstance(value, list):
        notes.append(f"'dyads' is {_name(value)}, not an array: left out")
        return ()
    pairs = [_pair(pair, length) for pair in value]
    bad = [str(n) for n, pair in enumerate(pairs) if pair is None]
    if bad:
        notes.append(f'dyads {", ".join(bad[:10])} (from 0) are not {{"actor": [start, end], "recipient": [start, end]}} within the text')
    return tuple(pair or (Span(0, 0), Span(0, 0)) for pair in pairs)


def _pair(value: object, length: int) -> tuple[Span, Span] | None:
    if not isinstance(value, dict):
        return None
    actor, recipient = _span(value.get("actor"), length), _span(value.get("recipient"), length)
    return (actor, recipient) if actor and recipient else None


def _span(value: object, length: int) -> Span | None:
    if not isinstance(value, list) or len(value) != 2 or not all(type(n) is int for n in value):
        return None
    start, end = value
    return Span(start, end) if 0 <= start < end <= length else None
