"""To be written."""

from __future__ import annotations

from ..knowledge import Knowledge
from ..types import Reading


def who(reading: Reading, knowledge: Knowledge) -> Reading:
    return reading
