"""Input that gave no article."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a part of one, that no article could be made of. ``line``: counted from 1, None for the whole file.

    ``message``: what is wrong and what to do about it. ``path``: as the user gave it, ``-`` for standard input.
    ``part``: where it stands in a file that has no lines: ``#3``, the third item of a feed or mailbox; ``@5119``, a place in an archive.
    """

    path: str
    line: int | None
    message: str
    part: str = ""

    @property
    def locator(self) -> str:
        """Where it stands in what was read, as in ``Article.locator``."""
        return f"{self.path}{self.part}" if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        return f"{self.locator}: {self.message}"
