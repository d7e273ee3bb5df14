"""Gathered events as plain dicts, in the shape of the record contract ("Gathered events")."""

from __future__ import annotations

from typing import Any

from ..timeline import day_range
from ..types import Change, Event, Report
from . import location, party, size


def event(e: Event) -> dict[str, Any]:
    """One event with its reports. ``date``: the first day of ``date_edtf``, None where no text gives ground."""
    first, last = day_range(e.date_edtf)
    return {
        "event_id": e.id,
        "event": [e.event],
        "mode": list(e.modes),
        "context": list(e.contexts),
        "quad_code": e.quad,
        "event_scale": e.scale,
        "actor": [party(p) for p in e.actors],
        "recipient": [party(p) for p in e.recipients],
        "date": first,
        "enddate": last if last != first else None,
        "date_edtf": e.date_edtf,
        "event_loc": location(e.place) if e.place else None,
        "status": e.status,
        "reported_as": e.reported_as,
        "size": size(e.size),
        "confidence": round(e.confidence, 3),
        "reports": [report(r) for r in e.reports],
        "asserted_by": [party(p) for p in e.asserted_by],
        "denied_by": [party(p) for p in e.denied_by],
        "independent_reports": e.independent_reports,
        "reprints": e.reprints,
        "first_seen": e.first_seen,
        "last_seen": e.last_seen,
        "history": [change(c) for c in e.history],
    }


def report(r: Report) -> dict[str, Any]:
    """Which record of which article, and the words: ``span`` is [start, end) in that article's text."""
    words = r.record.evidence[0]
    return {
        "record_id": r.record.id,
        "article_id": r.article.id,
        "span": [words.start, words.end],
        "quote": words.text,
        "publication": r.article.source,
        "published": r.article.published,
        "url": r.article.url,
        "origin": r.origin,
        "reprint": r.reprint,
    }


def change(c: Change) -> dict[str, Any]:
    return {"at": c.at, "field": c.field, "old": c.old, "new": c.new, "record_id": c.record}
