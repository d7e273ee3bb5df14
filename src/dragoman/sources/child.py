"""Taking hostile documents apart in a process that may be killed: one that hangs, eats memory or dies costs one document, not the run.

A process is started with the first page and used for all that follow.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from . import worker
from .found import Found

#: Seconds on the clock, many times those of processor time: for what waits instead of working.
CLOCK = 10
#: Seconds for a process to start and to load its libraries.
START = 120

_SOURCE = str(Path(__file__).parents[2])
_idle: list[Child] = []


def ask(kind: str, data: bytes, **options: Any) -> Iterator[Found]:
    """What the process finds in the data, as it comes; at least one, that says so where it was ended or died."""
    child = _idle.pop() if _idle else Child()
    whole = False
    try:
        for found in child.ask(kind, data, options):
            whole = found is None
            if found is not None:
                yield found
    finally:
        if whole:
            _idle.append(child)
        else:  # ended, dead, or with answers in its pipe that nobody wants any more
            child.end()


def one(kind: str, data: bytes, **options: Any) -> Found:
    """What the process finds where that is one thing. Listened to till the end: a process that is not must be ended."""
    return list(ask(kind, data, **options))[0]  # noqa: RUF015 (next() would leave the rest unheard)


class Child:
    """One process."""

    def __init__(self) -> None:
        start = f"import sys; sys.path.append({_SOURCE!r}); from dragoman.sources.worker import main; main()"
        # pipes without buffers, so that waiting for bytes is waiting for the process
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "bufsize": 0}
        self.process = subprocess.Popen([sys.executable, "-P", "-c", start], **pipes)
        self.late = False

    def ask(self, kind: str, data: bytes, options: dict[str, Any]) -> Iterator[Found | None]:
        """Answers, then None. Without the None the process is of no use any more."""
        answers, questions = self.process.stdout, self.process.stdin
        assert answers is not None
        assert questions is not None
        seconds = CLOCK * (worker.SECONDS + worker.SECONDS_PER_MIB * (len(data) >> 20))
        try:
            worker.send(questions, {"kind": kind, "options": options}, data)
            message = self._answer(answers, START + seconds)
            while message is not None:
                yield from (Found(**found) for found in message)
                message = self._answer(answers, seconds)
            yield None
        except (OSError, EOFError, ValueError):
            yield Found(refused=self.reason(), ended=True)

    def _answer(self, answers: IO[bytes], seconds: float) -> Any:
        """The next message. Ends the process where it takes longer; raises EOFError where it has ended."""
        if os.name == "posix":
            waiting = select.poll()
            waiting.register(answers, select.POLLIN)
            if not waiting.poll(1000 * seconds):
                self._too_late()
            return worker.received(answers)
        timer = threading.Timer(seconds, self._too_late)  # where pipes cannot be waited for: slower, by a thread for each answer
        timer.daemon = True
        timer.start()
        try:
            return worker.received(answers)
        finally:
            timer.cancel()

    def _too_late(self) -> None:
        self.late = True
        self.process.kill()

    def reason(self) -> str:
        """Why there is no answer."""
        code = self.process.wait()
        if self.late or code == -24:  # SIGXCPU
            return "it takes too long to take apart: save it as plain text"
        return "the parser died on it: save it as plain text"

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()
