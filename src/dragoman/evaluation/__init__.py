"""How good the reading is: the figures of the sets' own scorers, on annotated files of anybody's.

Works on the plain dicts that leave the program, so that others' output can be held against the same measure.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .. import plain
from ..knowledge import Knowledge
from ..runner import Done, readings
from ..sources import Unread, jsonl
from ..types import Article, Reading
from . import attribution, coref, dyads, factuality, geo, grouping, timex
from . import stories as events
from .figures import Figures

if TYPE_CHECKING:
    from ..llm import Server

__all__ = ["LAYERS", "Figures", "layer", "stories"]


#: Looks on at what is read, and gives back the readings.
Watch = Callable[[Iterable[Done]], Iterable[Reading]]


class Layer(Protocol):
    """A module that knows one kind of set. Of an UNREAD layer ``score`` takes what ``article`` gave in place of readings."""

    def article(self, number: int, item: dict[str, Any]) -> dict[str, Any]:
        """The input made of an annotated document."""

    def score(self, items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
        """Compares documents and readings, both in order."""


LAYERS: dict[str, Layer] = {"timex": timex, "geo": geo, "attribution": attribution, "factuality": factuality, "dyads": dyads}
LAYERS |= {"grouping": grouping, "coref": coref}
#: Layers for which articles are compared as they are: they are scored on what ``article`` gives, and nothing is read.
UNREAD = frozenset({"grouping"})


def stories(
    gold: Path,
    articles: Iterable[Article | Unread],
    knowledge: Knowledge,
    by_type: bool = False,
    jobs: int | None = None,
    limit: int | None = None,
    server: Server | None = None,
    watch: Watch | None = None,
) -> Figures:
    """Event records of the articles against the annotations of a folder; what is not annotated is left out.

    ``server``: of the large language model that is to read, if one is.
    """
    annotated = events.annotated(gold)
    chosen = (a for a in articles if isinstance(a, Article) and a.id in annotated)
    found = (plain.reading(r) for r in (watch or only_readings)(readings(islice(chosen, limit), knowledge, jobs, server)))
    return events.score(((r["records"], annotated[r["id"]]) for r in found), by_type)


def only_readings(found: Iterable[Done]) -> Iterator[Reading]:
    return (r for r in found if isinstance(r, Reading))


def layer(
    name: str,
    path: Path,
    knowledge: Knowledge,
    jobs: int | None = None,
    limit: int | None = None,
    server: Server | None = None,
    watch: Watch | None = None,
) -> Figures:
    """One layer (times, places … groups of articles) against a set: a JSONL file, one annotated document a line."""
    kind = LAYERS[name]
    with path.open(encoding="utf-8") as file:
        documents = list(islice((json.loads(line) for line in file if line.strip()), limit))
    inputs = [kind.article(n, d) for n, d in enumerate(documents)]
    if name in UNREAD:
        return kind.score(documents, inputs)
    made = made_of(inputs, str(path))
    found = [plain.reading(r) for r in (watch or only_readings)(readings(made, knowledge, jobs, server))]
    return kind.score(documents, found)


def made_of(inputs: Sequence[dict[str, Any]], name: str) -> Iterator[Article]:
    """Articles of the inputs, by the way that JSONL takes."""
    for found in jsonl.articles((json.dumps(item).encode() for item in inputs), name):
        if isinstance(found, Unread):
            raise ValueError(str(found))
        yield found
