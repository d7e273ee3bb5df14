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
LONGEST = 40  # words of a road to the root that are looked at


def paths(heads: Sequence[int], relations: Sequence[str], start: int) -> list[str]:
    """How each word hangs on ``start`` in the parse: relations up ("<") to where their roads meet, then down (">"). "" for itself.

    ``heads``: each word's governor as a position in the same sentence, its own position (or one outside) for the root.
    """
    below: list[list[int]] = [[] for _ in heads]
    for word, head in enumerate(heads):
        if head != word and 0 <= head < len(heads):
            below[head].append(word)
    out = ["apart"] * len(heads)
    rise, came = "", start
    for risen, meet in enumerate(road(heads, start)):
        todo = [(meet, 0, rise)]
        while todo:
            word, fallen, way = todo.pop()
            out[word] = way if risen + fallen <= STEPS else "far<" if word < start else "far>"
            if fallen < LONGEST - 1:
                todo += [(w, fallen + 1, f"{way}>{relations[w]}") for w in below[word] if w != came]
        rise, came = f"{rise}<{relations[meet]}", meet
    return out


def road(heads: Sequence[int], word: int) -> list[int]:
    """``word`` and its governors up to the root."""
    out = [word]
    while len(out) < LONGEST:
        above = heads[out[-1]]
        if above == out[-1] or not 0 <= above < len(heads):
            break
        out.append(above)
    return out
