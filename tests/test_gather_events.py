"""Which records are of one event, and which event each new record joins. The stories are invented."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from dragoman.gather import facts as facts_of
from dragoman.gather.assign import Assigned, assign, averaged
from dragoman.gather.facts import Facts, facts, keys
from dragoman.gather.same import may_be, same
from dragoman.knowledge import nearness
from dragoman.types import Article, Evidence, Party, Place, Record, Size, Span

ARMY = Party(code="SDN", sectors=("MIL",), entity_text="the army", identifier_text="Sudanese Armed Forces")
CROWD = Party(code="SDN", sectors=("CVL",), entity_text="villagers", identifier_text="villagers")
EGYPT = Party(code="EGY", sectors=("GOV",), entity_text="Cairo", identifier_text="Government of Egypt", identifier_id="Q11")
KENYA = Party(code="KEN", sectors=("GOV",), entity_text="Nairobi", identifier_text="Government of Kenya", identifier_id="Q12")
PERU = Party(code="PER", sectors=("GOV",), entity_text="Lima", identifier_text="Government of Peru", identifier_id="Q13")
TOWN = Place(start=0, end=0, name="Kutum", country="SDN", precision="city")


def record(text: str, trigger: str, name: str, day: str | None = "2024-05-06", event: str = "ASSAULT", **fields: object) -> Record:
    start = text.index(trigger)
    made = Record(
        id=name,
        event=event,
        modes=(),
        contexts=(),
        actors=(ARMY,),
        recipients=(CROWD,),
        date_edtf=day,
        place=TOWN,
        status="happened",
        sources=(),
        size=Size(),
        confidence=0.8,
        evidence=(Evidence(start=0, end=len(text), text=text, trigger=Span(start, start + len(trigger)), rule="x"),),
        sentence=0,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def told(text: str, trigger: str, article: int, day: str | None = "2024-05-06", published: str = "2024-05-07", **fields: object) -> Facts:
    name = f"drg-{article}-{trigger}"
    made = record(text, trigger, name, day, **fields)  # type: ignore[arg-type]
    return facts(made, Article(id=f"a{article}", text=text, published=published), article)


def always(_: int, __: int) -> float:
    return 0.98


STRIKE = told("Sudanese jets bombed the market of Kutum on Monday, killing 12 villagers.", "bombed", 1, size=Size(dead=(12, 12)))
AGAIN = told("At least 15 villagers were killed when the army bombed a market in Kutum.", "bombed", 2, size=Size(dead=(15, None)))
TWO_DAYS_ON = told("Sudanese jets bombed the market of Kutum again on Wednesday.", "bombed", 3, "2024-05-08", "2024-05-09")
ELSEWHERE = replace(STRIKE, record="drg-x", article=4, place=facts_of.Where("lima", "PER", None, "city"))


def test_facts_are_read_off_the_record_and_its_words() -> None:
    assert (STRIKE.type, STRIKE.triggers, STRIKE.first, STRIKE.last, STRIKE.published) == (
        "ASSAULT", ("bomb",), "2024-05-06", "2024-05-06", "2024-05-07",
    )  # fmt: skip
    assert STRIKE.sizes == (("dead", 12, 12),)
    assert {"kutum", "market", "kill", "villager"} <= set(STRIKE.words)
    assert "kutum" in STRIKE.names
    assert STRIKE.numbers == ("12",)
    assert "bomb" not in STRIKE.words
    assert "the" not in STRIKE.words


def test_facts_survive_json() -> None:
    for f in (STRIKE, AGAIN, replace(STRIKE, place=None, sizes=(), actors=())):
        assert facts_of.from_dict(json.loads(json.dumps(facts_of.to_dict(f)))) == f


def test_reports_of_one_strike_are_one_and_of_the_next_are_not() -> None:
    assert same(STRIKE, AGAIN, 0.98) > 0.6
    assert may_be(STRIKE, AGAIN)
    assert not may_be(STRIKE, TWO_DAYS_ON)


@pytest.mark.parametrize(
    "other",
    [
        replace(AGAIN, type="COERCE"),
        replace(AGAIN, article=STRIKE.article),
        replace(AGAIN, status="hypothetical"),
        replace(AGAIN, actors=(facts_of.someone(PERU),)),
        replace(AGAIN, first=None, last=None, published="2024-07-01"),
        ELSEWHERE,
    ],
    ids=["type", "same article", "imagined", "other actor", "weeks apart", "elsewhere"],
)
def test_what_rules_it_out(other: Facts) -> None:
    assert not may_be(STRIKE, other)


def test_a_charge_and_what_is_charged_stay_two() -> None:
    charge = told(
        "Egypt accused the army of bombing the market of Kutum.", "accused", 2, event="ACCUSE", actors=(EGYPT,), recipients=(ARMY,)
    )
    assert not may_be(STRIKE, charge)


def test_a_planned_visit_and_the_visit_are_one() -> None:
    sides = {"actors": (EGYPT,), "recipients": (KENYA,), "place": None}
    plan = told("Egypt's minister will visit Kenya on Friday.", "visit", 1, "2024-05-10", event="AGREE", **sides)
    visit = told("Egypt's minister visited Kenya on Friday.", "visited", 2, "2024-05-10", "2024-05-11", event="CONSULT", **sides)
    pact = told("Egypt signed a fishing accord with Kenya.", "signed", 2, "2024-05-10", "2024-05-11", event="AGREE", **sides)
    assert may_be(plan, visit)
    assert not may_be(visit, pact)


def test_keys_are_few_and_shared() -> None:
    assert len(keys(STRIKE)) <= 20
    assert set(keys(STRIKE)) & set(keys(AGAIN))
    assert not set(keys(STRIKE)) & set(keys(replace(AGAIN, first="2024-06-06", last="2024-06-06")))
    assert not set(keys(STRIKE)) & set(keys(replace(AGAIN, type="COERCE")))


def test_days_next_to_each_other_always_share_a_key() -> None:
    for n in range(1, 31):
        day, next_day = f"2024-05-{n:02}", f"2024-05-{n + 1:02}"
        one, other = replace(STRIKE, first=day, last=day), replace(AGAIN, first=next_day, last=next_day)
        assert set(keys(one)) & set(keys(other)), day


def test_the_first_record_opens_an_event() -> None:
    assert assign([STRIKE], [], always) == Assigned((None,))


def test_a_report_joins_the_event_and_another_strike_does_not() -> None:
    known = [(STRIKE, "evt-1")]
    assert assign([AGAIN], known, always).events == ("evt-1",)
    assert assign([TWO_DAYS_ON], known, always).events == (None,)


def test_of_two_records_of_one_article_one_joins() -> None:
    second = told("The army also shelled huts near Kutum, killing a shepherd.", "shelled", 2)
    events = assign([second, AGAIN], [(STRIKE, "evt-1")], always).events
    assert events == (None, "evt-1")


def test_an_article_has_one_record_in_an_event() -> None:
    known = [(STRIKE, "evt-1"), (AGAIN, "evt-1")]
    assert assign([replace(AGAIN, record="drg-new")], known, always).events == (None,)


def test_articles_on_other_stories_are_kept_apart() -> None:
    vague = told("The army attacked villagers.", "attacked", 5, place=None)
    other = told("Troops attacked civilians.", "attacked", 6, place=None)
    assert assign([other], [(vague, "evt-1")], lambda a, b: 0.0).events == (None,)


def test_a_record_may_show_two_events_to_be_one() -> None:
    first = told("Sudanese jets bombed the market of Kutum on Monday.", "bombed", 1)
    second = told("The army bombed Kutum market on Monday.", "bombed", 2)
    third = told("Jets of the Sudanese army bombed the market of Kutum on Monday.", "bombed", 3)
    found = assign([third], [(first, "evt-1"), (second, "evt-2")], always)
    assert found.events[0] in {"evt-1", "evt-2"}
    assert found.merged == (("evt-1", "evt-2"),)


def test_events_with_records_of_one_article_are_not_merged() -> None:
    first = told("Sudanese jets bombed the market of Kutum on Monday.", "bombed", 1)
    twin = replace(first, record="drg-twin")
    third = told("Jets of the Sudanese army bombed the market of Kutum on Monday.", "bombed", 3)
    assert assign([third], [(first, "evt-1"), (twin, "evt-2")], always).merged == ()


def test_the_order_of_the_articles_matters_little() -> None:
    strikes = [
        replace(f, record=f"{f.record}-{n}", article=10 + n) for n, f in enumerate([STRIKE, AGAIN, STRIKE, AGAIN, TWO_DAYS_ON, ELSEWHERE])
    ]
    seen = set()
    for seed in range(12):
        order = list(strikes)
        random.Random(seed).shuffle(order)
        seen.add(gathered(order))
    assert seen == {frozenset({frozenset({10, 11, 12, 13}), frozenset({14}), frozenset({15})})}


def gathered(order: list[Facts]) -> frozenset[frozenset[int]]:
    """Articles of each event, where the records come one after the other."""
    known: list[tuple[Facts, str]] = []
    for n, one in enumerate(order):
        found = assign([one], known, always)
        known.append((one, found.events[0] or f"evt-{n}"))
        for kept, gone in found.merged:
            known = [(f, kept if name == gone else name) for f, name in known]
    names = {name for _, name in known}
    return frozenset(frozenset(f.article for f, name in known if name == wanted) for wanted in names)


def test_average_link_does_not_chain() -> None:
    links = {(0, 1): 0.9, (0, 2): 0.1, (1, 2): 0.7}
    assert averaged(3, links, 0.5) == [[0, 1], [2]]
    assert averaged(3, links, 0.39) == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Bombed", "bomb"),
        ("stopped", "stop"),
        ("dies", "die"),
        ("hung", "hang"),
        ("fires", "fire"),
        ("Killing", "kill"),
        ("Xyzzy", "xyzzy"),
    ],
)
def test_dictionary_forms(word: str, plain: str) -> None:
    assert nearness.bundled().plain(word) == plain


def test_words_near_each_other() -> None:
    near = nearness.bundled()
    assert near.phrase("Passed away") == "pass away"
    pairs = [("die", "death"), ("die", "pass away"), ("heist", "robbery"), ("bomb", "sign"), ("kill", "kill")]
    assert [near.link(a, b) for a, b in pairs] == ["kin", "synonym", "wider", "apart", "same"]
    assert near.link("death", "die") == "kin"


def test_kin_are_looked_up_together() -> None:
    near = nearness.bundled()
    assert near.first("investigation") == near.first("investigate")
    assert near.first("bomb") != near.first("sign")


def test_a_party_without_a_name_has_no_key() -> None:
    nobody = replace(STRIKE, actors=(facts_of.Someone(""),), recipients=(), place=None)
    assert keys(nobody) == ()


def test_what_did_not_happen_is_another_event_than_what_did_but_may_be_the_plan_that_was_dropped() -> None:
    dropped = replace(AGAIN, status="negated")
    assert not may_be(STRIKE, dropped)
    assert may_be(replace(STRIKE, status="planned"), dropped)
