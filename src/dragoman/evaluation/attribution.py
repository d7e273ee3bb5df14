"""Who says what, by the measures of PolNeAR: words in a role, whole spans, and the relation of content to source."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from .figures import Figures, prf

ROLES = ("source", "cue", "content")
WORD = re.compile(r"\w+|[^\w\s]")

Attributions = list[dict[str, Any]]
Pair = tuple[str, Attributions, Attributions]


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": item["doc_id"], "text": item["text"], "published": item.get("date")}


def score(items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
    pairs: list[Pair] = [(i["text"], i["attributions"], r["attributions"]) for i, r in zip(items, readings, strict=True)]
    return {**{role: {"token": tokens(pairs, role), "strict_span": whole(pairs, role)} for role in ROLES}, "relation": relations(pairs)}


def tokens(pairs: list[Pair], role: str) -> dict[str, float]:
    """Words that stand in the role in any attribution."""
    hit = predicted = gold = 0
    for text, marked, found in pairs:
        words = [(m.start(), m.end()) for m in WORD.finditer(text)]
        g, p = labelled(words, marked, role), labelled(words, found, role)
        hit, predicted, gold = hit + len(g & p), predicted + len(p), gold + len(g)
    return prf(hit, predicted, gold)


def labelled(words: list[tuple[int, int]], attributions: Attributions, role: str) -> set[int]:
    spans = [span for a in attributions for span in a[role]]
    return {n for n, (start, end) in enumerate(words) if any(start < e and end > s for s, e in spans)}


def whole(pairs: list[Pair], role: str) -> dict[str, float]:
    """Spans of the role that are the same to the character."""
    hit = predicted = gold = 0
    for _, marked, found in pairs:
        g, p = spans(marked, role), spans(found, role)
        hit, predicted, gold = hit + (g & p).total(), predicted + p.total(), gold + g.total()
    return prf(hit, predicted, gold)


def spans(attributions: Attributions, role: str) -> Counter[tuple[tuple[int, int], ...]]:
    return Counter(tuple((s, e) for s, e in a[role]) for a in attributions if a[role])


def relations(pairs: list[Pair]) -> dict[str, float]:
    """Attributions whose content is at least half the same and whose sources touch (or both have none)."""
    hit = predicted = gold = 0
    for _, marked, found in pairs:
        predicted, gold = predicted + len(found), gold + len(marked)
        free = list(range(len(marked)))
        sides = [(characters(g["content"]), characters(g["source"])) for g in marked]
        for p in found:
            content, source = characters(p["content"]), characters(p["source"])
            match = next((n for n in free if same(content, source, *sides[n])), None)
            if match is not None:
                free.remove(match)
                hit += 1
    return prf(hit, predicted, gold)


def characters(spans: list[list[int]]) -> set[int]:
    return {n for start, end in spans for n in range(start, end)}


def same(content: set[int], source: set[int], gold_content: set[int], gold_source: set[int]) -> bool:
    both = content | gold_content
    if not both or len(content & gold_content) / len(both) < 0.5:
        return False
    return bool(source & gold_source) or not (source or gold_source)
