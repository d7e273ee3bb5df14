"""The ledger: one transaction an article, nothing twice, nothing by halves, nothing lost unseen."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman import pipeline, plain
from dragoman.api import default_knowledge
from dragoman.api import read as read_text
from dragoman.sources import Unread
from dragoman.store import Coder, Ledger, LedgerError, clues, coder, gathering, sqlite
from dragoman.store.backup import backup
from dragoman.store.changes import changes
from dragoman.store.recode import recode
from dragoman.store.rows import unpacked
from dragoman.store.verify import verify
from dragoman.store.writing import update
from dragoman.types import Article, Problem, Reading

KNOWLEDGE = default_knowledge("rules")
BY = Coder("0", "plover-2.0", "rules", "0" * 64)
NOON = "2024-03-20T12:00:00Z"

VISIT = (
    "Kenyan President William Ruto met French President Emmanuel Macron in Paris on Monday. "
    "The two leaders signed a trade agreement worth 40 million euros, officials said."
)
ATTACK = (
    "Rebels killed 12 soldiers near Goma on Sunday, the Congolese army said. "
    "Residents of the town of Sake fled the fighting. Rwanda denied that it backed the attack."
)
PROTEST = "Thousands of teachers protested in Lagos on Tuesday against unpaid wages. Police arrested 14 demonstrators."


def reading(text: str, source: str | None = "The Gazette", published: str = "2024-03-12", **more: str) -> Reading:
    return read_text(text, published=published, source=source, knowledge=KNOWLEDGE, **more)


@pytest.fixture(scope="module")
def stories() -> dict[str, Reading]:
    return {"visit": reading(VISIT, title="Ruto in Paris"), "attack": reading(ATTACK), "protest": reading(PROTEST, "The Herald")}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", create=True) as made:
        made.now = lambda: NOON
        yield made


@pytest.fixture
def full(ledger: Ledger, stories: dict[str, Reading]) -> Ledger:
    for story in stories.values():
        ledger.add(story, BY)
    return ledger


def dump(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables of ours."""
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts_%' ORDER BY name"
    return {row["name"]: ledger.db.query(f'SELECT * FROM "{row["name"]}" ORDER BY 1, 2') for row in ledger.db.query(tables)}


def wrong(ledger: Ledger) -> list[str]:
    return [str(damage) for damage in verify(ledger.db)]


# what is stored


def test_a_stored_reading_comes_back_as_it_was(ledger: Ledger, stories: dict[str, Reading]) -> None:
    outcome = ledger.add(stories["visit"], BY)
    assert (outcome.status, outcome.reason) == ("stored", None)
    assert outcome.key is not None
    assert outcome.key == ledger.known(VISIT)
    assert ledger.reading(outcome.key) == plain.reading(stories["visit"], "2024-03-20")


def test_an_article_comes_back_with_its_records_and_as_the_reader_found_it(full: Ledger, stories: dict[str, Reading]) -> None:
    filed = full.article(full.known(VISIT) or "")
    assert filed is not None
    assert (filed.article.title, filed.article.published, filed.article.source) == ("Ruto in Paris", "2024-03-12", "The Gazette")
    assert [r.id for r in filed.records] == [r.id for r in stories["visit"].records]
    assert all(VISIT[e.start : e.end] == e.text for r in filed.records for e in r.evidence)


def test_every_record_is_in_an_event_and_every_event_has_its_reports(full: Ledger, stories: dict[str, Reading]) -> None:
    events = list(full.events())
    assert sorted(r.record.id for e in events for r in e.reports) == sorted(r.id for s in stories.values() for r in s.records)
    assert all(full.event(e.id) == e for e in events)
    assert full.size() == {"articles": 3, "records": sum(len(s.records) for s in stories.values()), "events": len(events)}


def test_a_ledger_without_fault_verifies(full: Ledger) -> None:
    assert wrong(full) == []


