"""What a file is: by its name where that says so, else by its first bytes."""

from __future__ import annotations

import re
import zlib
from typing import Literal

from .packed import GZIP, ZSTD

Kind = Literal["text", "lines", "json", "page", "feed", "warc", "mail", "mailbox", "rows", "gzip", "zstd"]

#: Bytes at the beginning that are looked at.
HEAD = 8192
NAMES: dict[str, Kind] = {
    ".txt": "text",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".warc": "warc",
    ".eml": "mail",
    ".mbox": "mailbox",
    ".parquet": "rows",
}
PACKED = (".gz", ".zst")
#: What servers call it.
MEDIA: dict[str, Kind] = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/rdf+xml": "feed",
    "application/xml": "feed",
    "text/xml": "feed",
    "application/feed+json": "feed",
    "application/json": "json",
    "application/x-ndjson": "lines",
    "application/warc": "warc",
    "message/rfc822": "mail",
    "application/mbox": "mailbox",
}

_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w.-]{1,30}:)?(?:rss|feed|RDF)[\s>]")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:")
_MAIL = re.compile(rb"^(?:message-id|received|mime-version|delivered-to|return-path):", re.IGNORECASE | re.MULTILINE)
_LINES = re.compile(rb"\{\s*\\rtf|\{\s*\n")
_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*")


def of_name(suffixes: list[str]) -> Kind | None:
    """The kind that a file's name says it is, None where it says nothing. ``.html.gz`` is a page, packed."""
    plain = [s.lower() for s in suffixes if s.lower() not in PACKED]
    return NAMES.get(plain[-1]) if plain else None


def packed(head: bytes) -> Kind | None:
    """gzip, zstd, or warc for gzip with WARC records in it; None for what is not packed."""
    if head.startswith(GZIP):
        try:
            return "warc" if zlib.decompressobj(31).decompress(head, 5) == b"WARC/" else "gzip"
        except zlib.error:
            return "gzip"
    return "zstd" if head.startswith(ZSTD) else None


def certain(head: bytes) -> Kind | None:
    """The kind that the first bytes leave no doubt about, whatever the name; None where they do."""
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "rows"
    start = head[_MARKS.match(head).end() :]  # type: ignore[union-attr]
    if not start.startswith(b"<"):
        return None
    if start[:5].lower() == b"<?xml" or start.startswith(b"<!--"):
        if _FEED.search(start):
            return "feed"
        return "page" if _PAGE.search(start) else None
    return "page" if _PAGE.match(start) else "feed" if _FEED.match(start) else None


def sniffed(head: bytes) -> Kind:
    """The kind by the first bytes."""
    found = packed(head) or certain(head)
    if found:
        return found
    start = head[_MARKS.match(head).end() :]  # type: ignore[union-attr]
    if start.startswith(b"{") and not start.startswith(b"{\\rtf"):
        return "json" if start[1:].lstrip(b" \t\r").startswith(b"\n") or b"jsonfeed.org/version" in start[:400] else "lines"
    if re.match(rb"\[\s*\{", start):
        return "json"
    block = head.partition(b"\r\n\r\n" if b"\r\n" in head else b"\n\n")[0]
    if head.startswith(b"From ") and _HEADER.match(head.partition(b"\n")[2]):
        return "mailbox"
    if _HEADER.match(head) and _MAIL.search(block):
        return "mail"
    return "text"
