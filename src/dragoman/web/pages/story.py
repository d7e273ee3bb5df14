"""An article as it is read: its text in pieces, and beside it a card for each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ... import plain
from ...exporters import wording
from ...types import Article, Evidence, Reading, Record, Source
from . import labels, links, segments
from .labels import Deed, Where, Who

#: Sentences quoted on a card at most, and their width in characters.
QUOTES, WIDTH = 2, 150
#: Articles have sentences by the hundred; a card names at most so many reasons.
REASONS = 40


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the evidence: before the trigger, the trigger, after it."""

    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Who takes which stance: ``how``: according to, denied by, doubted by. ``cites``: whom that source itself cites."""

    stance: str
    how: str
    who: Who
    cue: str
    cites: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A record. ``n``: its number in the text, from 1. ``event``: address of its event, None where it is not gathered."""

    n: int
    id: str
    when: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    deed: Deed
    told: str
    mark: str
    meaning: str
    ongoing: bool
    place: Where | None
    size: str
    voices: tuple[Voice, ...]
    quotes: tuple[Quote, ...]
    rest: str
    confidence: float
    scale: float
    contexts: tuple[str, ...]
    reasons: tuple[str, ...]
    event: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """All that a story's page shows of the article. ``counts``: how many of its records are told how."""

    title: str
    source: str | None
    author: str | None
    published: str | None
    dated_by: str | None
    url: str | None
    language: str | None
    partial: str | None
    paragraphs: tuple[segments.Paragraph, ...]
    cards: tuple[Card, ...]
    counts: tuple[tuple[str, str, int], ...]
    problems: tuple[str, ...]


def story(
    article: Article,
    records: Sequence[Record],
    understood: Mapping[str, Any],
    events: Mapping[str, str],
    reasons: Mapping[str, Sequence[str]] | None = None,
) -> Story:
    """``understood``: the reading as ``dragoman schema reading`` has it; empty where there is none. ``events``: record id -> event id.

    ``reasons``: record id -> why it is there; where not given, data file and line of each word that tells of it.
    """
    found = segments.marks(records, understood.get("furniture", ()), understood.get("attributions", ()))
    because = reasons if reasons is not None else given(records, understood.get("mentions", ()), article.text)
    told = [wording.told(record) for record in records]
    return Story(
        title=article.title or "(no title)",
        source=article.source,
        author=article.author,
        published=article.published,
        dated_by=article.dated_by,
        url=links.outside(article.url),
        language=labels.language(article.language),
        partial=article.partial,
        paragraphs=tuple(segments.paragraphs(article.text, records, found)),
        cards=tuple(card(n, r, because.get(r.id, ()), events.get(r.id)) for n, r in enumerate(records, 1)),
        counts=tuple((name, labels.TOLD[name], told.count(name)) for name in labels.TOLD if name in told),
        problems=tuple(dict.fromkeys(p["message"] for p in understood.get("problems", ()))),
    )


def of_reading(reading: Reading, reasons: Mapping[str, Sequence[str]] | None = None) -> Story:
    """The same for a story that was read just now and is in no ledger."""
    article = reading.article
    known = Article(
        id=article.id,
        text=article.text,
        title=reading.title or article.title or "A pasted story",
        published=reading.published,
        source=reading.source,
        url=article.url,
        language=reading.language,
        dated_by=article.dated_by,
    )
    return story(known, reading.records, plain.reading(reading), {}, reasons)


def given(records: Sequence[Record], mentions: Iterable[Mapping[str, Any]], text: str) -> dict[str, list[str]]:
    """Why each record is there, by what the ledger keeps: each word that tells of it, with data file and line."""
    found: dict[str, list[str]] = {record.id: [] for record in records}
    for m in mentions:
        if m["record"] in found:
            words = f"“{text[m['start'] : m['end']]}” tells {m['type']}, {m['status']}, certainty {m['certainty']:+g} of 3"
            found[m["record"]].append(f"{words} ({m['rule']})" if m["rule"] else words)
    for record in records:
        if not found[record.id]:
            found[record.id] = [f"“{word(e)}” ({e.rule})" for e in record.evidence]
    return {name: list(dict.fromkeys(lines))[:REASONS] for name, lines in found.items()}


def word(e: Evidence) -> str:
    return e.text[e.trigger.start - e.start : e.trigger.end - e.start]


def card(n: int, record: Record, reasons: Sequence[str], event_id: str | None) -> Card:
    told = wording.told(record)
    passages = wording.passages(record)
    return Card(
        n=n,
        id=record.id,
        when=labels.when(record.date_edtf),
        actors=tuple(map(labels.who, record.actors)),
        recipients=tuple(map(labels.who, record.recipients)),
        deed=labels.deed_of(record),
        told=told,
        mark=labels.TOLD[told],
        meaning=wording.MEANING[told],
        ongoing=record.status == "ongoing",
        place=labels.place(record.place),
        size=labels.size(record.size),
        voices=tuple(map(voice, record.sources)),
        quotes=tuple(quote(e) for e in passages[:QUOTES]),
        rest=wording.rest(record, QUOTES),
        confidence=record.confidence,
        scale=record.scale,
        contexts=record.contexts,
        reasons=tuple(reasons),
        event=links.event(event_id) if event_id else None,
    )


def quote(e: Evidence) -> Quote:
    return Quote(*wording.quote(e, WIDTH))


def voice(source: Source) -> Voice:
    cites, at = [], source.quoting
    while at is not None:
        cites.append(labels.who(at.party))
        at = at.quoting
    return Voice(source.stance, wording.STANCES[source.stance], said_by(source), source.cue, tuple(cites))


def said_by(source: Source) -> Who:
    """A source is named as the text words it: "a local official" stays that."""
    known = labels.who(source.party)
    return Who(
        source.party.entity_text, known.code, known.name if known.name != source.party.entity_text else None, known.office, known.href
    )
