"""How cost grows: reading with the length of a text, adding an article with the size of the ledger.

    python tools/growth.py length [--reader rules] [--sizes 1000 10000 100000 1000000 10000000] [--longest 200000]
    python tools/growth.py ledger [--sizes 100 1000 10000 100000 1000000] [--keep FOLDER]
    python tools/growth.py asked LEDGER
    python tools/growth.py plot docs/growth.svg < FIGURES        the lines of JSON that the other two print

Processor time, as other programs disturb it least. ``length``: texts of invented sentences, each read in a process of its own; the slope is
that of log(seconds) over log(words read), by least squares; of a text no more is read than its first 200,000 characters, or ``--longest``.
``ledger``: a ledger is grown (tools/archive.py says what is invented in it; a million articles are 22 GB and a quarter of an hour of the
processor); at each size new articles of its last days are added, in a process of its own, and the median is taken. ``asked``: how long
pages, ``dyad`` and ``search`` take on a ledger that was kept.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import archive

from dragoman.bench.parsing import peak
from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.stages import segment
from dragoman.store import Ledger
from dragoman.threads import few_collections
from dragoman.types import Article, Reading

WHO = (
    "Kenya's president",
    "the French foreign minister",
    "police in Nairobi",
    "rebels in the north",
    "the trade union",
    "soldiers",
    "the mayor",
)
DID = ("met", "accused", "attacked", "praised", "sued", "warned", "arrested", "agreed with", "threatened", "visited")
WHOM = ("the Ugandan delegation", "protesters", "the opposition", "a convoy of lorries", "the central bank", "two journalists", "farmers")
WHERE = ("Kisumu", "Kampala", "Paris", "Beira", "Arusha", "Gulu", "Mwanza", "Nakuru", "Lille", "Tete")
MORE = ("officials said", "according to witnesses", "the ministry denied", "a spokesman told reporters", "residents reported")
ALSO = ("Prices of maize rose again.", "Rain is expected.", "The road stayed closed.", "Schools will open next week.", "No one commented.")
#: Articles that are added to be measured, and times that a question is asked.
ADDED, ROUNDS = 40, 7
COLORS = ("#1b6ca8", "#c1440e")


def text(dice: random.Random, size: int) -> str:
    """Invented sentences, paragraphs of four, of about ``size`` characters."""
    parts, length = list[str](), 0
    while length < size:
        who, did, whom, where, more = (dice.choice(words) for words in (WHO, DID, WHOM, WHERE, MORE))
        line = f"{who[0].upper()}{who[1:]} {did} {whom} in {where} on Monday, {more}. {dice.choice(ALSO)}"
        line += "\n\n" if len(parts) % 4 == 3 else " "
        parts.append(line)
        length += len(line)
    return "".join(parts)[:size]


def lengths(sizes: Sequence[int], reader: str, longest: int) -> Iterator[dict[str, Any]]:
    for size in sizes:
        command = [sys.executable, __file__, "one", str(size), reader, "--longest", str(longest)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
        yield json.loads(done.stdout)


def one(size: int, reader: str, longest: int) -> dict[str, Any]:
    few_collections()  # as the command line has it
    segment.LONGEST = longest
    dice, knowledge = random.Random(size), Knowledge(reader=reader)
    read(Article(id="warm", text=text(dice, 2000), published="2024-03-12"), knowledge)
    found = [Article(id=str(n), text=text(dice, size), published="2024-03-12") for n in range(times(size))]
    began, words, before = time.process_time(), 0, peak()
    for article in found:
        words += sum(len(article.text[s.start : s.end].split()) for s in read(article, knowledge).sentences)
    seconds = time.process_time() - began
    told = {"what": f"length, {reader}", "size": size, "words": words, "seconds": round(seconds, 3), "ms_per_word": 1000 * seconds / words}
    return {**told, "peak_mb": peak(), "peak_before_mb": before}


def ledgers(sizes: Sequence[int], folder: Path) -> Iterator[dict[str, Any]]:
    """One ledger that grows from size to size; each time what is added is measured in a process of its own."""
    knowledge, dice = Knowledge(reader="rules"), random.Random(7)
    base = [read(archive.article(dice, n), knowledge) for n in range(archive.BASE)]
    path, held = folder / "ledger.db", 0
    for size in sizes:
        began = time.process_time()
        if size <= archive.BASE:
            stored(path, base[held:size])
        else:
            stored(path, base[held:])
            archive.grow(path, size)
        held, spent = size, time.process_time() - began
        day = archive.end_of(path)
        fresh = [read(archive.article(dice, n, day), knowledge) for n in range(ADDED)]
        (folder / "fresh").write_bytes(pickle.dumps(fresh))
        done = subprocess.run([sys.executable, __file__, "added", str(folder)], capture_output=True, text=True, check=True)
        told = {"what": "ledger", "size": size, **json.loads(done.stdout)}
        yield {**told, "mb": round(path.stat().st_size / 1e6, 1), "made_s": round(spent, 1)}


def stored(path: Path, made: Iterable[Reading]) -> None:
    with Ledger.open(path, write=True, create=True) as ledger:
        for reading in made:
            ledger.add(reading)


def added(folder: Path) -> dict[str, Any]:
    """Milliseconds of the processor for each article that is added, the first few left out (they open and warm what the others use)."""
    path, times = folder / "ledger.db", []
    fresh: list[Reading] = pickle.loads((folder / "fresh").read_bytes())
    with Ledger.open(path, write=True) as ledger:
        for reading in fresh:
            began = time.process_time()
            ledger.add(reading)
            times.append(1000 * (time.process_time() - began))
        held = ledger.size()
    times = sorted(times[5:])
    return {"ms": round(statistics.median(times), 2), "ms_p90": round(times[int(0.9 * (len(times) - 1))], 2), **held, "peak_mb": peak()}


def asked(path: Path) -> dict[str, Any]:
    """Milliseconds by the clock and of the processor (medians of ROUNDS after a first one) of what people ask; ``first``: of that one."""
    from dragoman.ask import dyads, events, searching
    from dragoman.store.filters import Filter

    questions: dict[str, Callable[[Ledger], Any]] = {
        "page of 50 events": lambda ledger: events.query(ledger, Filter()),
        "page of a country's acts": lambda ledger: events.query(ledger, Filter(actor=("KEN",))),
        "page of what happened in a country in a month": lambda ledger: events.query(
            ledger, Filter(country=("PER",), since="2002-01", until="2002-01")
        ),
        "dyad": lambda ledger: dyads.dyad(ledger, "KEN", "FRA"),
        "search": lambda ledger: searching.search(ledger, "stadium copper"),
    }
    told: dict[str, Any] = {"what": "asked"}
    with Ledger.open(path) as ledger:
        told |= ledger.size()
        for name, ask in questions.items():
            times = []
            for _ in range(1 + ROUNDS):
                began, spent = time.perf_counter(), time.process_time()
                ask(ledger)
                times.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - spent)))
            clock, cpu = (round(statistics.median(column), 1) for column in zip(*times[1:], strict=True))
            told[name] = {"first": round(times[0][0], 1), "clock": clock, "cpu": cpu}
    return {**told, "peak_mb": peak()}


def slope(points: Iterable[tuple[float, float]]) -> float:
    """Of log y over log x, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mx, my = (statistics.fmean(column) for column in zip(*logs, strict=True))
    return sum((x - mx) * (y - my) for x, y in logs) / sum((x - mx) ** 2 for x, _ in logs)


