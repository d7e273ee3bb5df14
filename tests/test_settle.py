"""From mentions to records: the golden stories, and tables for the small helpers. Every sentence is invented."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman import pipeline
from dragoman.arguments import at
from dragoman.cast import Cast
from dragoman.knowledge import Knowledge
from dragoman.knowledge.contexts import load as load_contexts
from dragoman.knowledge.settling import Weights, load, retelling
from dragoman.knowledge.tables import DATA, DataError
from dragoman.pipeline import STAGES
from dragoman.setting import Setting
from dragoman.stages.settle import settle
from dragoman.stages.settle.contexts import Surroundings, pieces, states
from dragoman.stages.settle.dating import fresh, told
from dragoman.stages.settle.parties import parties
from dragoman.stages.settle.same import far, joined, likeness, overlap, relation
from dragoman.syntax import Tree
from dragoman.types import Article, Entity, Mention, Party, Reading, Record, Source

GOLDEN = Path(__file__).parent / "golden" / "settle.txt"
MARK = re.compile(r"\{([^:{}]+):([A-Z]+)(?:/([a-z-]+))?\}")
BEFORE = [s for s in STAGES if s.__name__ in {"segment", "parse", "when", "where", "who", "attribute"}]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def plain(marked: str) -> str:
    return MARK.sub(lambda m: m[1], marked)


def marks(marked: str) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """Start, end, type and modes of every marked event word, in the text without marks."""
    out: list[tuple[int, int, str, tuple[str, ...]]] = []
    cut = 0
    for m in MARK.finditer(marked):
        start = m.start() - cut
        out.append((start, start + len(m[1]), m[2], (m[3],) if m[3] else ()))
        cut += len(m[0]) - len(m[1])
    return out


def told_by(marked: str, knowledge: Knowledge) -> Reading:
    """The text read as far as attributions, with its marked words as mentions: subject or possessor acts, object or "on …" is acted on."""
    reading = Reading(article=Article(id="t", text=plain(marked)), published="2024-03-14")
    for stage in BEFORE:
        reading = stage(reading, knowledge)
    tree = Tree(reading.tokens)
    cast, setting = Cast(reading, tree), Setting(reading, tree, knowledge.setting)
    mentions = []
    for start, end, type, modes in marks(marked):
        token = next(i for i, t in enumerate(reading.tokens) if start <= t.start < end)
        places = (("subj",), ("obj", "on")) if reading.tokens[token].pos == "VERB" else (("poss", "by"), ("against",))
        actors, recipients = (tuple(cast.all([t for p in side for t in at(tree, token, p, ())])) for side in places)
        mention = Mention(start=start, end=end, token=token, sentence=reading.tokens[token].sentence, type=type, modes=modes)
        mention = replace(mention, actors=actors, recipients=recipients, attributions=setting.attributions(token))
        mentions.append(replace(mention, time=setting.time(mention), place=setting.place(mention)))
    return replace(reading, mentions=tuple(mentions))


def name(p: Party) -> str:
    words = p.entity_text.split()
    return " ".join(x for x in (p.code, *p.sectors[:1]) if x) if p.code else words[-1] if words[0] in {"The", "the"} else p.entity_text


def source(s: Source) -> str:
    who = s.party.entity_text.removeprefix("the ")
    return f"{who} {s.stance}" + (f" < {source(s.quoting)}" if s.quoting else "")


def line(r: Record) -> str:
    actors, recipients = (" + ".join(map(name, side)) or "-" for side in (r.actors, r.recipients))
    sources = "; ".join(map(source, r.sources)) or "-"
    return f"{r.event} {actors} > {recipients} | {r.date_edtf or '-'} | {r.place.name if r.place else '-'} | {sources} | {len(r.evidence)}"


def golden() -> list[tuple[str, list[str]]]:
    blocks = [b.strip().split("\n") for b in GOLDEN.read_text(encoding="utf-8").split("\n\n") if b.strip() and not b.startswith("#")]
    return [(b[0], b[1:]) for b in blocks]


@pytest.mark.parametrize(("story", "expected"), golden(), ids=lambda x: plain(x) if isinstance(x, str) else "")
def test_golden(story: str, expected: list[str], knowledge: Knowledge) -> None:
    reading = settle(told_by(story, knowledge), knowledge)
    assert [line(r) for r in reading.records] == expected


def test_every_mention_knows_its_record_and_evidence_is_exact(knowledge: Knowledge) -> None:
    reading = settle(
        told_by("Chad {attacked:ASSAULT} Libya. The {attack:ASSAULT} was short. Mali {praised:SUPPORT} Togo.", knowledge), knowledge
    )
    assert [m.record for m in reading.mentions] == [0, 0, 1]
    for record in reading.records:
        for e in record.evidence:
            assert reading.text[e.start : e.end] == e.text
            assert e.start <= e.trigger.start < e.trigger.end <= e.end
    assert reading.records[0].quad == 4
    assert reading.records[1].scale == 5


def test_ids_are_stable_and_differ(knowledge: Knowledge) -> None:
    story = "Chad {attacked:ASSAULT} Libya. Mali {praised:SUPPORT} Togo."
    once, again = (settle(told_by(story, knowledge), knowledge).records for _ in range(2))
    assert [r.id for r in once] == [r.id for r in again]
    assert len({r.id for r in once}) == 2


def test_long_evidence_is_cut_around_the_trigger(knowledge: Knowledge) -> None:
    story = "Chad, " + "a very large country, " * 20 + "{attacked:ASSAULT} Libya" + " and so on" * 30 + "."
    (record,) = settle(told_by(story, knowledge), knowledge).records
    assert "attacked" in record.evidence[0].text
    assert len(record.evidence[0].text) <= 260


def test_no_mentions_no_records(knowledge: Knowledge) -> None:
    assert settle(told_by("Nothing happened.", knowledge), knowledge).records == ()
    assert settle(Reading(article=Article(id="t", text="")), knowledge).records == ()


def test_settling_costs_linear_time(knowledge: Knowledge) -> None:
    story = "Chad {attacked:ASSAULT} Libya on Monday. Mali {blamed:ACCUSE} Togo in Bamako. "
    short, long = (told_by(story * n, knowledge) for n in (20, 160))
    spent = []
    for reading in (short, long):
        start = time.process_time()
        settle(reading, knowledge)
        spent.append(time.process_time() - start)
    assert spent[1] < 8 * 4 * max(spent[0], 0.02)


# Same party, date, sides


def entity(name: str, code: str | None, kind: str = "country", *sectors: str) -> Entity:
    return Entity(kind=kind, name=name, code=code, sectors=sectors)


@pytest.mark.parametrize(
    ("a", "b", "degree"),
    [
        (entity("Chad", "TCD"), entity("Chad", "TCD"), 3),
        (entity("Chad", "TCD"), entity("President Deby", "TCD", "person", "GOV"), 2),
        (entity("President Deby", "TCD", "person", "GOV"), entity("Minister Said", "TCD", "person", "GOV"), 0),
        (entity("Chad", "TCD"), entity("Libya", "LBY"), 0),
        (entity("government", "TCD", "government", "GOV"), entity("rebels", "TCD", "role", "REB"), 0),
        (entity("gunmen", None, "role", "UAF"), entity("rebels", "TCD", "role", "REB"), 1),
        (entity("Deby", None, "person"), entity("Said", None, "person"), 0),
    ],
)
def test_likeness(a: Entity, b: Entity, degree: int) -> None:
    assert likeness(a, b, False) == degree
    assert likeness(b, a, False) == degree


def test_general_words_for_a_known_party_add_nobody() -> None:
    entities = (
        entity("Chad", "TCD"),
        entity("minister", "TCD", "role", "GOV"),
        entity("Moussa Faki", "TCD", "person", "GOV"),
        entity("Libya", "LBY"),
    )
    chad, minister, faki, libya = ((n, 0, 1) for n in range(4))
    assert joined([], [minister, faki], entities) == [minister, faki]
    assert joined([faki], [minister], entities) == [faki]
    assert joined([minister], [faki], entities) == [faki]
    assert joined([chad], [libya], entities) == [chad, libya]


def test_relation_of_sides() -> None:
    entities = (entity("Chad", "TCD"), entity("Libya", "LBY"), entity("President Deby", "TCD", "person", "GOV"))
    chad, libya, deby = (0, 0, 1), (1, 0, 1), (2, 0, 1)
    assert relation([], [chad], entities) == "unnamed"
    assert relation([chad], [chad, libya], entities) == "same"
    assert relation([chad], [deby], entities) == "alike"
    assert relation([chad, libya], [libya, deby], entities) == "alike"
    assert relation([chad], [libya], entities) == "apart"


@pytest.mark.parametrize(
    ("a", "b", "both", "apart"),
    [
        ("2024-03-14", "2024-03", True, False),
        ("2024-03-14", "2024-03-13", False, False),
        ("2024-03-14", "2006", False, True),
        ("2024-03-01/2024-03-20", "2024-03-14", True, False),
        ("197X", "2024", False, True),
    ],
)
def test_dates_overlap_or_lie_far_apart(a: str, b: str, both: bool, apart: bool) -> None:
    assert overlap(a, b) is both
    assert far(a, b) is apart


@pytest.mark.parametrize(
    ("times", "date"),
    [
        (["2024-03-14"], "2024-03-14"),
        (["2024-03", "2024-03-14"], "2024-03-14"),
        (["2024-03-14", "2024-03"], "2024-03-14"),
        (["2024-03-14", "2006"], "2024-03-14"),
    ],
)
def test_a_later_date_only_makes_the_first_more_exact(times: list[str], date: str) -> None:
    assert told(times) == date


@pytest.mark.parametrize(
    ("day", "yes"), [("2024-03-14", True), ("2024-03-11", True), ("2024-03-10", False), ("2024-03-15", False), ("2024-03", False)]
)
def test_news_is_of_the_last_days(day: str, yes: bool) -> None:
    assert fresh(day, "2024-03-14") is yes
    assert not fresh(day, None)


def test_a_state_beside_who_acts_for_it_is_one_party() -> None:
    entities = (
        entity("Chad", "TCD"),
        entity("President Deby", "TCD", "person", "GOV"),
        entity("rebels", "TCD", "role", "REB"),
        entity("Chad", "TCD", "government", "GOV"),
    )
    reading = Reading(article=Article(id="t", text="Chad"), entities=entities)
    assert [p.identifier_text for p in parties([(0, 0, 4), (1, 0, 4)], reading)] == ["President Deby"]
    assert [p.identifier_text for p in parties([(0, 0, 4), (2, 0, 4)], reading)] == ["Chad", "rebels"]
    assert [p.identifier_text for p in parties([(0, 0, 4), (3, 0, 4)], reading)] == ["Chad"]


# Contexts


def contexts_of(text: str, knowledge: Knowledge, type: str = "ACCUSE", modes: tuple[str, ...] = (), *parties: Party) -> tuple[str, ...]:
    reading = Reading(article=Article(id="t", text=text))
    for stage in BEFORE[:2]:
        reading = stage(reading, knowledge)
    return Surroundings(reading, knowledge.contexts).of([0], type, modes, parties, ())


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("Chad accused Libya.", ()),
        ("Chad accused Libya of delaying the election.", ("election",)),
        ("Fiji criticised the press freedom record of Tonga.", ("rights_freedoms",)),
        ("Ghana's parliament approved the trade agreement.", ("legislative", "economic")),
        ("They spoke of tariffs and the peace-keeping force in Cyprus.", ("economic", "peacekeeping")),
        ("WHO is ill? The WHO.", ()),
        ("Smugglers brought cocaine across the frontier.", ("illegal_drugs", "trafficking")),
    ],
)
def test_contexts_by_words(text: str, contexts: tuple[str, ...], knowledge: Knowledge) -> None:
    assert contexts_of(text, knowledge) == contexts


def test_contexts_by_modes_parties_and_states(knowledge: Knowledge) -> None:
    assert contexts_of("It did so.", knowledge, "COERCE", ("cyber",)) == ("cyber",)
    assert contexts_of("It did so.", knowledge, "COERCE", ("misinformation",)) == ("misinformation",)
    assert contexts_of("They did so.", knowledge, "ASSAULT", (), Party(code="TCD", sectors=("MIL",), entity_text="troops")) == ("military",)
    chad, mali = Party(code="TCD", sectors=(), entity_text="Chad"), Party(code="MLI", sectors=("GOV",), entity_text="Mali")
    assert contexts_of("They met.", knowledge, "CONSULT", (), chad, mali) == ("diplomatic",)
    assert states([chad], [mali]) == 2
    assert states([chad], [replace(mali, sectors=("CVL",))]) == 1


def test_hint_words_count_only_together(knowledge: Knowledge) -> None:
    assert "health" not in contexts_of("The hospital was hit.", knowledge)
    assert "health" in contexts_of("The doctors of the hospital fled.", knowledge)


def test_there_are_37_contexts_each_with_words(knowledge: Knowledge) -> None:
    named = {p.context for phrases in knowledge.contexts.phrases.values() for p in phrases}
    assert len(knowledge.contexts.kinds) == 37
    assert named == set(knowledge.contexts.kinds)


def test_pieces_of_hyphened_words(knowledge: Knowledge) -> None:
    reading = Reading(article=Article(id="t", text="Peace-keeping."))
    for stage in BEFORE[:2]:
        reading = stage(reading, knowledge)
    assert [text for text, _ in pieces(reading.tokens)] == ["Peace", "keeping", "."]


# Data files that cannot be used


def data_folder(tmp_path: Path, file: str, text: str) -> Path:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_bad_tables_say_where_and_what(tmp_path: Path) -> None:
    bad = data_folder(tmp_path, "ontology/settling.csv", "question,feature,weight,source\nsame,type AID,heavy,hand\n")
    with pytest.raises(DataError, match=r"settling.csv:2: weight 'heavy' is no number"):
        load(bad, "en")
    bad = data_folder(tmp_path, "ontology/settling.csv", "question,feature,weight,source\nwhy,type AID,1,hand\n")
    with pytest.raises(DataError, match=r"question 'why' is not one of same, source, "):
        load(bad, "en")
    words = data_folder(tmp_path, "retelling.csv", "kind,word,source\nforth,the,hand\n") / "retelling.csv"
    with pytest.raises(DataError, match=r"retelling.csv:2: kind 'forth' is not one of back"):
        retelling(words)
    data_folder(tmp_path, "ontology/contexts.csv", (DATA / "ontology" / "contexts.csv").read_text(encoding="utf-8"))
    bad = data_folder(tmp_path, "languages/en/contexts.csv", "context,phrase,weight,source\nsport,goal,1,hand\n")
    with pytest.raises(DataError, match=r"contexts.csv:2: no context 'sport'"):
        load_contexts(bad, "en")


def test_unknown_features_weigh_nothing() -> None:
    weights = Weights({"a": 1.5, "b": -0.5})
    assert weights.total(["a", "b", "c"]) == 1.0
    assert weights.get("c") == 0.0


def test_a_record_that_is_left_out_as_unlikely_says_so(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> None:
    monkeypatch.setattr("dragoman.stages.settle.LEAST", 1.1)
    article = Article(id="x", text="Kenya accused Ethiopia of arming rebels.", published="2024-03-12")
    found = pipeline.read(article, knowledge)
    assert not found.records
    assert any(m.left_out.startswith("less likely right than wrong (0.") for m in found.mentions)
