"""Questions to a ledger, as functions and as commands. The events are invented (gathered_events.py)."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import gathered_events as invented
from dragoman import ask
from dragoman.ask import disputing, dyads, printing, searching, showing, tables
from dragoman.cli import cli
from dragoman.exporters.gathered.cells import unsafe
from dragoman.store import Ledger
from dragoman.store.filters import Filter, FilterError
from dragoman.types import Event
from shelved import shelve


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with one event of each kind, and an event id that was merged into another."""
    path = shelve(tmp_path_factory.mktemp("ask") / "small.db", invented.events())
    with sqlite3.connect(path) as db:
        forward = ("evt-0000000000000001", invented.fact().id, "2031-03-08T00:00:00Z", "")
        db.execute("INSERT INTO forward (old_event_id, event_id, at, row_sha256) VALUES (?, ?, ?, ?)", forward)
    return path


def run(path: Path | str, *words: str) -> Result:
    command, *rest = words
    return CliRunner().invoke(cli, [command, "--db", str(path), *rest], catch_exceptions=False)


def lines(path: Path, *words: str) -> list[dict[str, Any]]:
    result = run(path, *words)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def ids(found: list[dict[str, Any]]) -> set[str]:
    return {row["event_id"] for row in found}


# query


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (["--actor", "UGA:REB"], [invented.claimed]),
        (["--event", "coerce", "--mode", "arrest", "--since", "2031-02"], [invented.contested]),
        (["--actor", "odhiambo"], [invented.fact]),
        (["--source", "UGA:MIL"], [invented.claimed, invented.contested]),
        (["--source", "Lake Front"], [invented.contested]),
        (["--status", "planned"], [invented.planned]),
        (["--reported-as", "denied", "--reported-as", "negated"], [invented.denied, invented.negated]),
        (["--outlet", "morning post"], [invented.fact]),
        (["--text", '"detained forty" OR marched'], [invented.contested, invented.several]),
        (["--country", "STP"], [invented.unicode]),
        (["--place", "indian ocean"], [invented.at_sea]),
        (["--min-reports", "2"], [invented.fact]),
        (["--party", "UNO"], [invented.several]),
        (["--context", "health"], [invented.no_place]),
        (["--since", "2031-04"], [invented.planned]),
        (["--party", "Q900001"], [invented.fact]),
    ],
)
def test_query_finds_what_the_options_say(path: Path, words: list[str], made: list[Any]) -> None:
    assert ids(lines(path, "query", *words)) == {make().id for make in made}


def test_undated_events_come_last_and_only_where_no_days_are_asked_for(path: Path) -> None:
    found = lines(path, "query", "--limit", "0")
    assert found[-1]["event_id"] == invented.no_date().id
    assert found[-1]["date"] is None
    assert invented.no_date().id not in ids(lines(path, "query", "--since", "2000"))


def test_query_pages_by_the_mark_that_it_ends_with(path: Path) -> None:
    first = run(path, "query", "--limit", "9")
    mark = first.stderr.strip().rpartition(" ")[2]
    rest = lines(path, "query", "--after", mark)
    shown = [json.loads(line) for line in first.stdout.splitlines()]
    assert len(shown) == 9
    assert [row["event_id"] for row in (*shown, *rest)] == [row["event_id"] for row in lines(path, "query", "--limit", "0")]


def test_query_counts(path: Path) -> None:
    assert run(path, "query", "--count").stdout == f"{len(invented.KINDS)}\n"
    assert run(path, "query", "--count", "--actor", "PRK", "--fail-if-empty").exit_code == 4


def test_rows_are_flat_and_full_events_are_whole(path: Path) -> None:
    (flat,) = lines(path, "query", "--actor", "odhiambo")
    assert (flat["actor"], flat["actor_code"], flat["independent_reports"], flat["reprints"]) == ("Wanjiru Odhiambo", "KEN", 2, 1)
    assert not {"id", "row_sha256"} & flat.keys()
    (full,) = lines(path, "query", "--actor", "odhiambo", "--full")
    assert [r["reprint"] for r in full["reports"]] == [False, True, False]


