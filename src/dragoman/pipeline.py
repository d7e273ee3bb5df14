"""The page: one noun through a chain of pure stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .knowledge import Knowledge
from .stages.assemble import assemble
from .stages.attribute import attribute
from .stages.detect import detect
from .stages.judge import judge
from .stages.parse import parse
from .stages.segment import segment
from .stages.settle import settle
from .stages.when import when
from .stages.where import where
from .stages.who import who
from .types import Article, Reading

Stage = Callable[[Reading, Knowledge], Reading]

STAGES: tuple[Stage, ...] = (
    segment,  # text -> furniture, headline, publication date, sentences
    parse,  # sentences -> tokens, names
    when,  # -> times
    where,  # -> places
    who,  # -> entities, actors: who is named, and what they are on that date
    attribute,  # -> attributions: who says what
    detect,  # -> mentions: words that report a PLOVER event
    assemble,  # mentions get actors, recipients, time and place
    judge,  # mentions get status and certainty
    settle,  # mentions of one event -> one record
)


def read(article: Article, knowledge: Knowledge, stages: Sequence[Stage] = STAGES) -> Reading:
    """Run every stage over one article. Never raises on odd text; see ``Reading.problems``."""
    reading = Reading(article=article, title=article.title, published=article.published, source=article.source, language=article.language)
    for stage in stages:
        reading = stage(reading, knowledge)
    return reading
