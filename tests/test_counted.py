"""Numbers with what they count."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.counted import many

SOURCE = Path(__file__).resolve().parent.parent / "src" / "dragoman"
#: A plural put together by hand: ``'s' * (n != 1)``, ``"s" if n > 1``.
BY_HAND = re.compile(r"""['"]s['"] (\*|if)""")


@pytest.mark.parametrize(
    ("number", "thing", "told"),
    [
        (1, "article", "1 article"),
        (0, "report", "0 reports"),
        (1200, "independent report", "1,200 independent reports"),
        (2, "story", "2 stories"),
        (3, "day", "3 days"),
        (1, "entry", "1 entry"),
    ],
)
def test_one_is_told_apart_from_many(number: int, thing: str, told: str) -> None:
    assert many(number, thing) == told


def test_nobody_makes_plurals_by_hand() -> None:
    files = [p for suffix in ("*.py", "*.html") for p in SOURCE.rglob(suffix)]
    assert [p.name for p in files if BY_HAND.search(p.read_text(encoding="utf-8"))] == []
