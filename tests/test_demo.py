"""The bundled example: what `dragoman demo` shows, read by the reader that comes along."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import intake
from dragoman.ask.dyads import dyad
from dragoman.cli import cli, serve
from dragoman.store import Ledger
from dragoman.types import Event

LARGEST = 80_000


def files() -> list[Path]:
    return sorted(serve.STORIES.iterdir())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("demo") / "demo.db"
    done = CliRunner().invoke(cli, ["demo", "--no-serve", "--db", str(where)])
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{where}\n"
    assert [p.name for p in where.parent.iterdir()] == ["demo.db"]
    return where


@pytest.fixture(scope="module")
def ledger(made: Path) -> Iterator[Ledger]:
    with Ledger.open(made) as found:
        yield found


@pytest.fixture(scope="module")
def events(ledger: Ledger) -> list[Event]:
    return list(ledger.events())


def one(events: list[Event], kind: str, day: str) -> Event:
    """The event of that type and day that most reports tell of."""
    found = [e for e in events if e.event == kind and e.date_edtf == day]
    assert found, f"no {kind} on {day}"
    return max(found, key=lambda e: len(e.reports))


def steps(event: Event, field: str) -> list[tuple[str | None, str | None]]:
    return [(c.at, c.new) for c in event.history if c.field == field]


def codes(event: Event) -> set[str | None]:
    return {p.code for p in (*event.actors, *event.recipients)}


# the stories


def test_the_stories_are_small_and_come_in_four_formats() -> None:
    assert {p.suffix for p in files()} == {".jsonl", ".html", ".xml", ".eml"}
    assert sum(p.stat().st_size for p in files()) < LARGEST


def test_every_story_is_taken_in_and_says_whose_it_is(ledger: Ledger) -> None:
    assert ledger.counts() == {"stored": 30}
    stories = [filed.article for filed in ledger.filed()]
    assert len({a.source for a in stories}) >= 6
    assert all(a.title and a.url and "2024-03-10" <= (a.published or "") <= "2024-04-26" for a in stories)


# what they show


def test_an_attack_is_one_event_whose_toll_rises(events: list[Event]) -> None:
    attack = one(events, "ASSAULT", "2024-03-09")
    assert steps(attack, "dead") == [("2024-03-10", "5+"), ("2024-03-11", "8"), ("2024-03-12", "12")]
    assert attack.size.dead == (12, 12)
    assert codes(attack) == {"ETH", "KEN"}
    assert attack.place is not None
    assert (attack.place.name, attack.place.country) == ("Moyale", "KEN")


def test_reprints_of_an_agency_are_no_reports_of_their_own(events: list[Event]) -> None:
    attack = one(events, "ASSAULT", "2024-03-09")
    assert (len(attack.reports), attack.independent_reports, attack.reprints) == (5, 2, 2)
    assert {(r.article.source, r.origin) for r in attack.reports if r.reprint} == {
        ("Lakeshore Times", "northernwire"),
        ("The Harbour Post", "northernwire"),
    }


def test_a_shelling_is_asserted_by_one_side_and_denied_by_the_other(events: list[Event]) -> None:
    shelling = one(events, "ASSAULT", "2024-03-18")
    assert shelling.reported_as == "contested"
    assert {p.code for p in shelling.asserted_by} == {"KEN"}
    assert {p.code for p in shelling.denied_by} == {"ETH"}
    assert shelling.independent_reports == 2


def test_talks_are_planned_and_then_held(events: list[Event]) -> None:
    talks = one(events, "CONSULT", "2024-04-09")
    assert steps(talks, "status") == [("2024-04-02", "planned"), ("2024-04-09", "happened")]
    assert (talks.status, talks.reported_as, len(talks.reports)) == ("happened", "fact", 3)


def test_a_claim_is_confirmed_and_a_paper_that_quotes_another_adds_no_report(events: list[Event]) -> None:
    closure = one(events, "COERCE", "2024-03-21")
    assert steps(closure, "reported_as") == [("2024-03-22", "claimed"), ("2024-03-27", "fact")]
    assert {r.article.source for r in closure.reports if r.origin == "riftcourier"} == {"Rift Courier", "Addis Ledger"}
    assert (len(closure.reports), closure.independent_reports) == (4, 3)


@pytest.mark.parametrize(
    ("kind", "actor", "country"),
    [
        ("SANCTION", "KEN", "KEN"),
        ("MOBILIZE", "KEN", "KEN"),
        ("AID", "UNO", "KEN"),
        ("AID", "PER", "BOL"),
        ("PROTEST", None, "BOL"),
        ("COERCE", "MYS", "MYS"),
    ],
)
def test_there_is_something_of_each_kind(events: list[Event], kind: str, actor: str | None, country: str) -> None:
    found = [e for e in events if e.event == kind and e.place and e.place.country == country]
    assert any(p.code == actor for e in found for p in e.actors)


def test_groups_of_states_stand_there_without_a_code(events: list[Event]) -> None:
    named = {p.entity_text: p.code for e in events for p in e.actors}
    for group in ("East African leaders", "Gulf states", "Andean governments"):
        assert named[group] is None


def test_the_map_has_places_on_three_continents(events: list[Event]) -> None:
    towns = {(e.place.name, e.place.country) for e in events if e.place and e.place.precision == "city" and e.place.lat is not None}
    assert {("Moyale", "KEN"), ("Addis Ababa", "ETH"), ("La Paz", "BOL"), ("Puno", "PER"), ("Pontianak", "IDN")} <= towns


def test_two_neighbours_have_a_long_record_of_cooperation_and_conflict(ledger: Ledger) -> None:
    found = dyad(ledger, "KEN", "ETH")
    quads = [sum(p.quads[n] for p in found.whole()) for n in range(4)]
    assert all(quads)
    assert sum(quads) > 20


# the command


def test_a_second_start_reads_nothing(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(serve.sys, "platform", "linux")
    where = serve.cached()
    assert where.parent == tmp_path / "dragoman"
    where.parent.mkdir()
    where.write_bytes(made.read_bytes())
    monkeypatch.setattr(intake, "ingest", lambda *a, **b: pytest.fail("read again"))
    done = CliRunner().invoke(cli, ["demo", "--no-serve"])
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{where}\n", "")


def test_other_stories_or_another_program_make_another_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = serve.cached()
    monkeypatch.setattr(serve, "__version__", "9.9")
    second = serve.cached()
    (tmp_path / "a.txt").write_text("A story.")
    monkeypatch.setattr(serve, "STORIES", tmp_path)
    assert len({first, second, serve.cached()}) == 3
    assert "9.9" in second.name


def test_a_start_that_is_broken_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*a: object, **b: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "ingest", ended)
    where = tmp_path / "cache" / "demo.db"
    assert CliRunner().invoke(cli, ["demo", "--no-serve", "--db", str(where)]).exit_code == 1
    assert not list(where.parent.iterdir())


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_text("mine")
    done = CliRunner().invoke(cli, ["demo", "--no-serve", "--db", str(mine)])
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert mine.read_text() == "mine"


def test_where_nothing_can_be_written_the_remedy_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(cli, ["demo", "--no-serve", "--db", str(tmp_path / "file" / "demo.db")])
    assert done.exit_code == 1
    assert "cannot make" in done.stderr
    assert "--db" in done.stderr


def test_its_pages_say_that_it_is_invented(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("dragoman.web.app.create", lambda where, **more: told.append(more["note"]))
    monkeypatch.setattr(serve, "cached", lambda: made)
    monkeypatch.setattr(serve, "bound", lambda host, port: sys.exit())
    for command in (["demo", "--no-open"], ["serve", str(made)]):
        CliRunner().invoke(cli, command)
    assert told == [serve.INVENTED, ""]


def test_it_is_made_without_the_network_and_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One story only, to be quick."""
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.txt").write_text("Published 4 April 2024\n\nKenya's president met Ethiopia's prime minister in Nairobi.")
    monkeypatch.setattr(serve, "STORIES", tmp_path / "stories")
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("a connection was made"))
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr(serve, "run", lambda *a: served.append(a))
    done = CliRunner().invoke(cli, ["demo", "--db", str(tmp_path / "demo.db"), "--port", "0", "--no-open"])
    assert done.exit_code == 0, done.output
    assert served[0][:3] == (str(tmp_path / "demo.db"), 0, "127.0.0.1")
    with Ledger.open(tmp_path / "demo.db") as found:
        assert found.size()["articles"] == 1
