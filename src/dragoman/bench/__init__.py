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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..counted import many
from ..sources import Unread, articles

#: One thread, whichever library multiplies the matrices.
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB_MAXIMUM", "NUMEXPR")}
#: Starts that are measured, of which the fastest counts: the others met a busy machine, or a cold disk.
STARTS = 3

Figures = dict[str, Any]
#: Called with what is measured, and of how many stories how many are done.
Tell = Callable[[str, int, int], None]


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


def bench(asked: Asked, tell: Tell | None = None, unread: Callable[[Unread], None] | None = None) -> Figures:
    """The figures; seconds, megabytes (10^6 bytes). ``unread``: called with what is no story. Raises BenchError where no story is there."""
    tell = tell or (lambda *told: None)
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        texts = Path(folder) / "texts.jsonl"
        stories, words, lost = written(asked, texts, unread or (lambda item: None))
        if not stories:
            raise BenchError(f"{asked.corpus}: no story in it; name JSONL (one article a line), a text, a page, or a folder of them")
        rounds = [
            (reading(asked, 1, stories, tell), ran([_script("parsing.py"), str(texts)], lambda done: tell("bare parse", done, stories)))
            for _ in range(asked.rounds)
        ]
    one, parse = (min(found, key=lambda f: float(f["cpu_s"])) for found in zip(*rounds, strict=True))
    figures: Figures = {
        "cpu_ratio": round(one["cpu_s"] / parse["cpu_s"], 3),
        "words_per_s": round(words / one["wall_s"], 1),
        "stories_per_s": round(stories / one["wall_s"], 2),
        "words_per_cpu_s": round(words / one["cpu_s"], 1),
        "peak_mb": one["peak_mb"],
        **starts(asked.reader, tell),
        "stories": stories,
        "words": words,
        "unread": lost,
        "records": one["records"],
        "reader": asked.reader,
        "cpu_s": one["cpu_s"],
        "layers_cpu_s": one["layers"],
        "bare_parse": {**parse, "words_per_cpu_s": round(words / parse["cpu_s"], 1)},
    }
    return figures | (several(asked, stories, tell) if asked.jobs and asked.jobs > 1 else {})


def written(asked: Asked, out: Path, unread: Callable[[Unread], None]) -> tuple[int, int, int]:
    """The texts, one JSON string a line; how many, how many words between white space, and how many inputs were no story."""
    stories = words = lost = 0
    with out.open("w", encoding="utf-8") as file:
        for item in articles([str(asked.corpus)]):
            if isinstance(item, Unread):
                lost += 1
                unread(item)
                continue
            stories, words = stories + 1, words + len(item.text.split())
            file.write(json.dumps(item.text) + "\n")
            if stories == asked.limit:
                break
    return stories, words, lost


def reading(asked: Asked, jobs: int, stories: int, tell: Tell) -> Figures:
    """What it costs to read the corpus with so many processes (-1: one, without layers)."""
    what = "reading" if jobs == 1 else f"reading by {max(jobs, 1)} process{'es' if jobs > 1 else ''}, for comparison"
    command = ["-m", "dragoman.bench.reading", json.dumps([str(asked.corpus), asked.reader, asked.limit, jobs])]
    return ran(command, lambda done: tell(what, done, stories))


def several(asked: Asked, stories: int, tell: Tell) -> Figures:
    """By several processes. ``speedup``: articles a second after the first one, against one process; ``cpu_s``: of all of them."""
    jobs = asked.jobs or 2
    alone, found = (reading(asked, n, stories, tell) for n in (-1, jobs))
    speedup = round(found["rate"] / alone["rate"], 3) if alone["rate"] and found["rate"] else None
    return {"jobs": {"count": jobs, "speedup": speedup, **found}}


def starts(reader: str, tell: Tell) -> Figures:
    """Seconds from nothing to the first record of the example, and to the end of --help: by the clock, and of the processor."""
    read = ["read", "--example", "-f", "jsonl", *([] if reader == "models" else ["--reader", reader])]
    first, help = [], []
    for n in range(STARTS):
        first.append(started(read))
        help.append(started(["--help"]))
        tell("start", n + 1, STARTS)
    (start, start_cpu), (helped, _) = (tuple(round(min(column), 3) for column in zip(*found, strict=True)) for found in (first, help))
    return {"start_s": start, "start_cpu_s": start_cpu, "help_s": helped}


def started(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds to the first line of output of a command in a new process, and processor seconds of the whole command."""
    began, spent = time.perf_counter(), _children()
    process = _process(["-m", "dragoman", *arguments], subprocess.DEVNULL)
    assert process.stdout is not None
    with process.stdout as out:
        out.readline()
        seconds = time.perf_counter() - began
        out.read()
    if code := process.wait():
        raise BenchError(f"dragoman {' '.join(arguments)} ended with code {code}: try it by itself")
    return seconds, _children() - spent


def ran(command: Sequence[str], tell: Callable[[int], None] | None = None) -> Figures:
    """The figures that a measuring process prints last; before them now and then how many stories are done."""
    told: Any = None
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said, _process(command, said) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                told = json.loads(line)
                if tell and isinstance(told, int):
                    tell(told)
        except BaseException:  # nobody waits for its figures any more
            process.kill()
            raise
        if code := process.wait():
            said.seek(0)
            last = (said.read().strip().splitlines() or ["no message"])[-1]
            how = f"signal {-code} (out of memory?)" if code < 0 else f"code {code}"
            raise BenchError(f"the measuring process ended with {how}: {last}")
    figures: Figures = told
    return figures


def _process(command: Sequence[str], errors: IO[str] | int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8", env=environment()
    )


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
        f"{many(figures['stories'], 'story')}, {figures['words']:,} words, {figures['records']:,} records; reader: {figures['reader']}"
        + (f"; {figures['unread']:,} inputs were no story" if figures["unread"] else ""),
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
        speedup = f"{more['speedup']:>12.2f}     " if more["speedup"] else f"{'–':>12}     too few stories to tell; "
        lines.append(f"{str(more['count']) + ' processes / one':34}{speedup}peak memory {more['peak_mb']:,.0f} MB")
    total = sum(layers.values()) or 1.0
    lines += ["", "layer            processor s   share"]
    lines += [f"{name:16}{seconds:>12.2f}{100 * seconds / total:>7.1f} %" for name, seconds in layers.items()]
    return "\n".join(lines)
