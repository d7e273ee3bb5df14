"""ACLED's layout: our events in its 31 columns. It is not ACLED's data, and says so in every row.

What ACLED does not count (a meeting, an accusation) is left out: data/codes/acled.csv says what is counted, and as what. ACLED's two actors
have no direction. What we cannot know stays empty: whether a protest was peaceful, an outlet's scale, a toll that nobody gives.
"""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterable, Sequence
from typing import IO, Any

from ...knowledge.codes import Acled, Country, acled
from ...timeline import parse_day
from ...types import Event, Party
from . import coded
from .cells import Sheet
from .left import Left
from .options import NO_FACT, Options

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
#: ACLED's kinds of actors.
KINDS = {
    1: "State Forces",
    2: "Rebel Forces",
    3: "Militia Groups",
    4: "Communal / Identity Groups",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "Foreign / Others",
}
STATE, RIOTERS, PROTESTERS, FOREIGN = 1, 5, 6, 8
ARMED = {"state": "armed", "other": "armed", "no": "unarmed", "": ""}
#: How wide a date may be for each of ACLED's precisions.
TIME_PRECISION = {"day": 1, "week": 2, "month": 3}
GEO_PRECISION = {"city": 1, "site": 1, "adm1": 3, "region": 3, "country": 3}
MARK = "laid out as ACLED, not ACLED data"


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    left = Left(noun="event")
    left.notes.append("ACLED-layout, not ACLED data: coded by dragoman, say so where you pass it on")
    sheet = Sheet(out, COLUMNS, options, left)
    for event in events:
        found = fit(event, options)
        if isinstance(found, str):
            left.out[found] += 1
        else:
            sheet.add(row(event, *found, options))
    return left


def fit(event: Event, options: Options) -> str | tuple[Acled, Country]:
    """How ACLED names the event, and the country where it happened; else why it stays out."""
    if not options.lets(event, NO_FACT):
        return event.reported_as
    if not event.actors:
        return "no actor"
    kind = acled(event.event, event.modes, armed(event.actors), armed(event.recipients))
    if kind is None:
        return "sides unarmed or unknown" if event.event == "ASSAULT" else "outside ACLED's scope"
    if coded.first_day(event) is None:
        return "no date"
    if coded.grain(event.date_edtf) not in TIME_PRECISION:
        return "date wider than a month"
    country = coded.where(event)
    return (kind, country) if country else "no country"


def row(event: Event, kind: Acled, country: Country, options: Options) -> dict[str, Any]:
    """``iso`` is the number without leading zeros, as ACLED has it; ``timestamp`` seconds since 1970 of the day of coding."""
    day, place = coded.first_day(event), event.place
    assert day is not None  # fit() keeps those out
    assert place is not None
    numbers = [inter(p, country, kind) for p in (*event.actors[:1], *event.recipients[:1])]
    return {
        "event_id_cnty": f"{country.code}{coded.number(event.id)}",
        "event_date": day.isoformat(),
        "year": day.year,
        "time_precision": TIME_PRECISION[coded.grain(event.date_edtf) or ""],
        "disorder_type": kind.disorder_type,
        "event_type": kind.event_type,
        "sub_event_type": kind.sub_event_type,
        **side(1, event.actors, numbers[:1], options),
        **side(2, event.recipients, numbers[1:], options),
        "interaction": interaction(numbers, options),
        "civilian_targeting": "Civilian targeting" if kind.civilians and armed(event.recipients) == "unarmed" else None,
        "iso": int(country.numeric) if country.numeric else None,
        "region": country.acled_region,
        "country": country.name,
        "admin1": place.adm1,
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "geo_precision": GEO_PRECISION.get(place.precision or ""),
        "source": coded.each(coded.outlets(event)),
        "notes": notes(event),
        "fatalities": coded.counted(event.size.dead),
        "tags": f"{coded.told(event)}; {MARK}",
        "timestamp": timegm((parse_day(options.day) or day).timetuple()),
    }


def side(n: int, parties: Sequence[Party], inter: Sequence[int | None], options: Options) -> dict[str, Any]:
    """The first party, and those with it; nothing where the side has none."""
    found = inter[0] if inter else None
    return {
        f"actor{n}": actor(parties[0]) if parties else None,
        f"assoc_actor_{n}": coded.each(actor(p) for p in parties[1:]),
        f"inter{n}": KINDS[found] if found and options.acled_inter == "text" else found,
    }


def actor(party: Party) -> str:
    """``police (Kenya)``; a state by its name alone."""
    state, name = coded.state(party), coded.name(party)
    return f"{name} ({state.name})" if state and state.name != name else name


def inter(party: Party, country: Country, kind: Acled) -> int | None:
    """ACLED's number of the kind of actor: forces of another state are foreign, those who protest are protesters. None: not known."""
    number = next((int(role.acled) for role in coded.known_roles(party) if role.acled), None)
    if number is None and coded.state(party) and not party.sectors:
        number = STATE  # a state by its name alone
    if number == STATE:
        return STATE if party.code == country.code else FOREIGN
    if number not in {STATE, FOREIGN, None} and kind.event_type in {"Protests", "Riots"}:
        return PROTESTERS if kind.event_type == "Protests" else RIOTERS
    return number


def interaction(numbers: Sequence[int | None], options: Options) -> str | int | None:
    """Both kinds, the lower first: 17 or ``State Forces-Civilians``; one alone 60 or ``Protesters only``. None: one is not known."""
    known = sorted(n for n in numbers if n)
    if not known or len(known) < len(numbers):
        return None
    if options.acled_inter == "numeric":
        return known[0] * 10 + (known[1] if len(known) > 1 else 0)
    return "-".join(KINDS[n] for n in known) if len(known) > 1 else f"{KINDS[known[0]]} only"


def armed(parties: Sequence[Party]) -> str:
    """``armed``, ``unarmed``, or empty where that is not known of the first party, or there is none."""
    return ARMED[coded.force(parties[0])] if parties else ""


def notes(event: Event) -> str | None:
    """The words of the first report, then who says so."""
    words = next((e.text for e in event.reports[0].record.evidence), None)
    said = coded.speakers(event)
    return " ".join(filter(None, [words, f"[according to: {said}]" if said else None])) or None
