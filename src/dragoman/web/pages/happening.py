"""An event as several articles report it: who says so, who prints it again, who denies it, how it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...ask.disputing import Voice, dispute
from ...exporters import wording
from ...types import Change, Event, Report
from . import labels, links
from .labels import Deed, Where, Who
from .story import Quote, quote
from .story import Voice as Source
from .story import voice as source_of

#: Words of a report that are quoted.
QUOTES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One article's report. ``voices``: according to whom; ``told``: how this report by itself tells it."""

    title: str
    href: str
    outlet: str
    published: str | None
    url: str | None
    told: str
    mark: str
    voices: tuple[Source, ...]
    quotes: tuple[Quote, ...]
    size: str
    when: str
    record: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that prints another's text again."""

    outlet: str
    published: str | None
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent report: every article of that origin, and who printed it again."""

    name: str
    reports: tuple[Told, ...]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something became known. ``changes``: field, old, new, address of the report that says so."""

    at: str
    first: bool
    changes: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """All that an event's page shows."""

    id: str
    forwarded: str | None
    deed: Deed
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    told: str
    mark: str
    meaning: str
    status: str
    ongoing: bool
    when: str
    place: Where | None
    size: str
    contexts: tuple[str, ...]
    scale: float
    confidence: float
    first_seen: str | None
    last_seen: str | None
    independent: int
    reprints: int
    origins: tuple[Origin, ...]
    asserted_by: tuple[Who, ...]
    denied_by: tuple[Who, ...]
    asserting: tuple[Voice, ...]
    denying: tuple[Voice, ...]
    steps: tuple[Step, ...]
    pair: tuple[str, str] | None
    title: str


def happening(event: Event, forwarded: str | None = None) -> Happening:
    """``forwarded``: the id that was asked for, where the event goes by another one now."""
    sides = dispute(event)
    one, other = (next((p.code for p in side if p.code), None) for side in (event.actors, event.recipients))
    return Happening(
        id=event.id,
        forwarded=forwarded,
        deed=labels.deed_of(event),
        actors=tuple(map(labels.who, event.actors)),
        recipients=tuple(map(labels.who, event.recipients)),
        told=event.reported_as,
        mark=labels.TOLD[event.reported_as],
        meaning=wording.MEANING[event.reported_as],
        status=event.status,
        ongoing=event.status == "ongoing",
        when=labels.when(event.date_edtf),
        place=labels.place(event.place),
        size=labels.size(event.size),
        contexts=event.contexts,
        scale=event.scale,
        confidence=event.confidence,
        first_seen=event.first_seen,
        last_seen=event.last_seen,
        independent=event.independent_reports,
        reprints=event.reprints,
        origins=tuple(origins(event.reports)),
        asserted_by=tuple(map(labels.who, event.asserted_by)),
        denied_by=tuple(map(labels.who, event.denied_by)),
        asserting=sides.asserting,
        denying=sides.denying,
        steps=tuple(steps(event.history, {r.record.id: r.article.id for r in event.reports})),
        pair=(one, other) if one and other and one != other else None,
        title=title(event),
    )


def title(event: Event) -> str:
    """``Sudanese army → Karo: Assault``."""
    sides = " → ".join(filter(None, (labels.names(event.actors), labels.names(event.recipients))))
    if event.recipients and not event.actors:
        sides = f"unnamed → {sides}"
    return f"{sides}: {labels.label(event.event)}" if sides else labels.label(event.event)


def origins(reports: Sequence[Report]) -> Iterable[Origin]:
    """Independent reports in the order of their first article; copies with the one that they print."""
    own: dict[str, list[Report]] = {}
    copies: dict[str, list[Report]] = {}
    for report in reports:
        (copies if report.reprint else own).setdefault(report.origin, []).append(report)
    for name in (*own, *(n for n in copies if n not in own)):
        of_it = own.get(name, [])
        yield Origin(named(name, of_it), tuple(map(told, of_it)), tuple(map(copy, copies.get(name, ()))))


def named(origin: str, reports: Sequence[Report]) -> str:
    """The outlet's name as it writes it, where the origin is an outlet of these reports; else the origin."""
    outlets = [r.article.source for r in reports if r.article.source]
    same = [o for o in outlets if "".join(c for c in o.casefold() if c.isalnum()) == origin]
    return same[0] if same else outlets[0] if outlets and origin.startswith("art-") else origin


def told(report: Report) -> Told:
    record, article = report.record, report.article
    how = wording.told(record)
    return Told(
        title=article.title or "(no title)",
        href=links.article(article.id, record.id),
        outlet=article.source or "",
        published=article.published,
        url=links.outside(article.url),
        told=how,
        mark=labels.TOLD[how],
        voices=tuple(map(source_of, record.sources)),
        quotes=tuple(quote(e) for e in wording.passages(record)[:QUOTES]),
        size=labels.size(record.size),
        when=labels.when(record.date_edtf),
        record=record.id,
    )


def copy(report: Report) -> Copy:
    article = report.article
    return Copy(article.source or article.id, article.published, links.article(article.id, report.record.id), article.title or "")


#: What a field of the history is called.
FIELDS = {"event": "type", "reported_as": "told as", "date_edtf": "date", "status": "status", "mode": "mode"}


def steps(history: Sequence[Change], articles: dict[str, str]) -> Iterable[Step]:
    """Changes by the day that brought them, in order."""
    by_day: dict[str, list[Change]] = {}
    for change in history:
        by_day.setdefault(change.at or "no date", []).append(change)
    for n, (day, changes) in enumerate(by_day.items()):
        rows = tuple(
            (
                FIELDS.get(c.field, c.field.replace("_", " ")),
                value(c.field, c.old),
                value(c.field, c.new),
                links.article(articles[c.record], c.record) if c.record in articles else "",
            )
            for c in changes
        )
        yield Step(day, n == 0, rows)


def value(field: str, found: str | None) -> str:
    if found is None:
        return ""
    if field == "event":
        return labels.label(found)
    return labels.when(found) if field == "date_edtf" else found
