"""PLOVER JSON, one event a line: PLOVER's fields, and what it lacks (status, sources, reports, history) under names of their own.

``dragoman schema event`` prints its schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ... import plain
from ...plain.events import event as plain_event
from ...types import Event, Report, Source
from ..safe import as_json
from .left import Left
from .options import Options


def write(events: Iterable[Event], out: IO[str], options: Options) -> Left:
    left = Left(noun="event")
    for event in events:
        out.write(as_json(line(event, options)) + "\n")
        left.written += 1
    return left


def line(event: Event, options: Options) -> dict[str, Any]:
    """The event as one object. ``event_text``, ``text_info`` and ``cite_info`` are those of its first report; ``id`` is ``event_id``."""
    first = event.reports[0]
    return {
        "id": event.id,
        **plain_event(event),
        "sources": [plain.source(s) for s in voices(event)],
        "event_text": [first.article.text[e.trigger.start : e.trigger.end] for e in first.record.evidence],
        "text_info": told_at(first),
        "cite_info": cite(first),
        "coder": options.coder,
        "coded_date": options.day,
    }


def voices(event: Event) -> list[Source]:
    """Whom the reports attribute it to, each once."""
    return list(dict.fromkeys(source for report in event.reports for source in report.record.sources))


def told_at(report: Report) -> dict[str, Any] | None:
    """Where the first report tells it; None where its words are not kept."""
    proof = next(iter(report.record.evidence), None)
    return {"sequence": report.record.sentence, "start": proof.start, "end": proof.end} if proof else None


def cite(report: Report) -> dict[str, Any]:
    article = report.article
    return {
        "headline": article.title,
        "publication": article.source,
        "published": article.published,
        "url": article.url,
        "text_sha256": plain.sha256(article.text),
    }
