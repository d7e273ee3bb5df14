"""The parser gives what spaCy's own pipeline gives, word for word and name for name: it is only sooner."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import dragoman
from dragoman.parsers import names, vectors
from dragoman.parsers.spacy import MODEL, Parser
from dragoman.threads import alone

DATA = Path(dragoman.__file__).parent / "data"
#: What is odd: white space within and around, contractions that rules take apart, no word at all, several sentences, other scripts.
ODD = (
    "  there 's a  man\n here",
    "",
    "   ",
    "Ain't he gonna go? y'all got ta let's see. C'm on!",
    "There are three men. There is no one; there was it.",
    ".",
    "\u00a0",
    "Киев سلام 北京 zażółć \U0001f600",
    "President Park Geun-hye of South Korea, 63, met Sheikh Mohammed bin Rashid Al Maktoum on Monday, March 3, 2014 in Abu Dhabi",
    "BEIRUT, Lebanon The United Nations Interim Force in Lebanon said $ 3.5 million or 12 % was lost . Hezbollah denied it",
)


@pytest.fixture(scope="module")
def theirs() -> Any:
    import spacy

    return spacy.load(MODEL)


@pytest.fixture(scope="module")
def ours() -> Parser:
    return Parser()


def sentences() -> Iterator[str]:
    yield from ODD
    for file in sorted((DATA / "ontology" / "events").glob("*.toml")):
        yield from (example["text"] for example in tomllib.loads(file.read_text(encoding="utf-8"))["example"])


def told(theirs: Any, text: str) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    doc = theirs(text)
    words = [(t.idx, t.text, t.lemma_.lower(), t.pos_, t.tag_) for t in doc if not t.is_space]
    return words, [(e.text, e.label_) for e in doc.ents if not e[0].is_space and not e[-1].is_space]


def plain(text: str, words: Any, labels: Any) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    found = [(start, text[start:end], lemma, pos, tag) for start, end, lemma, pos, tag, *_ in words]
    return found, [(text[words[first][0] : words[last - 1][1]], label) for first, last, label in labels]


def test_words_and_names_are_the_pipelines_own(ours: Parser, theirs: Any) -> None:
    texts = list(sentences())
    assert len(texts) > 150
    for text, (words, labels) in zip(texts, ours.parse(texts), strict=True):
        assert plain(text, words, labels) == told(theirs, text), text


def test_governors_and_relations_are_the_pipelines_own(ours: Parser, theirs: Any) -> None:
    text = "The army said on Monday that rebels, who denied it, had shelled the port of Beira and killed three fishermen."
    words, _ = next(ours.parse([text]))
    assert [(dep, head) for *_, dep, head in words] == [(t.dep_, t.head.i) for t in theirs(text)]


def test_words_that_were_met_before_are_the_same(ours: Parser) -> None:
    texts = list(sentences())
    assert list(ours.parse(texts)) == list(ours.parse(texts)) == [found for text in texts for found in ours.parse([text])]


def test_few_words_kept_are_enough(ours: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = list(sentences())[:60]
    expected = list(ours.parse(texts))
    monkeypatch.setattr(vectors, "KEPT", 40)
    monkeypatch.setattr("dragoman.parsers.spacy.WORDS", 900)  # it comes with some 760
    little = Parser()
    assert [found for text in texts for found in little.parse([text])] == expected
    assert len(little._vectors._rows) <= 60  # what one sentence needs may go over
    assert len(little._nlp.vocab) < 1000


def test_vectors_are_the_pipelines_own_but_for_rounding(theirs: Any) -> None:
    docs = [theirs.make_doc(text) for text in sentences()]
    for model in (theirs.get_pipe("tok2vec").model, theirs.get_pipe("ner").model.get_ref("tok2vec").layers[0]):
        expected = np.concatenate(model.predict(docs))
        assert np.abs(vectors.Vectors(model)(docs) - expected).max() < 1e-4


def test_a_model_of_another_make_is_told(theirs: Any) -> None:
    with pytest.raises(ValueError, match="not built as expected"):
        vectors.Vectors(theirs.get_pipe("tagger").model)
    with pytest.raises(ValueError, match="not built as expected"):
        names.Namer(theirs.get_pipe("parser"))


def test_numpy_multiplies_with_one_thread_and_then_with_as_many_as_before() -> None:
    def counts() -> list[int]:
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    with threadpool_limits(limits=2, user_api="blas"):
        before = counts()
        with alone():
            assert set(counts()) == {1}
        assert counts() == before
