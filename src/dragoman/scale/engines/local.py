"""Processes of this machine."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Thread

from ...runner import cores, end_with_parent
from ...threads import few_collections, one_thread
from ..plan import ScaleError
from ..tasks import work

#: Times that a task is begun. A partition whose process died is read with care from the second time on, so that an article is to blame.
TRIES = 3


def lacking() -> str | None:
    return None


def run(out: str, phase: str, numbers: Sequence[int], jobs: int | None) -> Iterator[tuple[int, str]]:
    """Tasks in order, as many at a time as there are processes; those that died with their process are begun anew in new ones."""
    left, tries = list(numbers), Counter[int]()
    while left:
        tries.update(left[:1])
        if tries[left[0]] > TRIES:
            raise ScaleError(f"task {left[0]} of {phase} has ended its process {TRIES} times (out of memory?): try fewer --jobs")
        for n, told in _pool(out, phase, left, jobs or cores()):
            left.remove(n)
            yield n, told


def _pool(out: str, phase: str, numbers: Sequence[int], jobs: int) -> Iterator[tuple[int, str]]:
    """What one pool of processes gets done before it breaks."""
    one_thread()
    pool = ProcessPoolExecutor(min(jobs, len(numbers)), mp_context=get_context("spawn"), initializer=_start)
    todo, running = iter(numbers), dict[Future[str], int]()
    try:
        while True:
            for n in todo:
                running[pool.submit(work, out, phase, n)] = n
                if len(running) > jobs:
                    break
            if not running:
                pool.shutdown()
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    except BrokenProcessPool:
        pool.shutdown(wait=False, cancel_futures=True)
    except BaseException:
        processes = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        raise


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    Thread(target=end_with_parent, daemon=True).start()
    few_collections()
