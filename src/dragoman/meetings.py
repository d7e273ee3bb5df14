"""Who travels and who hosts: a meeting in the country of one of its sides is a visit of the other, whatever the words are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from .types import Entity, Mention, Place, Reading

Party = tuple[int, int, int]  # entity, start, end of the words that name it
MEETING = "CONSULT"
VISIT, THIRD_PARTY, MULTILATERAL = "visit", "third-party", "multilateral"
#: Places exact enough to tell that people met on neutral ground; a bare country may only be what they talked about.
EXACT = frozenset({"city", "site", "adm1"})
NEXT = 4  # code points between a name and the place right after it: " in "


def hosted(mentions: Sequence[Mention], reading: Reading) -> list[Mention]:
    """Meetings with their visitors as actors and their hosts as recipients, where the place or a visit told elsewhere says who is who."""
    trips = {trip for m in mentions for trip in journeys(m, reading.entities)}
    return [settled(m, trips, reading) for m in mentions]


def journeys(mention: Mention, entities: Sequence[Entity]) -> set[tuple[str, str]]:
    """Pairs (country of the visitor, country visited) that a mention of a visit tells."""
    if mention.type != MEETING or VISIT not in mention.modes:
        return set()
    to = codes(mention.recipients, entities)
    return {(a, b) for a in codes(mention.actors, entities) for b in to if a != b}


def settled(mention: Mention, trips: set[tuple[str, str]], reading: Reading) -> Mention:
    """One mention: sides told apart (visit), or marked as a meeting on neutral ground (third-party)."""
    if mention.type != MEETING:
        return mention
    if VISIT in mention.modes:
        return at_home(mention, reading)
    parties = (*mention.actors, *mention.recipients)
    here = codes(parties, reading.entities)
    if mention.recipients or len(parties) < 2 or not here or mention.modes:
        return mention
    if len(here) > 2:
        return replace(mention, modes=(MULTILATERAL,))
    where = country_of_place(mention, reading)
    host = where if where in here else None
    if host is None and where is None:
        hosts = {b for a, b in trips if a in here and b in here}
        host = hosts.pop() if len(hosts) == 1 else None
    if host is None:
        return replace(mention, modes=(THIRD_PARTY,)) if where and is_exact(mention, reading) else mention
    hosts_ = tuple(p for p in parties if reading.entities[p[0]].code == host)
    visitors = tuple(p for p in parties if p not in hosts_)
    if not visitors:
        return mention
    return replace(mention, actors=visitors, recipients=hosts_, symmetric=False, modes=(VISIT,))


def at_home(mention: Mention, reading: Reading) -> Mention:
    """A visit without a host is to the country of its place, if the article names it; a visit within one country is none."""
    if not mention.recipients and (host := country_entity(country_of_place(mention, reading), reading)) is not None:
        mention = replace(mention, recipients=((host, mention.start, mention.end),))
    visitors, hosts = codes(mention.actors, reading.entities), codes(mention.recipients, reading.entities)
    named = [reading.entities[e] for e, _, _ in mention.recipients]
    if visitors and visitors == hosts and all(e.kind in {"country", "government"} for e in named):
        return replace(mention, type=None, note="visit at home")
    return mention


def codes(parties: Sequence[Party], entities: Sequence[Entity]) -> set[str]:
    """Country (or organisation) codes of the parties that have one."""
    return {code for e, _, _ in parties if (code := entities[e].code)}


def country_of_place(mention: Mention, reading: Reading) -> str | None:
    place = place_of(mention, reading)
    return place.country if place else None


def is_exact(mention: Mention, reading: Reading) -> bool:
    place = place_of(mention, reading)
    return place is not None and place.precision in EXACT


def place_of(mention: Mention, reading: Reading) -> Place | None:
    """Where the mention's event is, or the town named right after one of its parties ("talks with Assad in Damascus")."""
    told = None if mention.place is None else reading.places[mention.place]
    if (told is not None and told.precision in EXACT) or VISIT in mention.modes:
        return told
    ends = [end for _, _, end in (*mention.actors, *mention.recipients) if end > mention.start]
    first = bisect_left(reading.places, min(ends, default=len(reading.text)), key=lambda p: p.start)
    near = reading.places[first : first + 6]
    return next((p for p in near if p.precision in EXACT and any(0 < p.start - end <= NEXT for end in ends)), told)


def country_entity(code: str | None, reading: Reading) -> int | None:
    """The state ``code`` among the article's entities."""
    if code is None:
        return None
    return next((n for n, e in enumerate(reading.entities) if e.code == code and e.kind in {"country", "government"}), None)
