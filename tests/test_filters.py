"""Filters of a ledger: what users type, as conditions; pages that are right whatever way is walked; searches that are never an error."""

from __future__ import annotations

import importlib.util
import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.ask import listing
from dragoman.cli import ask as commands
from dragoman.cli import filters as options
from dragoman.exporters.wording import TOLD
from dragoman.store import Ledger, pages
from dragoman.store.codes import REPORTED_AS, FilterError, codes
from dragoman.store.filters import Filter, Side, articles_where, checked, events_where, records_where, side
from dragoman.store.lookup import folded
from dragoman.store.naming import understood
from dragoman.store.pages import SORTS, count, page
from dragoman.store.words import fts5, sought, terms, tsquery
from dragoman.types import STATUSES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of 700 invented events."""
    spec = importlib.util.spec_from_file_location("synthesise", ROOT / "tools" / "synthesise.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    sys.modules["synthesise"] = tool
    spec.loader.exec_module(tool)
    path = tmp_path_factory.mktemp("filters") / "made.db"
    tool.synthesise(path, 700, seed=3)
    return path


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        (Filter(event=("CONSLT",)), "no event type 'CONSLT'; did you mean CONSULT?"),
        (Filter(mode=("vist",)), "did you mean visit"),
        (Filter(context=("millitary",)), "did you mean military?"),
        (Filter(quad=(5,)), "no quad class 5; there are 1 (verbal cooperation)"),
        (Filter(status=("done",)), "there are happened, ongoing, planned, hypothetical, negated"),
        (Filter(reported_as=("rumour",)), "there are fact, claimed"),
        (Filter(actor=("RUZ:MIL",)), "'RUZ'; did you mean"),
        (Filter(recipient=("RUS:MIX",)), "no sector 'MIX'"),
        (Filter(source=(" ",)), "give a code (RUS)"),
        (Filter(country=("Atlantis",)), "no country 'Atlantis'"),
        (Filter(since="16/01/2024"), "give a day (2024-01-16), a month (2024-01) or a year (2024)"),
        (Filter(until="2024-02-31"), "is no date"),
        (Filter(since="2024-03", until="2024-02"), "no day is both since 2024-03 and until 2024-02"),
        (Filter(text="-ceasefire"), "say also what to look for"),
        (Filter(text="…"), "give a word"),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(wrong: Filter, remedy: str) -> None:
    with pytest.raises(FilterError) as error:
        checked(wrong)
    assert remedy in str(error.value)


def test_codes_may_be_typed_in_any_case_and_dates_by_the_month() -> None:
    asked = checked(Filter(event=("consult",), mode=("Third Party",), country=("iran", "KEN"), since="2024-02", until="2024-02"))
    assert (asked.event, asked.mode, asked.country) == (("CONSULT",), ("third-party",), ("IRN", "KEN"))
    assert (asked.since, asked.until) == ("2024-02-01", "2024-02-29")
    assert checked(asked) == asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RUS", (Side(code="RUS"),)),
        ("rus", (Side(code="RUS"),)),
        ("RUS:MIL", (Side(code="RUS", sector="MIL"),)),
        (":MIL", (Side(sector="MIL"),)),
        ("MIL", (Side(sector="MIL"),)),
        ("UNO", (Side(code="UNO"),)),
        ("NGO", (Side(code="NGO"), Side(sector="NGO"))),
        ("Q7747", (Side(wikidata="Q7747"),)),
        ("Russia", (Side(code="RUS"),)),
        ("Rus", (Side(name="Rus"),)),
        ("PKK", (Side(name="PKK"),)),
        ("name:Russia", (Side(name="Russia"),)),
        ("Lake Front: north wing", (Side(name="Lake Front: north wing"),)),
    ],
)
def test_a_party_is_a_code_a_sector_both_an_id_or_a_name(typed: str, meant: tuple[Side, ...]) -> None:
    assert side(typed) == meant


def test_an_empty_filter_is_no_condition() -> None:
    assert not events_where(Filter())
    assert not records_where(Filter())


def brute(path: Path, asked: Filter, newest: bool) -> list[int]:
    """The ids of all events that fit, sorted by Python."""
    on = events_where(asked)
    with sqlite3.connect(path) as db:
        found = db.execute("SELECT e.date, e.id FROM event e" + (f" WHERE {on.sql}" if on else ""), on.params).fetchall()
    dated = sorted(((day, n) for day, n in found if day), reverse=newest)
    return [n for _, n in dated] + sorted((n for day, n in found if not day), reverse=newest)


def some_filters(ledger: Ledger, dice: random.Random) -> list[Filter]:
    """Each field alone with a frequent and a rare value, then 150 filters of several fields."""

    def values(column: str, table: str = "event") -> list[str]:
        sql = f"SELECT {column} AS v FROM {table} WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY count(*) DESC, v"
        return [row["v"] for row in ledger.db.query(sql)]

    parties = [*values("code", "event_party")[:6], "GOV", "RUS:MIL", "REF", "USA:REF", *values("wikidata", "event_party")[:2]]
    parties += ["name:" + values("name", "event_party")[0]]
    choices: dict[str, list[str]] = {
        "event": list(codes().types),
        "mode": ["visit", "arrest", "resign"],
        "context": ["military", "trafficking"],
        **dict.fromkeys(("actor", "recipient", "party", "source"), parties),
        "status": list(STATUSES),
        "reported_as": list(REPORTED_AS),
        "country": values("country")[:5] + values("country")[-2:],
        "place": values("lower(place)")[:3],
        "outlet": values("source", "article")[:2],
        "story": values("story", "article")[:2],
        "article": values("key", "article")[:1],
    }
    others = [
        *({"text": t} for t in ("officials", "security missile", "negotiat*", "xylophonist", "officials OR border NOT talks")),
        *({"since": "2021"}, {"until": "2018-06"}, {"since": "2020-01", "until": "2020-12"}),
        *({"min_reports": 2}, {"min_reports": 9}, {"min_confidence": 0.8}, {"quad": (4,)}, {"quad": (1, 2)}),
    ]
    single = [{field: (value,)} for field, found in choices.items() for value in (found[0], found[-1])]
    several = [{field: tuple(dice.sample(found, min(2, len(found))))} for field, found in choices.items()]
    pool = [*single, *several, *others]
    mixed = [{k: v for part in dice.sample(pool, dice.choice((2, 2, 3))) for k, v in part.items()} for _ in range(150)]
    return [Filter(**given) for given in (*pool, *mixed, {})]


def test_pages_hold_what_the_condition_says_in_order_whichever_way_is_walked(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each filter is walked page by page, newest and oldest first, with long paths and with none."""
    monkeypatch.setattr(pages, "RARE", 8)
    with Ledger.open(made) as ledger:
        for n, asked in enumerate(some_filters(ledger, random.Random(5))):
            monkeypatch.setattr(pages, "COUNTED", (3, 40, 6000)[n % 3])
            monkeypatch.setattr(pages, "WAYS", (1, 24)[n % 2])
            asked = checked(asked)
            for sort, newest in (("newest", True), ("oldest", False)):
                found: list[int] = []
                after = None
                for _ in range(200):
                    part = page(ledger.db, asked, 37, after, sort)
                    found += [row["id"] for row in part.rows]
                    after = part.after
                    if after is None:
                        break
                assert found == brute(made, asked, newest), asked
            assert count(ledger.db, asked) == len(found)


