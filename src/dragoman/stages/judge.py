"""Happened, ongoing, planned, hypothetical or negated: how the words present the event."""

from __future__ import annotations

from dataclasses import replace

from ..knowledge import Knowledge
from ..types import Reading


def judge(reading: Reading, knowledge: Knowledge) -> Reading:
    return replace(reading, mentions=tuple(reading.mentions))
