"""Input that gave no article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a line of one, that no article could be made of. ``line``: counted from 1, None for the whole file.

    ``message``: what is wrong and what to do about it. ``path``: as the user gave it, ``-`` for standard input.
    """

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}"