def test_csv_cells_are_safe_and_come_back(path: Path, tmp_path: Path) -> None:
    run(path, "query", "--csv", "--limit", "0", "-o", str(tmp_path / "all"))
    with (tmp_path / "all").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hostile = next(row for row in rows if row["event_id"] == invented.hostile().id)
    assert hostile["actor"].startswith("'=")
    assert unsafe(hostile["place"]) == invented.HOSTILE
    assert len(rows) == len(invented.KINDS)


def test_output_goes_by_the_name_of_the_file(path: Path, tmp_path: Path) -> None:
    for name in ("found.csv", "found.jsonl", "found.txt"):
        assert run(path, "query", "-o", str(tmp_path / name)).exit_code == 0
    assert (tmp_path / "found.csv").read_text().startswith("event_id,event,")
    assert "CONSULT visit · Kampala, UGA" in (tmp_path / "found.txt").read_text()
    assert "no format known for '.xls'" in run(path, "query", "-o", str(tmp_path / "found.xls")).stderr


def test_nothing_found_says_what_was_looked_for_and_how_much_there_is(path: Path) -> None:
    for words in (
        ["query", "--actor", "PRK"],
        ["contested", "--country", "PRK"],
        ["dyad", "PRK", "KOR"],
        ["actor", "PRK"],
        ["search", "xylophone"],
    ):
        result = run(path, *words)
        assert (result.exit_code, result.stdout) == (0, "")
        assert "no " in result.stderr
        assert "holds" in result.stderr
        assert run(path, *words, "--fail-if-empty").exit_code == 4
        assert run(path, *words, "-q").stderr == ""
    assert f"no event fits: actor PRK; {path} holds 15 events" in run(path, "query", "--actor", "PRK").stderr


def test_unknown_codes_and_names_get_a_remedy(path: Path) -> None:
    wrong = run(path, "query", "--event", "CONSLT")
    assert wrong.exit_code == 2
    assert "no event type 'CONSLT'; did you mean CONSULT?" in wrong.stderr
    assert (
        "nobody is called 'Wanjiru Odhambo' in this ledger; did you mean Wanjiru Odhiambo?"
        in run(path, "query", "--actor", "Wanjiru Odhambo").stderr
    )
    assert "'lake' stands for Lake Front" in run(path, "query", "--actor", "lake").stderr


def test_no_ledger_is_told_with_a_remedy(tmp_path: Path) -> None:
    result = run(tmp_path / "none.db", "query")
    assert result.exit_code == 1
    assert "there is no ledger here" in result.stderr


def test_asking_never_writes(path: Path) -> None:
    before = path.read_bytes()
    for words in (["query"], ["search", "army"], ["dyad", "KEN", "UGA"], ["actor", "UGA"], ["contested"], ["show", invented.fact().id]):
        run(path, *words)
    assert path.read_bytes() == before
    with Ledger.open(path) as ledger, pytest.raises(Exception, match=r"readonly|written"):
        ledger.db.execute("DELETE FROM event")


def test_tables_fit_narrow_and_wide_screens_and_take_no_text_for_a_command(path: Path) -> None:
    with Ledger.open(path) as ledger:
        rows = ask.query(ledger, Filter()).rows
        for width in (60, 100, 180):
            out = io.StringIO()
            printing.events(rows, printing.screen(out, terminal=False, width=width))
            text = out.getvalue()
            assert max(map(len, text.splitlines())) <= width
            assert "\x07" not in text
            assert "\u202e" not in text
            assert text.count("evt-") == len(invented.KINDS)
    assert all(mark in text for mark in "●◐◑✕○◌⊘")


# search


def test_search_marks_what_it_found(path: Path) -> None:
    with Ledger.open(path) as ledger:
        found = ask.search(ledger, "fishermen detain*")
    assert found.total == 1
    assert [text for text, held in found.hits[0].words if held] == ["detained", "fishermen"]
    assert found.hits[0].events == 1


