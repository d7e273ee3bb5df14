"""The encoder pass: which subwords a sentence is made of, what is read together, and that it does not matter."""

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer

from dragoman.taggers.reader import FOLDER, LONGEST, WASTE, Coded, Tagger, Words, batches

TAGGER = Tagger()
SENTENCES = [
    "Kenya and Chad signed a trade agreement in Nairobi on Tuesday .",
    "Yes .",
    "\ufeff",
    "The Arab League 's Odd Øberg-O'Neill said the U.S. would n't re-impose sanctions on the 12,000 \u200b [SEP] exporters .",
    "",
    "Rebels shelled the town , wounding three .",
]


def sentence(text: str) -> Words:
    words = text.split(" ") if text else []
    return words, ["NOUN"] * len(words), ["dep"] * len(words), list(range(len(words)))


def test_subwords_are_those_of_the_whole_sentence() -> None:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    for words, *_ in map(sentence, [*SENTENCES, "reimposing sanctions " * 100]):
        whole, coded = tokenizer.encode(words, is_pretokenized=True), TAGGER._coded(words, 7)
        first = {word: place for place, word in reversed([*enumerate(whole.word_ids)]) if word is not None}
        assert coded.subwords == whole.ids
        assert dict(zip(coded.words, coded.places, strict=True)) == {7 + word: place for word, place in first.items()}


def test_answers_do_not_depend_on_the_sentences_beside() -> None:
    together = TAGGER.opinion([sentence(text) for text in SENTENCES])
    at = 0
    for text in SENTENCES:
        alone, n = TAGGER.opinion([sentence(text)]), len(sentence(text)[0])
        for i in range(n):
            assert together.kinds(at + i) == pytest.approx(alone.kinds(i), abs=1e-3)
            assert together.said(at + i) == pytest.approx(alone.said(i), abs=1e-3)
            assert together.certainty(at + i) == pytest.approx(alone.certainty(i), abs=1e-3)
        at += n


def test_events_are_seen() -> None:
    opinion = TAGGER.opinion([sentence(text) for text in SENTENCES])
    signed, shelled = 3, sum(len(text.split(" ")) for text in SENTENCES[:4]) + 1
    assert {signed, shelled} <= set(opinion.likely(0.5))
    assert max(opinion.kinds(shelled).items(), key=lambda kind: kind[1])[0] == "ASSAULT"


def test_no_opinion_on_what_lies_beyond() -> None:
    opinion = TAGGER.opinion([sentence("talks " * 200)])
    assert np.any(opinion._states[LONGEST - 3])
    assert not np.any(opinion._states[LONGEST - 2 :])


def test_an_article_without_words() -> None:
    assert TAGGER.opinion([]).likely(0.1) == []
    assert TAGGER.opinion([sentence("")]).likely(0.1) == []


def test_hardly_any_of_a_batch_is_padding() -> None:
    lengths = sorted([3, 4, 9, 10, 10, 11, 30, 31, 80] * 9)
    told = list(batches([Coded([0] * n, [], []) for n in lengths]))
    assert [len(c.subwords) for batch in told for c in batch] == lengths
    for batch in told:
        assert len(batch) * len(batch[-1].subwords) <= sum(len(c.subwords) for c in batch) * (1 + WASTE)
