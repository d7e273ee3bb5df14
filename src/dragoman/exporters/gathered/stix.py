"""STIX 2.1: a bundle of incidents with who was in them, where, what was reported, and the report's words as notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from ...types import Article, Event, Party, Place, Report
from ..safe import as_json
from . import telling
from .ids import article_key, iso2, made_uuid, party_key, wikidata
from .kinds import kind
from .left import Left
from .options import NO_FACT, Options

Object = dict[str, Any]
#: Kind of party -> identity-class-ov; PLOVER sector -> industry-sector-ov.
CLASS = {
    "person": "individual",
    "country": "organization",
    "government": "organization",
    "organisation": "organization",
    "group": "group",
    "bloc": "group",
    "people": "class",
}
SECTOR = {"GOV": "government-national", "MIL": "defense", "EDU": "education", "BUS": "commercial", "NGO": "non-profit", "MED": "healthcare"}
#: What has no day of its own (parties, places, ourselves) was made on this one: in STIX the same id must keep its ``created``.
FOUNDED = "2026-01-01"
OURSELVES = f"identity--{made_uuid('dragoman')}"
EXTENSION = f"extension-definition--{made_uuid('extension')}"
SCHEMA = (
    "Properties of an incident as dragoman gathered it from news reports (PLOVER 2.0). event: PLOVER type; modes, contexts: PLOVER; "
    "status: happened, ongoing, planned, hypothetical, negated; reported_as: fact, claimed, contested, denied, planned, hypothetical, "
    "negated; date_edtf: ISO 8601-2; actor_refs, recipient_refs, asserted_by_refs, denied_by_refs: identities; independent_reports, "
    "reprints: counts; event_id: id in the ledger."
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is kept of an article until its Report is written: not its text. ``refs``: ids of the objects that were found in it."""

    title: str
    published: str | None
    reference: Object
    refs: dict[str, None] = field(default_factory=dict)


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    """One bundle, an object a line. An incident is taken for what happened, so ``NO_FACT`` stays out unless asked for.

    In memory: ids, and what the articles are called, whose Reports come last. STIX wants the day of publication of a Report: an article
    without one has none.
    """
    left = Left(noun="object")
    out.write(f'{{"type": "bundle", "id": "bundle--{made_uuid("bundle", options.title, options.day)}", "objects": [\n')
    out.write(as_json(ourselves()) + ",\n" + as_json(definition()))
    left.written = 2
    for found in objects(events, options, left):
        out.write(",\n" + as_json(found))
        left.written += 1
    out.write("\n]}\n")
    return left


def objects(events: Iterable[Event], options: Options, left: Left) -> Iterator[Object]:
    known, read = set[str](), dict[str, Coverage]()
    for event in events:
        if not options.lets(event, but=NO_FACT):
            left.out[event.reported_as] += 1
            continue
        own = [*about(event), incident(event, options), *relations(event, options)]
        notes = {r.record.id: note(event, r, options) for r in event.reports}
        for found in [*own, *notes.values()]:
            if found["id"] not in known:
                known.add(found["id"])
                yield found
        for report in event.reports:
            key, article = article_key(report.article), report.article
            seen = read.setdefault(key, Coverage(telling.tidy(article.title) or key, article.published, reference(article)))
            seen.refs.update(dict.fromkeys([*(o["id"] for o in own), notes[report.record.id]["id"]]))
    for key, coverage in read.items():
        if coverage.published:
            yield story(key, coverage, coverage.published)
        else:
            left.marks["article", "without a day of publication: no Report, only Notes"] += 1


def common(type: str, id: str, created: str, modified: str | None = None, **more: Any) -> Object:
    """The properties that all objects have; None and empty ones are left out. Days are ISO."""
    made = {"type": type, "spec_version": "2.1", "id": f"{type}--{id}", "created_by_ref": OURSELVES, "created": at(created)}
    made["modified"] = at(max(created, modified or created))
    return made | {name: value for name, value in more.items() if value not in (None, "", [], {})}


def at(day: str) -> str:
    return f"{day[:10]}T00:00:00.000Z"


def ourselves() -> Object:
    made = common("identity", made_uuid("dragoman"), FOUNDED, name="dragoman", identity_class="system")
    del made["created_by_ref"]
    return made


def definition() -> Object:
    return common(
        "extension-definition",
        made_uuid("extension"),
        FOUNDED,
        name="gathered event",
        schema=SCHEMA,
        version="1.0.0",
        extension_types=["property-extension"],
    )


def about(event: Event) -> Iterator[Object]:
    """Who and where: identities of all who are in it or speak of it, and the place."""
    for party in {party_key(p): p for p in (*telling.parties(event), *event.asserted_by, *event.denied_by)}.values():
        yield identity(party)
    if event.place and (found := location(event.place)):
        yield found