@pytest.mark.parametrize(
    ("terms", "count"),
    [
        ("army", 7),
        ('"the army"', 3),
        ("army NOT rebels", 4),
        ("fishermen OR protesters", 3),
        ("KISUMU", 2),
        ("Łódź", 1),
        ("北京", 1),
        ("deta*", 1),
    ],
)
def test_search_understands_phrases_beginnings_and_either_or(path: Path, terms: str, count: int) -> None:
    with Ledger.open(path) as ledger:
        assert ask.search(ledger, terms).total == count


def test_search_by_day_outlet_and_language_page_by_page(path: Path) -> None:
    with Ledger.open(path) as ledger:
        assert ask.search(ledger, "army", outlet=("lake tribune",)).total == 1
        assert ask.search(ledger, "army", since="2031-03-06", until="2031-03").total == 2
        assert ask.search(ledger, "army", language=("fr",)).total == 0
        first = ask.search(ledger, "army", limit=4)
        rest = ask.search(ledger, "army", limit=4, after=first.after or 0)
        assert len({hit.key for hit in (*first.hits, *rest.hits)}) == first.total == 7
        assert rest.after is None


def test_marks_of_pieces_survive_a_text_that_holds_them() -> None:
    assert searching.pieces("a \ufdd0b\ufdd1 c") == (("a ", False), ("b", True), (" c", False))
    assert searching.pieces("\ufdd1a\ufdd0b") == (("\ufdd1a", False), ("b", False))


# show


def test_show_tells_an_event_with_reprints_apart(path: Path) -> None:
    text = run(path, "show", invented.fact().id[:12], "--format", "text").stdout
    assert "2 independent, 1 reprint" in text
    assert "printed again by Morning Post 2031-03-06" in text
    assert text.index("Harbour Gazette ─") < text.index("printed again") < text.index("Lake Tribune ─")
    assert "2031-03-05  status happened" in text


def test_show_follows_an_id_that_was_merged(path: Path) -> None:
    (found,) = lines(path, "show", "evt-0000000000000001")
    assert found["event_id"] == invented.fact().id
    assert found["forwarded_from"] == "evt-0000000000000001"
    assert "is now a part of it" in run(path, "show", "evt-00000000", "--format", "text").stdout


def test_show_takes_articles_and_records(path: Path) -> None:
    report = invented.contested().reports[0]
    (article,) = lines(path, "show", report.article.id[:10])
    assert article["text"] == report.article.text
    assert [r["event_id"] for r in article["records"]] == [invented.contested().id]
    (record,) = lines(path, "show", report.record.id)
    assert record["id"] == report.record.id
    for name in (report.article.id, report.record.id):
        assert f"part of {invented.contested().id}" in run(path, "show", name, "--format", "text").stdout


def test_show_of_nothing_and_of_several(path: Path, tmp_path: Path) -> None:
    missing = run(path, "show", "evt-ffffffff")
    assert missing.exit_code == 4
    assert "ids begin with evt-, drg- or art-" in missing.stderr
    two = [replace(invented.fact(), id="evt-aaaaaa0000000001"), replace(invented.no_place(), id="evt-aaaaaa0000000002")]
    shelved = shelve(tmp_path / "two.db", two)
    several = run(shelved, "show", "evt-aaaaaa")
    assert several.exit_code == 1
    assert "several ids begin with evt-aaaaaa: evt-aaaaaa0000000001, evt-aaaaaa0000000002; give more of it" in several.stderr
    assert run(shelved, "show", "evt-aaaaaa0000000002").exit_code == 0


def test_the_word_that_tells_of_the_event_is_underlined(path: Path) -> None:
    with Ledger.open(path) as ledger:
        found = showing.show(ledger, invented.contested().id)
    out = io.StringIO()
    assert found is not None
    printing.anything(found, printing.screen(out, terminal=True, width=100))
    assert "\x1b[1;4mdetained\x1b[0m" in out.getvalue()


# dyad


