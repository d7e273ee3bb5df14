"""New records among those that the ledger has: which event each one reports, and what is then known of the events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..rules import reported_as
from ..types import Article, Event, Report
from . import lookup, rows
from .back import reports
from .database import Database, Row, one
from .hashes import event_id_of, row_hash
from .writing import changed, fetch, insert, put_all, update


def gather(database: Database, article: Article, article_id: int, told: Mapping[str, int], now: str) -> None:
    """Give each new record its event. ``article``: as the reader found it; ``told``: ids and row numbers of the records."""
    touched = []
    for record_id, number in told.items():
        event_id = new_event(database, event_id_of(record_id))
        row = fetch(database, "record", number)
        update(database, "record", {**row, "event_id": event_id, "origin": article.source})
        touched.append(event_id)
    retell(database, touched, now)


def regather(database: Database, articles: Sequence[int], coder_id: int, now: str) -> None:
    """From now on the readings of that coder count for these articles: their old records leave their events, the new ones find theirs.

    An event of which nothing is left is forwarded to the one that has the same words now, or removed.
    """
    left: dict[int, list[Row]] = {}
    told: dict[int, dict[str, int]] = {}
    for number in articles:
        _present(database, number, coder_id)
        for row in database.query("SELECT * FROM record WHERE article_id = ? ORDER BY id", (number,)):
            if row["coder_id"] == coder_id:
                told.setdefault(number, {})[row["record_id"]] = row["id"]
            elif row["event_id"] is not None:
                left.setdefault(row["event_id"], []).append(row)
                update(database, "record", {**row, "event_id": None})
                database.execute("DELETE FROM clue WHERE record_id = ?", (row["id"],))
    for number in articles:
        gather(database, rows.article_of(fetch(database, "article", number)), number, told.get(number, {}), now)
    still = [number for number in left if one(database, "SELECT id FROM record WHERE event_id = ? LIMIT 1", (number,))]
    retell(database, still, now)
    for number, old in left.items():
        if number not in still:
            _emptied(database, number, old, coder_id, now)


def _present(database: Database, number: int, coder_id: int) -> None:
    """The article as this coder found it."""
    row = fetch(database, "article", number)
    reading = database.query("SELECT * FROM reading WHERE article_id = ? AND coder_id = ?", (number, coder_id))[0]
    found = rows.from_json(rows.inflated(reading["body"]))
    given = rows.article_as_given(row)
    new = {**row, **rows.found_in(given, found), "coder_id": coder_id}
    if new["title"] != row["title"]:
        database.index(number, new["title"], row["text"], row["title"], again=True)
    update(database, "article", new)
    shown = {**reading, "pending": 0}
    sql = "UPDATE reading SET pending = 0, row_sha256 = ? WHERE article_id = ? AND coder_id = ?"
    database.execute(sql, (row_hash(shown), number, coder_id))


def _emptied(database: Database, number: int, old: Sequence[Row], coder_id: int, now: str) -> None:
    """An event that no record reports any more."""
    name = fetch(database, "event", number)["event_id"]
    sql = 'SELECT event_id FROM record WHERE article_id = ? AND coder_id = ? AND event = ? AND start < ? AND "end" > ? ORDER BY id'
    heirs = [one(database, sql, (row["article_id"], coder_id, row["event"], row["end"], row["start"])) for row in old]
    heir = next((fetch(database, "event", found["event_id"])["event_id"] for found in heirs if found), None)
    remove(database, number, name, heir, now)


def remove(database: Database, number: int, name: str, heir: str | None, now: str) -> None:
    """Take an event away that has no records; its id, and those that led to it, lead to ``heir``, where there is one."""
    before = database.query("SELECT * FROM forward WHERE event_id = ?", (name,))
    for row in before:
        if heir is None:
            database.execute("DELETE FROM forward WHERE id = ?", (row["id"],))
        else:
            update(database, "forward", {**row, "event_id": heir})
    if heir is not None:
        insert(database, "forward", {"old_event_id": name, "event_id": heir, "at": now})
    for table in ("event_party", "history"):
        database.execute(f"DELETE FROM {table} WHERE event_id = ?", (number,))
    database.execute("DELETE FROM event WHERE id = ?", (number,))
    changed(database, "event", name, "removed" if heir is None else "merged", now, heir)


def new_event(database: Database, name: str) -> int:
    """An empty row for an event that is told at once."""
    known = one(database, "SELECT id FROM event WHERE event_id = ?", (name,))
    if known:
        return int(known["id"])
    database.execute("DELETE FROM forward WHERE old_event_id = ?", (name,))  # it lives again
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
        lookup.put(database, number, row, who)
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
