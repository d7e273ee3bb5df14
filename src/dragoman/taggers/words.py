"""What the models' answers are called, and how two words of a sentence hang together: shared by training and reading."""

from __future__ import annotations

from collections.abc import Sequence

TYPES = (
    "NONE", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = ("happened", "ongoing", "planned", "hypothetical", "negated")
PARTS = ("actor", "recipient", "time", "place", "source")
#: Types of a marked pair; the marked data have an older class, YIELD, for CONCEDE and RETREAT.
PAIR_TYPES = (*(t for t in TYPES if t not in {"CONCEDE", "RETREAT"}), "YIELD")
STEPS = 4  # of a path; longer ones are all the same


def path(heads: Sequence[int], relations: Sequence[str], start: int, end: int) -> str:
    """How ``end`` hangs on ``start`` in the parse: relations up ("<") to where their roads meet, then down (">"). "" for the word itself.

    ``heads``: each word's governor as a position in the same sentence, its own position (or one outside) for the root.
    """
    up, down = road(heads, start), road(heads, end)
    meet = next((w for w in up if w in down), None)
    if meet is None:
        return "apart"
    rise, fall = up[: up.index(meet)], down[: down.index(meet)]
    if len(rise) + len(fall) > STEPS:
        return "far<" if end < start else "far>"
    return "".join(f"<{relations[w]}" for w in rise) + "".join(f">{relations[w]}" for w in reversed(fall))


def road(heads: Sequence[int], word: int) -> list[int]:
    """``word`` and its governors up to the root."""
    out = [word]
    while len(out) < 40:
        above = heads[out[-1]]
        if above == out[-1] or not 0 <= above < len(heads):
            break
        out.append(above)
    return out
