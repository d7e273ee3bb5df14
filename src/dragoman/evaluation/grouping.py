"""Stories: do the groups of articles agree with the annotated ones? B-cubed and pairs (articles put together, rightly or not).

A set has one article a line, with ``text``, and ``title``, ``date`` (or ``published``) and ``source`` where they are known; articles on one
happening have the same ``event_id`` (or ``story``, or ``subtopic``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from ..gather.profile import profile
from ..gather.stories import grouped
from ..types import Article
from .clusters import b_cubed, figures, groups
from .figures import Figures, prf

#: Names of the key that tells the happening.
GOLD = ("event_id", "story", "subtopic")


def article(number: int, item: dict[str, Any]) -> dict[str, Any]:
    told = {"title": item.get("title"), "published": item.get("published") or item.get("date"), "source": item.get("source")}
    return {"id": str(item.get("id") or item.get("doc_id") or number), "text": item["text"], **told}


def score(items: list[dict[str, Any]], inputs: list[dict[str, Any]]) -> Figures:
    """``inputs``: what ``article`` gave; articles are grouped as they are, without being read."""
    profiles = [profile(Article(**given), n) for n, given in enumerate(inputs)]
    found: dict[Hashable, Hashable] = {n: number for number, group in enumerate(grouped(profiles)) for n in group}
    gold: dict[Hashable, Hashable] = {n: happening(item) for n, item in enumerate(items)}
    ours, theirs = groups(found), groups(gold)
    hit_p, n_p, hit_r, n_r = b_cubed(ours, theirs)
    both = Counter((found[n], gold[n]) for n in found)
    told = {"B3": figures(hit_p / max(1, n_p), hit_r / max(1, n_r))}
    told["pairs"] = prf(pairs(both.values()), pairs(map(len, ours)), pairs(map(len, theirs)))
    return {**told, "n": len(items), "groups": len(ours), "gold_groups": len(theirs)}


def happening(item: dict[str, Any]) -> Hashable:
    """Raises ValueError where the set does not tell."""
    for key in GOLD:
        if key in item:
            return str(item[key])
    raise ValueError(f"an article has none of the keys {', '.join(GOLD)}: say which happening it is on")


def pairs(sizes: Iterable[int]) -> int:
    """Pairs of things that stand in one group, for groups of these sizes."""
    return sum(n * (n - 1) // 2 for n in sizes)
