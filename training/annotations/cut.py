"""Cut stories to annotate out of the bulk files: title, blank line, paragraphs up to about 260 words, with the reader's sentences.

python training/annotations/cut.py BULK_ID... > stories.jsonl
"""

from __future__ import annotations

import hashlib
import json
import sys

from standoff import BULK, Item, articles, paragraphs, text

from dragoman.knowledge import Knowledge
from dragoman.pipeline import STAGES, read
from dragoman.types import Article

#: Words at which a story ends, the most it may have, and the least.
ENOUGH, MOST, LEAST = 260, 340, 150


def length(article: Item) -> int:
    """How many paragraphs to take."""
    words = 0
    for count, paragraph in enumerate(paragraphs(article)):
        if words >= ENOUGH or (words >= LEAST and words + len(paragraph.split()) > MOST):
            return count
        words += len(paragraph.split())
    return len(paragraphs(article))


def cut(article: Item, knowledge: Knowledge) -> Item:
    prefix = "nw"[BULK.index(article["file"])]
    own = {
        "id": prefix + hashlib.md5(article["id"].encode()).hexdigest()[:6],
        "title": article["title"].strip(),
        "published": article["date"],
        "source": article["source"],
        "text": text(article, length(article)),
    }
    reading = read(Article(**own), knowledge, STAGES[:1])
    return {**own, "bulk": article["id"], "sentences": [[s.start, s.end] for s in reading.sentences]}


def main() -> None:
    if not sys.argv[1:] or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    knowledge = Knowledge()
    for article in articles(set(sys.argv[1:])).values():
        print(json.dumps(cut(article, knowledge), ensure_ascii=False))


if __name__ == "__main__":
    main()
