"""The driver: one phase after the other, what is done noted in the manifest, so that a run that was ended goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .. import plain
from ..store.coder import coder
from . import blocking, tables, tasks
from .blocking import ARTICLE, RECORD
from .engines import Engine, engine
from .plan import Asked, Manifest, ScaleError, planned
from .reading import knowledge

#: Each phase, and whether its tasks are buckets of keys or partitions.
PHASES = (("read", 0), ("same", 1), ("block", 1), ("score", 0), ("stories", 0), ("events", 0), ("finish", 0))
#: Called with the phase, its tasks done and all its tasks, and what a task told.
Tell = Callable[[str, int, int, dict[str, Any]], None]


def scale(asked: Asked, tell: Tell | None = None) -> Manifest:
    """Articles, records and events as Parquet in ``asked.out``, with a manifest; what an earlier run has done is not done again.

    Raises ScaleError; what is done remains.
    """
    out = asked.out.resolve()
    run = planned(asked, coder(knowledge(asked.reader)).name, asked.day or plain.today())
    if run.complete:
        return run
    out.mkdir(parents=True, exist_ok=True)
    run.save(out, now=True)
    tasks.plan.cache_clear()
    on = engine(asked.engine)
    try:
        for phase, by_bucket in PHASES:
            if phase == "stories":
                connect(out, run)
            each(on, out, run, phase, run.buckets if by_bucket else len(run.partitions), asked.jobs, tell or (lambda *told: None))
        run.complete = True
    finally:
        run.save(out, now=True)
    shutil.rmtree(out / tasks.WORK)
    return run


def each(on: Engine, out: Path, run: Manifest, phase: str, count: int, jobs: int | None, tell: Tell) -> None:
    """Those tasks of a phase that are not done."""
    done = run.done.setdefault(phase, {})
    lacking = [n for n in range(count) if str(n) not in done or not tasks.file(out, phase, n).exists()]
    ready = count - len(lacking)
    for n, told in on(str(out), phase, lacking, jobs):
        done[str(n)] = json.loads(told)
        ready += 1
        run.save(out)
        tell(phase, ready, count, done[str(n)])
    if ready < count:
        raise ScaleError(f"{count - ready} tasks of {phase} came to nothing; give the same command again")


def connect(out: Path, run: Manifest) -> None:
    """Articles and records that are linked, by their groups, to where the tasks find them."""
    found: dict[str, list[tuple[int, int]]] = {ARTICLE: [], RECORD: []}
    for n in range(len(run.partitions)):
        for row in tables.read(tasks.file(out, "score", n), ["kind", "a", "b"]):
            found[row["kind"]].append((row["a"], row["b"]))
    rows = sorted(_groups(found), key=lambda row: (row["home"], row["kind"], row["group"], row["number"]))
    tables.write(out / tasks.WORK / "groups.parquet", tables.made(rows, tables.GROUPS))


def _groups(links: dict[str, list[tuple[int, int]]]) -> Iterator[dict[str, Any]]:
    for kind, found in links.items():
        for n, first in blocking.connected(found).items():
            yield {"home": tables.part_of(first), "kind": kind, "group": first, "number": n}
