"""How records are told to people: the words, colours and marks that the table and the page share."""

from __future__ import annotations

from ..counted import many
from ..rules import reported_as
from ..timeline import day_range
from ..types import Evidence, Party, Record, Size, Source

#: reported_as -> mark, colour of the terminal. Each has a mark too, for those who do not see colours.
TOLD = {
    "fact": ("●", "green"),
    "claimed": ("◐", "yellow"),
    "contested": ("◑", "magenta"),
    "denied": ("✕", "red"),
    "planned": ("○", "blue"),
    "hypothetical": ("◌", "cyan"),
    "negated": ("⊘", "bright_black"),
}
#: What each word of TOLD means, for legends.
MEANING = {
    "fact": "told in the article's own voice",
    "claimed": "only others say so",
    "contested": "some say so, some deny it",
    "denied": "only denials are reported",
    "planned": "has not happened yet, somebody means it to",
    "hypothetical": "a possibility, a condition, a wish",
    "negated": "did not happen",
}
#: Marks that a passage may bring along (an empty passage has none).
QUOTATION = ("“", "”", '"', "„", "«", "»")
STANCES = {"asserts": "according to", "denies": "denied by", "doubts": "doubted by"}


def told(record: Record) -> str:
    """fact, claimed, contested …; a thing that goes on now says so."""
    return reported_as(record)


def name(party: Party) -> str:
    return party.identifier_text or party.entity_text


def code(party: Party) -> str:
    """``PRK GOV``; empty where nothing is known; ``NGO`` once."""
    return " ".join(dict.fromkeys(filter(None, [party.code, *party.sectors[:1]])))


def event(record: Record) -> str:
    return " ".join([record.event, *record.modes])


def date(record: Record) -> str:
    """One day, month or year as it is; a span of days as ``2024-01-15 – 2024-01-21``; a dash where nothing is known."""
    if not record.date_edtf:
        return "—"
    if "/" not in record.date_edtf:
        return record.date_edtf
    first, last = day_range(record.date_edtf)
    return f"{first or '…'} – {last or '…'}"


def place(record: Record) -> str:
    """``Moscow, RUS``; empty where none is known."""
    where = record.place
    if where is None:
        return ""
    return where.name if where.precision == "country" or not where.country else f"{where.name}, {where.country}"


def size(found: Size) -> str:
    """``12 dead, at least 30 injured, “40 tanks”``; empty where no number is told."""
    people = (("dead", found.dead), ("injured", found.injured), ("arrested", found.arrested))
    parts = [f"{count(bounds)} {what}" for what, bounds in people if bounds]
    return ", ".join([*parts, found.quantity] if found.quantity else parts)


def count(bounds: tuple[int, int | None]) -> str:
    low, high = bounds
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}" if low else f"up to {high:,}"


def source(found: Source) -> str:
    """The speaker, and whom it cites in turn: ``state media, citing the ministry``."""
    words = found.party.entity_text
    return f"{words}, citing {source(found.quoting)}" if found.quoting else words


def sources(record: Record) -> list[tuple[str, str]]:
    """(``according to``, ``the Kremlin, the ministry``) for each stance taken, assertions first."""
    return [
        (words, ", ".join(source(s) for s in record.sources if s.stance == stance))
        for stance, words in STANCES.items()
        if any(s.stance == stance for s in record.sources)
    ]


def passages(record: Record) -> list[Evidence]:
    """The evidence, each stretch of text once."""
    return list({(e.start, e.end): e for e in reversed(record.evidence)}.values())[::-1]


def rest(record: Record, shown: int) -> str:
    """``and 2 more``; empty where all passages are shown."""
    more = len(passages(record)) - shown
    return f"and {many(more, 'more sentence')}" if more > 0 else ""


def quote(evidence: Evidence, width: int) -> tuple[str, str, str]:
    """What stands before the trigger, the trigger, what stands after it: about ``width`` characters in quotation marks, cut at spaces."""
    text, at, end = evidence.text, evidence.trigger.start - evidence.start, evidence.trigger.end - evidence.start
    room = max(10, width - (end - at))
    left, right = at, len(text) - end
    before = min(left, max(room // 2, room - right))
    after = min(right, room - before)
    head, tail = text[at - before : at], text[end : end + after]
    if before < left:
        head = "…" + head.partition(" ")[2] if " " in head.rstrip() else "…" + head
    if after < right:
        tail = tail.rpartition(" ")[0] + " …" if " " in tail.lstrip() else tail + "…"
    return (head if head[:1] in QUOTATION else "“" + head), text[at:end], (tail if tail[-1:] in QUOTATION else tail + "”")
