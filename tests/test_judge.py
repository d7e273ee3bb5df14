"""How real an event is told to be: the golden sentences, recoding by status, and text that must do no harm."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.knowledge import Knowledge
from dragoman.knowledge.modality import Modality, load
from dragoman.knowledge.recode import load as load_recode
from dragoman.knowledge.tables import DATA, DataError
from dragoman.modality import FACT, View, joined, under, within
from dragoman.stages.judge import judge
from dragoman.stages.parse import parse
from dragoman.stages.settle.same import Draft
from dragoman.stages.settle.standing import status, without_shadowed
from dragoman.stages.when import when
from dragoman.types import Article, Mention, Reading, Sentence, Status

GOLDEN = Path(__file__).parent / "golden" / "judge.txt"
HEADLINE = "HEADLINE "


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


@pytest.fixture(scope="module")
def words(knowledge: Knowledge) -> Modality:
    return knowledge.modality


def reading(text: str, knowledge: Knowledge, kind: str = "body") -> Reading:
    """One parsed sentence as the stages before would give it."""
    sentence = Sentence(start=0, end=len(text), kind=kind)
    return when(parse(Reading(article=Article(id="x", text=text), published="2024-01-16", sentences=(sentence,)), knowledge), knowledge)


def typed(text: str, word: str, type: str, knowledge: Knowledge, time: int | None = None) -> Mention:
    """The mention of ``type`` at ``word`` as the stage leaves it."""
    before = reading(text, knowledge)
    token = next(i for i, t in enumerate(before.tokens) if t.text == word)
    at = before.tokens[token]
    modes = ("visit",) if type == "CONSULT" else ()
    mention = Mention(start=at.start, end=at.end, token=token, sentence=0, type=type, modes=modes, time=time)
    after = judge(replace(before, mentions=(mention,)), knowledge)
    return next(m for m in after.mentions if m.token == token)


def golden() -> list[tuple[str, list[str]]]:
    blocks = [b.split("\n") for b in GOLDEN.read_text(encoding="utf-8").split("\n\n") if b.strip() and not b.startswith("#")]
    return [(b[0], [x for x in b[1:] if x]) for b in blocks]


@pytest.mark.parametrize(("sentence", "expected"), golden(), ids=lambda x: x if isinstance(x, str) else "")
def test_golden(sentence: str, expected: list[str], knowledge: Knowledge) -> None:
    text = sentence.removeprefix(HEADLINE)
    found = judge(reading(text, knowledge, "headline" if text != sentence else "body"), knowledge).mentions
    assert [f"{text[m.start : m.end]} = {m.status} {m.certainty:+.1f}" for m in found] == expected


@pytest.mark.parametrize(
    ("text", "word", "type", "becomes", "told"),
    [
        ("The king of Arnor will visit Gondor.", "visit", "CONSULT", "AGREE", "happened"),
        ("The king of Arnor visited Gondor.", "visited", "CONSULT", "CONSULT", "happened"),
        ("Arnor plans to send grain to Gondor.", "send", "AID", "AGREE", "happened"),
        ("Arnor is sending grain to Gondor.", "sending", "AID", "AID", "ongoing"),
        ("Arnor will withdraw its troops.", "withdraw", "RETREAT", "CONCEDE", "planned"),
        ("Arnor will deploy troops.", "deploy", "MOBILIZE", "MOBILIZE", "planned"),
        ("Arnor could deploy troops.", "deploy", "MOBILIZE", "MOBILIZE", "hypothetical"),
        ("Arnor and Gondor failed to agree.", "agree", "AGREE", "AGREE", "negated"),
        ("Arnor said it would destroy Gondor.", "destroy", "THREATEN", "THREATEN", "happened"),
        ("The two armies are fighting in Arnor.", "fighting", "ASSAULT", "ASSAULT", "ongoing"),
    ],
)
def test_recoding(text: str, word: str, type: str, becomes: str, told: Status, knowledge: Knowledge) -> None:
    found = typed(text, word, type, knowledge)
    assert (found.type, found.status, found.note) == (becomes, told, "")


def test_modes_belong_to_the_type_as_told(knowledge: Knowledge) -> None:
    assert typed("The king will visit Gondor.", "visit", "CONSULT", knowledge).modes == ()
    assert typed("The king visited Gondor.", "visited", "CONSULT", knowledge).modes == ("visit",)


@pytest.mark.parametrize(
    ("text", "word", "type"),
    [
        ("Arnor did not attack Gondor.", "attack", "ASSAULT"),
        ("The crowd wants to attack the palace.", "attack", "ASSAULT"),
        ("Will Arnor attack Gondor?", "attack", "ASSAULT"),
    ],
)
def test_what_is_denied_wished_or_asked_gives_no_record_and_says_why(text: str, word: str, type: str, knowledge: Knowledge) -> None:
    found = typed(text, word, type, knowledge)
    assert found.type == type
    assert found.note.startswith(f"told as {found.status}: ")


def test_a_talk_on_a_day_to_come_is_a_plan(knowledge: Knowledge) -> None:
    assert typed("The summit on January 30 draws crowds.", "summit", "CONSULT", knowledge, time=0).type == "AGREE"
    assert typed("The summit on January 10 drew crowds.", "summit", "CONSULT", knowledge, time=0).type == "CONSULT"


def test_other_event_words_are_mentions_without_a_type(knowledge: Knowledge) -> None:
    found = judge(reading("The minister slept during the speech.", knowledge), knowledge).mentions
    assert [(m.type, m.note) for m in found] == [(None, "no frame"), (None, "no frame")]


@pytest.mark.parametrize(
    ("inner", "outer", "both"),
    [
        ("happened", "planned", "planned"),
        ("planned", "happened", "planned"),
        ("negated", "negated", "happened"),
        ("negated", "planned", "negated"),
        ("planned", "hypothetical", "hypothetical"),
        ("ongoing", "happened", "ongoing"),
        ("ongoing", "planned", "planned"),
    ],
)
def test_statuses_join(inner: Status, outer: Status, both: Status) -> None:
    assert joined(inner, outer) == both


def test_an_event_has_the_status_most_mentions_give_it() -> None:
    assert status(["planned", "happened", "happened"]) == "happened"
    assert status(["ongoing", "happened"]) == "ongoing"


def draft(type: str, actors: str, recipients: str = "", modes: tuple[str, ...] = ()) -> Draft:
    """An event in the making; each letter is a party."""
    return Draft(type, modes=list(modes), actors=[(ord(c), 0, 1) for c in actors], recipients=[(ord(c), 0, 1) for c in recipients])


def test_a_conviction_takes_the_place_of_the_charge() -> None:
    charge, verdict = draft("ACCUSE", "j", "m", ("allege",)), draft("SANCTION", "j", "m", ("convict",))
    assert without_shadowed([charge, verdict]) == [verdict]
    other = draft("ACCUSE", "j", "n", ("allege",))
    assert without_shadowed([other, verdict]) == [other, verdict]


def test_what_marchers_demand_is_no_second_event() -> None:
    march, demand, appeal = draft("PROTEST", "s"), draft("REQUEST", "s", "g"), draft("REQUEST", "u", "g")
    assert without_shadowed([march, demand, appeal]) == [march, appeal]


def test_every_effect_keeps_certainty_on_the_scale(words: Modality) -> None:
    for effect in words.effects.values():
        for view in (FACT, View(-3.0, "negated"), View(0.0, "hypothetical")):
            assert -3 <= under(effect, view).certainty <= 3
            assert -3 <= within(under(effect, FACT), view).certainty <= 3


def test_bad_rows_name_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "languages" / "en").mkdir(parents=True)
    classes = DATA / "ontology" / "modality.csv"
    (tmp_path / "ontology" / "modality.csv").write_text(classes.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "languages" / "en" / "event_nouns.csv").write_text("word,source\nraid,hand\n", encoding="utf-8")
    table = tmp_path / "languages" / "en" / "modality.csv"
    table.write_text("phrase,pos,frame,class,source\nplan,v,inf,plannd,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"modality\.csv:2.*plannd"):
        load(tmp_path, "en")
    (tmp_path / "ontology" / "recode.csv").write_text("from,status,to,becomes,source\nCONSULT,future,AGREE,happened,x\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"recode\.csv:2.*future"):
        load_recode(tmp_path)


@pytest.mark.parametrize("text", ["", "to to to not not", "If if if unless", "No.", "Not until never has been going to", "?" * 50])
def test_odd_text_never_raises(text: str, knowledge: Knowledge) -> None:
    judge(reading(text, knowledge), knowledge)


def test_long_text_takes_linear_time(knowledge: Knowledge) -> None:
    """Ten times the clauses, about ten times the time."""

    def seconds(n: int) -> float:
        before = reading("he said she wanted to try to plan to go and " * n, knowledge)
        started = time.process_time()
        judge(before, knowledge)
        return time.process_time() - started

    seconds(5)
    assert seconds(80) < 30 * max(seconds(8), 0.002)