def test_every_commit_is_on_the_disk(ledger: Ledger) -> None:
    settings = {name: sqlite.pragma(ledger.db.connection, name) for name in ("synchronous", "foreign_keys", "trusted_schema")}  # type: ignore[attr-defined]
    assert settings == {"synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    assert ledger.db.query("PRAGMA journal_mode") == [{"journal_mode": "wal"}]


def test_articles_are_found_by_their_words(full: Ledger) -> None:
    found = full.db.query("SELECT a.key FROM article_fts f JOIN article a ON a.id = f.rowid WHERE article_fts MATCH ?", ["demonstrators"])
    assert [row["key"] for row in found] == [full.known(PROTEST)]


def test_an_article_known_to_be_cut_is_partial(ledger: Ledger, stories: dict[str, Reading]) -> None:
    cut = replace(stories["visit"], article=replace(stories["visit"].article, partial="the file ends in the middle"))
    outcome = ledger.add(cut, BY)
    assert (outcome.status, outcome.reason) == ("partial", "the file ends in the middle")


# nothing twice


def test_the_same_again_adds_no_row_at_all(full: Ledger, stories: dict[str, Reading]) -> None:
    before = dump(full)
    assert [full.add(story, BY).status for story in stories.values()] == ["duplicate"] * 3
    assert dump(full) == before


def test_the_same_text_elsewhere_is_one_sighting_and_a_reprint_of_its_events(full: Ledger, stories: dict[str, Reading]) -> None:
    before = dump(full)
    again = replace(
        stories["attack"], article=replace(stories["attack"].article, source="The Courier", url="https://courier.test/1", id="9")
    )
    assert full.add(again, BY).status == "duplicate"
    after = dump(full)
    assert len(after["sighting"]) == len(before["sighting"]) + 1
    assert {name for name in before if len(before[name]) != len(after[name])} == {"sighting", "intake", "change"}
    for event in full.events():
        of_attack = event.reports[0].article.text == ATTACK
        assert (event.independent_reports, event.reprints) == (1, int(of_attack))
        assert {r.article.source for r in event.reports} == (
            {"The Gazette", "The Courier"} if of_attack else {event.reports[0].article.source}
        )
    assert full.add(again, BY).status == "duplicate"
    assert dump(full) == after
    assert wrong(full) == []


def test_an_edited_reprint_is_a_copy_and_no_second_report(ledger: Ledger) -> None:
    tail = (
        " The governor of the province said schools and markets would stay closed until further notice, and asked aid agencies to send "
        "tents, blankets and clean water to the families camped along the road to the lake port."
    )
    ledger.add(reading(ATTACK + tail), BY)
    ledger.add(reading("DRC: rebels strike.\n\n" + ATTACK + tail, "The Courier"), BY)
    first, second = ledger.db.query("SELECT id, copy_of, story FROM article ORDER BY id")
    assert (first["copy_of"], second["copy_of"]) == (None, first["id"])
    assert first["story"] == second["story"]
    killed = [e for e in ledger.events() if e.size.dead]
    assert [(len(e.reports), e.independent_reports, e.reprints) for e in killed] == [(2, 1, 1)]


def test_two_outlets_that_tell_one_event_in_their_own_words_are_two_independent_reports(ledger: Ledger) -> None:
    ledger.add(reading("Kenyan President William Ruto met French President Emmanuel Macron in Paris on Monday."), BY)
    other = "French President Emmanuel Macron on Monday met President William Ruto of Kenya in Paris to discuss climate finance."
    ledger.add(reading(other, "The Courier"), BY)
    told = max(ledger.events(), key=lambda e: len(e.reports))
    assert (told.event, told.independent_reports, told.reprints) == ("CONSULT", 2, 0)
    assert wrong(ledger) == []


def test_records_are_compared_whatever_way_an_earlier_program_kept_what_they_are_compared_by(ledger: Ledger) -> None:
    ledger.add(reading("Kenyan President William Ruto met French President Emmanuel Macron in Paris on Monday."), BY)
    ledger.db.execute("""UPDATE record SET facts = '{"record": "drg-1", "unheard of": 1}'""")
    other = "French President Emmanuel Macron on Monday met President William Ruto of Kenya in Paris to discuss climate finance."
    assert ledger.add(reading(other, "The Courier"), BY).status == "stored"
    assert max(len(e.reports) for e in ledger.events()) == 2


# nothing by halves


def test_an_error_in_the_middle_leaves_nothing_behind(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(full)

    def fails(*_: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(gathering, "settle", fails)
    with pytest.raises(RuntimeError):
        full.add(reading("Iran threatened Israel on Friday."), BY)
    assert dump(full) == before
    monkeypatch.undo()
    assert full.add(reading("Iran threatened Israel on Friday."), BY).status == "stored"
    assert wrong(full) == []


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (Unread("news.jsonl", 3, "not JSON"), "refused"),
        (Reading(article=Article(id="1", text="")), "refused"),
        (Reading(article=Article(id="1", text="x"), problems=(Problem(stage="who", message=f"{pipeline.CRASHED} (KeyError)"),)), "failed"),
    ],
)
def test_what_gives_no_article_is_told_and_counted(ledger: Ledger, item: Reading | Unread, status: str) -> None:
    outcome = ledger.add(item, BY)
    assert (outcome.status, outcome.key) == (status, None)
    assert outcome.reason
    assert ledger.counts() == {status: 1}
    ledger.add(item, BY)
    assert ledger.counts() == {status: 1}
    assert ledger.size()["articles"] == 0


def test_the_text_of_an_article_cannot_be_changed(full: Ledger) -> None:
    with pytest.raises(LedgerError, match="never changed"):
        full.db.execute("UPDATE article SET text = 'other'")


# files that are not as they should be


def test_a_reader_never_writes(full: Ledger, tmp_path: Path) -> None:
    full.close()
    before = (tmp_path / "ledger.db").read_bytes()
    with Ledger.open(tmp_path / "ledger.db") as reader:
        assert len(list(reader.events())) > 2
        for sql in ("DELETE FROM article", "CREATE TABLE t (x)", "PRAGMA user_version = 7"):
            with pytest.raises(LedgerError, match="may not be written"):
                reader.db.execute(sql)
    assert (tmp_path / "ledger.db").read_bytes() == before


def test_a_ledger_in_a_folder_that_cannot_be_written_is_read(full: Ledger) -> None:
    full.close()
    folder = Path(tempfile.mkdtemp())
    me = os.geteuid()
    try:
        shutil.copy(full.db.where, folder / "ledger.db")
        (folder / "ledger.db").chmod(0o444)
        folder.chmod(0o555)
        if me == 0:
            os.seteuid(65534)  # root may write anywhere
            if not os.access(sqlite.SCHEMA, os.R_OK, effective_ids=True):
                pytest.skip("installed where only root may look: cannot be tried as somebody else")
        with Ledger.open(folder / "ledger.db") as reader:
            assert len(list(reader.events())) > 2
        with pytest.raises(LedgerError, match="check your rights"):
            Ledger.open(folder / "ledger.db", write=True)
        assert [p.name for p in folder.iterdir()] == ["ledger.db"]
    finally:
        os.seteuid(me)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_what_is_no_ledger_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database at all, whatever it is called")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    for name, said in (
        ("absent.db", "ingest"),
        ("text", "no ledger"),
        ("other.db", "no ledger"),
        ("", "folder"),
        ("no/where.db", "ingest"),
    ):
        with pytest.raises(LedgerError, match=said):
            Ledger.open(tmp_path / name)
    for name, said in (("text", "no ledger"), ("other.db", "no ledger"), ("no/where.db", "folder does not exist")):
        with pytest.raises(LedgerError, match=said):
            Ledger.open(tmp_path / name, create=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["other.db", "text"]


def test_a_ledger_of_a_newer_program_is_left_untouched(full: Ledger, tmp_path: Path) -> None:
    full.close()
    path = tmp_path / "ledger.db"
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = path.read_bytes()
    for write in (False, True):
        with pytest.raises(LedgerError, match="update dragoman"):
            Ledger.open(path, write=write)
    assert path.read_bytes() == before


def steps(folder: Path, count: int, *more: str) -> Path:
    """The first steps of the layout, and others behind them."""
    folder.mkdir()
    for n, step in enumerate(sqlite.migrations()[:count], 1):
        shutil.copy(step, folder / f"{n:04}.sql")
    for n, script in enumerate(more, count + 1):
        (folder / f"{n:04}.sql").write_text(script)
    return folder


LATEST = len(sqlite.migrations())


@pytest.mark.parametrize("count", range(1, LATEST + 1))
def test_an_older_ledger_is_brought_up_to_date_and_a_copy_kept(tmp_path: Path, stories: dict[str, Reading], count: int) -> None:
    path = tmp_path / "ledger.db"
    old = Ledger(sqlite.SQLite(path, write=True, create=True, schema=steps(tmp_path / "old", count)), now=lambda: NOON)
    for story in stories.values():
        old.add(story, BY)
    before = dump(old)
    old.close()
    later = steps(
        tmp_path / "later", LATEST, "CREATE TABLE note (id INTEGER PRIMARY KEY, said TEXT);\nCREATE INDEX by_said ON note (said);\n"
    )
    with pytest.raises(LedgerError, match="dragoman upgrade"):
        sqlite.SQLite(path, schema=later)
    newer = Ledger(sqlite.SQLite(path, write=True, schema=later))
    after = dump(newer)
    assert {name: after[name] for name in before} == before
    assert "note" in after
    assert wrong(newer) == []
    newer.close()
    (kept,) = tmp_path.glob("*.bak")
    copy = Ledger(sqlite.SQLite(kept, schema=tmp_path / "old"))
    assert dump(copy) == before


def test_a_step_that_fails_leaves_the_ledger_as_it_was(full: Ledger, tmp_path: Path) -> None:
    before = dump(full)
    full.close()
    later = steps(tmp_path / "later", LATEST, "CREATE TABLE note (x);\nDELETE FROM change;\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(LedgerError):
        sqlite.SQLite(tmp_path / "ledger.db", write=True, schema=later)
    with Ledger.open(tmp_path / "ledger.db") as old:
        assert dump(old) == before


def test_records_that_are_stored_as_text_are_read_on(full: Ledger, tmp_path: Path, stories: dict[str, Reading]) -> None:
    """As version 2 stored them."""
    before = list(full.events()), list(full.filed())
    for row in full.db.query("SELECT * FROM record"):
        update(full.db, "record", {**row, **{name: unpacked(row[name]) for name in ("body", "facts")}})
    assert {row["kind"] for row in full.db.query("SELECT typeof(body) AS kind FROM record")} == {"text"}
    assert wrong(full) == []
    assert (list(full.events()), list(full.filed())) == before
    again = reading(PROTEST.replace("Thousands", "Several thousand"), "The Courier")
    assert full.add(again, BY).status == "stored"
    assert max(len(event.reports) for event in full.events()) == 2
    assert wrong(full) == []


def test_what_is_dated_is_filed_by_its_days() -> None:
    days = [clues.hashed(kind, f"{bucket} {word}") for bucket in (1, 9, 182_500, 900_000) for kind in ("a ", "r ") for word in ("x", "y")]
    assert [n >> clues.DAYS_AT for n in days] == [n for bucket in (1, 9, 182_500, 900_000) for n in [bucket] * 4]
    assert len(set(days)) == len(days)
    assert all(-(2**63) <= clues.hashed("a ", key) < 0 for key in ("any bridge talks", "copy 00000012", "x"))
    assert max(days) < 2**63


# damage


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE record SET quote = 'other words' WHERE id = 1", "record drg-"),
        ("UPDATE record SET body = replace(body, 'army', 'navy')", "record drg-"),
        ("UPDATE record SET body = substr(body, 1, length(body) - 2) || x'0000' WHERE id = 1", "record drg-"),
        ("UPDATE record SET confidence = confidence / 2 WHERE id = 2", "record drg-"),
        ("UPDATE article SET published = '1999-01-01' WHERE id = 2", "article art-"),
        ("UPDATE event SET reported_as = 'fact' WHERE reported_as = 'claimed'", "event evt-"),
        ("UPDATE event_party SET code = 'USA' WHERE n = 0", "event evt-"),
        ("UPDATE sighting SET source = 'nobody'", "sighting "),
        ("UPDATE intake SET status = 'failed'", "intake "),
        ("UPDATE change SET action = 'removed' WHERE seq = 2", "change 2"),
        ("UPDATE coder SET version = '9'", "coder "),
        ("UPDATE reading SET body = x'00'", "reading "),
        ("DELETE FROM record WHERE id = 1", "event evt-"),
        ("DELETE FROM reading", "article art-"),
        ("UPDATE event_context SET context = 'economic'", "event_context"),
        ("DELETE FROM clue WHERE record_id > 0", "clue"),
        ("INSERT INTO article_fts (article_fts) VALUES ('delete-all')", "article_fts"),
    ],
)
def test_what_was_changed_behind_our_back_is_named(full: Ledger, sql: str, named: str) -> None:
    full.db.execute("PRAGMA foreign_keys = OFF")
    assert full.db.execute(sql) != 0
    assert any(found.startswith(named) for found in wrong(full)), wrong(full)


