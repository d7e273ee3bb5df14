"""The event lexicon's loader, and how detect chooses among its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.knowledge import DataError, Knowledge
from dragoman.knowledge.frames import DEFAULTS, load, places
from dragoman.pipeline import STAGES, read
from dragoman.types import Article, Mention

KNOWLEDGE = Knowledge(reader="rules")
HEADER = "phrase,pos,mode,actor,recipient,if,note,source\n"


def lexicon(folder: Path, rows: str, classes: str = "class,word,source\n") -> Path:
    (folder / "frames").mkdir()
    (folder / "frames" / "PROTEST.csv").write_text(HEADER + rows, encoding="utf-8")
    (folder / "classes.csv").write_text(classes, encoding="utf-8")
    return folder


def mentions(text: str) -> list[Mention]:
    """Typed mentions of a text, those that give no record included."""
    reading = read(Article(id="t", text=text, published="2024-03-12"), KNOWLEDGE, STAGES)
    assert not reading.problems
    return [m for m in reading.mentions if m.type]


def told(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(m.type, m.modes) for m in mentions(text) if not m.note]


# The loader


def test_a_row_says_where_its_parties_stand_and_what_must_stand_beside_it(tmp_path: Path) -> None:
    row = "take street,v,demo+riot,subj+with,-,to=street;!obj=time|@pause,,hand\n"
    frames = load(lexicon(tmp_path, row, "class,word,source\npause,rest,hand\n"))
    (frame,) = frames.hanging_on("v", "take")
    assert frame.type == "PROTEST"
    assert frame.modes == ("demo", "riot")
    assert frame.actor == (("subj", "with"),)
    assert frame.symmetric
    assert [(c.place, c.negated) for c in frame.conditions] == [("to", False), ("obj", True)]
    assert frame.weight == (2, 1, 2)
    assert frames.classes["pause"] == {"rest"}


def test_nouns_hang_on_their_last_word_other_phrases_on_their_first(tmp_path: Path) -> None:
    frames = load(lexicon(tmp_path, "protest march,n,demo,,,,,hand\nmarch on,v,demo,,,,,hand\n"))
    assert [f.pos for f in frames.hanging_on("n", "march")] == ["n"]
    assert [f.pos for f in frames.hanging_on("v", "march")] == ["v"]
    assert not frames.hanging_on("n", "protest")


def test_a_dash_for_a_mode_is_none_an_empty_cell_is_told_by_the_content(tmp_path: Path) -> None:
    frames = load(lexicon(tmp_path, "deny,v,-,,,,,hand\nrefuse,v,,,,,,hand\n"))
    assert [(f.modes, f.open) for f in frames.by_rule.values()] == [((), False), ((), True)]


def test_phrases_alike_share_a_row(tmp_path: Path) -> None:
    frames = load(lexicon(tmp_path, "march | rally,v,demo,,,,,hand\n"))
    assert [f.words for key in ("march", "rally") for f in frames.hanging_on("v", key)] == [("march",), ("rally",)]
    assert len(frames.by_rule) == 1


def test_a_rule_is_its_file_and_line(tmp_path: Path) -> None:
    frames = load(lexicon(tmp_path, "march,v,demo,,,,,hand\nrally,v,demo,,,,,hand\n"))
    assert [rule.rpartition(":")[2] for rule in frames.by_rule] == ["2", "3"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("march,x,demo,,,,,hand", "pos 'x' is not one of"),
        ("march,v,demo,,,obj,,hand", "condition 'obj' is not place=value"),
        ("march,v,demo,,,obj=,,hand", "condition 'obj=' is not place=value"),
        ("march,v,demo,,hand", "5 cells where the header has 8"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(DataError, match=r"PROTEST\.csv:2: ") as error:
        load(lexicon(tmp_path, row + "\n"))
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("", (("subj",),)),
        ("-", ()),
        ("subj|by", (("subj",), ("by",))),
        ("subj+with|between", (("subj", "with"), ("between",))),
    ],
)
def test_a_cell_of_places(cell: str, meant: tuple[tuple[str, ...], ...]) -> None:
    assert places(cell, ("subj",)) == meant


def test_every_kind_of_word_has_default_places() -> None:
    assert set(DEFAULTS) == {"v", "n", "a", "m"}


def test_every_mode_of_the_lexicon_is_one_of_its_type() -> None:
    for frame in KNOWLEDGE.frames.by_rule.values():
        assert set(frame.modes) <= set(KNOWLEDGE.ontology[frame.type].modes), frame.rule


def test_every_class_that_a_row_names_is_there() -> None:
    from dragoman.cast import BUILT_IN

    known = BUILT_IN | set(KNOWLEDGE.frames.classes)
    for frame in KNOWLEDGE.frames.by_rule.values():
        named = {v[1:] for c in frame.conditions for v in c.values if v.startswith("@")}
        assert named <= known, f"{frame.rule}: {named - known}"


# Detection


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway condemned Chad.", [("ACCUSE", ("disapprove",))]),
        ("The river threatened to flood the town.", []),
        ("Norway urged Chad to resume talks.", [("REQUEST", ("meet",))]),
        ("Norway cancelled its meeting with Chad.", [("REJECT", ("meet",))]),
        ("Norway called the bridge a marvel.", []),
        ("Norway described the shelling by Chad as a crime.", [("ACCUSE", ("disapprove",)), ("ASSAULT", ())]),
        ("The war ministry issued a new stamp.", []),
    ],
)
def test_which_words_report_an_event(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(t, m if t != "ASSAULT" else ()) for t, m in told(text)] == expected


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Norway urged Chad to withdraw its soldiers.", "content of REQUEST"),
        ("Norway called for talks with Chad.", "content of REQUEST"),
        ("Norway threatened to attack Chad.", "content of THREATEN"),
        ("Norway's envoy said that Chad must withdraw its soldiers.", "content of REQUEST"),
    ],
)
def test_what_is_only_asked_for_or_threatened_gives_no_record(text: str, note: str) -> None:
    assert note in [m.note for m in mentions(text)]


def test_what_a_demand_would_end_has_happened() -> None:
    assert "ASSAULT" in [t for t, _ in told("Norway demanded an end to the bombardment of Gao by Chad.")]


def test_what_is_denied_stays_an_event() -> None:
    assert [t for t, _ in told("Chad denied that it had attacked Niger.")] == ["REJECT", "ASSAULT"]


def test_a_long_chain_of_clauses_is_read_to_its_end() -> None:
    assert len(mentions("Norway urged Chad to talk and " * 40 + "left.")) >= 20
