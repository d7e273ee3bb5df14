"""Whose report it is: copies of one wire story, an outlet that quotes another, and two outlets that were both there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.gather.origins import credited, origin, outlet
from dragoman.knowledge import DataError
from dragoman.knowledge.outlets import bundled, load
from dragoman.types import Article, Evidence, Party, Record, Size, Source, Span

OUTLETS = bundled()
TEXT = "Rebels seized the town of Brisk on Tuesday, the army said."


def article(n: int = 1, text: str = TEXT, **more: Any) -> Article:
    return Article(id=f"art-{n}", text=text, **more)


def party(name: str, *sectors: str, code: str | None = None, known: bool = False) -> Party:
    return Party(code=code, sectors=sectors, entity_text=name, identifier_text=name if known else None)


def record(*sources: Party, stance: Any = "asserts") -> Record:
    told = tuple(Source(party=p, stance=stance, cue="said") for p in sources)
    words = Evidence(start=0, end=6, text="Rebels", trigger=Span(7, 13), rule="test")
    return Record(
        id="drg-1",
        event="ASSAULT",
        modes=(),
        contexts=(),
        actors=(),
        recipients=(),
        date_edtf=None,
        place=None,
        status="happened",
        sources=told,
        size=Size(),
        confidence=0.9,
        evidence=(words,),
        sentence=0,
    )


ARMY = party("the army", "MIL", code="ORL")


def independent(*reports: tuple[Record, Article, Article | None]) -> int:
    return len({origin(r, a, first) for r, a, first in reports})


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("New York Times", "The New York Times|nytimes.com|NYT|nyt|www.nytimes.com|https://cn.nytimes.com/a/b?c=d|New York Times - News"),
        ("BBC", "BBC|bbc.co.uk|www.bbc.com|BBC News|https://www.bbc.co.uk/news/world-1"),
        ("CNN", "CNN (Web News)|edition.cnn.com|cnn.com|CNN International"),
        ("Reuters", "Reuters|uk.reuters.com|REUTERS|in.reuters.com|https://www.reuters.com/article/x"),
        ("AFP", "AFP|Agence France-Presse|Agence France Presse|afp.com"),
        ("The Guardian", "The Guardian|theguardian.com|Guardian"),
        ("The Guardian (Nigeria)", "guardian.ng|https://guardian.ng/news/x"),
        ("El País", "El País|El Pais|elpais.com"),
        (
            "veskcourier",
            "The Vesk Courier|veskcourier.com|www.veskcourier.co.uk|Vesk Courier Online|VESK COURIER|https://m.thevesk-courier.tv/x",
        ),
    ],
)
def test_one_outlet_has_many_names(name: str, written: str) -> None:
    assert {outlet(form, OUTLETS) for form in written.split("|")} == {name}


def test_no_outlet() -> None:
    assert [outlet(x, OUTLETS) for x in (None, "", "  ", "?!")] == [None] * 4
    assert origin(record(), article(4), None) == "art-4"
    assert origin(record(), article(4, url="http://[bad"), None) == "art-4"


def test_a_wire_story_printed_by_three_outlets_is_one_report() -> None:
    wire = article(1, "BRISK, March 4 (Reuters) - " + TEXT, source="Reuters")
    printed = article(2, "BRISK (Reuters) — " + TEXT, source="Vesk Courier")
    unnamed = article(3, "Our Foreign Desk\n" + TEXT, source="Port Sella Herald")
    reports = [(record(ARMY), a, first) for a, first in ((wire, None), (printed, wire), (unnamed, wire))]
    assert independent(*reports) == 1
    assert origin(*reports[2]) == "Reuters"


def test_copies_are_one_report_whoever_comes_first() -> None:
    """The wire's own text arrives after the paper that printed it without saying so."""
    paper, wire = article(1, source="Vesk Courier"), article(2, "BRISK (AFP) - " + TEXT, source="AFP")
    assert independent((record(), paper, None), (record(), wire, paper)) == 1


def test_an_outlet_that_quotes_another_adds_no_report() -> None:
    gazette = article(1, source="The Gazette")
    courier = article(2, "The Gazette reported that rebels seized Brisk.", source="Vesk Courier")
    assert independent((record(), gazette, None), (record(party("the Gazette", "JRN")), courier, None)) == 1