def dyad_events() -> list[Event]:
    """Kenya and Uganda over three months: facts, a claim, a dispute, a plan, a denial, a meeting told of both, a year without a month."""
    texts = iter(f"Report number {n} met." for n in range(20))

    def one(day: str | None, scale: float, quad: int, told: str = "fact", **more: Any) -> Event:
        text = next(texts)
        return invented.one(text, text, "met", reported_as=told, date_edtf=day, scale=scale, quad=quad, **more)

    there, back = {}, {"actors": (invented.UGANDA,), "recipients": (invented.KENYA,)}
    both: dict[str, Any] = {"actors": (invented.KENYA, invented.UGANDA), "recipients": ()}
    return [
        one("2031-01-05", 4.0, 1, **there),
        one("2031-01-20", -6.0, 4, "claimed", **back),
        one("2031-01-21", -2.0, 3, "contested", **there),
        one("2031-03-02", 8.0, 2, **there),
        one("2031-03-03", 5.0, 1, "planned", **there),
        one("2031-03-04", -9.0, 4, "denied", **back),
        one("2031-03-05/2031-03-09", 2.5, 1, **both),
        one("2031", 1.0, 1, **there),
        one("2031-01-07", 3.0, 1, actors=(invented.BLOC,), recipients=(invented.UGANDA,)),
    ]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelve(tmp_path_factory.mktemp("dyad") / "pair.db", dyad_events())


def test_a_pair_by_month_in_both_directions(pair: Path) -> None:
    with Ledger.open(pair) as ledger:
        found = ask.dyad(ledger, "KEN", "UGA")
    told = {(p.period, p.direction): p for p in found.periods}
    assert list(told) == [("2031-01", "->"), ("2031-01", "<-"), ("2031-03", "->"), ("2031-03", "<-"), ("2031-03", "<->"), (None, "->")]
    january = told["2031-01", "->"]
    assert (january.events, january.fact, january.contested, january.quads) == (2, 1, 1, (1, 0, 1, 0))
    assert (january.own_mean, january.scale_mean) == (4.0, 1.0)
    march = told["2031-03", "->"]
    assert (march.events, march.planned, march.scale_sum) == (1, 1, 8.0)
    denied = told["2031-03", "<-"]
    assert (denied.events, denied.denied, denied.scale_mean, denied.quads) == (0, 1, None, (0, 0, 0, 0))


def test_months_without_events_are_in_the_course_and_years_are_no_month(pair: Path) -> None:
    with Ledger.open(pair) as ledger:
        assert [p.period for p in ask.dyad(ledger, "KEN", "UGA").whole()] == ["2031-01", "2031-02", "2031-03", None]
        assert [p.period for p in ask.dyad(ledger, "KEN", "UGA", "year").whole()] == ["2031"]
        weeks = ask.dyad(ledger, "Kenya", "Uganda", "week").whole()
    assert weeks[0].period == "2031-W01"
    assert weeks[0].fact == 1


def test_a_pair_turned_round_is_the_same_turned_round(pair: Path) -> None:
    with Ledger.open(pair) as ledger:
        one, other = ask.dyad(ledger, "KEN", "UGA"), ask.dyad(ledger, "UGA", "KEN")
    turned = {"->": "<-", "<-": "->", "<->": "<->"}
    assert {replace(p, direction=turned[p.direction]) for p in one.periods} == set(other.periods)


def test_a_pair_is_a_line_for_each_period_and_direction(pair: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(pair, "dyad", "KEN", "UGA", "--csv").stdout)))
    assert [(r["period"], r["actor"], r["recipient"], r["together"]) for r in rows][:2] == [
        ("2031-01", "KEN", "UGA", "0"),
        ("2031-01", "UGA", "KEN", "0"),
    ]
    assert (rows[1]["scale_mean"], rows[1]["own_voice_mean"], rows[1]["claimed"]) == ("-6.0", "", "1")
    text = run(pair, "dyad", "KEN", "UGA", "--format", "table").stdout
    assert "2031-01 … 2031-03" in text
    assert "✕ 1" in text


