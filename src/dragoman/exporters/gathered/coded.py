"""Events in the words of other formats: numbers for ids, kinds of parties, precision of dates, where a party's words stand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ...knowledge.codes import Country, Role, countries, roles
from ...timeline import day_range, parse_day
from ...types import Event, Party, Report, Source
from .. import wording
from .telling import days


def number(*parts: str) -> int:
    """63 bits that stand for these words, never 0: a signed 64-bit integer everywhere. Our own id of the event stands beside it."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return (int.from_bytes(hashlib.sha256(text).digest()[:8]) >> 1) or 1


def joined(parts: Iterable[str | None], missing: str = "") -> str | None:
    """``a; b``; a part that is not known keeps its place as ``missing``: a row's lists run side by side. None: nothing known."""
    found = list(parts)
    return "; ".join(part or missing for part in found) if any(found) else None


def each(parts: Iterable[str | None]) -> str | None:
    """``a; b``, every part once; None where there is none."""
    return "; ".join(dict.fromkeys(part for part in parts if part)) or None


def name(party: Party) -> str:
    return wording.name(party)


def state(party: Party) -> Country | None:
    """The state that the party belongs to, None for one of none or an unknown one."""
    return countries().get(party.code) if party.code else None


def where(event: Event) -> Country | None:
    """The country where it happened, None where that is not known."""
    return countries().get(event.place.country) if event.place and event.place.country else None


def known_roles(party: Party) -> list[Role]:
    """Its sectors and, for a body of no state, what stands in its country slot; the latter first."""
    table = roles()
    return [table[code] for code in (party.code, *party.sectors) if code and code in table]


def armed(party: Party) -> str:
    """``state``, ``other`` (a group), ``no``; empty where its sectors do not tell. The first sector that tells decides."""
    return next((role.armed for role in known_roles(party) if role.armed), "")


def force(party: Party) -> str:
    """As ``armed``; a state by its name alone is a state."""
    return armed(party) or ("state" if state(party) and not party.sectors else "")


def sides_coded(event: Event) -> bool:
    """Whether each side that is named has a party that formats can name: one with a code, or of those who are somebody without a country.

    "The West" and "the allies" are none; PLOVER leaves out events that they take part in.
    """
    return all(any(p.code or any(r.alone for r in known_roles(p)) for p in side) for side in (event.actors, event.recipients) if side)


def first_day(event: Event) -> date | None:
    """The first day (or the one that is known of a span open at one end), None where nothing is told."""
    return parse_day(days(event).first)


def length(edtf: str | None) -> int | None:
    """Days from the first to the last, 1 for a day; None where the one or the other is not known."""
    first, last = map(parse_day, day_range(edtf))
    return (last - first).days + 1 if first and last and last >= first else None


def grain(edtf: str | None) -> str | None:
    """``day``, ``week`` (2 to 7 days), ``month`` (to 31), ``year`` (to 366), ``longer``, ``open`` (one end is not known); None: no date."""
    if not any(day_range(edtf)):
        return None
    span = length(edtf)
    if span is None:
        return "open"
    return next((word for most, word in ((1, "day"), (7, "week"), (31, "month"), (366, "year")) if span <= most), "longer")


def sources(report: Report) -> Iterator[Source]:
    """Everybody whom the record is attributed to, each before whom it quotes."""
    for source in report.record.sources:
        found: Source | None = source
        while found:
            yield found
            found = found.quoting


def speakers(event: Event) -> str | None:
    """Who says so, over all reports: ``the army; denies: Uganda``; None where it is told in the articles' own voice."""
    says = (("" if s.stance == "asserts" else f"{s.stance}: ") + name(s.party) for r in event.reports for s in sources(r))
    return each(says)


def outlets(event: Event) -> list[str]:
    return list(dict.fromkeys(r.article.source for r in event.reports if r.article.source))


def span(words: str, report: Report) -> tuple[int, int] | None:
    """Where these words stand within the report's evidence; None where they do not, or stand there twice."""
    found = [
        (proof.start + match.start(), proof.start + match.end())
        for proof in report.record.evidence[:1]
        for match in re.finditer(re.escape(words), proof.text)
        if words
    ]
    return found[0] if len(found) == 1 else None


def counted(bounds: tuple[int, int | None] | None) -> int | None:
    """The number that is certain: "at least 7" is 7, "10 to 12" is 10; None where none is told."""
    return bounds[0] if bounds else None


def told(event: Event, **more: Any) -> str:
    """What a foreign format has no column for: ``event=evt-…; status=claimed; …``, in one free field."""
    pairs = {"event": event.id, "status": event.reported_as, **more}
    return "; ".join(f"{key}={str(value).replace(';', ',')}" for key, value in pairs.items() if value not in (None, ""))
