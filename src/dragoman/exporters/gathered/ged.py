"""UCDP GED's layout: our events in the 38 columns of GED 20.1. It is not UCDP's data.

GED counts armed force by an organised actor that killed somebody: an ASSAULT with at least one dead whose sides are known to be a state, an
armed group or unarmed. Everything else is left out and counted. Ids of conflicts, dyads and sides are UCDP's to give, and stay empty.
``best`` and ``low`` are the number that is certain ("at least 7" is 7), ``high`` the highest told, empty where it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ...knowledge.codes import Country
from ...timeline import day_range
from ...types import Event, Party
from . import coded
from .cells import Sheet
from .coded import force
from .left import Left
from .options import NO_FACT, Options

COLUMNS = (
    *("id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name"),
    *("side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "country", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
#: GED's precision of places: 1 the town or site, 4 the province, 5 a region, 6 the country.
WHERE = {"city": 1, "site": 1, "adm1": 4, "region": 5, "country": 6}
#: GED's precision of dates: 1 the day, 2 two to six days, 3 a week, 4 to a month, 5 to a year.
LONGEST = ((1, 1), (6, 2), (7, 3), (31, 4), (366, 5))


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    left = Left(noun="event")
    left.notes.append("GED-layout, not UCDP data: coded by dragoman, say so where you pass it on")
    sheet = Sheet(out, COLUMNS, options, left)
    for event in events:
        found = fit(event, options)
        if isinstance(found, str):
            left.out[found] += 1
        else:
            sheet.add(row(event, found))
    return left


def fit(event: Event, options: Options) -> str | Country:
    """The country where it happened; else why the event stays out."""
    if not options.lets(event, NO_FACT):
        return event.reported_as
    if event.event != "ASSAULT":
        return "no armed force"
    if not coded.counted(event.size.dead):
        return "no deaths told"
    if kind(event) is None:
        return "sides of unknown kind"
    if coded.first_day(event) is None:
        return "no date"
    if precision(event) is None:
        return "date wider than a year"
    return coded.where(event) or "no country"


def sides(event: Event) -> tuple[Party, Party | None]:
    """Side A and side B; of a state and a group the state is A, whoever attacked."""
    first, second = event.actors[0], event.recipients[0] if event.recipients else None
    return (second, first) if second and force(second) == "state" and force(first) == "other" else (first, second)


def kind(event: Event) -> int | None:
    """UCDP's kind of violence, None where the sides do not tell, or none is organised."""
    if not event.actors:
        return None
    a, b = sides(event)
    match force(a), force(b) if b else "":
        case ("state" | "other", "no"):
            return ONE_SIDED
        case ("state", "state" | "other"):
            return STATE_BASED
        case ("other", "other"):
            return NON_STATE
    return None


def row(event: Event, country: Country) -> dict[str, Any]:
    """``source_original`` is who says so; the free text of ``source_article`` carries our id and how the event is told."""
    place, article = event.place, event.reports[0].article
    assert place is not None  # fit() keeps those out
    first, last = day_range(event.date_edtf)
    return {
        "id": coded.number(event.id),
        "year": int((first or "")[:4]),
        "type_of_violence": kind(event),
        **named(event),
        "number_of_sources": event.independent_reports,
        "source_article": coded.told(event, sources=", ".join(coded.outlets(event))) + "; laid out as GED, not UCDP data",
        "source_office": coded.each(coded.outlets(event)),
        "source_date": article.published,
        "source_headline": article.title,
        "source_original": coded.speakers(event),
        "where_prec": WHERE.get(place.precision or ""),
        "where_coordinates": place.name,
        "where_description": next((e.text for e in event.reports[0].record.evidence), None),
        "adm_1": place.adm1,
        "latitude": place.lat,
        "longitude": place.lon,
        "country": country.name,
        "region": country.ged_region,
        "date_prec": precision(event),
        "date_start": first,
        "date_end": last,
        **deaths(event),
    }


def named(event: Event) -> dict[str, str]:
    """UCDP's ways: a state's forces are its government, and who has no arms is Civilians."""
    a, b = sides(event)
    names = [side(p) for p in (a, b) if p]
    return {"side_a": names[0], "side_b": names[1], "dyad_name": " - ".join(names)}


def side(party: Party) -> str:
    state = coded.state(party)
    if force(party) == "no":
        return "Civilians"
    return f"Government of {state.name}" if force(party) == "state" and state else coded.name(party)


def precision(event: Event) -> int | None:
    days = coded.length(event.date_edtf)
    return next((code for most, code in LONGEST if days and days <= most), None)


def deaths(event: Event) -> dict[str, int | None]:
    """Who died is known only where the other side is unarmed; else the dead are of an unknown side."""
    assert event.size.dead is not None  # fit() keeps those out
    low, high = event.size.dead
    whose = "deaths_civilians" if kind(event) == ONE_SIDED else "deaths_unknown"
    return {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 0, whose: low, "best": low, "low": low, "high": high}
