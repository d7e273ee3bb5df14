"""Events that some assert and some deny, with both sides and their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..exporters import wording
from ..exporters.rows import joined, side
from ..store import Ledger
from ..store.filters import Filter
from ..types import Event, Record, Report, Source
from .events import query, rows_as_events


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says so: ``who`` and, in turn, whom it cites, or the outlet where it tells it in its own voice (``own``).

    ``stance``: asserts, denies or doubts. ``words``: the evidence of the report. ``record``, ``article``: where it stands.
    """

    who: str
    stance: str
    words: str
    outlet: str | None
    published: str | None
    record: str
    article: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Dispute:
    event: Event
    asserting: tuple[Voice, ...]
    denying: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """``after``: where the next page begins, None on the last one."""

    disputes: tuple[Dispute, ...]
    after: str | None
    notes: tuple[str, ...] = ()


def disputes(ledger: Ledger, asked: Filter | None = None, limit: int = 20, after: str | None = None) -> Disputed:
    """Contested events that fit, the newest first. Raises FilterError."""
    found = query(ledger, replace(asked or Filter(), reported_as=("contested",)), limit, after)
    return Disputed(tuple(dispute(event) for event in rows_as_events(ledger, found.rows)), found.after, found.notes)


def flat(found: Dispute) -> Iterator[dict[str, Any]]:
    """A line for each voice, for programs."""
    e = found.event
    known = {"event_id": e.id, "event": e.event, "mode": joined(e.modes), **side("actor", e.actors), **side("recipient", e.recipients)}
    for v in (*found.asserting, *found.denying):
        said = {"stance": v.stance, "who": v.who, "own_voice": int(v.own), "words": v.words}
        yield {
            **known,
            "date_edtf": e.date_edtf,
            **said,
            "outlet": v.outlet,
            "published": v.published,
            "record": v.record,
            "article": v.article,
        }


def dispute(event: Event) -> Dispute:
    """Who asserts and who denies an event; reprints say nothing of their own."""
    voices = list(dict.fromkeys(voice for report in event.reports if not report.reprint for voice in _voices(report)))
    return Dispute(event, tuple(v for v in voices if v.stance == "asserts"), tuple(v for v in voices if v.stance != "asserts"))


def _voices(report: Report) -> Iterator[Voice]:
    record, article = report.record, report.article
    said = Voice("", "asserts", words_of(record), article.source, article.published, record.id, article.id)
    if not record.sources:
        yield replace(said, who=article.source or "the article", own=True)
    for source in record.sources:
        yield replace(said, who=wording.source(source), stance=source.stance, words=words_of(record, source))


def words_of(record: Record, source: Source | None = None) -> str:
    """The sentence in which that source says so: with its name and its verb, else with its name, else the first one."""
    texts = [e.text for e in record.evidence] or [""]
    if source is None:
        return texts[0]
    named = [text for text in texts if source.party.entity_text in text]
    return next((text for text in named if source.cue in text), (named or texts)[0])
