"""The page: one noun through a chain of pure stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .knowledge import DataError, Knowledge
from .stages.assemble import assemble
from .stages.attribute import attribute
from .stages.between import between
from .stages.detect import detect
from .stages.imply import imply
from .stages.judge import judge
from .stages.opine import opine
from .stages.parse import parse
from .stages.segment import segment
from .stages.settle import settle
from .stages.weigh import weigh
from .stages.when import when
from .stages.where import where
from .stages.who import who
from .threads import alone
from .types import Article, Problem, Reading

Stage = Callable[[Reading, Knowledge], Reading]

STAGES: tuple[Stage, ...] = (
    segment,  # text -> furniture, headline, publication date, sentences
    parse,  # sentences -> tokens, names
    opine,  # -> opinion: what the model thinks of the words
    when,  # -> times
    where,  # -> places
    who,  # -> entities, actors: who is named, and what they are on that date
    attribute,  # -> attributions: who says what
    detect,  # -> mentions: words that report a PLOVER event, by rule
    weigh,  # rules and model vote on them
    assemble,  # mentions get actors, recipients, time and place
    judge,  # mentions get status and certainty
    imply,  # -> mentions: statements that accuse
    settle,  # mentions of one event -> one record
    between,  # -> dyads: what happened between the pairs that were asked for
)


#: How the message of a problem begins that tells of an error in our own code.
CRASHED = "this step failed"
#: How that of a problem begins that tells that a large language model, where one was asked for, did not answer.
UNANSWERED = "the model gave no answer"


def read(article: Article, knowledge: Knowledge, stages: Sequence[Stage] = STAGES) -> Reading:
    """Run every stage over one article. Never raises on odd text; see ``Reading.problems``. Raises DataError for bad data files."""
    done = run(article, knowledge, stages)
    return replace(done, opinion=None)  # heavy, and of no use to others: what the model said stands in the mentions


def run(article: Article, knowledge: Knowledge, stages: Sequence[Stage]) -> Reading:
    """Some stages of the chain, for those who look on halfway; what the model thinks is kept."""
    reading = Reading(article=article, title=article.title, published=article.published, source=article.source, language=article.language)
    with alone():
        for stage in stages:
            reading = survived(stage, reading, knowledge)
    return reading


def survived(stage: Stage, reading: Reading, knowledge: Knowledge) -> Reading:
    """What the stage makes of the reading; where it crashes, the reading as it was with a problem that says so."""
    try:
        return stage(reading, knowledge)
    except DataError:
        raise
    except Exception as error:  # one odd article must not end a run of a million
        name = getattr(stage, "__name__", "stage")
        problem = Problem(stage=name, message=f"{CRASHED} ({type(error).__name__}: {str(error)[:200]}); please report it with this text")
        return replace(reading, problems=(*reading.problems, problem))


def failed(reading: Reading) -> bool:
    """True where a stage crashed or nothing could be read: the text is empty, or in a language that is not ours, or nobody answered."""
    return not reading.sentences or any(p.message.startswith((CRASHED, UNANSWERED)) for p in reading.problems)
