"""POLECAT's layout: tab-separated, UTF-8, one event a row, ``None`` for what is not known, several parties joined by ``; ``.

Its columns have no place for how an event is told. PLOVER puts its flags (future, hypothetical, negation) among the contexts; so do we, and
``claimed``, ``contested`` and ``denied`` stand there too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from ...types import Event, Party, Place
from .cells import Sheet
from .coded import each, first_day, joined, outlets, sides_coded, state
from .left import Left
from .options import NO_FACT, Options

COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw"),
    "Wikipedia Actor ID",
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title"),
    *("Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type"),
    *("Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
MISSING = "None"
#: How an event is told -> what stands among the contexts; PLOVER's own flags where it has one.
FLAGS = {
    "claimed": "claimed",
    "contested": "contested",
    "denied": "denied",
    "planned": "future",
    "hypothetical": "hypothetical",
    "negated": "negation",
}


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    left = Left(noun="event")
    sheet = Sheet(out, COLUMNS, options, left, tabs=True, missing=MISSING)
    for event in events:
        if reason := unfit(event, options):
            left.out[reason] += 1
        else:
            sheet.add(row(event, options))
    return left


def unfit(event: Event, options: Options) -> str | None:
    """Why the event stays out, None if it goes in."""
    if not options.lets(event, NO_FACT):
        return event.reported_as
    if not event.actors:
        return "no actor"
    return None if sides_coded(event) else "no country"


def row(event: Event, options: Options) -> dict[str, Any]:
    """``Event ID`` is the first report's article, ``_``, and our own id: users cut at the ``_`` to get the story."""
    article, day = event.reports[0].article, first_day(event)
    return {
        "Event ID": f"{article.id.replace('_', '-')}_{event.id}",
        "Event Date": day.isoformat() if day else None,
        "Event Type": event.event,
        "Event Mode": joined(event.modes),
        "Intensity": event.scale,
        "Quad Code": event.quad,
        "Contexts": joined([*event.contexts, *filter(None, [FLAGS.get(event.reported_as)])]),
        **side("Actor", event.actors),
        **side("Recipient", event.recipients),
        **(located(event.place) if event.place else {}),
        "Raw Placename": raw(event),
        "Source": each(outlets(event)),
        "Publication Date": article.published,
        "Language": article.language,
        "Version": options.coder,
    }


def side(name: str, parties: Sequence[Party]) -> dict[str, Any]:
    """Actor's or Recipient's columns. The column for a Wikipedia page holds the Wikidata id: that is what we know."""
    states = [state(p) for p in parties]
    return {
        f"{name} Name": joined((p.identifier_text for p in parties), MISSING),
        f"{name} Country": joined((p.code for p in parties), MISSING),
        f"{name} COW": joined((s.cow if s else None for s in states), MISSING),
        f"Primary {name} Sector": joined((p.sectors[0] if p.sectors else None for p in parties), MISSING),
        f"{name} Sectors": joined((",".join(p.sectors) for p in parties), MISSING),
        f"{name} Title": joined((p.office for p in parties), MISSING),
        f"{name} Name Raw": joined((p.entity_text for p in parties), MISSING),
        f"Wikipedia {name} ID": joined((p.identifier_id for p in parties), MISSING),
    }


def located(place: Place) -> dict[str, Any]:
    return {
        "Placename": place.name,
        "City": place.name if place.precision == "city" else None,
        "Province": place.adm1 or (place.name if place.precision == "adm1" else None),
        "Country": place.country,
        "Latitude": place.lat,
        "Longitude": place.lon,
        "GeoNames ID": place.geonames_id,
        "Feature Type": place.feature,
    }


def raw(event: Event) -> str | None:
    """The words that named the place, None where the record does not keep where they stand."""
    found, place = event.reports[0], event.place
    return found.article.text[place.start : place.end] if place and place == found.record.place and place.end > place.start else None
