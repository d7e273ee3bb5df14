"""Who is named: golden sentences (tests/golden/who.txt), and what the stage promises of any text."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.knowledge import DataError, Knowledge
from dragoman.knowledge.coref import load
from dragoman.pipeline import read
from dragoman.stages.parse import parse
from dragoman.stages.segment import segment
from dragoman.stages.where import where
from dragoman.stages.who import who
from dragoman.types import Article, Reading

GOLDEN = Path(__file__).parent / "golden" / "who.txt"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def understood(text: str, knowledge: Knowledge, published: str | None = "2024-03-05") -> Reading:
    return read(Article(id="x", text=text, published=published), knowledge, (segment, parse, who))


def lines(reading: Reading) -> list[str]:
    """Each mention as the golden file writes it: words -> code sectors name."""
    told = [f"{e.code or '-'} {'/'.join(e.sectors) or '-'} {e.name}" for e in reading.entities]
    return [f"{a.text} -> " + "; ".join(told[n] for n in a.entities) for a in reading.actors]


def golden() -> Iterator[tuple[str, str, list[str]]]:
    """Blocks of date and text, then the mentions."""
    for block in GOLDEN.read_text(encoding="utf-8").split("\n\n"):
        rows = [row for row in block.splitlines() if row and not row.startswith("#")]
        if rows:
            date, _, text = rows[0].partition(" ")
            yield date, text, rows[1:]


@pytest.mark.parametrize(("date", "text", "expected"), list(golden()), ids=lambda x: x if isinstance(x, str) else "")
def test_golden(date: str, text: str, expected: list[str], knowledge: Knowledge) -> None:
    assert lines(understood(text, knowledge, date)) == expected


def test_a_place_that_ends_in_a_states_name_is_not_of_it(knowledge: Knowledge) -> None:
    reading = read(Article(id="x", text="Governments in South America thanked Kenya."), knowledge, (segment, parse, where, who))
    assert lines(reading) == ["Governments -> - GOV Governments", "Kenya -> KEN - Kenya"]


def test_a_surname_is_the_person_named_in_full_before(knowledge: Knowledge) -> None:
    reading = understood("Musa Otieno, Kenya's foreign minister, left. Otieno said he was tired.", knowledge)
    named = [reading.entities[a.entities[0]].name for a in reading.actors if a.text in {"Musa Otieno", "Otieno", "he"}]
    assert named == ["Musa Otieno"] * 3
    assert sum(e.name == "Musa Otieno" for e in reading.entities) == 1


MEANT = [
    ('"He (Biden) knew," Musa Otieno said. Joe Biden laughed.', "He", "Joe Biden"),
    ('Musa Otieno was jailed. According to lawyer Ana Rojas, it may last. "Otieno is ill," she added.', "she", "Ana Rojas"),
    ('Musa Otieno met Peter Kamau. "He is my friend," Kamau said.', "He", "Musa Otieno"),
    ("Rep. Jim Jordan of Ohio visited Jordan. Jordan said that he was glad.", "Jordan", "Jordan; Jim Jordan"),
]


@pytest.mark.parametrize(("text", "word", "expected"), MEANT)
def test_who_speaks_and_of_whom(text: str, word: str, expected: str, knowledge: Knowledge) -> None:
    reading = understood(text, knowledge)
    assert "; ".join(reading.entities[a.entities[0]].name for a in reading.actors if a.text == word) == expected


def test_georgia_in_the_usa_is_no_state(knowledge: Knowledge) -> None:
    text = "Georgia Governor Brian Kemp thanked voters in Atlanta in the United States."
    reading = read(Article(id="x", text=text, published="2020-03-05"), knowledge, (segment, parse, where, who))
    assert "GEO" not in {e.code for e in reading.entities}


def test_a_namesake_abroad_is_not_the_congressman_of_a_party_and_state(knowledge: Knowledge) -> None:
    reading = understood("Rep. John Carter (R-Texas) met Kenyan farmers.", knowledge, "2013-05-06")
    assert [e.code for e in reading.entities if "Carter" in e.name] == ["USA"]


def test_what_an_office_holder_is_depends_on_the_day(knowledge: Knowledge) -> None:
    sectors = [understood("Angela Merkel visited Peru.", knowledge, day).entities[0].sectors for day in ("2015-06-01", "2024-06-01")]
    assert sectors == [("GOV",), ("ELI",)]


def test_a_capital_stands_for_its_government_only_where_it_acts(knowledge: Knowledge) -> None:
    reading = understood("Nairobi warned that rebels were hiding in Kampala.", knowledge)
    assert [(a.text, a.metonym) for a in reading.actors if a.text in {"Nairobi", "Kampala"}] == [("Nairobi", True), ("Kampala", False)]


def test_spans_hold_their_words_and_heads(knowledge: Knowledge) -> None:
    reading = understood("The French and German ministers of the “core group” met U.S.-led troops’ commanders, KCNA said.", knowledge)
    for actor in reading.actors:
        head = reading.tokens[actor.head]
        assert reading.text[actor.start : actor.end] == actor.text
        assert actor.start < head.end
        assert head.start < actor.end
    assert len({a.head for a in reading.actors}) == len(reading.actors)


ODD = ["", " \n", "((((((", "\u202e\u0000", "He", "the the of of", "Mr. Mr.", "President President", "\U0001f600 -led", "one of " * 500]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_raises_nothing(text: str, knowledge: Knowledge) -> None:
    understood(text, knowledge)


@pytest.mark.parametrize("published", [None, "", "2024", "2024-03", "March 5, 2024", "0000-00-00"])
def test_any_date_will_do(published: str | None, knowledge: Knowledge) -> None:
    reading = understood("President Putin met Kenyan officials, Merkel and Gadhafi said.", knowledge, published)
    assert "KEN" in {e.code for e in reading.entities}


def test_time_grows_with_the_text_not_faster(knowledge: Knowledge) -> None:
    text = "Kenyan President Musa Otieno said he met Ugandan rebels. Otieno left."
    short = read(Article(id="x", text=text, published="2024-03-05"), knowledge, (segment, parse))

    def seconds(times: int) -> float:
        reading = repeated(short, times)
        gc.collect()
        gc.disable()  # its sweeps grow with all that other tests have left in memory
        try:
            start = time.process_time()
            who(reading, knowledge)
            return time.process_time() - start
        finally:
            gc.enable()

    seconds(50)
    assert seconds(1600) < 20 * seconds(200)  # 8 times the text


def repeated(reading: Reading, times: int) -> Reading:
    """The same parsed text, over and over."""
    length, tokens, sentences = len(reading.text) + 1, len(reading.tokens), len(reading.sentences)
    shifted = [(s, n * length, n * tokens, n) for n in range(times) for s in reading.sentences]
    return replace(
        reading,
        article=replace(reading.article, text=(reading.text + "\n") * times),
        tokens=tuple(
            replace(t, start=t.start + n * length, end=t.end + n * length, head=t.head + n * tokens, sentence=t.sentence + n * sentences)
            for n in range(times)
            for t in reading.tokens
        ),
        names=tuple(
            replace(x, start=x.start + n * length, end=x.end + n * length, first=x.first + n * tokens, last=x.last + n * tokens)
            for n in range(times)
            for x in reading.names
        ),
        sentences=tuple(
            replace(s, start=s.start + by, end=s.end + by, first=s.first + tokens_by, last=s.last + tokens_by, paragraph=n)
            for s, by, tokens_by, n in shifted
        ),
    )


def test_a_misspelt_class_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "coref.tsv").write_text("term\tclass\trefers\tnumber\tsource\nhe\tpronuon\tman\tone\thand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"coref\.tsv:2: no class 'pronuon'"):
        load(tmp_path)
