"""Many articles: read one after another, or by several processes, always given back in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from . import pipeline
from .knowledge import Knowledge
from .sources import Unread
from .threads import few_collections, one_thread
from .types import Article, Reading

if TYPE_CHECKING:
    from .llm import Server

#: Articles that one process reads sooner than a second one has started.
FEW = 24
#: Articles handed to each process ahead of the one that is waited for: with fewer, many processes wait for one long article.
AHEAD = 8
#: What records are drawn from.
DRAWN_FROM = ("furniture", "tokens", "names", "times", "places", "entities", "actors", "attributions", "attitudes", "mentions", "dyads")

Found = Article | Unread
Done = Reading | Unread
Read = Callable[[Article], Reading]


def readings(
    found: Iterable[Found], knowledge: Knowledge, jobs: int | None = None, server: Server | None = None, brief: bool = False
) -> Iterator[Done]:
    """A reading for each article, in order; what gave no article is passed on.

    ``jobs``: processes; None = one for few articles, all cores for many. ``server``: that of a large language model which is to read, then
    by one process unless told otherwise; None = nothing leaves this machine. ``brief``: of what other processes read
    only what ``shortened`` leaves comes back.
    """
    items = iter(found)
    if jobs is None and server is not None:
        jobs = 1
    if jobs is None:
        head = list(islice(items, FEW + 1))
        jobs = cores() if len(head) > FEW else 1
        items = chain(head, items)
    return alone(items, knowledge, server) if jobs <= 1 else together(items, knowledge, jobs, server, brief)


def reader(knowledge: Knowledge, server: Server | None) -> Read:
    """What reads one article: the stages of this program, or a model on a server."""
    if server is None:
        return lambda article: pipeline.read(article, knowledge)
    from .llm import LLMReader

    return LLMReader.of(server, knowledge).read


def shortened(reading: Reading) -> Reading:
    """What records are written from, without what they were drawn from, which is ten times as much to hand from process to process."""
    none: dict[str, Any] = dict.fromkeys(DRAWN_FROM, ())
    return replace(reading, **none)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def alone(items: Iterable[Found], knowledge: Knowledge, server: Server | None = None) -> Iterator[Done]:
    read = reader(knowledge, server)
    for item in items:
        yield item if isinstance(item, Unread) else read(item)


def together(items: Iterable[Found], knowledge: Knowledge, jobs: int, server: Server | None = None, brief: bool = False) -> Iterator[Done]:
    """By ``jobs`` processes; by this one where none can be started (a script at a prompt, or without ``if __name__ == "__main__"``)."""
    pool = Pool(knowledge, jobs, server, brief)
    if not pool.works():
        pool.close()
        yield from alone(items, knowledge, server)
        return
    waiting: deque[tuple[Found, Future[Reading] | None]] = deque()
    rescue = Rescue(knowledge, server, brief)
    try:
        for item in items:
            waiting.append((item, None if isinstance(item, Unread) else pool.submit(item)))
            while waiting and (len(waiting) > AHEAD * jobs or _ready(waiting[0][1])):
                yield _result(*waiting.popleft(), rescue)
        while waiting:
            yield _result(*waiting.popleft(), rescue)
    except BaseException:  # nobody waits for what is being read: the reader has gone, or the user ends the run
        pool.close(wait=False)
        rescue.close(wait=False)
        raise
    pool.close()
    rescue.close()


class Pool:
    """Processes that read. Fresh ones (not forked), as numerical libraries may hold locks that a fork would copy."""

    def __init__(self, knowledge: Knowledge, jobs: int, server: Server | None = None, brief: bool = False) -> None:
        self.settings = (knowledge.language, knowledge.extra_actors, knowledge.data, knowledge.reader, knowledge.model, server, brief)
        self.jobs = jobs
        self.start()

    def start(self) -> None:
        one_thread()
        self.workers = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=_start, initargs=self.settings)

    def works(self) -> bool:
        """Whether a process starts at all."""
        try:
            return self.workers.submit(_started).result()
        except BrokenProcessPool:
            return False

    def submit(self, article: Article) -> Future[Reading]:
        """Hand an article over; to new processes where one of the old ones has died."""
        try:
            return self.workers.submit(_read, article)
        except BrokenProcessPool:
            self.start()
            return self.workers.submit(_read, article)

    def close(self, wait: bool = True) -> None:
        """``wait``: until what is being read is read; else the processes are ended, as nobody waits for it."""
        processes = [] if wait else list((getattr(self.workers, "_processes", None) or {}).values())
        self.workers.shutdown(wait=wait, cancel_futures=True)
        for process in processes:
            process.kill()


def _ready(future: Future[Reading] | None) -> bool:
    return future is None or future.done()


def _result(item: Found, future: Future[Reading] | None, rescue: Rescue) -> Done:
    """What came of it. A process that dies takes its neighbours' articles along: each is read again."""
    if isinstance(item, Unread) or future is None:
        return item if isinstance(item, Unread) else rescue.read(item)
    try:
        return future.result()
    except BrokenProcessPool:
        return rescue.read(item)


class Rescue:
    """One process, started when it is needed, for articles whose process died: one at a time, so that it is known which of them ends it."""

    def __init__(self, knowledge: Knowledge, server: Server | None = None, brief: bool = False) -> None:
        self.knowledge, self.server, self.brief = knowledge, server, brief
        self.pool: Pool | None = None

    def read(self, article: Article) -> Done:
        """The article's reading; unread where it ends this process too."""
        self.pool = self.pool or Pool(self.knowledge, 1, self.server, self.brief)
        try:
            return self.pool.submit(article).result()
        except BrokenProcessPool:
            return Unread(article.id, None, "the process that read this article died (out of memory?): split it, or read it with --jobs 1")

    def close(self, wait: bool = True) -> None:
        if self.pool:
            self.pool.close(wait)


_reads: Read | None = None  # of a worker process


def _start(language: str, actors: tuple[Path, ...], data: Path, name: str, model: Path | None, server: Server | None, brief: bool) -> None:
    import signal

    global _reads
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    Thread(target=end_with_parent, daemon=True).start()
    few_collections()
    whole = reader(Knowledge(language=language, actors=actors, data=data, reader=name, model=model), server)
    _reads = (lambda article: shortened(whole(article))) if brief else whole


def end_with_parent() -> None:
    """A parent that is killed cannot end its processes, and they would wait for its articles for ever."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _started() -> bool:
    return _reads is not None


def _read(article: Article) -> Reading:
    assert _reads is not None
    return _reads(article)
