"""What helps to tell articles on one happening: how common each word is in news, and what their likeness weighs.

``languages/<language>/word_counts.tsv.gz``: articles in which a word stands, of a large number of news articles (training/word_counts.py).
``ontology/stories.csv``: weights of readable features.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .settling import Weights
from .tables import DATA, rows

#: The row of word_counts.tsv.gz that says how many articles were counted.
ALL = "*"
#: Words in so large a share of articles say nothing of what an article is about.
COMMON = 1 / 3


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """``idf``: word (in the form of ``gather.profile.plain``) -> logarithm of how rare it is; ``rarest``: that of a word not listed.

    ``common``: words that stand in one article of three, or more.
    ``same``: weights of features of two articles; their sum is the log-odds that both report one happening.
    """

    idf: Mapping[str, float]
    rarest: float
    common: frozenset[str]
    same: Weights

    def weight(self, word: str) -> float:
        return self.idf.get(word, self.rarest)


@cache
def bundled(language: str = "en") -> Stories:
    """The tables that come along, loaded once."""
    return load(DATA, language)


def load(data: Path, language: str) -> Stories:
    """Raises DataError with file, line and remedy."""
    counts = word_counts(data / "languages" / language / "word_counts.tsv.gz")
    articles = counts.pop(ALL, 0) or max(counts.values(), default=1)
    idf = {word: math.log((articles + 1) / (n + 1)) for word, n in counts.items()}
    common = frozenset(word for word, n in counts.items() if n >= COMMON * articles)
    return Stories(idf=idf, rarest=math.log(articles + 1), common=common, same=weights(data / "ontology" / "stories.csv"))


def word_counts(path: Path) -> dict[str, int]:
    """Word -> articles that have it; ``*`` -> all articles."""
    out: dict[str, int] = {}
    for row in rows(path, ("word", "articles")):
        if not row["articles"].isdecimal():
            raise row.error(f"articles is {row['articles']!r}; write a whole number")
        out[row["word"]] = int(row["articles"])
    return out


def weights(path: Path) -> Weights:
    out: dict[str, float] = {}
    for row in rows(path, ("feature", "weight", "source")):
        try:
            out[row["feature"]] = float(row["weight"])
        except ValueError:
            raise row.error(f"weight {row['weight']!r} is no number; write for instance -1.5") from None
    return Weights(out)
