"""Measures of groupings against examples worked out by hand, and the layer that uses them."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import pytest

from dragoman.evaluation import LAYERS, clusters, coref


def labels(*groups: str) -> dict[str, int]:
    return {thing: n for n, group in enumerate(groups) for thing in group}


def f1(figures: dict[str, Any], measure: str) -> float:
    return float(figures[measure]["F1"])


def test_the_same_groups_are_perfect() -> None:
    figures = clusters.conll(labels("abc", "de", "f"), labels("abc", "de", "f"))
    assert (figures["CoNLL_F1"], f1(figures, "MUC"), f1(figures, "B3"), f1(figures, "CEAFe")) == (100, 100, 100, 100)


def test_the_example_of_bagga_and_baldwin() -> None:
    """1998, figures 1 to 3: one response joins the two long chains, the other joins the short one to a long one."""
    gold = labels("12345", "67", "89ABC")
    long_ones, short_one = (clusters.conll(labels(*groups), gold) for groups in (("1234589ABC", "67"), ("12345", "6789ABC")))
    assert (long_ones["MUC"]["P"], long_ones["MUC"]["R"], short_one["MUC"]["P"]) == (90, 100, 90)
    assert (long_ones["B3"]["P"], short_one["B3"]["P"]) == (58.33, 76.19)
    assert long_ones["B3"]["R"] == short_one["B3"]["R"] == 100


def test_luo_by_hand() -> None:
    """Luo 2005, the same gold: all in one group match one of three, phi = 2 * 5 / (12 + 5)."""
    figures = clusters.conll(labels("123456789ABC"), labels("12345", "67", "89ABC"))
    best = 2 * 5 / 17
    assert figures["CEAFe"] == {"P": round(100 * best, 2), "R": round(100 * best / 3, 2), "F1": round(100 * 2 * best / 4, 2)}


def test_the_conll_scorers_own_case() -> None:
    """Of its tests (A-12 and the like): gold {a}, {b c}, {d e f}, response {a b}, {c d}, {f e}: figures by hand from the definitions."""
    figures = clusters.conll(labels("ab", "cd", "fe"), labels("a", "bc", "def"))
    assert figures["MUC"]["P"] == pytest.approx(33.33)
    assert figures["MUC"]["R"] == pytest.approx(33.33)
    assert figures["B3"] == {"P": pytest.approx(66.67), "R": pytest.approx(61.11), "F1": pytest.approx(63.77)}
    assert figures["CEAFe"]["F1"] == pytest.approx(100 * (2 / 3 + 2 / 4 + 4 / 5) / 3, abs=0.01)


def test_things_alone_count_in_two_measures() -> None:
    figures = clusters.conll(labels("a", "b", "c"), labels("abc"))
    assert (figures["MUC"]["F1"], figures["B3"]["P"], figures["B3"]["R"]) == (0, 100, 33.33)


def test_the_mean_is_of_the_three() -> None:
    figures = clusters.conll(labels("ab", "cd", "fe"), labels("a", "bc", "def"))
    assert figures["CoNLL_F1"] == pytest.approx(sum(f1(figures, m) for m in ("MUC", "B3", "CEAFe")) / 3, abs=0.01)


def test_other_things_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="the same things"):
        clusters.conll(labels("ab"), labels("abc"))


def test_the_best_match_is_found_where_the_first_choice_would_be_greedy() -> None:
    cost = [[-9.0, -8.0, 0.0], [-8.0, -1.0, 0.0], [-7.0, 0.0, -6.0]]
    best = min(sum(cost[i][j] for i, j in enumerate(order)) for order in permutations(range(3)))
    taken = clusters.assignment(cost)
    assert math.isclose(sum(cost[i][j] for j, i in taken.items()), best)
    assert sorted(taken.values()) == [0, 1, 2]


def event(text: str, word: str, cluster: str) -> dict[str, Any]:
    start = text.index(word)
    return {"kind": "event", "start": start, "end": start + len(word), "text": word, "cluster": cluster, "singleton": False}


def document(name: str, subtopic: str, text: str, words: dict[str, str]) -> dict[str, Any]:
    mentions = [event(text, word, cluster) for word, cluster in words.items()]
    return {
        "doc_id": name,
        "topic": 1,
        "subtopic": subtopic,
        "text": text,
        "mentions": [*mentions, {"kind": "entity", "start": 0, "end": 1}],
    }


def read(item: dict[str, Any]) -> dict[str, Any]:
    """A reading that found sentences and nothing else."""
    return {"text": item["text"], "sentences": [[0, len(item["text"])]], "mentions": [], "records": []}


def test_the_layer_groups_the_words_of_a_topic() -> None:
    one = document("a", "fire", "A blaze gutted the Halvorsen cannery in Tromso harbour.", {"gutted": "g", "blaze": "b"})
    two = document("b", "fire", "The Halvorsen cannery in Tromso harbour was gutted overnight.", {"gutted": "g"})
    game = "Lisbon gutted after late defeat to Porto. The striker Sousa scored twice in the second half and the cup holders went out."
    three = document("c", "game", game, {"gutted": "x", "defeat": "d"})
    figures = LAYERS["coref"].score([one, two, three], [read(d) for d in (one, two, three)])
    assert figures["inside topics"]["n"] == 5
    assert figures["inside subtopics"]["CoNLL_F1"] >= figures["same word inside topics"]["CoNLL_F1"]
    assert figures["inside topics"]["CoNLL_F1"] == 100
    assert figures["same word inside topics"]["CoNLL_F1"] < 100


def test_the_words_given_are_those_of_events() -> None:
    item = document("a", "fire", "A blaze gutted the cannery.", {"gutted": "g"})
    _, found = coref.facts_in([(item, read(item))])
    assert [f.triggers for f in found] == [("gut",)]
    assert set(found[0].words) >= {"blaze", "cannery"}
