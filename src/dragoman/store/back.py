"""Events and articles out of the tables, a few hundred at a time: a ledger is longer than memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..gather.merged import in_order
from ..types import Article, Event, Filed, Party, Place, Report, Size
from . import rows
from .database import Database, Row, marks

#: Events or articles whose parts are fetched together; SQLite allows 999 parameters everywhere.
TOGETHER = 256


def events(database: Database, found: Iterable[Row]) -> Iterator[Event]:
    """The events of rows of the table ``event``, in their order."""
    for some in _some(found):
        ids = [row["id"] for row in some]
        told, who, steps = reports(database, ids), _by_event(database, "event_party", ids, "n"), _by_event(database, "history", ids, "id")
        for row in some:
            if told.get(row["id"]):
                yield _event(row, told[row["id"]], who.get(row["id"], []), steps.get(row["id"], []))


def filed(database: Database, found: Iterable[Row]) -> Iterator[Filed]:
    """The articles of rows of the table ``article``, with the records that count."""
    for some in _some(found):
        by_article: dict[int, list[Row]] = defaultdict(list)
        ids = [row["id"] for row in some]
        sql = f"SELECT article_id, body FROM record WHERE article_id IN ({marks(ids)}) AND event_id IS NOT NULL ORDER BY id"
        for row in database.query(sql, ids):
            by_article[row["article_id"]].append(row)
        for row in some:
            yield Filed(article=rows.article_of(row), records=tuple(rows.record_of(r) for r in by_article[row["id"]]))


def reports(database: Database, ids: Sequence[int], texts: bool = True) -> dict[int, list[Report]]:
    """Who reports each of the events, in the order of publication: its records, and the other outlets that print the same text.

    ``texts``: False leaves the articles' texts empty, where only who reports it when is asked for.
    """
    told = database.query(
        f"SELECT event_id, article_id, origin, reprint, body FROM record WHERE event_id IN ({marks(ids)}) ORDER BY event_id, id", ids
    )
    articles = {n: rows.article_of(row) for n, row in _articles(database, {row["article_id"] for row in told}, texts).items()}
    elsewhere = _sightings(database, articles)
    found: dict[int, list[Report]] = defaultdict(list)
    copies: dict[int, list[Report]] = defaultdict(list)
    for row in told:
        article = articles[row["article_id"]]
        report = Report(record=rows.record_of(row), article=article, origin=row["origin"] or article.id, reprint=bool(row["reprint"]))
        found[row["event_id"]].append(report)
        for other in elsewhere.get(row["article_id"], ()):
            copies[row["event_id"]].append(Report(record=report.record, article=other, origin=report.origin, reprint=True))
    return {event: in_order([*own, *copies[event]]) for event, own in found.items()}


#: Columns of an article without its text.
SHORT = "id, key, '' AS text, title, published, source, url, language, author, dated_by, raw_sha256, partial"


def _articles(database: Database, ids: Iterable[int], texts: bool) -> dict[int, Row]:
    wanted = sorted(ids)
    found: dict[int, Row] = {}
    for at in range(0, len(wanted), TOGETHER):
        part = wanted[at : at + TOGETHER]
        sql = f"SELECT {'*' if texts else SHORT} FROM article WHERE id IN ({marks(part)})"
        found |= {row["id"]: row for row in database.query(sql, part)}
    return found


def _sightings(database: Database, articles: dict[int, Article]) -> dict[int, list[Article]]:
    """The articles as other outlets have them: same text, another outlet, address and day. An outlet that has it twice counts once."""
    found: dict[int, dict[str, Article]] = defaultdict(dict)
    wanted = sorted(articles)
    for at in range(0, len(wanted), TOGETHER):
        part = wanted[at : at + TOGETHER]
        sql = "SELECT article_id, source, url, published FROM sighting WHERE source IS NOT NULL AND article_id IN"
        for row in database.query(f"{sql} ({marks(part)}) ORDER BY id", part):
            own = articles[row["article_id"]]
            if row["source"] != own.source:
                found[row["article_id"]].setdefault(row["source"], _as_seen(own, row))
    return {article: list(others.values()) for article, others in found.items()}


def _as_seen(article: Article, row: Row) -> Article:
    from dataclasses import replace

    return replace(article, source=row["source"], url=row["url"], published=row["published"] or article.published)


def _by_event(database: Database, table: str, ids: Sequence[int], order: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in database.query(f"SELECT * FROM {table} WHERE event_id IN ({marks(ids)}) ORDER BY event_id, {order}", ids):
        found[row["event_id"]].append(row)
    return found


def _event(row: Row, told: Sequence[Report], who: Sequence[Row], steps: Sequence[Row]) -> Event:
    return Event(
        id=row["event_id"],
        event=row["event"],
        modes=_parts(row["mode"]),
        contexts=_parts(row["context"]),
        actors=_side(who, "actor"),
        recipients=_side(who, "recipient"),
        date_edtf=row["date_edtf"],
        place=_place(row),
        status=row["status"],
        reported_as=row["reported_as"],
        size=_size(row),
        confidence=row["confidence"],
        quad=row["quad_code"],
        scale=row["event_scale"],
        reports=tuple(told),
        asserted_by=_side(who, "asserts"),
        denied_by=_side(who, "denies"),
        independent_reports=row["independent_reports"],
        reprints=row["reprints"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        history=tuple(rows.change_of(step) for step in steps),
    )


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split("; ")) if cell else ()


def _side(who: Sequence[Row], role: str) -> tuple[Party, ...]:
    return tuple(rows.party_of(row) for row in who if row["role"] == role)


def _place(row: Row) -> Place | None:
    if row["place"] is None:
        return None
    known = {name: row[name] for name in ("lat", "lon", "geonames_id", "country", "adm1", "precision")}
    return Place(start=0, end=0, name=row["place"], **known)


def _size(row: Row) -> Size:
    return Size(
        dead=_bounds(row, "dead"),
        injured=_bounds(row, "injured"),
        arrested=_bounds(row, "arrested"),
        quantity=row["quantity"],
        quantity_bounds=_bounds(row, "quantity"),
    )


def _bounds(row: Row, name: str) -> tuple[int, int | None] | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if low is None else (low, high)


def _some(found: Iterable[Row]) -> Iterator[list[Row]]:
    stream = iter(found)
    while some := list(islice(stream, TOGETHER)):
        yield some
