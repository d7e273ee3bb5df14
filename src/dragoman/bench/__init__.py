"""How fast a corpus is read, beside a bare parse of the same texts.

Everything is measured in processes of its own, each with one thread: the reading, the bare parse (the same pipeline as its makers ship it),
the start. Processor time is what other programs on the machine disturb least; where things are measured several times the least counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..sources import articles
from ..types import Article

#: One thread, whichever library multiplies the matrices.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR")}
#: Starts that are measured, of which the fastest counts: the others met a busy machine, or a cold disk.
STARTS = 3

Figures = dict[str, Any]


class BenchError(Exception):
    """There is nothing to measure, or a measuring process came to nothing; the message says which."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``limit``: stories that are read, None: all. ``jobs``: processes for a second reading, None: none. ``rounds``: the least counts."""

    corpus: Path
    reader: str = "models"
    limit: int | None = None
    jobs: int | None = None
    rounds: int = 1


def bench(asked: Asked) -> Figures:
    """The figures; seconds, megabytes (10^6 bytes). Raises BenchError where no story is in the corpus."""
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        texts = Path(folder) / "texts.jsonl"
        stories, words = written(asked, texts)
        if not stories:
            raise BenchError(f"{asked.corpus}: no story in it")
        read = [reading(asked, 1) for _ in range(asked.rounds)]
        bare = [ran([_script("parsing.py"), str(texts)]) for _ in range(asked.rounds)]
    one, parse = (min(found, key=lambda f: float(f["cpu_s"])) for found in (read, bare))
    figures: Figures = {
        "cpu_ratio": round(one["cpu_s"] / parse["cpu_s"], 3),
        "words_per_s": round(words / one["wall_s"], 1),
        "stories_per_s": round(stories / one["wall_s"], 2),
        "words_per_cpu_s": round(words / one["cpu_s"], 1),
        "peak_mb": one["peak_mb"],
        **starts(asked.reader),
        "stories": stories,
        "words": words,
        "records": one["records"],
        "reader": asked.reader,
        "cpu_s": one["cpu_s"],
        "layers_cpu_s": one["layers"],
        "bare_parse": {**parse, "words_per_cpu_s": round(words / parse["cpu_s"], 1)},
    }
    return figures | (several(asked) if asked.jobs and asked.jobs > 1 else {})


def written(asked: Asked, out: Path) -> tuple[int, int]:
    """The texts, one JSON string a line; how many there are, and how many words between white space."""
    stories = words = 0
    with out.open("w", encoding="utf-8") as file:
        for item in islice((a for a in articles([str(asked.corpus)]) if isinstance(a, Article)), asked.limit):
            stories, words = stories + 1, words + len(item.text.split())
            file.write(json.dumps(item.text) + "\n")
    return stories, words


def reading(asked: Asked, jobs: int) -> Figures:
    """What it costs to read the corpus with so many processes."""
    return ran(["-m", "dragoman.bench.reading", json.dumps([str(asked.corpus), asked.reader, asked.limit, jobs])])


def several(asked: Asked) -> Figures:
    """By several processes. ``speedup``: articles a second after the first one, against one process; ``cpu_s``: of all of them."""
    alone, jobs = reading(asked, -1), asked.jobs or 2
    found = reading(asked, jobs)
    return {"jobs": {"count": jobs, "speedup": round(found["rate"] / alone["rate"], 3) if alone["rate"] else None, **found}}


def starts(reader: str) -> Figures:
    """Seconds from nothing to the first record of the example, and to the end of --help: by the clock, and of the processor."""
    read = ["read", "--example", "-f", "jsonl", *([] if reader == "models" else ["--reader", reader])]
    first = [started(read) for _ in range(STARTS)]
    help = [started(["--help"]) for _ in range(STARTS)]
    (start, start_cpu), (helped, _) = (tuple(round(min(column), 3) for column in zip(*found, strict=True)) for found in (first, help))
    return {"start_s": start, "start_cpu_s": start_cpu, "help_s": helped}


def started(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds to the first line of output of a command in a new process, and processor seconds of the whole command."""
    began, spent = time.perf_counter(), _children()
    process = subprocess.Popen([sys.executable, "-m", "dragoman", *arguments], stdout=subprocess.PIPE, env=environment())
    assert process.stdout is not None
    with process.stdout as out:
        out.readline()
        seconds = time.perf_counter() - began
        out.read()
    process.wait()
    return seconds, _children() - spent


def ran(command: Sequence[str]) -> Figures:
    """The figures that a measuring process prints."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, encoding="utf-8", env=environment(), check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise BenchError(f"the measuring process ended with code {done.returncode}: {last}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def environment() -> dict[str, str]:
    return {**os.environ, **ONE_THREAD}


def _script(name: str) -> str:
    return str(Path(__file__).with_name(name))


def _children() -> float:
    told = os.times()
    return told.children_user + told.children_system


def table(figures: Figures) -> str:
    """The figures for people."""
    bare, layers = figures["bare_parse"], figures["layers_cpu_s"]
    lines = [
        f"{figures['stories']:,} stories, {figures['words']:,} words, {figures['records']:,} records; reader: {figures['reader']}",
        "",
        f"{'words a second':34}{figures['words_per_s']:>12,.0f}",
        f"{'stories a second':34}{figures['stories_per_s']:>12,.1f}",
        f"{'processor time':34}{figures['cpu_s']:>12.2f} s   {figures['words_per_cpu_s']:,.0f} words a second of it",
        f"{'bare parse, the same texts':34}{bare['cpu_s']:>12.2f} s   {bare['words_per_cpu_s']:,.0f} words a second of it",
        f"{'reading / bare parse':34}{figures['cpu_ratio']:>12.2f}",
        f"{'peak memory':34}{figures['peak_mb']:>12,.0f} MB  bare parse {bare['peak_mb']:,.0f} MB",
        f"{'start to the first record':34}{figures['start_s']:>12.2f} s   {figures['start_cpu_s']:.2f} s of the processor",
        f"{'--help':34}{figures['help_s']:>12.2f} s",
    ]
    if more := figures.get("jobs"):
        lines.append(f"{str(more['count']) + ' processes / one':34}{more['speedup'] or 0:>12.2f}     peak memory {more['peak_mb']:,.0f} MB")
    total = sum(layers.values()) or 1.0
    lines += ["", "layer            processor s   share"]
    lines += [f"{name:16}{seconds:>12.2f}{100 * seconds / total:>7.1f} %" for name, seconds in layers.items()]
    return "\n".join(lines)
