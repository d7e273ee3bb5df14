"""Plain text: bytes -> Article. The text is kept as it is, line ends included; only a byte order mark goes."""

from __future__ import annotations

import codecs

from ..counted import many
from ..plain import sha256
from ..types import Article, Problem
from .unread import Unread

#: Bytes of one article, in any format; more is no news report.
LARGEST = 64 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF", "convert it with pdftotext"),
    (b"PK\x03\x04", "a zip archive or an office document", "unpack it, or save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text"),
    (b"{\\rtf", "rich text", "save it as plain text"),
    (b"\x1f\x8b", "gzip", "unpack it first"),
    (b"BZh", "bzip2", "unpack it first"),
    (b"\xfd7zXZ", "xz", "unpack it first"),
    (b"\x89PNG", "a picture", "only text is read"),
    (b"\xff\xd8\xff", "a picture", "only text is read"),
    (b"GIF8", "a picture", "only text is read"),
    (b"\x7fELF", "a program", "only text is read"),
    (b"SQLite format 3", "a database", "export its articles as JSONL"),
)
#: Control characters that text has no use for: more than one byte in fifty, and it is none.
_CONTROLS = bytes([*range(1, 9), *range(14, 27), *range(28, 32), 127])
_HTML = (b"<!doctype html", b"<html", b"<?xml", b"<rss", b"<feed")


def article(data: bytes, path: str, stem: str | None = None) -> Article | Unread:
    """The article that a text file holds. ``stem``: its id, None for the beginning of the text's SHA-256."""
    if why := refused(data) or _no_text(data):
        return Unread(path, None, why)
    text, note = decode(data)
    problems = (Problem(stage="source", message=f"{path}: {note}"),) if note else ()
    return Article(id=stem or fingerprint(text), text=text, problems=problems, locator=path)


def fingerprint(text: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the text: an id for an article that came without one."""
    return sha256(text)[:16]


def decode(data: bytes) -> tuple[str, str | None]:
    """Text, and a note where its encoding had to be guessed or bytes of it had no meaning. Never fails."""
    mark = next((name for bom, name in _MARKS if data.startswith(bom)), None)
    encoding = mark or "utf-8"
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if mark or sum(not c.isascii() for c in text) > 4 * bad:
        return text, f"{many(bad, 'byte')} not {encoding}, each read as U+FFFD; save the file as UTF-8"
    try:
        return data.decode("cp1252"), "not UTF-8, read as Windows-1252; save the file as UTF-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "not UTF-8, read as Latin-1; save the file as UTF-8"


def refused(data: bytes) -> str | None:
    """Why these bytes hold no article in any format that is read, None where they may."""
    if len(data) > LARGEST:
        return f"larger than {LARGEST // 2**20} MiB: split it into one file an article, or JSONL"
    return next((f"this is {name}: {remedy}" for magic, name, remedy in _MAGIC if data.startswith(magic)), None)


def _no_text(data: bytes) -> str | None:
    """Why these bytes are no plain text, None where they may be."""
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML):
        return "this is HTML, or XML that is no feed, and no plain text: name a page .html, and save what else it is as text or JSONL"
    marked = any(data.startswith(bom) for bom, _ in _MARKS)
    if not marked and data.count(0) * 200 > len(data):
        return "this is binary data (NUL bytes): save it as plain text in UTF-8"
    if not marked and (len(data) - len(data.translate(None, _CONTROLS))) * 50 > len(data):
        return "this is binary data (control characters): save it as plain text in UTF-8"
    return None
