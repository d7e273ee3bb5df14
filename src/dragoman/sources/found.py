"""What a page, an item of a feed, a message or a row gave, before it becomes an Article: plain strings, which pass between processes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ..types import Article, Problem
from .text import fingerprint
from .unread import Unread

#: Characters of a title, author or outlet; a longer one is cut, with a note.
LONGEST = 1000


_MEANT = {0: None, **{n: made for n in range(0x80, 0xA0) if (made := bytes([n]).decode("cp1252", "ignore"))}}


@dataclass(slots=True, kw_only=True)
class Found:
    """Fields as in Article. ``refused``: why there is no article, with the remedy; ``notes``: what else should be told.

    ``ended``: refused because the process that took it apart was ended or died.
    """

    text: str = ""
    id: str | None = None
    title: str | None = None
    published: str | None = None
    dated_by: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    partial: str | None = None
    refused: str | None = None
    ended: bool = False
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def article(found: Found, path: str, part: str, raw_sha256: str | None, stem: str | None = None) -> Article | Unread:
    """The article, or why there is none. ``part``: where it stands in the file; ``stem``: its id where it brought none."""
    if found.refused:
        return Unread(path, None, found.refused, part)
    notes = [*found.notes, *([f"incomplete: {found.partial}"] if found.partial else [])]
    text = clean(found.text)
    return Article(
        id=line(found.id) or stem or fingerprint(text),
        text=text,
        title=line(found.title),
        published=found.published,
        source=line(found.source),
        url=line(found.url),
        language=found.language,
        author=line(found.author),
        dated_by=found.dated_by,
        raw_sha256=raw_sha256,
        partial=found.partial,
        locator=path + part,
        problems=tuple(Problem(stage="source", message=f"{path}{part}: {note}") for note in notes),
    )


def clean(text: str) -> str:
    """Half characters as U+FFFD, zeros gone, and Windows-1252 where control characters were written for it (U+0092 for ’)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").translate(_MEANT)


def line(value: str | None) -> str | None:
    """A field on one line, None where nothing is left."""
    return " ".join(clean(value[: 4 * LONGEST]).split())[:LONGEST] or None if value else None
