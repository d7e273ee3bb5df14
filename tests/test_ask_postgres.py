"""The same questions to a ledger on PostgreSQL have the same answers as in SQLite."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import gathered_events as invented
from dragoman import ask
from dragoman.ask import listing
from dragoman.store import Ledger, pages
from dragoman.store.filters import Filter, FilterError, checked
from dragoman.store.pages import count, page
from postgres_server import server
from shelved import shelve
from test_filters import ODD, made, some_filters  # noqa: F401  (a fixture)

pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'dragoman[postgres]'")

#: Tables that questions look at.
TABLES = ("coder", "article", "event", "event_party", "event_context", "party_name", "record", "history")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        with server() as found:
            yield found
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def both(address: str, made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Ledger]]:  # noqa: F811
    """The 700 events and the few of each kind, in SQLite and in PostgreSQL."""
    path = shelve(tmp_path_factory.mktemp("postgres") / "both.db", invented.events())
    with Ledger.open(made) as many, Ledger.open(path, write=True) as held, held.db.transaction():
        _copy(many, held, ("coder", "article", "event", "event_party", "event_context", "party_name", "record"), 10_000)
        for row in many.db.query("SELECT id, title, text FROM article"):
            held.db.index(row["id"] + 10_000, row["title"], row["text"])
    with Ledger.open(path) as lite:
        with Ledger.open(address, write=True, create=True) as held, held.db.transaction():
            _copy(lite, held, TABLES, 0)
        with Ledger.open(address) as server_side:
            yield lite, server_side


def _copy(source: Ledger, target: Ledger, tables: tuple[str, ...], shift: int) -> None:
    """Rows as they are, ids and what points to them moved up by ``shift``."""
    moved = {"id", "event_id", "article_id", "coder_id"}
    for table in tables:
        rows = source.db.query(f"SELECT * FROM {table}")
        if not rows:
            continue
        names = ", ".join(f'"{c}"' for c in rows[0])
        always = " OVERRIDING SYSTEM VALUE" if target.db.kind == "postgresql" and "id" in rows[0] else ""
        clash = " ON CONFLICT DO NOTHING" if table == "party_name" else ""
        sql = f"INSERT INTO {table} ({names}){always} VALUES ({', '.join('?' * len(rows[0]))}){clash}"
        target.db.many(sql, [tuple(v + shift if c in moved and isinstance(v, int) else v for c, v in row.items()) for row in rows])


def test_pages_are_the_same(both: tuple[Ledger, Ledger]) -> None:
    lite, other = both
    for asked in some_filters(lite, random.Random(11))[::3]:
        asked = checked(asked)
        for sort in ("newest", "oldest"):
            one, two = page(lite.db, asked, 20, None, sort), page(other.db, asked, 20, None, sort)
            assert [r["event_id"] for r in one.rows] == [r["event_id"] for r in two.rows], asked
            assert one.after == two.after
            if one.after:
                one, two = page(lite.db, asked, 20, one.after, sort), page(other.db, asked, 20, two.after, sort)
                assert [r["event_id"] for r in one.rows] == [r["event_id"] for r in two.rows], asked
        assert count(lite.db, asked) == count(other.db, asked)


def test_articles_and_records_are_the_same(both: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    for n, asked in enumerate(some_filters(both[0], random.Random(13))[::5]):
        monkeypatch.setattr(pages, "COUNTED", (3, 6000)[n % 2])
        for pages_of, name in ((listing.articles, "key"), (listing.records, "record_id")):
            one, two = ([row[name] for row in pages_of(ledger, asked, 30).rows] for ledger in both)
            assert set(one) == set(two), asked


@pytest.mark.parametrize("sort", ["seen", "reports", "confidence"])
def test_other_orders_are_the_same(both: tuple[Ledger, Ledger], sort: str) -> None:
    one, two = (page(ledger.db, Filter(), 200, None, sort) for ledger in both)
    assert [r["event_id"] for r in one.rows] == [r["event_id"] for r in two.rows]
    assert one.after == two.after


@pytest.mark.parametrize(
    "terms", ["army", '"the army"', "army NOT rebels", "fishermen OR protesters", "Łódź", "北京", "deta*", "missile (port OR court)"]
)
def test_searches_find_the_same_articles(both: tuple[Ledger, Ledger], terms: str) -> None:
    one, two = (ask.search(ledger, terms, limit=1000) for ledger in both)
    assert {hit.key for hit in one.hits} == {hit.key for hit in two.hits}
    assert one.total == two.total > 0
    assert all(any(held for _, held in hit.words + hit.title) for hit in two.hits)


def test_answers_are_the_same(both: tuple[Ledger, Ledger]) -> None:
    for one, other in ((ask.dyad(ledger, "KEN", "UGA"), ask.dyad(ledger, "RUS", "USA", "year")) for ledger in both):
        assert one.periods
        assert other.periods
    lite, server_side = both
    assert ask.dyad(lite, "USA", "RUS").periods == ask.dyad(server_side, "USA", "RUS").periods
    assert ask.portrait(lite, "UGA:MIL").roles == ask.portrait(server_side, "UGA:MIL").roles
    assert (
        ask.query(lite, Filter(actor=("odhiambo",))).rows[0]["event_id"]
        == ask.query(server_side, Filter(actor=("ODHIAMBO",))).rows[0]["event_id"]
    )
    shown = ask.show(server_side, invented.fact().id[:12])
    assert shown is not None
    assert shown.event == ask.show(lite, invented.fact().id).event  # type: ignore[union-attr]
    assert [d.event.id for d in ask.disputes(lite).disputes] == [d.event.id for d in ask.disputes(server_side).disputes]


def test_odd_searches_are_no_error(both: tuple[Ledger, Ledger]) -> None:
    for typed in ODD:
        try:
            ask.search(both[1], typed)
        except FilterError as error:
            assert "nothing to look for" in str(error)  # noqa: PT017  (either is right)
