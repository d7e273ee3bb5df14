"""What becomes of an input. Apart from ``adding``, which needs all that reads a text: those who only ask must not wait for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Status = Literal["stored", "duplicate", "partial", "refused", "failed"]
Clock = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input. ``reason``: why it is not simply stored; ``key``: the article's, None where there is none."""

    status: Status
    reason: str | None = None
    key: str | None = None
