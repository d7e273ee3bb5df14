"""Many articles: read one after another, or by several processes, always given back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from .knowledge import Knowledge
from .pipeline import read
from .sources import Unread
from .types import Article, Reading

#: Articles that one process reads sooner than a second one has started.
FEW = 24
#: Articles handed to each process ahead of the one that is waited for.
AHEAD = 4

Found = Article | Unread
Done = Reading | Unread


def readings(found: Iterable[Found], knowledge: Knowledge, jobs: int | None = None) -> Iterator[Done]:
    """A reading for each article, in order; what gave no article is passed on.

    ``jobs``: processes; None = one for few articles, all cores for many.
    """
    items = iter(found)
    if jobs is None:
        head = list(islice(items, FEW + 1))
        jobs = cores() if len(head) > FEW else 1
        items = chain(head, items)
    return alone(items, knowledge) if jobs <= 1 else together(items, knowledge, jobs)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def alone(items: Iterable[Found], knowledge: Knowledge) -> Iterator[Done]:
    for item in items:
        yield item if isinstance(item, Unread) else read(item, knowledge)


def together(items: Iterable[Found], knowledge: Knowledge, jobs: int) -> Iterator[Done]:
    """By ``jobs`` processes. Fresh ones (not forked), as numerical libraries may hold locks that a fork would copy."""
    settings = (knowledge.language, knowledge.extra_actors, knowledge.data)
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start, initargs=settings)
    waiting: deque[Unread | Future[Reading]] = deque()
    try:
        for item in items:
            waiting.append(item if isinstance(item, Unread) else pool.submit(_read, item))
            while waiting and (len(waiting) > AHEAD * jobs or _ready(waiting[0])):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ready(item: Unread | Future[Reading]) -> bool:
    return isinstance(item, Unread) or item.done()


def _result(item: Unread | Future[Reading]) -> Done:
    return item if isinstance(item, Unread) else item.result()


_knowledge: Knowledge | None = None  # of a worker process


def _start(language: str, actors: tuple[Path, ...], data: Path) -> None:
    import signal

    global _knowledge
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _knowledge = Knowledge(language=language, actors=actors, data=data)


def _read(article: Article) -> Reading:
    assert _knowledge is not None
    return read(article, _knowledge)
