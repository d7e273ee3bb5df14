"""FollowTheMoney entities (Aleph, OpenAleph, OpenSanctions), one a line: parties, places, articles, events, and a link for each pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any

from ...types import Article, Event, Party, Place
from .. import wording
from ..safe import as_json
from . import telling
from .ids import article_key, digest, iso2, party_key, wikidata
from .kinds import STATE, kind
from .left import Left
from .options import Options

#: Kind of party -> schema. Only a LegalEntity can be involved in an Event, so that a state is a PublicBody.
SCHEMA = {"person": "Person", "country": "PublicBody", "government": "PublicBody", "organisation": "Organization", "group": "Organization"}
#: FollowTheMoney wants ISO 639-3.
LANGUAGE = {"en": "eng", "ar": "ara", "de": "deu", "es": "spa", "fr": "fra", "pt": "por", "ru": "rus", "uk": "ukr", "zh": "zho"}
#: Longest value of each type of property in characters; what is longer would be dropped whole.
NAME, STRING, TEXT, ADDRESS, URL = 380, 1000, 60_000, 240, 4000


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """Each party, place and article once, before the first event that names it. How an event is told stands in its name and keywords,
    and in role and status of its links, so nothing stays out.
    """
    left, known = Left(noun="entity"), set[str]()
    for event in events:
        for entity in entities(event, options):
            if entity["id"] not in known:
                out.write(as_json(entity) + "\n")
                left.written += 1
                if entity["schema"] not in {"Event", "UnknownLink"}:  # those come once anyway
                    known.add(entity["id"])
    return left


def entities(event: Event, options: Options) -> Iterator[dict[str, Any]]:
    """All that one event brings along."""
    yield from (party(p) for p in telling.parties(event))
    if event.place:
        yield address(event.place)
    yield from {article_key(r.article): article(r.article) for r in event.reports}.values()
    yield happening(event, options)
    yield from (link(event, *pair) for pair in telling.pairs(event))


def entity(id: str, schema: str, **properties: Iterable[str | None]) -> dict[str, Any]:
    """One line. Empty values, and properties that have none, are left out; ``_`` at the end keeps a name from being a word of Python."""
    held = {name.rstrip("_"): list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in held.items() if values}}


def country(code: str | None) -> list[str | None]:
    """Two letters in lower case; the European Union has some too."""
    found = "EU" if code == "EUR" else iso2(code)
    return [found.lower() if found else None]


def party(found: Party) -> dict[str, Any]:
    sort = kind(found)
    schema = "PublicBody" if sort == "organisation" and STATE & set(found.sectors) else SCHEMA.get(sort, "LegalEntity")
    office = [telling.cut(telling.tidy(found.office), STRING)] if found.office else []
    return entity(
        party_key(found),
        schema,
        name=[telling.cut(telling.name(found), NAME)],
        country=country(found.code),
        wikidataId=[wikidata(found)],
        classification=found.sectors,
        position=office if schema == "Person" else [],
        keywords=[found.code],
    )


def address(found: Place) -> dict[str, Any]:
    """A place. Coordinates only where they are not the middle of an area, which link charts would draw as a dot."""
    dot = found.precision not in telling.AREAS
    return entity(
        place_key(found),
        "Address",
        full=[full(found)],
        state=[telling.cut(telling.tidy(found.adm1), STRING)],
        country=country(found.country),
        latitude=[number(found.lat)] if dot else [],
        longitude=[number(found.lon)] if dot else [],
        remarks=[found.precision],
    )


def full(found: Place) -> str:
    """``Kisumu, Kisumu, KEN``; an area by its name alone."""
    parts = (found.name, found.adm1, found.country) if found.precision not in telling.AREAS else (found.name,)
    return telling.cut(", ".join(dict.fromkeys(filter(None, map(telling.tidy, parts)))) or "unnamed", ADDRESS)


def place_key(found: Place) -> str:
    return f"geonames-{found.geonames_id}" if found.geonames_id else "place-" + digest(found.country or "", found.name)


def number(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def article(found: Article) -> dict[str, Any]:
    """The report with its text. No contentHash: to Aleph that is a file in its archive."""
    key, outlet = article_key(found), telling.cut(telling.tidy(found.source), STRING)
    title = telling.cut(telling.tidy(found.title), STRING)
    return entity(
        key,
        "Article",
        fileName=[f"{key}.txt"],
        title=[title],
        name=[telling.cut(title, NAME)],
        author=[telling.cut(telling.tidy(found.author), STRING)],
        publishedAt=[found.published],
        language=[LANGUAGE.get(found.language or "")],
        bodyText=pieces(telling.whole(found.text)),
        sourceUrl=[address_of(found.url)],
        publisher=[outlet],
    )


def pieces(text: str) -> list[str]:
    """A text as values short enough to be kept."""
    return [text[at : at + TEXT] for at in range(0, len(text), TEXT)]


def address_of(found: str | None) -> str | None:
    address = telling.url(found)
    return address if address and len(address) <= URL else None


def happening(event: Event, options: Options) -> dict[str, Any]:
    place = event.place
    size = telling.tidy(wording.size(event.size))
    return entity(
        event.id,
        "Event",
        name=[telling.cut(telling.title(event), NAME)],
        summary=[telling.cut("; ".join(filter(None, [telling.told(event), size, telling.count(event)])), TEXT)],
        description=[telling.cut(telling.quotation(r), TEXT) for r in event.reports],
        **when(event),
        location=[full(place)] if place else [],
        addressEntity=[place_key(place)] if place else [],
        country=country(place.country if place else None),
        involved=map(party_key, telling.parties(event)),
        namesMentioned=[telling.cut(telling.name(p), NAME) for p in (*event.asserted_by, *event.denied_by)],
        **proof(event),
        keywords=[telling.cut(telling.tidy(t), STRING) for t in dict.fromkeys([*telling.tags(event), event.status])],
        retrievedAt=[options.day],
        modifiedAt=[event.last_seen],
    )


def link(event: Event, subject: Party, object: Party) -> dict[str, Any]:
    """Who did it to whom, which an Event cannot say."""
    return entity(
        "link-" + digest(event.id, party_key(subject), party_key(object)),
        "UnknownLink",
        subject=[party_key(subject)],
        object=[party_key(object)],
        role=[f"{telling.what(event)} ({event.reported_as})"],
        status=[event.reported_as],
        summary=[telling.cut(telling.told(event), TEXT)],
        **when(event),
        **proof(event),
    )


def when(event: Event) -> dict[str, list[str | None]]:
    """A day, month or year as ``date``; a span by its ends."""
    days = telling.days(event)
    return {"date": [days.point]} if days.point else {"startDate": [days.first], "endDate": [days.last]}


def proof(event: Event) -> dict[str, list[str | None]]:
    """The articles, where they are, whose they are, and our records of them."""
    return {
        "proof": [article_key(r.article) for r in event.reports],
        "sourceUrl": [address_of(r.article.url) for r in event.reports],
        "publisher": [telling.cut(outlet, STRING) for outlet in telling.outlets(event)],
        "recordId": [r.record.id for r in event.reports],
    }