def test_two_outlets_that_report_themselves_are_two() -> None:
    one, other = article(1, source="Vesk Courier"), article(2, source="Port Sella Herald")
    assert independent((record(ARMY), one, None), (record(ARMY), other, None)) == 2


def test_what_somebody_else_says_too_is_the_outlets_own_report() -> None:
    courier = article(2, source="Vesk Courier")
    assert origin(record(party("the Gazette", "JRN"), ARMY), courier, None) == "veskcourier"
    assert origin(record(party("the Gazette", "JRN"), stance="denies"), courier, None) == "veskcourier"


def test_media_that_are_not_named() -> None:
    courier = article(2, source="Vesk Courier")
    assert origin(record(party("the newspaper", "JRN", code="ORL")), courier, None) == "veskcourier"
    assert origin(record(party("state media", "GOV", "JRN", code="PRK")), courier, None) == "state media of PRK"
    assert origin(record(party("KCNA", "GOV", "JRN", code="PRK", known=True)), courier, None) == "KCNA"


@pytest.mark.parametrize(
    ("agency", "more"),
    [
        ("Reuters", {"text": "KINSHASA, Jan 5 (Reuters) - " + TEXT}),
        ("AFP", {"text": "Headline of the day\n\nKINSHASA (AFP) – " + TEXT}),
        ("AP", {"text": "WASHINGTON (AP) _ " + TEXT}),
        ("AP", {"text": "By JANE DOE\nAssociated Press\n\n" + TEXT}),
        ("AP", {"text": "By Jane Doe, The Associated Press\n" + TEXT}),
        ("AFP", {"text": "Agence France-Presse in Paris\n" + TEXT}),
        ("Xinhua", {"text": "BEIJING, Nov. 4 (Xinhua) -- " + TEXT}),
        ("UPI", {"text": TEXT + "\n\nCopyright 2031 United Press International"}),
        ("dpa", {"text": TEXT + "\nSource: dpa"}),
        ("EFE", {"text": TEXT + " (EFE)"}),
        ("Reuters", {"source": "Reuters via Yahoo News"}),
        ("AFP", {"source": "Yahoo News (AFP)"}),
        ("AP", {"author": "Associated Press"}),
        ("AP", {"author": "Jane Doe, Associated Press"}),
        ("Reuters", {"author": "Reuters Staff"}),
    ],
)
def test_agencies_are_credited_in_many_ways(agency: str, more: dict[str, Any]) -> None:
    given = article(**({"source": "Vesk Courier"} | more))
    assert credited(given, OUTLETS) == agency
    assert origin(record(), given, None) == agency


@pytest.mark.parametrize(
    "text",
    [
        "A soldier in Brisk. (Photo: Reuters)\n" + TEXT,
        "FILE PHOTO: a soldier. REUTERS/Jane Doe\n" + TEXT,
        TEXT + '\n"Nobody fired back," he told Reuters.',
        TEXT + "\nThe Associated Press contributed to this report.",
        "The head of the Associated Press (AP) was in Brisk when the rebels came.",
        "Agence France-Presse said that two of its reporters were held in Brisk.",
    ],
)
def test_a_photograph_or_a_mention_is_no_credit(text: str) -> None:
    assert credited(article(text=text, source="Vesk Courier"), OUTLETS) is None


def test_credits_are_found_in_linear_time() -> None:
    for piece in ("(", "A" * 30 + " (", "By a, ", "Reuters ", "\n\n", "a" * 40):
        assert credited(article(text=piece * 20_000, author=piece * 5000, source=piece * 5000), OUTLETS) in {None, "Reuters"}


def test_tables_say_where_they_are_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "languages" / "en"
    folder.mkdir(parents=True)
    (folder / "credits.csv").write_text("where,pattern,source\nfoot,x,hand\n", encoding="utf-8")
    outlets = folder / "outlets.csv"
    outlets.write_text("kind,name,also,source\npaper,Courier,,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"outlets\.csv:2: kind is 'paper'"):
        load(tmp_path, "en")
    outlets.write_text("kind,name,also,source\noutlet,Courier,VC,hand\noutlet,Voice,VC,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"outlets\.csv:3: 'VC' stands for 'Courier' already"):
        load(tmp_path, "en")
    outlets.write_text("kind,name,also,source\nagency,NAP,,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"credits\.csv:2: where is 'foot'"):
        load(tmp_path, "en")