def test_articles_and_records_are_those_of_the_events_that_fit_whichever_way_is_walked(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked up and what is tested one by one finds what the conditions say."""
    with Ledger.open(made) as ledger:
        for n, asked in enumerate(some_filters(ledger, random.Random(7))):
            monkeypatch.setattr(pages, "COUNTED", (3, 40, 6000)[n % 3])
            on = articles_where(checked(asked))
            sql = f"SELECT a.key FROM article a{f' WHERE {on.sql}' if on else ''} ORDER BY a.published DESC NULLS LAST, a.id DESC"
            assert every(listing.articles, ledger, asked, "key") == [row["key"] for row in ledger.db.query(sql, on.params)], asked
            itself, events = (checked(half) for half in listing.divided(asked))
            told, about = records_where(events), articles_where(itself)
            sql = f"""SELECT r.record_id FROM record r WHERE r.event_id IS NOT NULL{f" AND {told.sql}" if told else ""}
                      {f"AND +r.article_id IN (SELECT a.id FROM article a WHERE {about.sql})" if about else ""} ORDER BY r.id DESC"""
            found = [row["record_id"] for row in ledger.db.query(sql, (*told.params, *about.params))]
            assert every(listing.records, ledger, asked, "record_id") == found, asked


def every(list_of: Callable[..., listing.Listed], ledger: Ledger, asked: Filter, name: str) -> list[str]:
    """That column of all rows, from page to page."""
    found, after = [], None
    while True:
        part = list_of(ledger, asked, 61, after)
        found += [row[name] for row in part.rows]
        after = part.after
        if after is None:
            return found


@pytest.mark.parametrize("sort", sorted(set(SORTS) - {"newest", "oldest"}))
def test_other_orders_page_through_all_events_once(made: Path, sort: str) -> None:
    with Ledger.open(made) as ledger:
        found, after = [], None
        while True:
            part = page(ledger.db, Filter(), 90, after, sort)
            found += part.rows
            after = part.after
            if after is None:
                break
    column = SORTS[sort][0]
    assert len({row["id"] for row in found}) == len(found) == 700
    assert [row[column] or "" for row in found] == sorted((row[column] or "" for row in found), reverse=True)


def test_a_bad_mark_or_order_is_told(made: Path) -> None:
    with Ledger.open(made) as ledger:
        for after in ("x", "2024-01-01~x", "~"):
            with pytest.raises(FilterError, match="no page after"):
                page(ledger.db, Filter(), after=after)
        with pytest.raises(FilterError, match="no order 'newst'; did you mean newest"):
            page(ledger.db, Filter(), sort="newst")


def test_a_page_of_a_large_ledger_reads_few_entries(made: Path) -> None:
    """Work, not time: whatever is asked for, the walk of a page runs along an index; no plan sorts or scans the table of events."""
    asked = [
        Filter(actor=("USA",)),
        Filter(event=("CONSULT",), country=("USA",)),
        Filter(context=("military",)),
        Filter(status=("planned",)),
    ]
    asked += [Filter(party=("USA",), since="2020"), Filter(mode=("visit",)), Filter(actor=("GOV",)), Filter()]
    with Ledger.open(made) as ledger:
        plans: list[str] = []
        query = ledger.db.query

        def planned(sql: str, values: tuple[object, ...] = ()) -> list[dict[str, object]]:
            plans.extend(str(row["detail"]) for row in query("EXPLAIN QUERY PLAN " + sql, values))
            return query(sql, values)

        ledger.db.query = planned  # type: ignore[method-assign]
        for each in asked:
            page(ledger.db, each, 5)
            listing.articles(ledger, each, 5)
            listing.records(ledger, each, 5)
    assert plans
    assert not [p for p in plans if p.startswith(("SCAN e", "SCAN x", "SCAN event"))]


def test_names_are_found_by_their_words(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "names.db", write=True, create=True) as ledger:
        for name in ("Recep Tayyip Erdoğan", "Vladimir Putin", "Putin", "Putina", "100% Gold"):
            ledger.db.execute("INSERT INTO party_name (name, folded) VALUES (?, ?)", (name, folded(name)))
        meant = understood(ledger.db, Filter(actor=("putin", "erdogan", "RUS"), party=("Vladmir Putin",), source=("100%", "name:Putin")))
    assert meant.asked.actor == ("name:Putin", "name:Vladimir Putin", "name:Recep Tayyip Erdoğan", "RUS")
    assert meant.asked.source == ("name:100% Gold", "name:Putin")
    assert meant.unknown == {"Vladmir Putin": ("Vladimir Putin",)}
    assert meant.taken["erdogan"] == ("Recep Tayyip Erdoğan",)


def test_a_word_of_thousands_of_names_is_asked_for_as_one_list_and_of_too_many_told(made: Path, tmp_path: Path) -> None:
    with Ledger.open(made) as ledger:
        names = tuple("name:" + row["name"] for row in ledger.db.query("SELECT name FROM party_name"))
        assert len(names) > 300
        asked = Filter(party=names * 5)
        assert len(page(ledger.db, asked, 50).rows) == 50
        assert count(ledger.db, asked) == 700
    with Ledger.open(tmp_path / "many.db", write=True, create=True) as ledger:
        ledger.db.many(
            "INSERT INTO party_name (name, folded) VALUES (?, ?)", [(f"police {n}", folded(f"police {n}")) for n in range(10_001)]
        )
        with pytest.raises(FilterError, match="more than 10,000 names hold 'Police'"):
            understood(ledger.db, Filter(actor=("Police",)))
        assert understood(ledger.db, Filter(actor=("police 77",))).asked.actor == ("name:police 77",)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("missile launch", '("missile" AND "launch")'),
        ('"border post" talks', '("border post" AND "talks")'),
        ("negotiat*", '"negotiat"*'),
        ("talks OR meeting border", '(("talks" OR "meeting") AND "border")'),
        ("talks -ceasefire NOT truce", '(("talks") NOT ("ceasefire" OR "truce"))'),
        ("talks NOT (truce ceasefire)", '(("talks") NOT (("truce" AND "ceasefire")))'),
        ("(talks", '"talks"'),
        ("talks) OR", '"talks"'),
        ('"unclosed phrase', '"unclosed phrase"'),
        ("NEAR(a b)", '("NEAR" AND ("a" AND "b"))'),
        ("title:secret", '"title:secret"'),
        ("U.S.-led", '"U.S.-led"'),
    ],
)
def test_a_search_is_read_as_people_mean_it(typed: str, query: str) -> None:
    assert fts5(sought(typed)) == query


ODD = [
    '"',
    "'",
    "*",
    "()",
    "a AND",
    "OR",
    "NOT",
    "a NOT",
    "-",
    "--",
    '"" ""',
    "^a",
    "{a}",
    "a:b:c",
    "a + b",
    "\0a",
    "((((" * 500 + "a",
    "a " * 3000,
]
ODD += [
    'a" OR "b',
    "a*b*",
    "NEAR/3",
    "\\",
    "%",
    "a; DROP TABLE event",
    "�",
    "𝕷ake",
    "café",
    "北京",
    "a OR OR b",
    "NOT NOT a",
    "-(a)",
    'x "*',
    "\ud800",
]


@pytest.mark.parametrize("typed", ODD)
def test_odd_searches_are_never_an_error_of_the_database(typed: str, made: Path) -> None:
    with Ledger.open(made) as ledger, suppress(FilterError):  # no word in it, or none that must occur
        page(ledger.db, checked(Filter(text=typed)), 3)


def test_both_databases_are_asked_for_the_same_words() -> None:
    found = sought('talks "border post" -truce negotiat*')
    assert tsquery(found)[1] == ("talks", "border post", "negotiat:*", "truce")
    assert [t.words for t in terms(found)] == ["talks", "border post", "negotiat"]


def test_what_the_command_line_knows_by_heart_is_what_there_is() -> None:
    assert tuple(SORTS) == commands.SORTS
    assert options.STATUSES == STATUSES
    assert options.TOLD == REPORTED_AS == tuple(TOLD)
    fields = {o.name for o in commands.query.params} & set(Filter.__dataclass_fields__)
    assert fields == set(Filter.__dataclass_fields__)


def test_help_of_every_question_has_an_example() -> None:
    for command in commands.COMMANDS:
        shown = CliRunner().invoke(command, ["--help"]).output
        assert f"dragoman {command.name}" in shown, command.name


def test_filters_are_plain_values() -> None:
    assert replace(Filter(), actor=("RUS",)) == Filter(actor=("RUS",))
    assert hash(Filter(actor=("RUS",)))


def test_places_may_be_in_territories_that_are_no_actors() -> None:
    assert checked(Filter(country=("pri", "GRL"))).country == ("PRI", "GRL")
    assert checked(Filter(country=("Puerto Rico", "Kenya"))).country == ("PRI", "KEN")