def test_a_damaged_body_is_told_with_a_remedy(full: Ledger) -> None:
    row = full.db.query("SELECT a.key FROM record r JOIN article a ON a.id = r.article_id LIMIT 1")[0]
    full.db.execute("UPDATE record SET body = x'789c00'")
    with pytest.raises(LedgerError, match="dragoman verify"):
        full.article(row["key"])


def test_a_flipped_bit_is_found_or_changes_nothing(full: Ledger, tmp_path: Path) -> None:
    before = dump(full)
    full.close()
    whole = (tmp_path / "ledger.db").read_bytes()
    dice = random.Random(4)
    for n in range(60):
        at = dice.randrange(len(whole))
        path = tmp_path / f"flipped{n}.db"
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
        try:
            with Ledger.open(path) as flipped:
                assert wrong(flipped) or dump(flipped) == before, at
        except LedgerError:
            pass  # not opened at all


# copies


def test_a_backup_holds_the_same_and_is_not_written_over(full: Ledger, tmp_path: Path) -> None:
    backup(full.db, tmp_path / "copy.db")
    with Ledger.open(tmp_path / "copy.db") as copy:
        assert dump(copy) == dump(full)
    with pytest.raises(LedgerError, match="no backup is written over"):
        backup(full.db, tmp_path / "copy.db")
    backup(full.db, tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        archive.extract("ledger.db", tmp_path / "out")
    with Ledger.open(tmp_path / "out" / "ledger.db") as copy:
        assert dump(copy) == dump(full)


def test_a_copy_of_a_damaged_ledger_is_no_backup(full: Ledger, tmp_path: Path) -> None:
    full.db.execute("UPDATE event SET status = 'planned'")
    with pytest.raises(LedgerError, match="damaged"):
        backup(full.db, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


# coding again


@pytest.fixture
def coded(ledger: Ledger, stories: dict[str, Reading]) -> Ledger:
    """A ledger coded by the rules as they are."""
    for story in stories.values():
        ledger.add(story, coder(KNOWLEDGE))
    return ledger


def other_actors(tmp_path: Path) -> Path:
    """A table that makes the rebels of one story somebody."""
    table = tmp_path / "mine.tsv"
    table.write_text("name\taliases\tkind\tcode\tsector\tfrom\tto\twikidata\toffice\tsource\n")
    return table


def test_coding_again_with_the_same_coder_adds_nothing(coded: Ledger) -> None:
    before = dump(coded)
    done = recode(coded, KNOWLEDGE)
    assert (done.nothing, done.before, done.same) == (True, 3, 0)
    assert dump(coded) == before


def test_another_coder_that_reads_alike_adds_no_reading(full: Ledger) -> None:
    """The records carry the day of coding; a day later they are the same bytes all the same."""
    before = dump(full)
    full.now = lambda: "2025-01-01T00:00:00Z"
    done = recode(full, KNOWLEDGE)
    assert (done.nothing, done.same, done.different) == (True, 3, 0)
    after = dump(full)
    assert len(after.pop("coder")) == len(before.pop("coder")) + 1
    assert after == before
    assert recode(full, KNOWLEDGE).before == 3
    assert wrong(full) == []


def changed_reading(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on who denies is not read, and protests give no record."""

    def read(article: Article, knowledge: object) -> Reading:
        found = pipeline.run(article, KNOWLEDGE, pipeline.STAGES)
        kept = tuple(replace(r, confidence=0.5) for r in found.records if r.event != "PROTEST")
        return replace(found, records=kept, mentions=(), opinion=None)

    monkeypatch.setattr("dragoman.runner.pipeline.read", read)


def test_a_new_coder_counts_when_all_is_read_and_events_keep_their_ids(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {e.id: e for e in full.events()}
    changed_reading(full, monkeypatch)
    told: list[str] = []

    def look(key: str, what: str) -> None:
        told.append(what)
        assert {e.id: e for e in full.events()} == before

    done = recode(full, KNOWLEDGE, tell=look)
    assert (done.different, told) == (3, ["different"] * 3)
    after = {e.id: e for e in full.events()}
    assert set(after) == {name for name, event in before.items() if event.event != "PROTEST"}
    assert all(event.confidence == 0.5 for event in after.values())
    gone = {c["id"] for c in changes(full.db) if c["action"] == "removed"}
    assert gone == {name for name, event in before.items() if event.event == "PROTEST"}
    assert all(full.event(name) is None for name in gone)
    assert full.db.query("SELECT count(*) AS n FROM reading") == [{"n": 6}]
    assert wrong(full) == []
    assert recode(full, KNOWLEDGE).before == 3


def test_a_coding_that_was_broken_off_goes_on_where_it_was(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(full.events())
    changed_reading(full, monkeypatch)

    def stop(key: str, what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recode(full, KNOWLEDGE, tell=stop)
    assert list(full.events()) == before
    assert wrong(full) == []
    done = recode(full, KNOWLEDGE)
    assert (done.before, done.different) == (1, 2)
    assert {e.confidence for e in full.events()} == {0.5}
    assert wrong(full) == []


# changes


def test_changes_are_told_in_order_and_once(full: Ledger) -> None:
    told = list(changes(full.db))
    assert [c["seq"] for c in told] == sorted({c["seq"] for c in told})
    assert {(c["kind"], c["action"]) for c in told} == {("article", "added"), ("event", "added")}
    assert {c["id"] for c in told if c["kind"] == "event"} == {e.id for e in full.events()}
    assert list(changes(full.db, told[2]["seq"])) == told[3:]
    assert list(changes(full.db, "2024-03-20")) == told
    assert list(changes(full.db, "2024-03-21")) == []


def test_the_id_of_an_event_that_was_merged_leads_to_the_other(full: Ledger) -> None:
    one = full.db.query("SELECT r.event_id FROM record r JOIN article a ON a.id = r.article_id WHERE a.text = ? ORDER BY r.id", [VISIT])[0]
    other = full.db.query(
        "SELECT r.event_id FROM record r JOIN article a ON a.id = r.article_id WHERE a.text = ? ORDER BY r.id", [PROTEST]
    )[0]
    names = {row["id"]: row["event_id"] for row in full.db.query("SELECT id, event_id FROM event")}
    with full.db.transaction():
        assert gathering.join(full.db, one["event_id"], other["event_id"], NOON)
        gathering.retell(full.db, [one["event_id"]], NOON)
    found = full.event(names[other["event_id"]])
    assert found is not None
    assert found.id == names[one["event_id"]]
    assert len(found.reports) == 2
    assert [c["into"] for c in changes(full.db) if c["action"] == "merged"] == [found.id]
    assert wrong(full) == []


# several at once


def add_many(path: Path, name: str) -> None:
    with Ledger.open(path, write=True) as ledger:
        for n in range(15):
            text = f"Police in {name} arrested {n + 2} demonstrators on Tuesday. The mayor of {name} condemned the {n} arrests."
            ledger.add(Reading(article=Article(id=str(n), text=text, published="2024-03-12"), sentences=reading(VISIT).sentences), BY)


def test_two_writers_and_a_reader_do_not_stand_in_each_others_way(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_many, args=(path, name)) for name in ("Lagos", "Nairobi")]
    for writer in writers:
        writer.start()
    seen = 0
    while any(writer.is_alive() for writer in writers):
        with Ledger.open(path) as reader:
            assert reader.size()["articles"] >= seen
            seen = reader.size()["articles"]
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert ledger.size()["articles"] == 30
    assert wrong(ledger) == []
