"""New records among those that the ledger has: which event each one reports, and what is then known of the events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..gather import stories
from ..gather.assign import assign
from ..gather.facts import Facts, facts, keys, to_dict
from ..gather.merged import merged
from ..gather.origins import media, printed
from ..knowledge.outlets import bundled as outlets
from ..types import Article, Event, Record, Report
from . import clues, lookup, rows
from .back import reports
from .database import Database, Row, fetch, marks, one
from .hashes import event_id_of, row_hash
from .writing import changed, insert, put_all, update


@dataclass(slots=True)
class Gathered:
    """``columns``: for each record of the article, in order, what is filed with it. ``touched``: known events that got a report.

    ``joined``: pairs of events that are one, by their numbers, the one to keep first.
    """

    columns: list[Row] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)


def gather(database: Database, article: Article, article_id: int, records: Sequence[Record], first: Article | None, now: str) -> Gathered:
    """Find each record its event, or begin one. ``first``: the article that this one is a copy of, None: of none."""
    out = Gathered(facts=[facts(record, article, article_id) for record in records])
    known, numbers = _known(database, out.facts)
    found = assign(out.facts, known, Nearby(database, article_id))
    own = printed(first or article, outlets())
    for record, told, name in zip(records, out.facts, found.events, strict=True):
        report = Report(record=record, article=article, origin=media(record, outlets()) or own, reprint=first is not None)
        number = numbers[name] if name else begin(database, report, now)
        if name:
            out.touched.append(number)
        kept = {"origin": report.origin, "reprint": int(report.reprint), "facts": database.packed(rows.as_json(to_dict(told)))}
        out.columns.append({"event_id": number, **kept})
    out.joined = [(numbers[kept], numbers[other]) for kept, other in found.merged]
    return out


def settle(database: Database, gathered: Gathered, numbers: Sequence[int], article_id: int, now: str) -> None:
    """Once the records have their rows (``numbers``): let them be found, and tell the events anew."""
    for told, number in zip(gathered.facts, numbers, strict=True):
        clues.file(database, clues.RECORD, keys(told), article_id, number)
    home: dict[int, int] = {}
    for kept, other in gathered.joined:
        if join(database, kept, other, now):
            home[other] = kept
    touched = [*gathered.touched, *(kept for kept, _ in gathered.joined)]
    retell(database, [number for number in touched if number not in home], now)


def _known(database: Database, new: Sequence[Facts]) -> tuple[list[tuple[Facts, str]], dict[str, int]]:
    """Records of the events of which one is like a new record, with the ids of these events; and the events' numbers."""
    near = dict.fromkeys(n for told in new for n in clues.alike(database, clues.RECORD, keys(told), clues.RECORDS))
    if not near:
        return [], {}
    sql = f"""SELECT DISTINCT e.id, e.event_id FROM record r JOIN event e ON e.id = r.event_id
              WHERE r.id IN ({marks(list(near))}) ORDER BY e.id"""
    numbers = {row["event_id"]: row["id"] for row in database.query(sql, list(near))}
    known: list[tuple[Facts, str]] = []
    for name, number in numbers.items():
        of = "SELECT id, facts FROM record WHERE event_id = ? ORDER BY id DESC LIMIT ?"
        known += [(told, name) for told in clues.facts_of(database, database.query(of, (number, clues.OF_EVENT)))]
    return known, numbers


class Nearby:
    """Probability that two articles, by their numbers, are on one story; each pair is looked at once."""

    def __init__(self, database: Database, article_id: int) -> None:
        self.database, self.found = database, dict[tuple[int, int], float]()

    def __call__(self, a: int, b: int) -> float:
        pair = (min(a, b), max(a, b))
        if a == b:
            return 1.0
        if pair not in self.found:
            them = clues.profiles(self.database, pair)
            self.found[pair] = stories.related(them[a], them[b]) if len(them) == 2 else 0.0
        return self.found[pair]


def begin(database: Database, report: Report, now: str) -> int:
    """A new event with its first report."""
    name = event_id_of(report.record.id)
    known = one(database, "SELECT id FROM event WHERE event_id = ?", (name,))
    if known:  # of this very record, by another coder
        return int(known["id"])
    if one(database, "SELECT id FROM forward WHERE old_event_id = ?", (name,)):
        database.execute("DELETE FROM forward WHERE old_event_id = ?", (name,))  # it lives again
    row, who, steps = _rows(merged(name, [report]))
    number = database.insert("event", {**row, "row_sha256": row_hash(row, [*who, *steps])})
    _put_parts(database, number, row, who, steps)
    changed(database, "event", name, "added", now)
    return number


