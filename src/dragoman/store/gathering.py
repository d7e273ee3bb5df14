"""New records among those that the ledger has: which event each one reports, and what is then known of the events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..rules import reported_as
from ..types import Event, Reading, Report
from . import rows
from .back import reports
from .database import Database, one
from .hashes import event_id_of, row_hash
from .writing import changed, fetch, put_all, update


def gather(database: Database, found: Reading, article_id: int, numbers: Mapping[str, int], now: str) -> None:
    """Give each new record its event. ``numbers``: the ids of the records and their rows."""
    touched = []
    for record_id, number in numbers.items():
        event_id = new_event(database, event_id_of(record_id))
        row = fetch(database, "record", number)
        update(database, "record", {**row, "event_id": event_id, "origin": found.source or None})
        touched.append(event_id)
    retell(database, touched, now)


def new_event(database: Database, name: str) -> int:
    """An empty row for an event that is told at once."""
    known = one(database, "SELECT id FROM event WHERE event_id = ?", (name,))
    if known:
        return int(known["id"])
    blank = {"event_id": name, "event": "", "quad_code": 0, "event_scale": 0.0, "status": "", "reported_as": "", "confidence": 0.0}
    return database.insert("event", {**blank, "reports": 0, "independent_reports": 0, "reprints": 0, "row_sha256": ""})


def retell(database: Database, numbers: Iterable[int], now: str) -> None:
    """Put together again what is known of some events, and write down those that changed."""
    wanted = list(dict.fromkeys(numbers))
    told = reports(database, wanted)
    for number in wanted:
        before = fetch(database, "event", number)
        event = merged(before["event_id"], told[number])
        row, who, steps = rows.event_row(event), rows.party_rows(event), [rows.history_row(c) for c in event.history]
        if row_hash(row, [*who, *steps]) == before["row_sha256"]:
            continue
        update(database, "event", {"id": number, **row}, [*who, *steps])
        for table, parts in (("event_party", who), ("history", steps)):
            database.execute(f"DELETE FROM {table} WHERE event_id = ?", (number,))
            put_all(database, table, [{"event_id": number, **part} for part in parts])
        changed(database, "event", event.id, "added" if not before["reports"] else "changed", now)


def merged(event_id: str, told: list[Report]) -> Event:
    """The event as its first report tells it."""
    first, r = told[0], told[0].record
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
        independent_reports=len({report.origin for report in told}) if first else 0,
        reprints=sum(report.reprint for report in told),
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
    )
