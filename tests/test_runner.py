"""Several processes: in order, no further ahead than they must, and no article lost with a process that dies."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator

from dragoman.exporters import Options
from dragoman.exporters.jsonl import records
from dragoman.knowledge import Knowledge
from dragoman.runner import AHEAD, readings
from dragoman.sources import Unread
from dragoman.types import Article, Reading

KNOWLEDGE = Knowledge(reader="rules")
JOBS = 2


def found(taken: list[str], count: int = 10**6) -> Iterator[Article | Unread]:
    """Articles, and an Unread in every fifth place; ``taken``: the ids of those that somebody has asked for."""
    for n in range(count):
        taken.append(str(n))
        yield Unread("in.jsonl", n, "no text") if n % 5 == 4 else Article(id=str(n), text=f"Police in Nairobi arrested {n} protesters.")


def name(done: Reading | Unread) -> str:
    return str(done.line) if isinstance(done, Unread) else done.article.id


def test_an_input_without_end_is_taken_as_it_is_read() -> None:
    taken: list[str] = []
    done = readings(found(taken), KNOWLEDGE, JOBS)
    assert [name(next(done)) for _ in range(7)] == [str(n) for n in range(7)]
    assert len(taken) <= 7 + AHEAD * JOBS + 1
    children = multiprocessing.active_children()
    assert len(children) == JOBS
    done.close()  # type: ignore[attr-defined]  # as a loop does that is left
    until = time.monotonic() + 20
    while any(child.is_alive() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(child.is_alive() for child in children)


def test_several_processes_write_the_records_that_one_writes() -> None:
    """Briefly, too: what they were drawn from does not come along."""
    options = Options(knowledge=KNOWLEDGE, now="2024-05-01")
    one, whole, brief = (io.StringIO() for _ in range(3))
    for out, jobs, short in ((one, 1, False), (whole, JOBS, False), (brief, JOBS, True)):
        done = [d for d in readings(found([], 8), KNOWLEDGE, jobs, brief=short) if isinstance(d, Reading)]
        assert all(bool(d.tokens) != short for d in done)
        records(done, out, options)
    assert one.getvalue() == whole.getvalue() == brief.getvalue()
    assert one.getvalue().count("\n") >= 7


def test_a_process_that_is_killed_is_replaced_and_no_article_is_lost() -> None:
    """As the system does where memory runs out. The others' articles are read again, those after it by new processes."""
    done = readings(found([], 40), KNOWLEDGE, JOBS)
    told = [next(done)]
    victim = multiprocessing.active_children()[0].pid
    assert victim
    os.kill(victim, signal.SIGKILL)
    told += done
    assert [name(d) for d in told] == [str(n) for n in range(40)]
    assert sum(isinstance(d, Unread) for d in told) == 8
    assert all(d.records for d in told if isinstance(d, Reading))
    assert not multiprocessing.active_children()
