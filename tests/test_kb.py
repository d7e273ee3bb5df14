"""Who is that, are the tables sound, who came and went."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman import kb, wikidata
from dragoman.knowledge import DataError, Knowledge
from dragoman.knowledge.tables import DATA

ANSWER = Path(__file__).parent / "data" / "wikidata_answer.json"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge()


# ---- who


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Putin", "2024-01-16", ("Vladimir Putin", "RUS", "President", "in office")),
        ("Vladimir Putin", "2010-01-16", ("Vladimir Putin", "RUS", "Prime Minister", "in office")),
        ("Kim", "2024-01-16", ("Kim Jong Un", "PRK", "Supreme Leader", "in office")),
        ("Kim", "2005-01-16", ("Kim Jong Il", "PRK", "Supreme Leader", "in office")),
        ("Angela Merkel", "2024-01-16", ("Angela Merkel", "DEU", "Chancellor", "former")),
        ("King Abdullah II", "2014-01-16", ("King Abdullah II", "JOR", "King", "in office")),
        ("the Kremlin", "2024-01-16", ("Kremlin", "RUS", None, None)),
        ("Pyongyang", "2024-01-16", ("North Korea", "PRK", None, None)),
        ("foreign minister", "2024-01-16", ("Foreign Minister", None, "Minister of Foreign Affairs", None)),
        ("Russian foreign minister", "2024-01-16", ("Sergei Lavrov", "RUS", "Minister of Foreign Affairs", "in office")),
        ("the president of France", "2024-01-16", ("Emmanuel Macron", "FRA", "President", "in office")),
        ("gunmen", "2024-01-16", ("gunman", None, None, None)),
    ],
)
def test_who(name: str, day: str, expected: tuple[str | None, ...], knowledge: Knowledge) -> None:
    first = kb.who(name, day, knowledge)[0]
    assert (first.name, first.country, first.office, first.validity) == expected
    assert first.where.partition(":")[2].isdecimal()


def test_nobody(knowledge: Knowledge) -> None:
    assert kb.who("Zzyzx Qwerty", "2024-01-16", knowledge) == []
    assert kb.who("", "2024-01-16", knowledge) == []


def test_a_group_is_what_it_was_that_day(knowledge: Knowledge) -> None:
    sectors = [kb.who("Taliban", day, knowledge)[0].sectors for day in ("1998-01-01", "2005-01-01", "2023-01-01")]
    assert sectors == [("GOV",), ("REB",), ("GOV",)]


def test_a_person_of_two_sources_is_told_once(knowledge: Knowledge) -> None:
    assert [c.name for c in kb.who("Putin", "2024-01-16", knowledge)] == ["Vladimir Putin"]


# ---- check


def test_our_own_data_is_sound() -> None:
    assert [str(c) for c in kb.check(DATA)] == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("hero\tAna Rojas\t\tPER\tGOV\t\t\t\t", "no kind 'hero'"),
        ("person\t\t\tPER\tGOV\t\t\t\t", "no name"),
        ("person\tAna Rojas\t\tPERU\tGOV\t\t\t\t", "no country 'PERU'"),
        ("person\tAna Rojas\t\tPER\tGOVT\t\t\t\t", "no sector 'GOVT'"),
        ("person\tAna Rojas\t\tPER\tGOV\tMinister\t2024-13\t\t", "start '2024-13' is no date"),
        ("person\tAna Rojas\t\tPER\tGOV\tMinister\t2024\t2023-05\t", "ends 2023-05 before it starts 2024"),
        ("person\tAna Rojas\t\tPER\tGOV\t\t\t\t42", "no Wikidata id '42'"),
        ("person\tAna Rojas\tRojas|Rojas\tPER\tGOV\t\t\t\t", "alias 'Rojas' twice"),
        ("person\tAna Rojas \t\tPER\tGOV\t\t\t\t", "blank before or after name"),
        ("person\tAna Rojas\t\tPER|CHL\tGOV\t\t\t\t", "several codes"),
        ("person\tAna Rojas\tPER\tGOV", "4 cells where the header has 9"),
    ],
)
def test_check_names_line_and_remedy(row: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "my.tsv"
    path.write_text("# ours\nkind\tname\taliases\tcode\tsectors\toffice\tstart\tend\twikidata\n" + row + "\n", encoding="utf-8")
    found = kb.check(path)
    assert [c.where for c in found] == [f"{path}:3"]
    assert message in found[0].message
    assert found[0].remedy


def test_check_finds_one_alias_of_two(tmp_path: Path) -> None:
    path = tmp_path / "my.tsv"
    path.write_text("name\taliases\tcode\tsectors\nBlue Front\tBF\tPER\tREB\nBrown Force\tBF\tPER\tREB\n", encoding="utf-8")
    assert [c.message for c in kb.check(path)] == [f"alias 'BF' is also that of 'Blue Front' ({path}:2)"]


def test_check_of_columns_and_files(tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_text("name,code,colour\nBlue Front,PER,blue\n", encoding="utf-8")
    assert {c.message for c in kb.check(path)} == {"unknown column 'colour'", "no column 'sectors'"}
    (tmp_path / "empty.tsv").write_text("", encoding="utf-8")
    assert [c.message for c in kb.check(tmp_path / "empty.tsv")] == ["no header"]
    (tmp_path / "latin.tsv").write_bytes(b"name\tcode\tsectors\nJos\xe9\tPER\tGOV\n")
    assert "cannot be read" in kb.check(tmp_path / "latin.tsv")[0].message
    (tmp_path / "bad.toml").write_text("a = ", encoding="utf-8")
    assert "no TOML" in kb.check(tmp_path / "bad.toml")[0].message
    assert kb.check(tmp_path / "nowhere.tsv")[0].message == "there is no such file"
    assert len(kb.check(tmp_path)) == 5


# ---- users' tables


def test_a_table_of_three_columns(tmp_path: Path) -> None:
    path = tmp_path / "my.tsv"
    path.write_text("name\tcode\tsectors\nBlue Front\tPER\tREB\nLake Fisheries Board\tKEN\tGOV\n", encoding="utf-8")
    assert kb.check(path) == []
    actors = Knowledge(actors=(path,)).actors
    front, board = actors.find("Blue Front")[0].known, actors.find("Lake Fisheries Board")[0].known
    assert [(k.kind, k.terms[0].code, k.terms[0].sectors) for k in (front, board)] == [
        ("group", "PER", ("REB",)),
        ("organisation", "KEN", ("GOV",)),
    ]


def test_later_rows_win(tmp_path: Path) -> None:
    first, second = tmp_path / "a.tsv", tmp_path / "b.csv"
    first.write_text("name\tcode\tsectors\nHamas\tPSE\tPTY\n", encoding="utf-8")
    second.write_text("name,code,sectors,office,start\nMusa Otieno,KEN,GOV,President,2023-01-01\nHamas,PSE,GOV,,\n", encoding="utf-8")
    actors = Knowledge(actors=(first, second)).actors
    assert actors.find("Hamas", "2024-01-01")[0].known.resolve("2024-01-01").sectors == ("GOV",)
    assert actors.find("Musa Otieno")[0].known.kind == "person"


def test_a_wrong_kind_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "my.tsv"
    path.write_text("kind\tname\tcode\tsectors\nhero\tAna Rojas\tPER\tGOV\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"my\.tsv:2: no kind 'hero'"):
        _ = Knowledge(actors=(path,)).actors


# ---- refresh and diff


def test_refresh_from_a_saved_answer(tmp_path: Path, knowledge: Knowledge) -> None:
    path = kb.refresh(tmp_path / "new", "2027-10-01", answer=ANSWER, knowledge=knowledge)
    assert path.name == "actors-2027-10-01.tsv"
    assert path.read_text(encoding="utf-8").splitlines()[2:] == [
        "person\tMusa Otieno\tKEN\tGOV\tMinister of Foreign Affairs\t2026-02-03\t2027-09-01\tQ900000002\t2027-10-01\tWikidata",
        "person\tHalima Barre\tKEN\tGOV\tMinister of Foreign Affairs\t2027-09-02\t\tQ900000003\t2027-10-01\tWikidata",
        "person\tAna Achieng\tKEN\tGOV\tPresident\t2027-09-01\t\tQ900000001\t2027-10-01\tWikidata",
        "person\tOlav Berg Lien\tNOR\tGOV\tKing\t\t\tQ900000005\t2027-10-01\tWikidata",
        "person\tIngrid Solberg Dahl\tNOR\tGOV|MIL\tMinister of Defence\t2027-01-15\t\tQ900000004\t2027-10-01\tWikidata",
    ]
    assert kb.check(path) == []
    fresh = Knowledge(actors=(path,))
    assert [c.name for c in kb.who("Kenyan foreign minister", "2027-10-01", fresh)] == ["Halima Barre"]


def test_refresh_of_some(tmp_path: Path, knowledge: Knowledge) -> None:
    path = kb.refresh(tmp_path, "2027-10-01", countries=["NOR"], offices=["defence"], answer=ANSWER, knowledge=knowledge)
    assert [line.split("\t")[1] for line in path.read_text(encoding="utf-8").splitlines()[2:]] == ["Ingrid Solberg Dahl"]


def test_diff_tells_who_came_and_went(tmp_path: Path) -> None:
    header = "name\tcode\tsectors\toffice\tstart\tend\n"
    old, new = tmp_path / "old.tsv", tmp_path / "new.tsv"
    old.write_text(header + "Musa Otieno\tKEN\tGOV\tPresident\t2022\t\nAda Aho\tFIN\tGOV\tPrime Minister\t2023\t\n", encoding="utf-8")
    later = "Musa Otieno\tKEN\tGOV\tPresident\t2022\t2027-09-01\nAna Achieng\tKEN\tGOV\tPresident\t2027-09-01\t\n"
    new.write_text(header + later, encoding="utf-8")
    assert [str(c) for c in kb.diff(old, new)] == [
        "FIN  Prime Minister: Ada Aho left",
        "KEN  President: Ana Achieng appointed 2027-09-01",
        "KEN  President: Musa Otieno left 2027-09-01",
    ]
    assert kb.diff(new, new) == []


@pytest.mark.parametrize("text", ["", "<html>", "[]", "{}", json.dumps({"results": {"bindings": [{"person": {}}]}})])
def test_a_bad_answer_is_told_with_its_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"saved\.json: no SPARQL answer"):
        wikidata.load(path)


def test_no_answer_is_told_with_a_remedy() -> None:
    with pytest.raises(OSError, match="check the connection, or give a saved answer"):
        wikidata.ask("SELECT * {}", endpoint="http://127.0.0.1:9/sparql", timeout=2)


def test_the_question_names_the_states() -> None:
    assert 'VALUES ?code { "KEN" "NOR" }' in wikidata.query(["KEN", "NOR"], "2022-01-01")
    assert "VALUES" not in wikidata.query([], "2022-01-01")
    with pytest.raises(ValueError, match="no ISO"):
        wikidata.query(['"} DROP'], "2022-01-01")