def test_a_pair_takes_further_conditions_but_no_third_side(pair: Path) -> None:
    assert {row["period"] for row in lines(pair, "dyad", "KEN", "UGA", "--since", "2031-03")} == {"2031-03"}
    assert "a third" in run(pair, "dyad", "KEN", "UGA", "--actor", "PRK").stderr
    with Ledger.open(pair) as ledger, pytest.raises(FilterError):
        ask.dyad(ledger, "KEN:XXX", "UGA")


def test_bars_go_from_least_to_most() -> None:
    assert tables.sparks([0, 1, 2, 7]) == "▁▂▃█"
    assert tables.sparks([-10, None, 0, 10], -10, 10) == "▁ ▅█"
    assert tables.thinned([1.0] * 200, 80) == [3.0] * 66 + [2.0]
    assert dyads.calendar([dyads.Period("2030-11", "->"), dyads.Period("2031-02", "->")], "month") == [
        "2030-11",
        "2030-12",
        "2031-01",
        "2031-02",
    ]
    assert tables.filled({"2030-12": 1, "2031-02": 2}) == {"2030-12": 1, "2031-01": 0, "2031-02": 2}


# actor, contested


def test_an_actor_by_code_and_by_name(path: Path) -> None:
    (army,) = lines(path, "actor", "UGA:MIL")
    assert army["roles"] == {"actor": 3, "recipient": 1, "asserts": 1, "denies": 1}
    assert army["did"] == {"COERCE": 2, "ASSAULT": 1}
    assert {(n["name"], n["count"]) for n in army["names"]} == {("Uganda People's Defence Force", 6)}
    (minister,) = lines(path, "actor", "wanjiru odhiambo")
    assert minister["names"][0]["office"] == "Minister of Foreign Affairs"
    assert minister["partners"] == [{"name": "UGA", "did": 1, "done": 0, "scale_mean": 4.0}]
    assert minister["months"] == {"2031-03": 1}


def test_an_actor_as_people_read_it(path: Path) -> None:
    text = run(path, "actor", "UGA", "--format", "table").stdout
    assert "names, offices" in text
    assert "Lake Front UGA REB" in text


def test_both_sides_of_a_dispute_stand_next_to_each_other(path: Path) -> None:
    with Ledger.open(path) as ledger:
        (dispute,) = disputing.disputes(ledger).disputes
    assert [v.who for v in dispute.asserting] == ["rebels"]
    assert [v.who for v in dispute.denying] == ["the army"]
    rows = lines(path, "contested")
    assert [(r["stance"], r["who"], r["own_voice"]) for r in rows] == [("asserts", "rebels", 0), ("denies", "the army", 0)]
    text = run(path, "contested", "--format", "table").stdout
    assert any("rebels" in line and "the army" in line for line in text.splitlines())


def test_an_outlet_that_tells_it_itself_is_a_voice() -> None:
    first = invented.contested()
    text = "The army detained forty fishermen."
    own = invented.one(text, text, "detained", about={"outlet": "Lake Tribune"}).reports[0]
    copy = replace(own, reprint=True)
    found = disputing.dispute(replace(first, reports=(*first.reports, own, copy)))
    assert [(v.who, v.own) for v in found.asserting] == [("rebels", False), ("Lake Tribune", True)]


# from text to answer


def test_what_is_read_can_be_asked_for(tmp_path: Path) -> None:
    from dragoman import pipeline
    from dragoman.knowledge import Knowledge
    from dragoman.store import coder
    from dragoman.types import Article

    knowledge = Knowledge(reader="rules")
    story = Article(id="s1", text="Kenya condemned the attack on Uganda on Monday.", published="2024-03-12", source="Lake Tribune")
    with Ledger.open(tmp_path / "read.db", write=True, create=True) as ledger:
        assert ledger.add(pipeline.read(story, knowledge), coder(knowledge)).status == "stored"
    with Ledger.open(tmp_path / "read.db") as ledger:
        rows = ask.query(ledger, Filter(actor=("KEN",), event=("ACCUSE",), text="condemn*", outlet=("Lake Tribune",), since="2024-03")).rows
        assert [(row["actor_code"], row["date"]) for row in rows] == [("KEN", "2024-03-11")]
        assert ask.search(ledger, "condemned").hits[0].events >= 1
