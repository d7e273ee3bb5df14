"""The measured side: a corpus read with all layers, from its file to written records.

python -m dragoman.bench.reading '["news.jsonl", "models", 100, 1]'      corpus, reader, limit, processes (-1: one, without layers)

It prints how many stories are done now and then, and its figures as one line of JSON.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

from .. import pipeline
from ..exporters import Options
from ..exporters.jsonl import records
from ..knowledge import Knowledge
from ..runner import readings
from ..sources import articles
from ..threads import few_collections
from ..types import Article, Reading
from . import parsing

WARM = (
    "The foreign minister of Kenya met her French counterpart in Paris on Monday, officials said. Police in Nairobi denied that they had "
    "killed 30 protesters last week."
)


def main() -> None:
    few_collections()  # as the command line has it
    corpus, reader, limit, jobs = json.loads(sys.argv[1])
    knowledge = Knowledge(reader=reader) if reader in {"models", "rules"} else Knowledge(model=Path(reader))
    found = islice((a for a in articles([corpus]) if isinstance(a, Article)), limit)
    print(json.dumps(alone(found, knowledge) if jobs == 1 else together(list(found), knowledge, max(1, jobs))))


def alone(found: Iterator[Article], knowledge: Knowledge) -> dict[str, Any]:
    """One process, with what each layer costs."""
    spent: dict[str, float] = defaultdict(float)
    stages = [timed(stage, spent) for stage in pipeline.STAGES]
    settings = Options(knowledge=knowledge)
    records([pipeline.read(Article(id="warm", text=WARM, published="2024-03-12"), knowledge, stages)], io.StringIO(), settings)
    spent.clear()
    wall, cpu, told = time.perf_counter(), time.process_time(), 0
    spent.update(dict.fromkeys(("source", *(stage.__name__ for stage in pipeline.STAGES), "write"), 0.0))
    before = time.process_time()
    for article in parsing.counted(found):
        spent["source"] += time.process_time() - before
        reading = pipeline.read(article, knowledge, stages)
        before = time.process_time()
        records([reading], io.StringIO(), settings)
        told += len(reading.records)
        now = time.process_time()
        spent["write"], before = spent["write"] + now - before, now
    figures = {**parsing.spent(wall, cpu), "records": told, "peak_mb": parsing.peak()}
    return {**figures, "layers": {name: round(seconds, 3) for name, seconds in spent.items()}}


def timed(stage: pipeline.Stage, spent: dict[str, float]) -> pipeline.Stage:
    """The stage, its processor time added up under its name."""

    @wraps(stage)
    def measured(reading: Reading, knowledge: Knowledge) -> Reading:
        began = time.process_time()
        try:
            return stage(reading, knowledge)
        finally:
            spent[stage.__name__] += time.process_time() - began

    return measured


def together(found: list[Article], knowledge: Knowledge, jobs: int) -> dict[str, Any]:
    """Several processes, as ``read --jobs`` has them. ``rate``: articles a second once the first one is there, start left out."""
    wall, told, memory, first = time.perf_counter(), 0, 0.0, 0.0
    for n, done in enumerate(parsing.counted(readings(iter(found), knowledge, jobs, brief=True)), 1):
        told += len(done.records) if isinstance(done, Reading) else 0
        first = first or time.perf_counter()
        if n == len(found):  # the processes are still there
            last = time.perf_counter()
            memory = peaks(["self", *(p.pid for p in multiprocessing.active_children())])
    rate = (len(found) - 1) / (last - first) if len(found) > 1 and last > first else None
    whole, cpu = time.perf_counter() - wall, sum(os.times()[:4])
    return {
        "wall_s": round(whole, 3),
        "cpu_s": round(cpu, 3),
        "rate": rate and round(rate, 3),
        "peak_mb": round(memory, 1),
        "records": told,
    }


def peaks(processes: Iterable[Any]) -> float:
    """Megabytes that processes had at most together, the files that they have mapped (libraries, mostly the same ones) counted once.

    Of ours alone where the system does not tell of others.
    """
    told = [held(p) for p in processes]
    total = sum(most - files for most, files in told) + max(files for _, files in told)
    return round(total, 1) if total else parsing.peak()


def held(process: Any) -> tuple[float, float]:
    """Megabytes that a process had at most, and how many of what it has now are of files."""
    lines = _lines(Path(f"/proc/{process}/status"))
    most, files = (next((int(line.split()[1]) for line in lines if line.startswith(name)), 0) for name in ("VmHWM", "RssFile"))
    return most * 1024 / 1e6, files * 1024 / 1e6


def _lines(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return ()


if __name__ == "__main__":
    main()
