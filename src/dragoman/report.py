"""What a run says besides its records: progress, what could not be read, what is odd. All of it on standard error, or in a file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, Any

from .counted import many
from .exporters.safe import as_json, shown
from .pipeline import failed
from .runner import Done
from .sources import Unread
from .types import Reading

#: How often the same note is shown; a million articles without a date would hide what matters.
NOTES = 3
#: Seconds between two looks of the progress line.
BEAT = 0.2


class Report:
    """Counts and tells. ``quiet``: only counts. ``progress``: rewrite a line on the terminal. ``errors``: every problem as JSONL."""

    def __init__(self, err: IO[str], quiet: bool = False, progress: bool = False, errors: IO[str] | None = None) -> None:
        self.err, self.quiet, self.progress, self.errors = err, quiet, progress, errors
        self.seen = self.failed = 0
        self.notes: Counter[str] = Counter()
        self._began = self._beat = time.monotonic()

    def watch(self, found: Iterable[Done]) -> Iterator[Reading]:
        """The readings, while everything else is told."""
        for item in found:
            self.seen += 1
            if isinstance(item, Unread):
                self.failed += 1
                self.write(path=item.path, line=item.line, id=None, stage="source", message=item.message)
                self.say(str(item))
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
            self.notes[problem.message] += not failed(reading)
            if self.notes[problem.message] <= NOTES:
                self.say(f"{reading.article.id}: {problem.message}")

    def say(self, message: str) -> None:
        """One line on the error stream."""
        if not self.quiet:
            self.clear()
            print(f"dragoman: {shown(message)}", file=self.err)

    def close(self) -> None:
        for message, count in self.notes.items():
            if count > NOTES:
                self.say(f"… and {count - NOTES:,} more: {message}")
        if self.failed:
            self.say(f"{self.failed:,} of {many(self.seen, 'document')} could not be read")

    def write(self, **item: Any) -> None:
        if self.errors:
            self.errors.write(as_json(item) + "\n")
            self.errors.flush()

    def beat(self) -> None:
        """The progress line, a few times a second."""
        now = time.monotonic()
        if self.progress and now - self._beat > BEAT:
            self._beat = now
            self.err.write(f"\r\x1b[K{many(self.seen, 'article')} read, {self.seen / (now - self._began):.1f} a second")
            self.err.flush()

    def clear(self) -> None:
        if self.progress:
            self.err.write("\r\x1b[K")
            self.err.flush()
