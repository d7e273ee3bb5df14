"""The measure of marked pairs."""

from __future__ import annotations

from dragoman.evaluation import dyads


def test_macro_f1_of_types_quadrants_and_sides() -> None:
    items = [{"gold_root": name} for name in ("YIELD", "AID", "ACCUSE", "ASSAULT")]
    told = [{"dyads": [{"event": name}]} for name in ("RETREAT", "COOPERATE", "REJECT", None)]
    found = dyads.score(items, told)
    assert {k: found[k] for k in ("root", "quad", "none", "n")} == {"root": 25.0, "quad": 66.7, "none": 1, "n": 4}
    assert found["binary"] == round(100 * ((2 * 2 / 5) + (2 * 1 / 3)) / 2, 1)
