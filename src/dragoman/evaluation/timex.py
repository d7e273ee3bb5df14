"""Time expressions, by the measures of TempEval-3, task A (UzZaman et al. 2013)."""

from __future__ import annotations

from typing import Any

from .figures import Figures, overlap, prf

Spans = list[dict[str, Any]]


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": item["doc_id"], "text": item["text"], "published": item["dct"]}


def score(items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
    """Strict F1 (same span), relaxed F1 (overlap), and the relaxed F1 of those whose type or value is right too."""
    strict = relaxed = same_type = same_value = predicted = gold = 0
    for item, reading in zip(items, readings, strict=True):
        found: Spans = reading["times"]
        marked: Spans = item["timexes"]
        predicted, gold = predicted + len(found), gold + len(marked)
        strict += exact(found, marked)
        pairs = matched(found, marked)
        relaxed += len(pairs)
        same_type += sum(p["type"] == g["type"] for p, g in pairs)
        same_value += sum(p["value"] == g["value"] for p, g in pairs)
    loose = prf(relaxed, predicted, gold)
    return {
        "strict": prf(strict, predicted, gold),
        "relaxed": loose,
        "type_F1": round(loose["F1"] * same_type / relaxed, 2) if relaxed else 0,
        "value_F1": round(loose["F1"] * same_value / relaxed, 2) if relaxed else 0,
        "n": gold,
    }


def exact(found: Spans, marked: Spans) -> int:
    """How many have the very span of a marked one."""
    free = [(g["start"], g["end"]) for g in marked]
    hits = 0
    for p in found:
        if (p["start"], p["end"]) in free:
            free.remove((p["start"], p["end"]))
            hits += 1
    return hits


def matched(found: Spans, marked: Spans) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each found one with the marked one that it overlaps most and that no earlier one has taken."""
    free = list(range(len(marked)))
    pairs = []
    for p in found:
        touching = [n for n in free if overlap(p, marked[n])]
        if touching:
            best = max(touching, key=lambda n: min(p["end"], marked[n]["end"]) - max(p["start"], marked[n]["start"]))
            free.remove(best)
            pairs.append((p, marked[best]))
    return pairs
