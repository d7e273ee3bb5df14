from __future__ import annotations

from collections.abc import Sequence

from ..rules import reported_as
from ..types import Event, Report


def merged(event_id: str, told: Sequence[Report]) -> Event:
    """The event as its first report tells it."""
    r = told[0].record
    days = sorted(report.article.published for report in told if report.article.published)
    return Event(
        id=event_id,
        event=r.event,
        modes=r.modes,
        contexts=r.contexts,
        actors=r.actors,
        recipients=r.recipients,
        date_edtf=r.date_edtf,
        place=r.place,
        status=r.status,
        reported_as=reported_as(r),
        size=r.size,
        confidence=r.confidence,
        quad=r.quad,
        scale=r.scale,
        reports=tuple(told),
        asserted_by=tuple(s.party for s in r.sources if s.stance == "asserts"),
        denied_by=tuple(s.party for s in r.sources if s.stance == "denies"),
        independent_reports=len({report.origin for report in told}),
        reprints=sum(report.reprint for report in told),
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
    )
