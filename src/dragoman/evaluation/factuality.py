"""How certain given event words are, from -3 to +3: mean absolute error and Pearson's r (Stanovsky et al. 2017)."""

from __future__ import annotations

import math
from typing import Any

from .figures import Figures

#: What a word is taken for that nobody has looked at: news mostly reports what happened.
UNSEEN = 3.0


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(number), "text": item["text"]}


def score(items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
    gold: list[float] = []
    told: list[float] = []
    seen = 0
    for item, reading in zip(items, readings, strict=True):
        places = token_spans(item["text"], item["tokens"])
        for event in item["events"]:
            start, end = span(event, places)
            hit = next((m for m in reading["mentions"] if m["start"] < end and m["end"] > start), None)
            seen += hit is not None
            gold.append(event["label"])
            told.append(hit["certainty"] if hit else UNSEEN)
    return {"found": round(seen / max(1, len(gold)), 3), **errors(gold, told)}


def token_spans(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    """Where the tokens stand in the text."""
    out, at = [], 0
    for token in tokens:
        at = text.find(token, at)
        out.append((at, at + len(token)))
        at += len(token)
    return out


def span(event: dict[str, Any], places: list[tuple[int, int]]) -> tuple[int, int]:
    """Of tokens i to j; some sets give only i."""
    start, end = places[event["i"]]
    return (start, places[min(event["j"], len(places)) - 1][1]) if event["j"] > event["i"] else (start, end)


def errors(gold: list[float], told: list[float]) -> Figures:
    n = len(gold)
    if not n:
        return {"n": 0}
    mae = sum(abs(g - t) for g, t in zip(gold, told, strict=True)) / n
    mean_g, mean_t = sum(gold) / n, sum(told) / n
    spread = math.sqrt(sum((g - mean_g) ** 2 for g in gold)) * math.sqrt(sum((t - mean_t) ** 2 for t in told))
    together = sum((g - mean_g) * (t - mean_t) for g, t in zip(gold, told, strict=True))
    return {"n": n, "MAE": round(mae, 3), "r": round(together / spread, 3) if spread else None}
