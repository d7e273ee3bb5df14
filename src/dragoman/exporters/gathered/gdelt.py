"""GDELT 2's layout: tab-separated without a header. Two files: ``events`` (61 columns), ``mentions`` (16).

A row of GDELT has one actor and one recipient, so an event of several parties becomes a row for each pair. CAMEO's codes are those of
data/codes/cameo.csv: PLOVER is coarser, so that most are the general code of their root. GoldsteinScale holds PLOVER's scale, which is
meant to go with Goldstein's but is not equal to it. Tone is not known and stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations, product
from typing import IO, Any
from urllib.parse import urlsplit

from ...knowledge.codes import cameo
from ...setting import SIDE_BY_SIDE
from ...types import Event, Party, Report
from . import coded
from .cells import Sheet
from .left import Left
from .options import NO_FACT, Options

_ACTOR = (
    *(
        "Code",
        "Name",
        "CountryCode",
        "KnownGroupCode",
        "EthnicCode",
        "Religion1Code",
        "Religion2Code",
        "Type1Code",
        "Type2Code",
        "Type3Code",
    ),
)
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
EVENTS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"{who}{part}" for who in ("Actor1", "Actor2") for part in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
MENTIONS = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID"),
    *("Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
Pair = tuple[Party, Party | None]


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """``options.part``: ``mentions`` for that file, else the events. Both leave out the same events."""
    mentions = options.part == "mentions"
    left = Left(noun="mention" if mentions else "rows")
    sheet = Sheet(out, MENTIONS if mentions else EVENTS, options, left, tabs=True, header=False)
    for event in events:
        if reason := unfit(event, options):
            left.out[reason] += 1
            continue
        for pair in pairs(event):
            for row in mentioned(event, pair, options) if mentions else [happened(event, pair, options)]:
                sheet.add(row)
    return left


def unfit(event: Event, options: Options) -> str | None:
    """Why the event stays out, None if it goes in."""
    if not options.lets(event, NO_FACT):
        return event.reported_as
    if not event.actors:
        return "no actor"
    if coded.first_day(event) is None:
        return "no date"
    return None if coded.sides_coded(event) else "no country"


def pairs(event: Event) -> Iterator[Pair]:
    """Each actor with each recipient. Those who meet or agree side by side: each with each other, both ways, as CAMEO has it."""
    if event.recipients:
        yield from product(event.actors, event.recipients)
    elif event.event in SIDE_BY_SIDE and len(event.actors) > 1:
        yield from permutations(event.actors, 2)
    else:
        yield from ((actor, None) for actor in event.actors)


def key(event: Event, pair: Pair) -> int:
    """GLOBALEVENTID of a row: 63 bits that stand for our event id and the two parties."""
    sides = [f"{p.code} {p.identifier_id or coded.name(p)}" if p else "" for p in pair]
    return coded.number(event.id, *sides)


def happened(event: Event, pair: Pair, options: Options) -> dict[str, Any]:
    """A row of events. Codes are text: 010 is not 10."""
    code = cameo(event.event, event.modes, event.contexts, event.status)
    urls = [r.article.url for r in event.reports if r.article.url]
    return {
        "GLOBALEVENTID": key(event, pair),
        **dated(event),
        **actor("Actor1", pair[0]),
        **(actor("Actor2", pair[1]) if pair[1] else {}),
        "IsRootEvent": int(in_the_lead(event.reports[0])),
        "EventCode": code.code,
        "EventBaseCode": code.code[:3],
        "EventRootCode": code.code[:2],
        "QuadClass": int(code.quad or event.quad),
        "GoldsteinScale": event.scale,
        "NumMentions": len(event.reports),
        "NumSources": max(1, len(coded.outlets(event))),
        "NumArticles": len({r.article.id for r in event.reports}),
        "Actor1Geo_Type": 0,
        "Actor2Geo_Type": 0,
        **located(event),
        "DATEADDED": moment(options.day),
        "SOURCEURL": urls[0] if urls else None,
    }


def dated(event: Event) -> dict[str, Any]:
    """The first day, in five ways. FractionDate counts months of 30 days that have passed, so that December stays below the next year."""
    day = coded.first_day(event)
    assert day is not None  # unfit() keeps those out
    fraction = ((day.month - 1) * 30 + day.day) / 365
    return {
        "SQLDATE": f"{day:%Y%m%d}".zfill(8),
        "MonthYear": f"{day:%Y%m}".zfill(6),
        "Year": f"{day.year:04}",
        "FractionDate": f"{day.year + fraction:.4f}",
    }


def actor(who: str, party: Party) -> dict[str, Any]:
    """Code as CAMEO builds it: country, then roles (``KENGOV``, ``IGOUNO``)."""
    country, roles = coded.state(party), coded.known_roles(party)
    letters = country.cameo if country else ""
    types = list(dict.fromkeys(r.cameo for r in roles if r.cameo))[:3]
    group = next((r.group for r in roles if r.group), "")
    return {
        f"{who}Code": letters + "".join(types[:1]) + group + "".join(types[1:]),
        f"{who}Name": coded.name(party).upper(),
        f"{who}CountryCode": letters,
        f"{who}KnownGroupCode": group,
        **{f"{who}Type{n}Code": code for n, code in enumerate(types, 1)},
    }


def in_the_lead(report: Report) -> bool:
    """Whether it stands in the first paragraph, or in the first below a headline."""
    start = report.record.evidence[0].start if report.record.evidence else 0
    return report.article.text.count("\n\n", 0, start) < 2


def located(event: Event) -> dict[str, Any]:
    """Type 1 a country, 4 a town, 5 a province, 0 none; FIPS codes. GDELT's ids of features are not GeoNames', and its codes of provinces
    are not known: both stay empty but for a country."""
    place, country = event.place, coded.where(event)
    if place is None:
        return {"ActionGeo_Type": 0}
    kind = {"country": 1, "city": 4, "site": 4, "adm1": 5}.get(place.precision or "", 0) if country else 0
    fips = country.fips if country else None
    parts = [place.name, place.adm1, country.name if country else None]
    return {
        "ActionGeo_Type": kind,
        "ActionGeo_FullName": ", ".join(dict.fromkeys(p for p in parts if p)),
        "ActionGeo_CountryCode": fips,
        "ActionGeo_ADM1Code": fips if kind == 1 else None,
        "ActionGeo_Lat": place.lat,
        "ActionGeo_Long": place.lon,
        "ActionGeo_FeatureID": fips if kind == 1 else None,
    }


def mentioned(event: Event, pair: Pair, options: Options) -> Iterator[dict[str, Any]]:
    """A row of mentions for each report. What GDELT cannot say stands in Extras; SentenceID counts from 1, an unknown offset is -1."""
    for report in event.reports:
        article, proof = report.article, next(iter(report.record.evidence), None)
        yield {
            "GLOBALEVENTID": key(event, pair),
            "EventTimeDate": moment(options.day),
            "MentionTimeDate": moment(article.published) if article.published else None,
            "MentionType": 1 if article.url else 2,
            "MentionSourceName": host(article.url) or article.source,
            "MentionIdentifier": article.url or article.id,
            "SentenceID": report.record.sentence + 1,
            "Actor1CharOffset": offset(pair[0], report),
            "Actor2CharOffset": offset(pair[1], report),
            "ActionCharOffset": proof.trigger.start if proof else -1,
            "InRawText": 1,
            "Confidence": round(100 * report.record.confidence),
            "MentionDocLen": len(article.text),
            "Extras": extras(event, report),
        }


def extras(event: Event, report: Report) -> str:
    attributed = ", ".join(dict.fromkeys(coded.name(s.party) for s in coded.sources(report)))
    span = "-".join(str(n) for e in report.record.evidence[:1] for n in (e.start, e.end))
    return coded.told(event, record=report.record.id, attr=attributed, span=span)


def offset(party: Party | None, report: Report) -> int:
    found = coded.span(party.entity_text, report) if party else None
    return found[0] if found else -1


def moment(day: str) -> str:
    """YYYYMMDDHHMMSS; midnight, as only the day is known."""
    return day[:10].replace("-", "") + "000000"


def host(url: str | None) -> str | None:
    """``gazette.example``; None for what is no address."""
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