def identity_id(party: Party) -> str:
    return "identity--" + made_uuid("party", party_key(party))


def identity(party: Party) -> Object:
    known = wikidata(party)
    return common(
        "identity",
        made_uuid("party", party_key(party)),
        FOUNDED,
        name=telling.name(party),
        identity_class=CLASS.get(kind(party), "unknown"),
        sectors=list(dict.fromkeys(SECTOR[s] for s in party.sectors if s in SECTOR)),
        labels=[*filter(None, [party.code]), *party.sectors],
        external_references=[{"source_name": "wikidata", "external_id": known, "url": f"https://www.wikidata.org/wiki/{known}"}]
        if known
        else None,
    )


def location(place: Place) -> Object | None:
    """A town or site by its coordinates, an area by its country; None where neither is known."""
    area, dot = place.precision in telling.AREAS, place.lat is not None and place.lon is not None
    code = iso2(place.country)
    if not code and not dot:
        return None
    here = dot and not (area and code)
    return common(
        "location",
        made_uuid("place", str(place.geonames_id or ""), place.name, place.country or ""),
        FOUNDED,
        name=telling.tidy(place.name),
        description="The coordinates are the middle of an area." if here and area else None,
        country=code,
        administrative_area=telling.tidy(place.adm1),
        latitude=place.lat if here else None,
        longitude=place.lon if here else None,
    )


def incident(event: Event, options: Options) -> Object:
    return common(
        "incident",
        made_uuid("event", event.id),
        event.first_seen or options.day,
        event.last_seen,
        name=telling.title(event),
        description="\n".join(telling.lines(event)),
        confidence=percent(event),
        labels=[telling.tidy(t) for t in telling.tags(event)],
        external_references=references(event),
        extensions={EXTENSION: extension(event)},
    )


def percent(event: Event) -> int:
    return round(100 * min(1.0, max(0.0, event.confidence)))


def extension(event: Event) -> Object:
    told = {
        "event_id": event.id,
        "event": event.event,
        "modes": list(event.modes),
        "contexts": list(event.contexts),
        "status": event.status,
        "reported_as": event.reported_as,
        "date_edtf": event.date_edtf,
        "actor_refs": ids(event.actors),
        "recipient_refs": ids(event.recipients),
        "asserted_by_refs": ids(event.asserted_by),
        "denied_by_refs": ids(event.denied_by),
        "independent_reports": event.independent_reports,
        "reprints": event.reprints,
    }
    return {"extension_type": "property-extension", **{name: value for name, value in told.items() if value not in (None, [])}}


def ids(parties: Iterable[Party]) -> list[str]:
    return list(dict.fromkeys(map(identity_id, parties)))


def references(event: Event) -> list[Object]:
    """Its articles, each once."""
    return list({article_key(r.article): reference(r.article) for r in event.reports}.values())


def reference(article: Article) -> Object:
    """Where an article is: outlet, address if it has one, our key."""
    found = {"source_name": telling.tidy(article.source) or "unknown outlet", "description": telling.tidy(article.title)}
    found |= {"url": telling.url(article.url) or "", "external_id": article_key(article)}
    return {name: value for name, value in found.items() if value}


def relations(event: Event, options: Options) -> Iterator[Object]:
    """STIX has no relation of an incident to its parties but ``related-to``; the description says which part each had."""
    place = location(event.place) if event.place else None
    ends = [("actor", i) for i in ids(event.actors)] + [("recipient", i) for i in ids(event.recipients)]
    ends += [("place", place["id"])] if place else []
    for part, target in ends:
        yield common(
            "relationship",
            made_uuid("part", event.id, part, target),
            event.first_seen or options.day,
            event.last_seen,
            relationship_type="related-to",
            description=part,
            source_ref="incident--" + made_uuid("event", event.id),
            target_ref=target,
        )


def note(event: Event, report: Report, options: Options) -> Object:
    """The report's words, and whose they are."""
    day = report.article.published or options.day
    return common(
        "note",
        made_uuid("report", event.id, report.record.id),
        day,
        abstract=telling.tidy(report.article.title),
        content=telling.words_of(report) or telling.deed(report.record),
        authors=[*filter(None, [telling.tidy(report.article.author) or telling.tidy(report.article.source)])],
        confidence=percent(event),
        external_references=[reference(report.article)],
        object_refs=["incident--" + made_uuid("event", event.id)],
    )


def story(key: str, coverage: Coverage, day: str) -> Object:
    return common(
        "report",
        made_uuid("article", key),
        day,
        name=coverage.title,
        published=at(day),
        external_references=[coverage.reference],
        object_refs=list(coverage.refs),
    )
