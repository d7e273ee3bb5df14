"""WARC, plain or gzipped -> the pages in it. Damage is told of, never passed over: each cut, wrong length, wrong digest and bad member.

Framing is done here, as libraries read a cut archive to its end without a word. A bad record costs itself; reading goes on at the next.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from .packed import CHUNK, GZIP, Member, Window
from .text import LARGEST

#: Bytes and lines of a record's headers.
HEADERS, LINES = 1 << 20, 1000
#: Bad members of one archive after which it is given up, and bytes that are unpacked from such.
BAD, BAD_BYTES = 1000, 1 << 30

_ARC = "this is an ARC file: turn it into WARC first (warcio recompress)"
_MEMBER = re.compile(rb"(\x1f\x8b\x08)")
_START = re.compile(rb"(?:\A|\n)(WARC/[01]\.\d+\r?\n)")
_NEXT = re.compile(rb"\r?\n\r?\n(WARC/[01]\.\d+\r?\n)")
_SUMS = {"sha1": hashlib.sha1, "sha-1": hashlib.sha1, "sha256": hashlib.sha256, "sha-256": hashlib.sha256, "md5": hashlib.md5}


@dataclass(slots=True)
class Record:
    """One record. ``at``: its place in the file, in bytes; in a gzipped one that of its member, and, after ``+``, within that.

    ``cut``: why its content is not whole; ``unusable``: why there is nothing to be read at all at this place.
    """

    at: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    cut: str | None = None
    unusable: str | None = None

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def url(self) -> str | None:
        return self.headers.get("warc-target-uri", "").strip("<> ") or None


def records(stream: IO[bytes]) -> Iterator[Record]:
    """Every record of the archive, and a Record with ``unusable`` for every place that is damaged."""
    raw = Window(lambda: stream.read(CHUNK))
    if raw.peek(3) == GZIP:
        yield from _of_members(raw)
    else:
        yield from _of(raw, 0, None)


def _of_members(raw: Window) -> Iterator[Record]:
    """Records of a gzipped archive, member by member."""
    bad = spoilt = 0
    while head := raw.peek(3):
        at = raw.place
        if head != GZIP:
            if raw.peek(CHUNK).strip(b"\0"):
                yield Record(str(at), unusable="what stands here is no gzip member: the archive is damaged")
                bad += 1
            if not raw.skip_to(_MEMBER):
                return
            continue
        member = Member(raw)
        window = Window(member.more)
        if not bad or window.peek(5) == b"WARC/" or window.peek(5) == b"\r\nWAR":
            yield from _of(window, at, member)
        while member.more():  # to its end, where its check sum stands
            pass
        if member.wrong:
            bad, spoilt = bad + 1, spoilt + member.size
            if not member.told and window.place:
                yield Record(str(at), unusable=member.wrong)
            member.back()
        if bad > BAD or spoilt > BAD_BYTES:
            yield Record(str(at), unusable="the archive is damaged in too many places: the rest of it was not read")
            return


def _of(window: Window, offset: int, member: Member | None) -> Iterator[Record]:
    """Records of plain bytes; of one member, whose place is ``offset``."""
    while True:
        while window.peek(2) in (b"\r\n", b"\n", b"\n\n") or window.peek(1) == b"\n":
            window.line(2)
        if not window.peek(1):
            if member and member.wrong and not window.place:
                member.told = True
                yield Record(str(offset), unusable=member.wrong)
            return
        at = str(window.place) if member is None else str(offset) if not window.place else f"{offset}+{window.place}"
        record = _record(window, at)
        if member and member.wrong:
            member.told = True
            record.cut = member.wrong
        yield record
        if record.unusable and (record.unusable == _ARC or not window.skip_to(_START)):
            return


def _record(window: Window, at: str) -> Record:
    """The next record."""
    version = window.line(100)
    if not version.startswith(b"WARC/") or not version.endswith(b"\n"):
        if version.startswith(b"filedesc:"):
            return Record(at, unusable=_ARC)
        return Record(at, unusable="no WARC record begins here: the archive is cut or damaged")
    headers = _headers(window)
    if headers is None:
        return Record(at, unusable="a record's headers are cut or damaged")
    length = headers.get("content-length", "").strip()
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        return Record(at, headers, unusable=f"a record without a length ({length[:20]!r})")
    return _content(window, Record(at, headers), int(length))


def _headers(window: Window) -> dict[str, str] | None:
    """Names in lower case -> values; None where they do not end."""
    found: dict[str, str] = {}
    last, left = "", HEADERS
    for _ in range(LINES):
        line = window.line(left)
        left -= len(line)
        if not line.endswith(b"\n") or left <= 0:
            return None
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return found
        if text[0] in " \t" and last:
            found[last] += " " + text.strip()
        elif ":" in text:
            name, _, value = text.partition(":")
            last = name.strip().lower()
            found.setdefault(last, value.strip())
        else:
            return None
    return None


def _content(window: Window, record: Record, length: int) -> Record:
    """The record with its content; what is wrong with it is told."""
    record.content = window.read(min(length, LARGEST))
    if length > LARGEST and len(record.content) == LARGEST:
        left = length - LARGEST
        while left > 0 and (data := window.read(min(left, CHUNK))):
            left -= len(data)
        record.cut = f"a record larger than {LARGEST // 2**20} MiB"
        length = LARGEST + left if left else LARGEST
    end = window.peek(4)
    if len(record.content) < length:
        record.cut = "the archive breaks off within a record: get it again"
    elif end[:4] == b"\r\n\r\n" or end[:2] == b"\n\n":
        return _summed(record)
    elif len(end) < 4:
        record.cut = "the archive breaks off at a record's end: get it again"
        return record
    else:
        record.cut = "a record's length is wrong"
    again = _NEXT.search(record.content)  # a length that is too great swallows the records that follow
    if again:
        window.push(record.content[again.start(1) :])
        record.content = record.content[: again.start()]
    elif record.cut == "a record's length is wrong":
        window.skip_to(_START)
    return record


def _summed(record: Record) -> Record:
    """The record, cut where its bytes are not those that the digest in its headers is of."""
    if not record.cut and _matches(record.headers.get("warc-block-digest"), record.content) is False:
        record.cut = "its bytes are not those that its digest is of: they were changed or lost"
    return record


def _matches(digest: str | None, data: bytes) -> bool | None:
    """Whether the digest is that of the data; None where there is none, or none that is known here."""
    kind, _, value = (digest or "").strip().partition(":")
    if kind.lower() not in _SUMS or not value:
        return None
    made = _SUMS[kind.lower()](data, usedforsecurity=False)
    value = value.strip().lower()
    return value in (made.hexdigest(), base64.b32encode(made.digest()).decode().lower())


@dataclass(slots=True)
class Page:
    """A page, or a text, as an archive has it. ``kind``: page or text; ``cut``: why it is not whole; ``refused``: why it is not read."""

    kind: str
    data: bytes
    charset: str | None = None
    cut: str | None = None
    refused: str | None = None


def page(record: Record) -> Page | None:
    """The page in a record, None where it holds none: requests, pictures, redirects, errors, visits that found nothing new."""
    kind, charset = _media(record.headers.get("content-type", ""))
    if record.type in ("resource", "conversion"):
        found = Page("text" if kind == "text/plain" else "page", record.content, charset) if kind in _TEXTS else None
    elif record.type == "response" and kind in ("application/http", ""):
        found = _answer(record)
    else:
        return None
    if found:
        found.cut = record.cut or found.cut or _told(record)
    return found


_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = _PAGES | {"text/plain"}


def _told(record: Record) -> str | None:
    reason = record.headers.get("warc-truncated")
    return f"the crawler cut it ({reason[:40]})" if reason else None


def _media(value: str) -> tuple[str, str | None]:
    """``text/html; charset=utf-8`` -> its two parts."""
    kind, _, more = value.partition(";")
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", more[:400], re.IGNORECASE)
    return kind.strip().lower(), found.group(1) if found else None


def _answer(record: Record) -> Page | None:
    """The page in a server's answer."""
    head, found, body = record.content.partition(b"\r\n\r\n")
    if not found:
        head, found, body = record.content.partition(b"\n\n")
    lines = head[:HEADERS].decode("latin-1").splitlines()
    status = lines[0].split() if lines else []
    if len(status) < 2 or not status[0].startswith("HTTP/") or status[1] not in ("200", "203", "206"):
        return None
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:LINES])}
    kind, charset = _media(headers.get("content-type", ""))
    if kind not in _PAGES and not (kind == "" and body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))):
        return None
    made = Page("page", body, charset, "the server sent a part of it only" if status[1] == "206" else None)
    length = headers.get("content-length", "")
    if "chunked" in headers.get("transfer-encoding", "").lower():
        made.data, cut = dechunked(body)
        made.cut = cut or made.cut
    elif length.isascii() and length.isdigit() and "content-encoding" not in headers and len(body) < int(length[:15]):
        made.cut = made.cut or "it is shorter than the server said"
    digest = record.headers.get("warc-payload-digest")
    if _matches(digest, made.data) is False and _matches(digest, body) is False and not record.headers.get("warc-block-digest"):
        made.cut = made.cut or "its bytes are not those that its digest is of: they were changed or lost"
    for coding in reversed([c.strip().lower() for c in headers.get("content-encoding", "").split(",")][:3]):
        _decoded(made, coding)
    return made


