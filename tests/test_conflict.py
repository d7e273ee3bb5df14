"""Words of conflict: one act, one record; who did it and who was hit, wherever the sentence puts them."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.types import Article, Party, Reading

KNOWLEDGE = Knowledge(reader="rules")


def reading(text: str) -> Reading:
    return read(Article(id="t", text=text, published="2024-03-12"), KNOWLEDGE)


def told(text: str) -> list[tuple[str, tuple[str, ...], list[str], list[str]]]:
    """Records of a text: type, modes, names of actors and of recipients."""
    return [(r.event, r.modes, names(r.actors), names(r.recipients)) for r in reading(text).records]


def names(parties: tuple[Party, ...]) -> list[str]:
    return [p.identifier_text or p.entity_text for p in parties]


@pytest.mark.parametrize(
    ("text", "event", "modes", "actors", "recipients"),
    [
        ("Gunmen from Mali shot dead a teacher.", "ASSAULT", ("firearms",), ["Gunmen"], ["teacher"]),
        ("A suicide bomber rammed a car into the Turkish consulate.", "ASSAULT", ("suicide-attack",), None, ["Turkish consulate"]),
        ("Four peacekeepers from Chad were killed in an ambush in northern Mali.", "ASSAULT", (), [], ["Four peacekeepers"]),
        ("The Sudanese army and the rebels exchanged fire in Khartoum.", "ASSAULT", (), ["Sudanese army", "rebels"], []),
        ("Hezbollah fired dozens of rockets at northern Israel.", "ASSAULT", ("heavy-weapons",), ["Hezbollah"], ["Israel"]),
        ("Israeli settlers set fire to homes of Palestinians.", "ASSAULT", ("primitive", "destroy"), ["Israeli settlers"], None),
        ("Mali's government ordered the French ambassador to leave the country.", "SANCTION", ("expel",), None, ["French ambassador"]),
        ("Germany expelled two Russian diplomats over a spying affair.", "SANCTION", ("expel",), ["Germany"], ["two Russian diplomats"]),
        ("Britain left the European Union in January 2020.", "SANCTION", ("withdraw",), ["United Kingdom"], ["European Union"]),
        ("Washington slapped tariffs on Chinese steel.", "SANCTION", ("discontinue",), ["United States"], ["China"]),
        ("Japan suspended aid to Myanmar.", "SANCTION", ("discontinue",), ["Japan"], ["Myanmar"]),
        ("Russia put its nuclear forces on high alert.", "MOBILIZE", ("troops",), ["Russia"], []),
        ("China flew 30 warplanes near Taiwan.", "MOBILIZE", ("weapons",), ["China"], ["Taiwan"]),
        ("Iran seized a South Korean tanker in the Strait of Hormuz.", "COERCE", ("seize",), ["Iran"], ["South Korean tanker"]),
        ("Nigeria suspended Twitter on Friday.", "COERCE", ("censor",), ["Nigeria"], ["Twitter"]),
        ("French railway workers began a three-day strike over pensions.", "PROTEST", ("strike",), ["French railway workers"], []),
        ("Farmers blocked highways across France with tractors.", "PROTEST", ("obstruct",), ["Farmers"], None),
    ],
)
def test_one_act_one_record(text: str, event: str, modes: tuple[str, ...], actors: list[str] | None, recipients: list[str] | None) -> None:
    ((found, manner, does, suffers),) = told(text)
    assert (found, set(manner)) == (event, set(modes))
    assert actors is None or does == actors
    assert recipients is None or suffers == recipients


@pytest.mark.parametrize(
    "text",
    [
        "At least 30 people were killed when a car bomb exploded in Baghdad.",
        "Rebels opened fire on a convoy in Goma, killing four people and wounding ten.",
        "A Saudi air strike killed nine civilians in Sanaa.",
    ],
)
def test_the_dead_belong_to_the_attack(text: str) -> None:
    assert [event for event, *_ in told(text)] == ["ASSAULT"]


@pytest.mark.parametrize(
    "text",
    [
        "The bus plunged into a ravine, killing 20 people.",
        "Cholera has killed 300 people in Yemen.",
        "The opposition candidate beat the president in the election.",
        "The stock rally continued on Wall Street.",
        "The parliament killed the bill.",
        "South Korea rallied from two sets down.",
        "A prisoner of war wrote a book.",
    ],
)
def test_no_event(text: str) -> None:
    assert not {event for event, *_ in told(text)} & {"ASSAULT", "PROTEST"}


def test_anti_says_against_whom() -> None:
    (mention,) = [m for m in reading("Anti-American demonstrations spread.").mentions if m.type == "PROTEST"]
    assert not mention.actors
    assert len(mention.recipients) == 1


def test_forms_the_parser_gets_wrong() -> None:
    tokens = reading("He staged it, raped and fined.").tokens
    assert {t.text: t.lemma for t in tokens if t.text.endswith("ed")} == {"staged": "stage", "raped": "rape", "fined": "fine"}
