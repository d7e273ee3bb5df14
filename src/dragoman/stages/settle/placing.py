"""Where a record's event took place."""

from __future__ import annotations

from ...types import Place, Reading
from .same import Draft

RANK = {"site": 0, "city": 0, "adm1": 1, "region": 2, "country": 3}


def place(draft: Draft, reading: Reading) -> Place | None:
    """The most exact of the places that its mentions name, the first of equals."""
    found = [reading.places[p] for p in draft.places]
    return min(found, key=lambda p: RANK.get(p.precision or "", 4), default=None)
