"""What ``ingest`` says while it runs and when it ends."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

from ..counted import many
from ..exporters.safe import as_json, shown
from ..intake import STATUSES, Totals

if TYPE_CHECKING:
    from ..store import Ledger, Outcome
    from ..store.recode import Recoded

#: Seconds between two looks of the progress line.
BEAT = 0.2
#: How often the same reason is shown.
NOTES = 3
#: Files whose lines are counted beforehand, for the time left: up to so many bytes together.
COUNTED = 2**31
LINES = (".jsonl", ".ndjson")


class Progress:
    """``progress``: rewrite a line on the terminal. ``errors``: every input that was not stored, as JSONL."""

    def __init__(
        self, err: IO[str], paths: Sequence[str], quiet: bool = False, progress: bool = False, errors: IO[str] | None = None
    ) -> None:
        self.err, self.quiet, self.progress, self.errors = err, quiet, progress, errors
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.began = self.beat = time.monotonic()
        self.size = items(paths) if progress else None

    def tell(self, locator: str, outcome: Outcome) -> None:
        """One input, done and on the disk."""
        self.counts[outcome.status] += 1
        if outcome.status in {"refused", "failed", "partial"}:
            self._wrong(locator, outcome)
        now = time.monotonic()
        if self.progress and now - self.beat > BEAT:
            self.beat = now
            self.err.write(f"\r\x1b[K{self.line(now)}")
            self.err.flush()

    def _wrong(self, locator: str, outcome: Outcome) -> None:
        reason = outcome.reason or ""
        self.reasons[reason] += 1
        if self.errors:
            self.errors.write(as_json({"locator": locator, "status": outcome.status, "reason": reason}) + "\n")
            self.errors.flush()
        if self.reasons[reason] <= NOTES:
            self.say(f"{locator}: {outcome.status}: {reason}")

    def line(self, now: float) -> str:
        seen = sum(self.counts.values())
        rate = seen / max(now - self.began, 1e-9)
        told = ", ".join(f"{self.counts[s]:,} {s}" for s in STATUSES if self.counts[s])
        left = f", about {span((self.size - seen) / rate)} left" if self.size and self.size > seen else ""
        return f"{many(seen, 'input')} ({told}), {rate:.1f} a second{left}"

    def say(self, message: str) -> None:
        if not self.quiet:
            self.clear()
            print(f"dragoman: {shown(message)}", file=self.err)

    def clear(self) -> None:
        if self.progress:
            self.err.write("\r\x1b[K")
            self.err.flush()

    def stopped(self) -> None:
        if self.counts:
            self.say(f"stopped: {self.line(time.monotonic())}")
            self.say("all of these are on the disk; give the same command again, and it goes on behind them")
        else:
            self.say("stopped before the first article was stored; give the same command again")

    def done(self, ledger: Ledger, totals: Totals, json: bool) -> None:
        """The figures: each input of this run, and what the ledger holds now."""
        for reason, count in self.reasons.items():
            if count > NOTES:
                self.say(f"… and {count - NOTES:,} more: {reason}")
        figures = self.figures(ledger, totals)
        if json:
            click.echo(as_json(figures))
        elif not self.quiet:
            click.echo(summary(figures))

    def figures(self, ledger: Ledger, totals: Totals) -> dict[str, Any]:
        seconds = time.monotonic() - self.began
        return {
            "inputs": totals.seen,
            **{status: totals.counts[status] for status in STATUSES},
            "taken_before": totals.before,
            "seconds": round(seconds, 2),
            "ledger": ledger.size(),
        }


class Recount:
    """What ``recode`` says."""

    def __init__(self, err: IO[str], quiet: bool, progress: bool) -> None:
        self.err, self.quiet, self.progress, self.total = err, quiet, progress, 0
        self.counts: Counter[str] = Counter()
        self.began = self.beat = time.monotonic()

    def tell(self, key: str, what: str) -> None:
        self.counts[what] += 1
        if what == "failed":
            self.say(f"{key}: could not be read again; its records stay as they are")
        now = time.monotonic()
        if self.progress and now - self.beat > BEAT:
            self.beat, seen = now, sum(self.counts.values())
            rate = seen / max(now - self.began, 1e-9)
            self.err.write(f"\r\x1b[K{seen:,} of {many(self.total, 'article')} read again, {rate:.1f} a second")
            self.err.flush()

    def say(self, message: str) -> None:
        if not self.quiet:
            self.clear()
            print(f"dragoman: {shown(message)}", file=self.err)

    def clear(self) -> None:
        if self.progress:
            self.err.write("\r\x1b[K")
            self.err.flush()

    def summary(self, done: Recoded) -> str:
        if done.nothing:
            read = done.same + done.failed
            return "nothing changed: " + (f"{many(read, 'article')} read as before" if read else "this coder has read all articles already")
        return f"{many(done.different, 'article')} read otherwise, {done.same:,} as before, {done.failed:,} could not be read again"


def summary(figures: dict[str, Any]) -> str:
    parts = " + ".join(f"{figures[status]:,} {status}" for status in STATUSES)
    before = f" ({figures['taken_before']:,} more were taken in before)" if figures["taken_before"] else ""
    held = figures["ledger"]
    return (
        f"{many(figures['inputs'], 'input')} = {parts}{before}\n"
        f"The ledger holds {many(held['articles'], 'article')}, {many(held['records'], 'record')} and {many(held['events'], 'event')}."
    )


def span(seconds: float) -> str:
    """For people: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def items(paths: Sequence[str]) -> int | None:
    """How many inputs the files hold, None where there is no knowing but by reading them."""
    total = left = 0
    left = COUNTED
    for path in paths:
        if not path.lower().endswith(LINES) or not os.path.isfile(path) or (left := left - os.path.getsize(path)) < 0:
            return None
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                total += block.count(b"\n")
    return total


@contextmanager
def ended() -> Iterator[None]:
    """SIGTERM ends the command as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
