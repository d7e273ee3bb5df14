"""Measure the reading on every outside set that is present, and print the tables of BENCHMARKS.md.

    python tools/benchmark.py            # reads $DRAGOMAN_DATA (default ../shared/data); some ten minutes on two cores

The annotated stories are told apart by their ids: a quarter of them (the MD5 of the id as a number divisible by four) is held out, that is,
never looked at when words and rules were written.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dragoman import evaluation
from dragoman.knowledge import Knowledge
from dragoman.sources import articles

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data"))
EVENTS = ("event_f1", "precision", "recall", "full_record_f1", "status_acc", "date_acc", "sources_f1", "place_acc")
#: Layers: set, documents taken (None: all), and the figures shown.
LAYERS = (
    ("timex", "timex_timebank.jsonl", None),
    ("timex", "timex_wikiwars.jsonl", None),
    ("geo", "geo_lgl.jsonl", None),
    ("geo", "geo_geovirus.jsonl", None),
    ("attribution", "attribution_polnear_train.jsonl", 200),
    ("factuality", "fact_uw_train.jsonl", None),
    ("factuality", "fact_meantime_train.jsonl", None),
    ("factuality", "fact_megaveridicality_dev.jsonl", None),
    ("factuality", "fact_uds_ih2_dev.jsonl", None),
)


def held_out(identifier: str) -> bool:
    return int(hashlib.md5(identifier.encode()).hexdigest(), 16) % 4 == 0


def stories(knowledge: Knowledge) -> Iterator[tuple[str, dict[str, Any]]]:
    given, annotated = DATA / "stories", DATA / "annotated"
    if given.exists():
        paths = [str(given / "dev.jsonl"), str(given / "seed-kremlin.txt")]
        yield "given stories (12)", evaluation.stories(given / "gold", articles(paths), knowledge)
    if annotated.exists():
        for name, wanted in (("annotated stories, held out", True), ("annotated stories, looked at", False)):
            yield name, chosen(annotated, lambda i, wanted=wanted: held_out(i) == wanted, knowledge)


def chosen(folder: Path, wanted: Callable[[str], bool], knowledge: Knowledge) -> dict[str, Any]:
    """Figures of some of the annotated stories. Their events quote no evidence; the sentences of their mentions stand for it."""
    lines = [line for line in (folder / "stories.jsonl").read_text(encoding="utf-8").splitlines() if wanted(json.loads(line)["id"])]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "stories.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        for story in map(json.loads, lines):
            gold = json.loads((folder / "gold" / f"{story['id']}.json").read_text(encoding="utf-8"))
            for event in gold["events"]:
                event["evidence"] = [story["text"][slice(*story["sentences"][m["sentence"]])] for m in event["mentions"]]
            (Path(place) / f"{story['id']}.json").write_text(json.dumps(gold), encoding="utf-8")
        return evaluation.stories(Path(place), articles([str(path)]), knowledge)


def flat(figures: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key} ")
        else:
            yield f"{before}{key} {value}"


def main() -> None:
    knowledge = Knowledge()
    cores = os.cpu_count()
    print(f"{datetime.date.today().isoformat()}, {platform.machine()}, {cores} cores, Python {platform.python_version()}\n")
    print("| stories | " + " | ".join(EVENTS) + " |\n|---|" + "--:|" * len(EVENTS))
    for name, figures in stories(knowledge):
        print(f"| {name} | " + " | ".join(str(figures[key]) for key in EVENTS) + " |", flush=True)
    print("\n| layer | set | figures |\n|---|---|---|")
    for layer, name, limit in LAYERS:
        if (DATA / name).exists():
            figures = evaluation.layer(layer, DATA / name, knowledge, limit=limit)
            print(f"| {layer} | {name}{f', first {limit}' if limit else ''} | {', '.join(flat(figures))} |", flush=True)
    bulk = DATA / "bulk_wire_gigaword.jsonl"
    if bulk.exists():
        print(f"\n{speed(bulk, knowledge)}")


def speed(path: Path, knowledge: Knowledge, count: int = 300) -> str:
    """Words a second of one process, everything loaded."""
    from dragoman.pipeline import read
    from dragoman.types import Article

    found = [a for a, _ in zip((a for a in articles([str(path)]) if isinstance(a, Article)), range(count), strict=False)]
    read(found[0], knowledge)
    start = time.perf_counter()
    records = sum(len(read(a, knowledge).records) for a in found)
    seconds = time.perf_counter() - start
    words = sum(len(a.text.split()) for a in found)
    return f"{len(found)} wire stories, {words:,} words, {records:,} records: {words / seconds:,.0f} words a second in one process"


if __name__ == "__main__":
    main()
