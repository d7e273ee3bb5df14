"""Segment: pages written by hand (golden/segment.txt), dates, languages, long and odd text."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.knowledge import DataError, Knowledge
from dragoman.knowledge.page import load
from dragoman.stages import dates
from dragoman.stages.parse import parse
from dragoman.stages.segment import segment
from dragoman.stages.sentences import LONGEST
from dragoman.types import Article, Reading

KNOWLEDGE = Knowledge(reader="rules")
GOLDEN = Path(__file__).parent / "golden" / "segment.txt"
PROSE = "The minister met the envoy in the capital on Tuesday and said the talks went well. "


def read(text: str, **fields: str | None) -> Reading:
    article = Article(id="x", text=text, **fields)  # type: ignore[arg-type]
    given = Reading(article=article, title=article.title, published=article.published, source=article.source, language=article.language)
    return segment(given, KNOWLEDGE)


def cases() -> list[tuple[str, str, list[str]]]:
    out = []
    for block in GOLDEN.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        page = [line[2:] for line in lines if line.startswith("|")]
        if page:
            out.append((lines[0][2:], "\n".join(page), [line for line in lines if not line.startswith(("|", "#"))]))
    return out


def shown(reading: Reading) -> list[str]:
    """A reading as golden/segment.txt writes it; a headline's furniture stands before its sentence."""
    found = [(f.start, 0, f.kind, f.end) for f in reading.furniture]
    found += [(s.start, 1, "head" if s.kind == "headline" else "body", s.end) for s in reading.sentences]
    fields = [f"{name}: {getattr(reading, name) or '-'}" for name in ("title", "published", "source")]
    return fields + [f"= {kind}: {reading.text[start:end]}".replace("\n", "⏎") for start, _, kind, end in sorted(found)]


def messages(reading: Reading) -> str:
    return " / ".join(p.message for p in reading.problems)


@pytest.mark.parametrize(("name", "text", "expected"), cases(), ids=[name for name, _, _ in cases()])
def test_golden(name: str, text: str, expected: list[str]) -> None:
    assert shown(read(text)) == expected


@pytest.mark.parametrize(("name", "text", "expected"), cases(), ids=[name for name, _, _ in cases()])
def test_furniture_is_in_no_sentence(name: str, text: str, expected: list[str]) -> None:
    """But in the middle of one that goes on after it."""
    reading = read(text)
    for piece in reading.furniture:
        inside = [s for s in reading.sentences if s.start < piece.end and piece.start < s.end]
        inside = [s for s in inside if piece.kind == "headline" or not s.start < piece.start < piece.end < s.end]
        assert [s.kind for s in inside] == (["headline"] if piece.kind == "headline" else [])


def test_the_parser_sees_a_blank_for_what_stands_within_a_sentence() -> None:
    text = "Senator Jane Doe Jane Mary DoeDoe calls for vote on canal Official resigns MORE (D-Ohio) met Kenyan officials on Monday."
    tokens = [t.text for t in parse(read(text), KNOWLEDGE).tokens]
    assert tokens[:4] == ["Senator", "Jane", "Doe", "("]
    assert "calls" not in tokens


def test_sentences_are_in_order_and_apart() -> None:
    reading = read("\n\n".join(text for _, text, _ in cases()))
    ends = [0]
    for sentence in reading.sentences:
        assert ends[-1] <= sentence.start < sentence.end <= len(reading.text)
        assert reading.text[sentence.start : sentence.end].strip() == reading.text[sentence.start : sentence.end]
        ends.append(sentence.end)


def test_what_the_article_says_of_itself_wins() -> None:
    text = cases()[0][1]
    reading = read(text, title="Envoy visits", published="2020-01-01", source="Example Post")
    assert (reading.title, reading.published, reading.source) == ("Envoy visits", "2020-01-01", "Example Post")


def test_given_title_is_found_in_the_text() -> None:
    reading = read(f"Envoy Visits Neighbour’s Capital\n\n{PROSE}", title="Envoy visits neighbour's capital")
    assert [s.kind for s in reading.sentences] == ["headline", "body"]


