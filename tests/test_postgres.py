"""PostgreSQL holds the same ledger as SQLite, row for row; on a server that the test starts for itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.api import default_knowledge
from dragoman.api import read as read_text
from dragoman.intake import ingest
from dragoman.store import Coder, Ledger, LedgerError
from dragoman.store.changes import changes
from dragoman.store.filters import Filter, checked
from dragoman.store.postgres import spelt
from dragoman.store.recode import recode
from dragoman.store.rows import unpacked
from dragoman.store.verify import verify
from dragoman.types import Reading
from postgres_server import server

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

KNOWLEDGE = default_knowledge("rules")
BY = Coder("0", "plover-2.0", "rules", "0" * 64)
MEETING = "Kenyan President William Ruto met French President Emmanuel Macron in Paris on Monday."
AGAIN = "French President Emmanuel Macron on Monday met President William Ruto of Kenya in Paris to discuss climate finance. 100% sure?"
PROTEST = "Thousands of teachers protested in Lagos on Tuesday against unpaid wages. Police arrested 14 demonstrators."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        with server() as found:
            yield found
    except RuntimeError as reason:
        pytest.skip(f"no PostgreSQL server can be started: {reason}")


@pytest.fixture
def url(address: str) -> Iterator[str]:
    """An empty database."""
    yield address
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS dragoman CASCADE")


@pytest.fixture(scope="module")
def stories() -> list[Reading]:
    told = ((MEETING, "The Gazette"), (AGAIN, "The Courier"), (PROTEST, "The Herald"))
    made = [read_text(text, published="2024-03-12", source=source, title=text[:20], knowledge=KNOWLEDGE) for text, source in told]
    elsewhere = replace(made[2].article, source="The Courier", url="https://courier.test/?a=1%20b")
    return [*made, replace(made[2], article=elsewhere)]


def filled(where: str | Path, stories: list[Reading]) -> Ledger:
    ledger = Ledger.open(where, create=True)
    ledger.now = lambda: "2024-03-20T12:00:00Z"
    for story in stories:
        ledger.add(story, BY)
    return ledger


def tables(ledger: Ledger) -> dict[str, set[str]]:
    """Tables and their columns."""
    if ledger.db.kind == "sqlite":
        sql = """SELECT m.name AS t, c.name AS c FROM sqlite_schema m JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'article_fts%'"""
    else:
        sql = "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = 'dragoman'"
    found: dict[str, set[str]] = {}
    for row in ledger.db.query(sql):
        found.setdefault(row["t"], set()).add(row["c"])
    return found


def dump(ledger: Ledger) -> dict[str, list[str]]:
    """All rows of all tables, in an order of their own, as both databases have them.

    A row of the history that was written anew has another number in each; a record's JSON is packed in one, so that its hash is another.
    """
    found = {name: ledger.db.query(f'SELECT * FROM "{name}"') for name in sorted(set(tables(ledger)) - {"layout"})}
    for row in found["history"]:
        row.pop("id")
    for row in found["record"]:
        row |= {name: row[name] and unpacked(row[name]) for name in ("body", "facts")}
        row.pop("row_sha256")
    return {name: sorted(json.dumps(row, default=bytes.hex, sort_keys=True) for row in rows) for name, rows in found.items()}


def test_both_have_the_same_tables_and_columns(url: str, tmp_path: Path) -> None:
    with Ledger.open(url, create=True) as theirs, Ledger.open(tmp_path / "ledger.db", create=True) as ours:
        found = tables(theirs)
        assert found.pop("layout") == {"version", "at"}
        found["article"].remove("fts")
        assert found == tables(ours)


def test_both_hold_the_same_rows_and_tell_the_same_events(url: str, tmp_path: Path, stories: list[Reading]) -> None:
    with filled(url, stories) as theirs, filled(tmp_path / "ledger.db", stories) as ours:
        assert dump(theirs) == dump(ours)
        assert list(theirs.events()) == list(ours.events())
        assert list(theirs.filed()) == list(ours.filed())
        assert list(changes(theirs.db)) == list(changes(ours.db))
        assert max(e.independent_reports for e in theirs.events()) == 2
        assert list(verify(theirs.db)) == []
        before = dump(theirs)
        assert theirs.add(stories[0], BY).status == "duplicate"
        assert dump(theirs) == before


def test_events_are_asked_for_alike(url: str, tmp_path: Path, stories: list[Reading]) -> None:
    wanted = [
        Filter(text="teachers wages"),
        Filter(party=("FRA",)),
        Filter(outlet=("The Courier",)),
        Filter(since="2024-03-12"),
        Filter(text='"climate finance"'),
    ]
    with filled(url, stories) as theirs, filled(tmp_path / "ledger.db", stories) as ours:
        for one in wanted:
            found = [e.id for e in theirs.events(checked(one))]
            assert found == [e.id for e in ours.events(checked(one))]
            assert found, one


def test_damage_is_named(url: str, stories: list[Reading]) -> None:
    with filled(url, stories) as ledger:
        ledger.db.execute("UPDATE record SET confidence = confidence / 2 WHERE id = 1")
        ledger.db.execute("DELETE FROM clue WHERE record_id > 0")
        assert {damage.table for damage in verify(ledger.db)} == {"record", "clue"}
        with pytest.raises(LedgerError, match="never changed"):
            ledger.db.execute("UPDATE article SET text = 'other'")
        ledger.reindex()
        assert {damage.table for damage in verify(ledger.db)} == {"record"}


def test_a_reader_never_writes_and_no_ledger_is_made_unasked(url: str, stories: list[Reading]) -> None:
    with pytest.raises(LedgerError, match="there is no ledger here"):
        Ledger.open(url)
    filled(url, stories).close()
    with Ledger.open(url) as reader:
        assert reader.size()["articles"] == 3
        with pytest.raises(LedgerError, match="may not be written"):
            reader.db.execute("DELETE FROM change")
        with reader.db.transaction():
            assert len(list(reader.events())) > 1


def test_a_ledger_of_a_newer_program_is_left_as_it_is(url: str) -> None:
    with Ledger.open(url, create=True) as ledger:
        ledger.db.execute("INSERT INTO layout (version) VALUES (99)")
    for write in (False, True):
        with pytest.raises(LedgerError, match="update dragoman"):
            Ledger.open(url, write=write)


def test_an_error_in_the_middle_leaves_nothing_behind(url: str, stories: list[Reading]) -> None:
    with filled(url, stories[:1]) as ledger:
        before = dump(ledger)
        with pytest.raises(ZeroDivisionError), ledger.db.transaction():
            ledger.add(stories[2], BY), 1 / 0
        assert dump(ledger) == before
        assert ledger.add(stories[2], BY).status == "stored"


def test_writers_come_one_after_another(url: str, stories: list[Reading]) -> None:
    filled(url, []).close()
    told: list[str] = []

    def write() -> None:
        with Ledger.open(url, write=True) as ledger:
            told.extend(ledger.add(story, BY).status for story in stories[:3])

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["duplicate"] * 6 + ["stored"] * 3
    with Ledger.open(url) as ledger:
        assert ledger.size()["articles"] == 3
        assert list(verify(ledger.db)) == []


def test_files_are_taken_in_and_coded_again(url: str, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(
        "".join(json.dumps({"text": text, "published": "2024-03-12"}) + "\n" for text in (MEETING, PROTEST, MEETING, "zeros \0 in it"))
    )
    with Ledger.open(url, create=True) as ledger:
        counts = ingest(ledger, [str(file)], KNOWLEDGE, jobs=1).counts
        assert (counts["stored"], counts["duplicate"], counts["refused"]) == (2, 1, 1)
        assert sum(counts.values()) == 4
        assert ingest(ledger, [str(file)], KNOWLEDGE, jobs=1).before == 4
        assert recode(ledger, KNOWLEDGE).nothing
        assert list(verify(ledger.db)) == []


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(LedgerError, match="does not answer") as told:
        Ledger.open("postgresql://me:secret@127.0.0.1:1/db", create=True)
    assert "secret" not in str(told.value)


def test_question_marks_in_quotes_stay() -> None:
    assert spelt("SELECT '?', \"a?\" FROM t WHERE x LIKE '%a' AND y = ? AND z % 2 = ?") == (
        b"SELECT '?', \"a?\" FROM t WHERE x LIKE '%%a' AND y = %s AND z %% 2 = %s"
    )
