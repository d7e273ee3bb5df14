"""A story's text cut at every boundary of everything that is known of it, so that spans may overlap as they like.

The page nests no marks: each piece carries the records whose words it holds, and up to LAYERS of them underline it, one below the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...exporters import wording
from ...types import Record

#: Underlines that are drawn below each other; a piece that holds the words of more records says how many.
LAYERS = 3
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """An underline: level 0 to 2, the record's number, its quad class and how it is told; ``strong`` below the word that tells of it."""

    level: int
    number: int
    quad: int
    told: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of which everywhere the same is true.

    ``records``: ids of those whose evidence it belongs to; ``triggers``: numbers, from 1, of those that it is the word for; ``first``: ids
    of records whose anchor stands here. ``voice``: ``source`` or ``cue`` (who says so), else ``asserts``, ``denies`` or ``doubts`` for what
    somebody says, empty for the article's own voice. ``furniture``: kind of page furniture, empty for prose.
    """

    text: str
    records: tuple[str, ...] = ()
    triggers: tuple[int, ...] = ()
    told: str = ""
    quad: int = 0
    target: str = ""
    first: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    more: int = 0
    voice: str = ""
    furniture: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text. ``kind``: headline, furniture or prose."""

    pieces: tuple[Piece, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch and what it is: ``words``, ``trigger`` (of record ``n``), ``furniture``, ``voice``."""

    start: int
    end: int
    what: str
    n: int = -1
    kind: str = ""


@dataclass(slots=True)
class _Seen:
    """What earlier pieces have shown already."""

    anchors: set[int] = field(default_factory=set)


def marks(records: Sequence[Record], furniture: Iterable[Mapping[str, Any]], attributions: Iterable[Mapping[str, Any]]) -> list[Mark]:
    """``furniture``, ``attributions``: as a reading tells them (``dragoman schema reading``)."""
    found = [Mark(f["start"], f["end"], "furniture", kind=f["kind"]) for f in furniture]
    for a in attributions:
        if a["stance"] is None:
            continue  # what somebody wants or judges is not said by anybody
        for name, kind in (("content", a["stance"]), ("source", "source"), ("cue", "cue")):
            found += [Mark(start, end, "voice", kind=kind) for start, end in a[name]]
    for n, record in enumerate(records):
        for e in record.evidence:
            found += [Mark(e.start, e.end, "words", n), Mark(e.trigger.start, e.trigger.end, "trigger", n)]
    return found


def paragraphs(text: str, records: Sequence[Record], found: Sequence[Mark]) -> Iterator[Paragraph]:
    """The text, a line each; empty ones are left out. Marks beyond the text are cut off."""
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    cuts = sorted({p for m in found for p in (m.start, m.end)} | {p for line in lines for p in line})
    opening: dict[int, list[Mark]] = {}
    for mark in found:
        opening.setdefault(mark.start, []).append(mark)
    active: list[Mark] = []
    seen, at = _Seen(), 0
    for start, end in lines:
        pieces: list[Piece] = []
        while at < len(cuts) and cuts[at] < end:
            here = cuts[at]
            active = [m for m in (*active, *opening.get(here, ())) if m.end > here]
            at += 1
            if here >= start and at < len(cuts):
                pieces.append(piece(text[here : cuts[at]], active, records, seen))
        if any(p.text.strip() for p in pieces):
            yield Paragraph(tuple(pieces), kind_of(pieces))


def kind_of(pieces: Sequence[Piece]) -> str:
    """A line is furniture where all of it is."""
    kinds = {p.furniture for p in pieces if p.text.strip()}
    if "" in kinds:
        return "prose"
    return "headline" if "headline" in kinds else "furniture"


def piece(text: str, active: Sequence[Mark], records: Sequence[Record], seen: _Seen) -> Piece:
    words = list(dict.fromkeys(m.n for m in active if m.what in {"words", "trigger"}))
    triggers = list(dict.fromkeys(m.n for m in active if m.what == "trigger"))
    first = [n for n in triggers if n not in seen.anchors]
    seen.anchors.update(first)
    lead = triggers[0] if triggers else words[0] if words else None
    order = triggers + [n for n in words if n not in triggers]
    return Piece(
        text=text,
        records=tuple(records[n].id for n in order),
        triggers=tuple(n + 1 for n in triggers),
        told=wording.told(records[lead]) if lead is not None else "",
        quad=records[lead].quad if lead is not None else 0,
        target=records[lead].id if lead is not None else "",
        first=tuple(records[n].id for n in first),
        lines=tuple(line(level, n, records[n], n in triggers) for level, n in enumerate(order[:LAYERS])),
        more=max(0, len(order) - LAYERS),
        voice=voice(active),
        furniture=next((m.kind for m in active if m.what == "furniture"), ""),
    )


def line(level: int, n: int, record: Record, strong: bool) -> Line:
    return Line(level, n + 1, record.quad, wording.told(record), strong)


#: What is told of a piece where several hold: who speaks stands out from what is said, and a denial from what it denies.
VOICES = ("source", "cue", "denies", "doubts", "asserts")


def voice(active: Sequence[Mark]) -> str:
    kinds = {m.kind for m in active if m.what == "voice"}
    return next((v for v in VOICES if v in kinds), "")
