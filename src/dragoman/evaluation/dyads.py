"""Marked pairs: macro-F1 of the type, the quadrant and the side (cooperation, conflict) of what one did to the other.

The sets have an older class, YIELD (material cooperation), for CONCEDE and RETREAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .figures import Figures

YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
NONE = "NONE"
QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT"),
    2: ("COOPERATE", "AID", "YIELD"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD = {name: quad for quad, names in QUADS.items() for name in names}
CONFLICT = 3  # quadrants from here on


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(number), "text": item["text"], "dyads": [{"actor": item["actor"][0], "recipient": item["recipient"][0]}]}


def score(items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
    """Figures in per cent; ``none``: pairs that got no answer."""
    gold = [item["gold_root"] for item in items]
    told = [name((r["dyads"] or [{}])[0].get("event")) for r in readings]
    gold_quads, quads = ([QUAD.get(n, 0) for n in names] for names in (gold, told))
    return {
        "root": macro_f1(gold, told),
        "quad": macro_f1(gold_quads, quads),
        "binary": macro_f1([q >= CONFLICT for q in gold_quads], [q >= CONFLICT for q in quads]),
        "none": told.count(NONE),
        "n": len(gold),
    }


def name(event: str | None) -> str:
    return YIELD.get(event or NONE, event or NONE)


def macro_f1(gold: Sequence[object], told: Sequence[object]) -> float:
    """The mean of the F1 of each class that the set has."""
    total = 0.0
    for kind in set(gold):
        right = sum(g == t == kind for g, t in zip(gold, told, strict=True))
        total += 2 * right / max(1, gold.count(kind) + told.count(kind))
    return round(100 * total / max(1, len(set(gold))), 1)
