"""What a run says besides its records: progress, what could not be read, what is odd. All of it on standard error, or in a file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import IO, Any

from .exporters.safe import as_json, shown
from .pipeline import failed
from .run import Done
from .sources import Unread
from .types import Reading

#: Notes shown in one run at most; a million articles without a date would hide what matters.
NOTES = 20
#: Seconds between two looks of the progress line.
BEAT = 0.2


class Report:
    """Counts and tells. ``quiet``: only the counts. ``progress``: rewrite a line on the terminal. ``errors``: every problem as JSONL."""

    def __init__(self, err: IO[str], quiet: bool = False, progress: bool = False, errors: IO[str] | None = None) -> None:
        self.err, self.quiet, self.progress, self.errors = err, quiet, progress, errors
        self.seen = self.failed = self.notes = 0
        self._began = self._beat = time.monotonic()

    def watch(self, found: Iterable[Done]) -> Iterator[Reading]:
        """The readings, while everything else is told."""
        for item in found:
            self.seen += 1
            if isinstance(item, Unread):
                self.failed += 1
                self.write(path=item.path, line=item.line, id=None, stage="source", message=item.message)
                self.say(str(item), important=True)
                continue
            self.failed += failed(item)
            self.problems(item)
            self.beat()
            yield item
        self.clear()
        self.close()

    def problems(self, reading: Reading) -> None:
        for problem in reading.problems:
            self.write(path=None, line=None, id=reading.article.id, stage=problem.stage, message=problem.message)
            self.say(f"{reading.article.id}: {problem.message}", important=failed(reading))

    def say(self, message: str, important: bool) -> None:
        """One line on the error stream; notes that are not important only up to NOTES."""
        if not important:
            self.notes += 1
        if not self.quiet and (important or self.notes <= NOTES):
            self.clear()
            print(f"dragoman: {shown(message)}", file=self.err)

    def close(self) -> None:
        if not self.quiet and self.notes > NOTES:
            print(f"dragoman: … and {self.notes - NOTES:,} more notes; --errors FILE keeps them all", file=self.err)
        if not self.quiet and self.failed:
            print(f"dragoman: {self.failed:,} of {self.seen:,} documents could not be read", file=self.err)

    def write(self, **item: Any) -> None:
        if self.errors:
            self.errors.write(as_json(item) + "\n")
            self.errors.flush()

    def beat(self) -> None:
        """The progress line, a few times a second."""
        now = time.monotonic()
        if self.progress and now - self._beat > BEAT:
            self._beat = now
            self.err.write(f"\r\x1b[K{self.seen:,} articles read, {self.seen / (now - self._began):.1f} a second")
            self.err.flush()

    def clear(self) -> None:
        if self.progress:
            self.err.write("\r\x1b[K")
            self.err.flush()
