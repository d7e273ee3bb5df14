"""Count in how many articles each word stands: ``data/languages/en/word_counts.tsv.gz``, by which rare words weigh more than common ones.

    python training/word_counts.py news.jsonl wire.jsonl

One article a line, with ``title`` and ``text``. Counts are all that is kept; words in fewer than three articles are left out.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from dragoman.gather.profile import words
from dragoman.knowledge.stories import ALL
from dragoman.knowledge.tables import DATA

LEAST = 3
TABLE = DATA / "languages" / "en" / "word_counts.tsv.gz"


def counted(paths: list[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in paths:
        with Path(path).open(encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                counts[ALL] += 1
                counts.update({word for word, _ in words(f"{item.get('title') or ''}\n{item['text']}") if len(word) > 1})
    return counts


def save(counts: Counter[str]) -> None:
    """By falling count, then by the alphabet; the same bytes for the same counts."""
    kept = sorted(((word, n) for word, n in counts.items() if n >= LEAST), key=lambda item: (-item[1], item[0]))
    lines = ["# articles that have the word, of all (*): see DATA-SOURCES.md", "word\tarticles", *(f"{w}\t{n}" for w, n in kept)]
    with TABLE.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    save(counted(sys.argv[1:]))