def retell(database: Database, numbers: Iterable[int], now: str) -> None:
    """Put together again what is known of some events, and write down those that changed."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        return
    told = reports(database, wanted, texts=False)
    for number in wanted:
        before = fetch(database, "event", number)
        row, who, steps = _rows(merged(before["event_id"], told[number]))
        if row_hash(row, [*who, *steps]) == before["row_sha256"]:
            continue
        update(database, "event", {"id": number, **row}, [*who, *steps])
        _put_parts(database, number, row, who, steps, again=True)
        changed(database, "event", row["event_id"], "changed", now)


def _rows(event: Event) -> tuple[Row, list[Row], list[Row]]:
    return rows.event_row(event), rows.party_rows(event), [rows.history_row(c) for c in event.history]


def _put_parts(database: Database, number: int, row: Row, who: Sequence[Row], steps: Sequence[Row], again: bool = False) -> None:
    for table, parts in (("event_party", who), ("history", steps)):
        if again:
            database.execute(f"DELETE FROM {table} WHERE event_id = ?", (number,))
        put_all(database, table, [{"event_id": number, **part} for part in parts])
    lookup.put(database, number, row, who)


def join(database: Database, kept: int, other: int, now: str) -> bool:
    """Two events become one; the other's id leads to the one that is kept. Not where both have a record of one article."""
    both = "SELECT a.id FROM record a JOIN record b ON a.article_id = b.article_id WHERE a.event_id = ? AND b.event_id = ? LIMIT 1"
    if one(database, both, (kept, other)):
        return False
    for row in database.query("SELECT * FROM record WHERE event_id = ?", (other,)):
        update(database, "record", {**row, "event_id": kept})
    remove(database, other, fetch(database, "event", other)["event_id"], fetch(database, "event", kept)["event_id"], now)
    return True


def remove(database: Database, number: int, name: str, heir: str | None, now: str) -> None:
    """Take an event away that has no records; its id, and those that led to it, lead to ``heir``, where there is one."""
    for row in database.query("SELECT * FROM forward WHERE event_id = ?", (name,)):
        if heir is None:
            database.execute("DELETE FROM forward WHERE id = ?", (row["id"],))
        else:
            update(database, "forward", {**row, "event_id": heir})
    if heir is not None:
        insert(database, "forward", {"old_event_id": name, "event_id": heir, "at": now})
    for table in ("event_party", "history", "event_context"):
        database.execute(f"DELETE FROM {table} WHERE event_id = ?", (number,))
    database.execute("DELETE FROM event WHERE id = ?", (number,))
    changed(database, "event", name, "removed" if heir is None else "merged", now, heir)


# after a recoding


def regather(database: Database, articles: Sequence[int], coder_id: int, now: str) -> None:
    """From now on the readings of that coder count for these articles: their old records leave their events, the new ones find theirs.

    An event of which nothing is left is forwarded to the one that has the same words now, or removed.
    """
    database.memory.clear()
    left: dict[int, list[Row]] = {}
    for number in articles:
        _present(database, number, coder_id)
        for row in database.query("SELECT * FROM record WHERE article_id = ? AND event_id IS NOT NULL ORDER BY id", (number,)):
            left.setdefault(row["event_id"], []).append(row)
            update(database, "record", {**row, "event_id": None})
            clues.unfile(database, clues.RECORD, keys(clues.facts_of(database, [row])[0]), number, row["id"])
    for number in articles:
        _gather_again(database, number, coder_id, now)
    still = [number for number in left if one(database, "SELECT id FROM record WHERE event_id = ? LIMIT 1", (number,))]
    retell(database, still, now)
    for number in sorted(set(left) - set(still)):
        _emptied(database, number, left[number], coder_id, now)
    database.memory.clear()


def _present(database: Database, number: int, coder_id: int) -> None:
    """The article as this coder found it."""
    row = fetch(database, "article", number)
    reading = database.query("SELECT * FROM reading WHERE article_id = ? AND coder_id = ?", (number, coder_id))[0]
    found = rows.from_json(rows.inflated(reading["body"]))
    new = {**row, **rows.found_in(rows.article_as_given(row), found), "coder_id": coder_id}
    if new["title"] != row["title"]:
        database.index(number, new["title"], row["text"], row["title"], again=True)
    update(database, "article", new)
    sql = "UPDATE reading SET pending = 0, row_sha256 = ? WHERE article_id = ? AND coder_id = ?"
    database.execute(sql, (row_hash({**reading, "pending": 0}), number, coder_id))


def _gather_again(database: Database, number: int, coder_id: int, now: str) -> None:
    article = fetch(database, "article", number)
    told = database.query("SELECT * FROM record WHERE article_id = ? AND coder_id = ? ORDER BY id", (number, coder_id))
    first = None if article["copy_of"] is None else rows.article_of(fetch(database, "article", article["copy_of"]))
    found = gather(database, rows.article_of(article), number, [rows.record_of(row) for row in told], first, now)
    for row, columns in zip(told, found.columns, strict=True):
        update(database, "record", {**row, **columns})
    settle(database, found, [row["id"] for row in told], number, now)
    retell(database, [columns["event_id"] for columns in found.columns], now)


def _emptied(database: Database, number: int, old: Sequence[Row], coder_id: int, now: str) -> None:
    """An event that no record reports any more."""
    name = fetch(database, "event", number)["event_id"]
    sql = 'SELECT event_id FROM record WHERE article_id = ? AND coder_id = ? AND event = ? AND start < ? AND "end" > ? ORDER BY id'
    heirs = [one(database, sql, (row["article_id"], coder_id, row["event"], row["end"], row["start"])) for row in old]
    heir = next((fetch(database, "event", found["event_id"])["event_id"] for found in heirs if found), None)
    remove(database, number, name, heir, now)
