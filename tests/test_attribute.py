"""According to whom: the golden sentences, quotations over several sentences, headlines, and text that nobody is quoted in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dragoman.knowledge import Knowledge
from dragoman.knowledge.cues import load
from dragoman.knowledge.tables import DataError
from dragoman.pipeline import STAGES, read
from dragoman.stages.attribute import attribute
from dragoman.stages.quotes import quotations
from dragoman.types import Article, Attribution, Reading, Sentence, Span, Token

GOLDEN = Path(__file__).parent / "golden" / "attribute.txt"
UPTO = STAGES[: STAGES.index(attribute) + 1]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def reading(text: str, knowledge: Knowledge) -> Reading:
    return read(Article(id="x", text=text, published="2024-01-16"), knowledge, UPTO)


def words(spans: tuple[Span, ...], text: str) -> str:
    return " … ".join(text[s.start : s.end] for s in spans) or "-"


def line(found: Attribution, text: str, mark: str = "") -> str:
    stance = [] if found.stance == "asserts" else [found.stance]
    return mark + " | ".join([*(words(part, text) for part in (found.source, found.cue, found.content)), *stance])


def lines(read: Reading) -> list[str]:
    """Claims, each with a ``>`` for every claim that holds it; then attitudes, marked ``~``."""
    return [line(a, read.text, "> " * depth(a, read)) for a in read.attributions] + [line(a, read.text, "~ ") for a in read.attitudes]


def depth(found: Attribution, read: Reading) -> int:
    return 0 if found.parent is None else 1 + depth(read.attributions[found.parent], read)


def golden() -> list[tuple[str, list[str]]]:
    blocks = [b.split("\n") for b in GOLDEN.read_text(encoding="utf-8").split("\n\n") if b.strip() and not b.startswith("#")]
    return [(b[0], [x for x in b[1:] if x]) for b in blocks]


@pytest.mark.parametrize(("sentence", "expected"), golden(), ids=lambda x: x if isinstance(x, str) else "")
def test_golden(sentence: str, expected: list[str], knowledge: Knowledge) -> None:
    assert lines(reading(sentence, knowledge)) == expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Police: Two soldiers killed in market attack", "Police | : | Two soldiers killed in market attack"),
        ("Two soldiers killed in market attack: police", "police | : | Two soldiers killed in market attack"),
        ("Two soldiers killed in market attack, police say", "police | say | Two soldiers killed in market attack"),
        ("Police: No sign of bomb in capital", "Police | : | No sign of bomb in capital"),
    ],
)
def test_headlines(headline: str, expected: str, knowledge: Knowledge) -> None:
    found = reading(f"{headline}\n\nA bomb went off in the capital on Monday. Shops were closed.", knowledge)
    assert lines(found) == [expected]


def test_a_place_before_a_colon_says_nothing(knowledge: Knowledge) -> None:
    assert lines(reading("Kenya: two weeks of rain\n\nRoads were closed in the capital on Monday.", knowledge)) == []


def test_a_quotation_goes_on_over_paragraphs_with_its_speaker(knowledge: Knowledge) -> None:
    text = (
        "“We have left the town,” the general told reporters.\n\n“Nobody will go back there. The bridge was burned by rebels.”\n\n"
        "The envoy arrived in the capital.\n\n“Talks begin now,” the envoy said."
    )
    found = reading(text, knowledge)
    general, envoy = found.attributions
    assert "burned by rebels" in words(general.content, text)
    assert words(envoy.content, text) == "“Talks begin now,”"


def test_a_statement_after_a_colon_is_whose_it_is(knowledge: Knowledge) -> None:
    text = "The army issued this statement on Monday:\n\n“Our troops have left the town. They will not return.”"
    (found,) = reading(text, knowledge).attributions
    assert words(found.source, text) == "The army"
    assert words(found.content, text) == "“Our troops have left the town. They will not return.”"


def test_within_a_quotation_only_its_speaker_speaks(knowledge: Knowledge) -> None:
    text = "“The rebels say they won and claim they hold the town,” the general said."
    (found,) = reading(text, knowledge).attributions
    assert words(found.source, text) == "the general"


def test_the_speaker_is_the_actor(knowledge: Knowledge) -> None:
    found = reading("Rebels shelled a village, the defence minister of Kenya said.", knowledge)
    said = found.attributions[0]
    assert said.actor is not None
    assert found.entities[found.actors[said.actor].entities[0]].code == "KEN"


@pytest.mark.parametrize(
    "text",
    [
        "A statement by the defence ministry of Kenya said rebels shelled a village.",
        "The defence ministry of Kenya issued a statement on Monday. The statement said rebels shelled a village.",
        "Rebels fled, the defence ministry of Kenya said in a statement. Ten people died, the statement said.",
    ],
)
def test_a_document_speaks_for_whoever_issued_it(text: str, knowledge: Knowledge) -> None:
    found = reading(text, knowledge)
    actor = found.attributions[-1].actor
    assert actor is not None
    assert found.entities[found.actors[actor].entities[0]].code == "KEN"


def test_every_attribution_names_its_row_and_its_spans_lie_in_the_text(knowledge: Knowledge) -> None:
    text = "Kenya accused Uganda of shelling a village, and Uganda denied it. Reportedly, ten people died."
    for found in reading(text, knowledge).attributions:
        assert found.rule.startswith("languages/en/cues.csv:")
        for span in (*found.source, *found.cue, *found.content):
            assert text[span.start : span.end].strip() == text[span.start : span.end] != ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A,” he said. “B.”", ["“A,”", "“B.”"]),
        ('"A, he said.', ['"A, he said.']),
        ('"A “B” C" he said', ['"A “B” C"']),
        ('"A. "B is" so', ['"A. ', '"B is"']),
        ('a 12" gun', []),
        ("«A»", ["«A»"]),
        ("''A,'' he said. ``B.''", ["''A,''", "``B.''"]),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in quotations(text, (Sentence(start=0, end=len(text)),))] == expected


@pytest.mark.parametrize("text", ['"', "said", ": :", "“”", "said said said", '""""', "According to", "“ said", ", he said,", "by :"])
def test_odd_text_does_no_harm(text: str, knowledge: Knowledge) -> None:
    reading(text, knowledge)


