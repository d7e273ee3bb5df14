"""Precision, recall and F1, in per cent with two digits, as the sets' own scorers give them."""

from __future__ import annotations

from typing import Any

Figures = dict[str, Any]


def prf(hit: float, predicted: float, gold: float) -> dict[str, float]:
    p = hit / predicted if predicted else 0.0
    r = hit / gold if gold else 0.0
    return {"P": round(100 * p, 2), "R": round(100 * r, 2), "F1": round(100 * f1(p, r), 2)}


def f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0


def overlap(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])