def plot(found: Sequence[dict[str, Any]]) -> str:
    """Two panels as SVG, both axes logarithmic."""
    panels = [
        (
            "Reading a text: ms of processor time for each word",
            "characters",
            [(r["size"], r["ms_per_word"]) for r in found if "words" in r],
        ),
        (
            "Adding an article: ms of processor time",
            "articles in the ledger",
            [(r["size"], r["ms"]) for r in found if r["what"] == "ledger"],
        ),
    ]
    drawn = "".join(panel(40 + 460 * n, title, label, points, COLORS[n]) for n, (title, label, points) in enumerate(panels) if points)
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 340" font-family="sans-serif" font-size="12">'
    return f'{head}<rect width="960" height="340" fill="white"/>{drawn}</svg>\n'


def panel(left: int, title: str, label: str, points: Sequence[tuple[float, float]], color: str) -> str:
    low, high = math.floor(math.log10(min(y for _, y in points))), math.ceil(math.log10(max(y for _, y in points)) + 0.01)
    first, last = (f(math.log10(x) for x, _ in points) for f in (min, max))

    def at(x: float, y: float) -> tuple[float, float]:
        return left + 40 + 360 * (math.log10(x) - first) / (last - first or 1), 280 - 220 * (math.log10(y) - low) / (high - low)

    out = f'<text x="{left}" y="30" font-weight="bold">{title}</text><text x="{left + 160}" y="325">{label}</text>'
    for power in range(low, high + 1):
        _, y = at(10**first, 10.0**power)
        out += f'<path d="M{left + 40} {y:.1f}h370" stroke="#ddd"/><text x="{left}" y="{y + 4:.1f}">{10.0**power:g}</text>'
    places = [at(x, y) for x, y in points]
    out += f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    for (x, y), (size, value) in zip(places, points, strict=True):
        out += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"><title>{size:,.0f}: {value:.3g}</title></circle>'
        out += f'<text x="{x - 14:.1f}" y="{y - 10:.1f}">{value:.2g}</text><text x="{x - 14:.1f}" y="302">{short(size)}</text>'
    return out


