"""Numbers with what they count: ``1 report``, ``2 reports``."""

from __future__ import annotations


def many(number: int, thing: str) -> str:
    """``1 article``, ``1,200 articles``, ``0 stories``. ``thing``: one of them."""
    return f"{number:,} {thing if number == 1 else several(thing)}"


def several(thing: str) -> str:
    """``articles``, ``stories``, ``days``."""
    return thing[:-1] + "ies" if thing.endswith("y") and thing[-2:-1] not in set("aeiou") else thing + "s"