@pytest.mark.parametrize(
    "piece",
    [
        "he said she said they said ",
        '"He left," he said. ',
        "according to the minister ",
        "Police: two killed. ",
        "“He left the town and “ ",
    ],
)
def test_time_grows_with_length_only(piece: str, knowledge: Knowledge) -> None:
    """Four times the text takes about four times as long, not sixteen."""

    def seconds(size: int) -> float:
        parsed = read(Article(id="x", text=piece * (size // len(piece))), knowledge, STAGES[:2])
        start = time.process_time()
        attribute(parsed, knowledge)
        return time.process_time() - start

    seconds(5_000)
    assert seconds(80_000) < 10 * seconds(20_000) + 0.5


def test_a_bad_row_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "cues.csv").write_text("phrase,pos,frame,stance,source\nsay,v,that,maybe,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"cues.csv:2: stance 'maybe' is not one of"):
        load(tmp_path)


# Rules and model together


@dataclass
class Marked:
    """A model that is sure: of the words between these bounds that they belong to a source, a cue, a content."""

    tokens: Sequence[Token]
    marks: Sequence[Sequence[tuple[int, int]]]
    name: str = "model"

    def said(self, token: int) -> tuple[float, float, float]:
        at = self.tokens[token].start
        source, cue, content = (0.97 if any(s <= at < e for s, e in part) else 0.02 for part in self.marks)
        return source, cue, content


def heard(text: str, source: str, cue: str, content: str, knowledge: Knowledge) -> Reading:
    """Rules together with a model that takes these words (parts set apart by "|") for source, cue and content."""
    parsed = reading(text, knowledge)
    marks = [[(text.index(w), text.index(w) + len(w)) for w in part.split("|") if w] for part in (source, cue, content)]
    return attribute(replace(parsed, opinion=Marked(parsed.tokens, marks), attributions=(), attitudes=()), knowledge)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (("The minister", "circled", "the report"), ["~ The minister | circled | the report"]),
        (("", "", ""), []),
    ],
)
def test_the_model_finds_what_no_rule_names(marks: tuple[str, str, str], expected: list[str], knowledge: Knowledge) -> None:
    assert lines(heard("The minister circled the report.", *marks, knowledge)) == expected


def test_what_only_the_model_finds_says_so(knowledge: Knowledge) -> None:
    (found,) = heard("The minister circled the report.", "The minister", "circled", "the report", knowledge).attitudes
    assert found.rule == "model"


def test_a_report_that_the_model_thinks_unlikely_is_none(knowledge: Knowledge) -> None:
    assert lines(heard("Villagers called the dog a hero.", "", "", "", knowledge)) == []


def test_the_model_mends_spans(knowledge: Knowledge) -> None:
    text = "A tired envoy said on Monday that rebels had left the town, which ten soldiers guard."
    found = heard(text, "A tired envoy", "said on Monday", "that rebels had left the town, which ten soldiers guard", knowledge)
    assert lines(found) == ["A tired envoy | said on Monday | that rebels had left the town, which ten soldiers guard"]


def test_one_report_within_another(knowledge: Knowledge) -> None:
    text = "The envoy said the general circled the report."
    found = heard(text, "The envoy|the general", "said|circled", "the general circled the report", knowledge)
    assert lines(found) == [
        "The envoy | said | the general circled the report",
        "~ the general | circled | the report",
    ]