def dechunked(body: bytes) -> tuple[bytes, str | None]:
    """The body of its chunks, and what is wrong. As it is where it is in no chunks: some crawlers put them together and keep the header."""
    made, place = bytearray(), 0
    while True:
        end = body.find(b"\n", place, place + 200)
        size = body[place:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            whole = place == 0
            return (body, None) if whole else (bytes(made), "it breaks off between two chunks")
        length = int(size, 16)
        if length == 0:
            return bytes(made), None
        data = body[end + 1 : end + 1 + length]
        made += data
        if len(data) < length:
            return bytes(made), "it breaks off within a chunk"
        place = end + 1 + length
        place += 2 if body[place : place + 2] == b"\r\n" else 1


def _decoded(page: Page, coding: str) -> None:
    """Unpack what the server packed."""
    if coding in ("", "identity"):
        return
    if coding in ("gzip", "x-gzip", "deflate"):
        page.data, cut = inflated(page.data, coding)
    elif coding == "br":
        page.data, cut = _unbrotli(page.data)
    else:
        page.refused, cut = f"packed in a way that is not read ({coding[:20]})", None
    page.cut = page.cut or cut


def inflated(data: bytes, coding: str) -> tuple[bytes, str | None]:
    """The unpacked bytes, at most LARGEST of them, and why they are not all."""
    if coding != "deflate" and not data.startswith(GZIP[:2]):
        return data, None  # unpacked by the crawler, which kept the header
    for bits in (31,) if coding != "deflate" else (15, -15):
        unpacker = zlib.decompressobj(bits)
        try:
            made = unpacker.decompress(data, LARGEST)
        except zlib.error:
            made = b""
            continue
        return made, None if unpacker.eof else "it breaks off: what was packed is not whole, or too large"
    return _salvaged(data, 31 if coding != "deflate" else 15), "it is damaged: what was packed cannot be unpacked whole"


def _salvaged(data: bytes, bits: int) -> bytes:
    """What comes before the damage."""
    unpacker, made = zlib.decompressobj(bits), bytearray()
    for place in range(0, len(data), 256):
        try:
            made += unpacker.decompress(data[place : place + 256], LARGEST - len(made) + 1)
        except zlib.error:
            break
    return bytes(made[:LARGEST])


def _unbrotli(data: bytes) -> tuple[bytes, str | None]:
    try:
        import brotli  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return b"", "packed with Brotli: pip install brotli"
    unpacker = brotli.Decompressor()
    try:
        made: bytes = unpacker.process(data, output_buffer_limit=LARGEST)
    except (brotli.error, TypeError):
        return data if data[:200].lstrip().startswith(b"<") else b"", None if data[:200].lstrip().startswith(b"<") else "it is damaged"
    return made, None if unpacker.is_finished() else "it breaks off: what was packed is not whole, or too large"