def test_given_title_that_the_text_lacks_makes_no_headline() -> None:
    reading = read(f"Rain in the north, sun in the south\n\n{PROSE}", title="Envoy visits neighbour's capital")
    assert [s.kind for s in reading.sentences] == ["body", "body"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024-01-16T10:00:00Z", "2024-01-16"),
        ("Published 16 January 2024", "2024-01-16"),
        ("Jan. 16, 2024 10:03 AM ET", "2024-01-16"),
        ("Tue, 16 Jan 2024", "2024-01-16"),
        ("Updated 3:05 PM ET, Tue January 16, 2024", "2024-01-16"),
        ("16/01/2024", "2024-01-16"),
        ("1/16/2024", "2024-01-16"),
        ("September 3rd, 2019", "2019-09-03"),
        ("03/04/2024", None),
        ("30 February 2024", None),
        ("Jan 16", None),
    ],
)
def test_publication_dates(words: str, day: str | None) -> None:
    assert dates.published(words, KNOWLEDGE.page) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/world/2024/01/16/talks", "2024-01-16"),
        ("https://example.org/news/2013-10-09/talks.html", "2013-10-09"),
        ("https://example.org/world/2019/may/12/talks", "2019-05-12"),
        ("https://example.org/20240116/talks", "2024-01-16"),
        ("https://example.org/2013/12/talks-19", None),
        ("https://example.org/article/idUSKBN2024", None),
        ("https://example.org/12345678901234", None),
    ],
)
def test_dates_in_web_addresses(url: str, day: str | None) -> None:
    assert dates.in_address(url) == day


def test_no_date_and_an_unclear_date_are_told_of() -> None:
    assert "no publication date" in messages(read(PROSE * 3))
    assert "03/04/2024" in messages(read(f"Talks held in the capital\n\nPublished 03/04/2024\n\n{PROSE * 3}"))


def test_a_date_line_in_the_middle_is_no_publication_date() -> None:
    assert read(f"{PROSE}\n\n{PROSE}\n\n5 May 2020\n\n{PROSE}").published is None
    assert read(f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\nPublished 5 May 2020").published == "2020-05-05"


@pytest.mark.parametrize(
    "text",
    [
        "Der Außenminister sagte am Dienstag in Berlin, die Gespräche mit der Regierung seien gut verlaufen und würden fortgesetzt.",
        "Le ministre des Affaires étrangères a rencontré mardi son homologue à Paris, selon un communiqué de la présidence.",
        "El presidente se reunió con el canciller de México en la capital.",
        "Menteri luar negeri bertemu dengan duta besar di Jakarta pada hari Selasa.",
        "Министр иностранных дел встретился с послом",
        "外交部长会见大使",
    ],
)
def test_other_languages_are_not_read(text: str) -> None:
    reading = read(text)
    assert reading.sentences == ()
    assert reading.language != "en"
    assert "only en is read" in messages(reading)


@pytest.mark.parametrize("text", ["Putin hosts Kim", "Macron à Berlin", "Mbeki to join Obasanjo, Tandja on Ivory Coast mission", PROSE])
def test_short_and_english_texts_are_read(text: str) -> None:
    reading = read(text)
    assert reading.language == "en"
    assert reading.sentences


@pytest.mark.parametrize(("text", "message"), [("", "empty"), (" \n\t", "empty"), ("1234 -- 56 %%%", "no letters")])
def test_nothing_to_read(text: str, message: str) -> None:
    reading = read(text)
    assert reading.sentences == ()
    assert message in messages(reading)


def test_control_characters_and_half_characters_are_told_of() -> None:
    reading = read(f"{PROSE}\x00\x01 {PROSE}\ud800 {PROSE}")
    assert "2 control characters" in messages(reading)
    assert "1 halves of characters" in messages(reading)
    assert len(reading.sentences) == 2, "the sentence that cannot be written is left out"


def test_a_sentence_without_end_is_cut_and_told_of() -> None:
    reading = read("The envoy said " + "and said " * 3000)
    assert len(reading.sentences) > 5
    assert all(s.end - s.start <= LONGEST for s in reading.sentences)
    assert "cut" in messages(reading)
    assert len(reading.problems) == 2, "one problem for the cut, one for the date"


def test_bad_data_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "abbreviations.csv").write_text("word,kind,source\n", encoding="utf-8")
    for row, message in [
        ('byline,line,"(",hand', "not a regular"),
        ("byline,nowhere,x,hand", "nowhere"),
        ("bylin,line,x,hand", "bylin"),
        ("byline,line,{nobody},hand", "nobody"),
    ]:
        (tmp_path / "page.csv").write_text(f"kind,where,pattern,source\n{row}\n", encoding="utf-8")
        with pytest.raises(DataError, match=f"page.csv:2.*{message}"):
            load(tmp_path)
