"""brat standoff: a ZIP with a text and its annotations for each article, and the configuration that brat needs to show them.

Unpack it in a folder of brat's data. Offsets are code points, as in our records.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from ...knowledge import Knowledge
from ...rules import reported_as
from ...types import Evidence, Filed, Party, Record, Source
from . import telling
from .ids import article_key, wikidata
from .left import Left
from .options import TOLD, Options

#: What ends a line for some reader or other: no span of brat may run over it, it becomes one of several fragments.
_BREAKS = re.compile("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of the days that a ZIP can tell: the same input gives the same bytes
ROLES = ("Actor", "Recipient", "Source", "Denier")


def write(filed: Iterable[Filed], out: IO[bytes], options: Options) -> Left:
    """``art-….txt`` and ``art-….ann`` for each article with its records, ``annotation.conf`` and ``visual.conf``.

    Nothing stays out. A record's parties are marked where its own passages name them; how many are not is told.
    """
    left, seen = Left(noun="article", what="record"), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "annotation.conf", configuration())
        put(archive, "visual.conf", LOOKS)
        for one in filed:
            key = article_key(one.article)
            if key in seen:
                left.marks["article", "came twice, written once"] += 1
                continue
            seen.add(key)
            put(archive, f"{key}.txt", telling.whole(one.article.text))
            put(archive, f"{key}.ann", "".join(f"{line}\n" for line in lines(one, options, left)))
            left.written += 1
    return left


def put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    found = zipfile.ZipInfo(name, EARLIEST)
    found.compress_type, found.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(found, content.encode("utf-8"))


def configuration() -> str:
    """Event types of PLOVER with the parts that their parties play."""
    types = "\n".join(f"{name}\t{', '.join(f'{role}*:Party' for role in ROLES)}" for name in Knowledge(reader="rules").ontology)
    told = "|".join(TOLD)
    return (
        f"[entities]\nParty\n\n[relations]\nSameEvent\tArg1:<EVENT>, Arg2:<EVENT>, <REL-TYPE>:symmetric-transitive\n\n[events]\n{types}\n\n"
        f"[attributes]\nReportedAs\tArg:<EVENT>, Value:{told}\n"
        "Status\tArg:<EVENT>, Value:happened|ongoing|planned|hypothetical|negated\n"
    )


LOOKS = """[labels]
SameEvent | same event | same
ReportedAs | reported as

[drawing]
SPAN_DEFAULT	fgColor:black, bgColor:lightgreen, borderColor:darken
Party	bgColor:lightblue
"""


@dataclass(slots=True)
class Sheet:
    """The annotations of one text. ``marked``: (type, start, end) -> T id, so that a stretch is marked once; ``meant``: T, Wikidata id."""

    text: str
    lines: list[str] = field(default_factory=list)
    marked: dict[tuple[str, int, int], str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    meant: set[tuple[str, str]] = field(default_factory=set)

    def next(self, letter: str) -> str:
        self.counts[letter] = self.counts.get(letter, 0) + 1
        return f"{letter}{self.counts[letter]}"

    def mark(self, type: str, start: int, end: int) -> str | None:
        """The T id of a stretch; None where it holds nothing but white space."""
        if (type, start, end) not in self.marked:
            parts = fragments(self.text, start, end)
            if not parts:
                return None
            self.marked[type, start, end] = self.next("T")
            where = ";".join(f"{a} {b}" for a, b in parts)
            self.lines.append(f"{self.marked[type, start, end]}\t{type} {where}\t{' '.join(self.text[a:b] for a, b in parts)}")
        return self.marked[type, start, end]


def fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a stretch between line ends, without white space around."""
    ends = [m.span() for m in _BREAKS.finditer(text, start, end)]
    edges = zip([start, *(b for _, b in ends)], [*(a for a, _ in ends), end], strict=True)
    return [part for part in (trimmed(text, a, b) for a, b in edges) if part[0] < part[1]]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()) if piece.strip() else start


def lines(one: Filed, options: Options, left: Left) -> list[str]:
    sheet = Sheet(telling.whole(one.article.text))
    for record in one.records:
        if not annotate(record, sheet, left):
            left.out["no words of the text"] += 1
    return sheet.lines


def annotate(record: Record, sheet: Sheet, left: Left) -> bool:
    """An event for each word that reports the record, tied together; False where there is none."""
    made = list(dict.fromkeys(filter(None, (event(record, e, sheet) for e in record.evidence))))
    for other in made[1:]:
        sheet.lines.append(f"{sheet.next('R')}\tSameEvent Arg1:{made[0]} Arg2:{other}")
    told = {(role, id(p)) for role, p in parts(record)}
    found = {(role, id(p)) for role, p in parts(record) for e in record.evidence if spot(p, e, sheet.text)}
    if told - found:
        left.marks["party", "not marked: no passage of the record has these words"] += len(told - found)
    return bool(made)


def event(record: Record, evidence: Evidence, sheet: Sheet) -> str | None:
    """The E id of the trigger with those parties that the passage names; None where the trigger is empty."""
    trigger = sheet.mark(record.event, evidence.trigger.start, evidence.trigger.end)
    if trigger is None:
        return None
    named, counts = [], dict[str, int]()
    for role, party in parts(record):
        where = spot(party, evidence, sheet.text)
        if where and (marked := sheet.mark("Party", *where)):
            counts[role] = counts.get(role, 0) + 1
            named.append(f"{role}{counts[role] if counts[role] > 1 else ''}:{marked}")
            if (known := wikidata(party)) is not None:
                reference(sheet, marked, known, party)
    key = sheet.next("E")
    sheet.lines.append(" ".join([f"{key}\t{record.event}:{trigger}", *dict.fromkeys(named)]))
    sheet.lines.append(f"{sheet.next('A')}\tReportedAs {key} {reported_as(record)}")
    sheet.lines.append(f"{sheet.next('A')}\tStatus {key} {record.status}")
    sheet.lines.append(f"{sheet.next('#')}\tAnnotatorNotes {key}\t{note(record)}")
    return key


def reference(sheet: Sheet, marked: str, known: str, party: Party) -> None:
    """Whom a name means, once for each name."""
    if (marked, known) not in sheet.meant:
        sheet.meant.add((marked, known))
        sheet.lines.append(f"{sheet.next('N')}\tReference {marked} Wikidata:{known}\t{telling.name(party)}")


def note(record: Record) -> str:
    """What brat has no place for: ``drg-…; CONSULT visit: …; 2031-03-04; Kisumu``."""
    place = telling.tidy(record.place.name) if record.place else None
    return "; ".join(filter(None, [record.id, telling.deed(record), " ".join(record.contexts), record.date_edtf, place]))


def parts(record: Record) -> Iterator[tuple[str, Party]]:
    """Who plays which part; those whom a source cites are sources too."""
    yield from (("Actor", p) for p in record.actors)
    yield from (("Recipient", p) for p in record.recipients)
    for source in record.sources:
        chain: Source | None = source
        while chain:
            yield ("Source" if chain.stance == "asserts" else "Denier"), chain.party
            chain = chain.quoting


def spot(party: Party, evidence: Evidence, text: str) -> tuple[int, int] | None:
    """Where the passage has the words that named the party: those nearest to the trigger; None where it has not."""
    words = telling.whole(party.entity_text)
    if not words.strip():
        return None
    found = [m.start() for m in re.finditer(re.escape(words), text[evidence.start : evidence.end])]
    starts = [evidence.start + at for at in found]
    best = min(starts, key=lambda at: abs(at - evidence.trigger.start), default=None)
    return None if best is None else (best, best + len(words))
