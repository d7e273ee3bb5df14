"""Places: how many toponyms are found, and how far the place lies from the right one (Acc@161 km = 100 miles; Gritta et al. 2018)."""

from __future__ import annotations

import math
from typing import Any

from .figures import Figures, overlap

#: Half the way round the Earth: the error of a place that was not found.
FARTHEST = 20039.0
NEAR = 161
DIAMETER = 12742.0

Point = tuple[float, float]


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": item["doc_id"], "text": item["text"]}


def score(items: list[dict[str, Any]], readings: list[dict[str, Any]]) -> Figures:
    found = total = 0
    errors: list[float] = []
    resolved: list[float] = []
    for item, reading in zip(items, readings, strict=True):
        for toponym in item["toponyms"]:
            hit = next((p for p in reading["places"] if overlap(toponym, p)), None)
            total += 1
            found += hit is not None
            if toponym.get("lat") is None:
                continue
            if hit and hit["lat"] is not None:
                resolved.append(kilometres((toponym["lat"], toponym["lon"]), (hit["lat"], hit["lon"])))
                errors.append(resolved[-1])
            else:
                errors.append(FARTHEST)
    return {
        "toponym_recall": round(100 * found / max(1, total), 1),
        "end_to_end": distances(errors),
        "of_those_resolved": distances(resolved),
        "resolved": len(resolved),
        "gold": len(errors),
    }


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return DIAMETER * math.asin(min(1, math.sqrt(h)))


def distances(errors: list[float]) -> Figures:
    """Share within NEAR, mean, median, and the area under the curve of the logarithm of the error."""
    n = len(errors)
    if not n:
        return {"n": 0}
    return {
        "n": n,
        "acc161": round(100 * sum(e <= NEAR for e in errors) / n, 2),
        "mean_km": round(sum(errors) / n, 1),
        "median_km": round(sorted(errors)[n // 2], 1),
        "AUC": round(sum(math.log(e + 1) for e in errors) / math.log(FARTHEST) / n, 3),
    }
