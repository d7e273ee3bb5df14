"""Gathered events in words and plain values: what feeds, calendars, networks and maps have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from urllib.parse import quote, urlsplit

from ...counted import many
from ...setting import SIDE_BY_SIDE
from ...timeline import day_range
from ...types import Event, Party, Record, Report
from .. import wording
from .ids import party_key

#: What no label may hold: controls, those that turn the direction of what follows around, marks of annotation and of byte order.
_ACTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
#: No characters at all: lone surrogates, and the last two of each plane.
_NONE = re.compile("[\ud800-\udfff\ufdd0-\ufdef" + "".join(f"{chr(p * 65536 + 65534)}{chr(p * 65536 + 65535)}" for p in range(17)) + "]")
_POINT = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+$", re.IGNORECASE)
#: Places that are an area: their coordinates are its middle, not where it happened.
AREAS = frozenset({"country", "adm1", "region"})


def whole(text: str) -> str:
    """The text with U+FFFD for what is no character, so that every reader of UTF-8 takes it; as long as before."""
    return _NONE.sub("\ufffd", text)


def tidy(text: str | None) -> str:
    """Text for a label: one line, nothing in it that acts on who looks at it; empty for None. Marks of direction (U+200F) stay."""
    return _ACTIVE.sub("", whole(" ".join((text or "").split()))).strip()


def cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def name(party: Party) -> str:
    return tidy(wording.name(party)) or tidy(party.entity_text) or "unnamed"


def names(parties: Iterable[Party]) -> str:
    return ", ".join(dict.fromkeys(name(p) for p in parties))


def parties(event: Event) -> list[Party]:
    """Actors and recipients, each once."""
    return list({party_key(p): p for p in (*event.actors, *event.recipients)}.values())


def pairs(event: Event) -> list[tuple[Party, Party]]:
    """Who did it to whom: each actor with each recipient; where no recipient is told and the type has them side by side, the actors."""
    together = not event.recipients and event.event in SIDE_BY_SIDE
    both: Iterator[tuple[Party, Party]] = combinations(event.actors, 2) if together else product(event.actors, event.recipients)
    found = {(party_key(a), party_key(b)): (a, b) for a, b in both}
    return [pair for (a, b), pair in found.items() if a != b]


def what(event: Event | Record) -> str:
    """``CONSULT visit``."""
    return " ".join([event.event, *event.modes])


def deed(event: Event | Record) -> str:
    """``CONSULT visit: Kenya → Uganda``."""
    who = " → ".join(filter(None, [names(event.actors), names(event.recipients)]))
    who = f"→ {who}" if event.recipients and not event.actors else who
    return f"{what(event)}: {who}" if who else what(event)


def title(event: Event) -> str:
    """``CONSULT visit: Kenya → Uganda [planned]``; the word in brackets says how it is told, and is left out for a fact."""
    return deed(event) if event.reported_as == "fact" else f"{deed(event)} [{event.reported_as}]"


def told(event: Event) -> str:
    """``claimed: only others say so; according to the army; denied by Uganda``."""
    says = [("according to", event.asserted_by), ("denied by", event.denied_by)]
    return "; ".join(
        [f"{event.reported_as}: {wording.MEANING.get(event.reported_as, '')}", *(f"{how} {names(who)}" for how, who in says if who)]
    )


def count(event: Event) -> str:
    """``2 independent reports, 1 reprint``."""
    both = many(event.independent_reports, "independent report"), many(event.reprints, "reprint")
    return ", ".join(both) if event.reprints else both[0]


def place(event: Event) -> str:
    """``Kisumu, Kisumu, KEN``: name, division, country, each once; empty where none is known."""
    where = event.place
    return ", ".join(dict.fromkeys(filter(None, map(tidy, (where.name, where.adm1, where.country))))) if where else ""


def lines(event: Event) -> list[str]:
    """The event for people who read: how it is told, when, where, how many, then the words of each report."""
    when, size = event.date_edtf, tidy(wording.size(event.size))
    facts = [("when", when), ("where", place(event)), ("size", size), ("reported by", count(event))]
    return [told(event), *(f"{label}: {value}" for label, value in facts if value), *(quotation(r) for r in event.reports)]


def quotation(report: Report) -> str:
    """``“The minister met …” – Harbour Gazette, 2031-03-05, https://…``."""
    parts = (tidy(report.article.source), report.article.published, url(report.article.url), "reprint" if report.reprint else None)
    by = ", ".join(filter(None, parts))
    words = f"“{words_of(report)}”"
    return f"{words} – {by}" if by else words


def words_of(report: Report) -> str:
    """What the report says, on one line."""
    return tidy(report.record.evidence[0].text) if report.record.evidence else ""


def url(found: str | None) -> str | None:
    """A web address as formats want it (ASCII, percent-encoded); None for what is none."""
    if not found or not _URL.match(found):
        return None
    try:
        parts = urlsplit(found)
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
        asked = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
        at = f"#{quote(parts.fragment, safe=SAFE)}" if parts.fragment else ""
        return f"{parts.scheme}://{host}{quote(parts.path, safe=SAFE)}{asked}{at}" if parts.hostname else None
    except ValueError:  # a host that is none
        return None


#: Characters that an address may hold as they are (RFC 3986), and the sign of what is encoded already.
SAFE = "/?:@!$&'()*+,;=-._~%"


def first_url(event: Event) -> str | None:
    """Address of the first report that has one."""
    return next(filter(None, (url(r.article.url) for r in event.reports)), None)


def urls(event: Event) -> list[str]:
    return list(dict.fromkeys(filter(None, (url(r.article.url) for r in event.reports))))


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of an event (ISO), and ``point``: the day, month or year that it was, None for a span or where none is known."""

    first: str | None
    last: str | None
    point: str | None


def days(event: Event) -> Days:
    """When it was. A span that is open at one end has the day that is known at both."""
    first, last = day_range(event.date_edtf)
    bare = re.sub("[~?%]", "", event.date_edtf or "")
    ok = first and last and last >= first
    return Days(first or last, last if ok else first or last, bare if first and _POINT.match(bare) else None)


def point(event: Event) -> tuple[float, float] | None:
    """(longitude, latitude) in degrees; None where none is known, or what is known is nowhere on Earth."""
    where = event.place
    if where is None or where.lat is None or where.lon is None:
        return None
    return (where.lon, where.lat) if -180 <= where.lon <= 180 and -90 <= where.lat <= 90 else None


def exact(event: Event) -> bool:
    """Whether the coordinates are those of a town or site, not the middle of an area."""
    return event.place is not None and event.place.precision not in AREAS


def stamp(day: str | None, otherwise: str) -> str:
    """A day as RFC 3339 wants a time: its midnight, UTC. ``otherwise``: the day (ISO) where none is known."""
    return f"{(day or otherwise)[:10]}T00:00:00Z"


def outlets(event: Event) -> list[str]:
    return list(dict.fromkeys(filter(None, (tidy(r.article.source) for r in event.reports))))


def tags(event: Event) -> Iterator[str]:
    """Type, modes, contexts and how it is told: what feeds and calendars sort by."""
    yield from dict.fromkeys([event.event, *event.modes, *event.contexts, event.reported_as])