def short(size: float) -> str:
    return f"{size / 10**6:g}M" if size >= 10**6 else f"{size / 1000:g}k" if size >= 1000 else f"{size:g}"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", choices=("length", "ledger", "plot", "one", "added", "asked"))
    ask.add_argument("rest", nargs="*")
    ask.add_argument("--reader", default="rules")
    ask.add_argument("--sizes", nargs="*", type=int)
    ask.add_argument("--longest", type=int, default=segment.LONGEST)
    ask.add_argument("--keep", type=Path, help="folder for the ledger, kept; else one that is removed")
    given = ask.parse_args()
    if given.what == "asked":
        print(json.dumps(asked(Path(given.rest[0]))))
    elif given.what == "added":
        print(json.dumps(added(Path(given.rest[0]))))
    elif given.what == "one":
        print(json.dumps(one(int(given.rest[0]), given.rest[1], given.longest)))
    elif given.what == "plot":
        Path(given.rest[0]).write_text(plot([json.loads(line) for line in sys.stdin if line.startswith("{")]), encoding="utf-8")
    elif given.what == "length":
        found = told(lengths(given.sizes or [1000, 10_000, 100_000, 1_000_000, 10_000_000], given.reader, given.longest))
        print(f"# slope of time over words read: {slope((r['words'], r['seconds']) for r in each_size(found)):.3f}")
    else:
        with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory(prefix="dragoman-growth-") as folder:
            found = told(ledgers(given.sizes or [100, 1000, 10_000, 100_000], Path(folder)))
        print(f"# slope of time over articles: {slope((r['articles'], r['ms']) for r in found):.3f}")


def told(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for row in found:
        print(json.dumps(row), flush=True)
        kept.append(row)
    return kept


def each_size(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Per text, where several were read."""
    return [{**r, "words": r["words"] / times(r["size"]), "seconds": r["seconds"] / times(r["size"])} for r in found]


def times(size: int) -> int:
    """How many texts of a size are read: short ones often enough to be measured."""
    return max(1, min(10, 20_000 // size))


if __name__ == "__main__":
    main()
