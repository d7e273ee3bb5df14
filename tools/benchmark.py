"""Measure the reading on every outside set that is present, and print the tables of BENCHMARKS.md.

    python tools/benchmark.py [--readers rules models FOLDER ...] [--only stories layers]

Reads $DRAGOMAN_DATA (default ../shared/data); some ten minutes on two cores for rules and models. Stories are told apart by their ids: a
quarter (the MD5 of the id as a number divisible by four) is held out, that is, never looked at when words and rules were written and never
trained on. Of the layers' sets those documents are taken that training/reader/examples.py holds out, where it trains on the set.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman import evaluation
from dragoman.knowledge import Knowledge
from dragoman.sources import articles

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data"))
EVENTS = ("event_f1", "precision", "recall", "full_record_f1", "status_acc", "date_acc", "sources_f1", "place_acc")
#: Layers: set, and which of its documents are taken.
LAYERS: tuple[tuple[str, str, str, Callable[[int], bool]], ...] = (
    ("timex", "timex_timebank.jsonl", "all", lambda n: True),
    ("timex", "timex_wikiwars.jsonl", "all", lambda n: True),
    ("geo", "geo_lgl.jsonl", "all", lambda n: True),
    ("geo", "geo_geovirus.jsonl", "all", lambda n: True),
    ("attribution", "attribution_polnear_train.jsonl", "last 100", lambda n: n >= 740),
    ("factuality", "fact_uw_train.jsonl", "every eighth", lambda n: n % 8 == 0),
    ("factuality", "fact_meantime_train.jsonl", "every eighth", lambda n: n % 8 == 0),
    ("factuality", "fact_megaveridicality_dev.jsonl", "all", lambda n: True),
    ("factuality", "fact_uds_ih2_dev.jsonl", "all", lambda n: True),
    ("dyads", "dyads_plv_train.jsonl", "every eighth", lambda n: n % 8 == 0),
)


def held_out(identifier: str) -> bool:
    return int(hashlib.md5(identifier.encode()).hexdigest(), 16) % 4 == 0


def stories(knowledge: Knowledge, ours: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    given, annotated = DATA / "stories", DATA / "annotated"
    if given.exists():
        paths = [str(given / "dev.jsonl"), str(given / "seed-kremlin.txt")]
        yield "given stories (12)", evaluation.stories(given / "gold", articles(paths), knowledge)
    for folder, name in ((annotated, "annotated stories"), (ours, "our annotations")):
        if folder.exists():
            for told, wanted in ((", held out", True), (", looked at", False)):
                yield name + told, chosen(folder, lambda i, wanted=wanted: held_out(i) == wanted, knowledge)


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


def layers(knowledge: Knowledge) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for layer, name, told, wanted in LAYERS:
        if (DATA / name).exists():
            with tempfile.TemporaryDirectory() as place, (DATA / name).open(encoding="utf-8") as file:
                path = Path(place) / name
                path.write_text("".join(line for n, line in enumerate(file) if wanted(n)), encoding="utf-8")
                yield layer, f"{name}, {told}", evaluation.layer(layer, path, knowledge)


def flat(figures: dict[str, Any], before: str = "") -> Iterator[str]:
    for key, value in figures.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key} ")
        else:
            yield f"{before}{key} {value}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", nargs="*", default=["rules", "models"])
    parser.add_argument("--only", nargs="*", default=["stories", "layers"])
    asked = parser.parse_args()
    print(f"{datetime.date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as place:
        ours = joined(Path(place) / "ours")
        for name in asked.readers:
            print(f"## {name}\n")
            report(reader(name), ours, asked.only)


def joined(out: Path) -> Path:
    """Our annotations with their texts, where the bulk files are there."""
    subprocess.run([sys.executable, str(ROOT / "training" / "annotations" / "join.py"), str(out)], check=False, stdout=subprocess.DEVNULL)
    return out


def reader(name: str) -> Knowledge:
    return Knowledge(reader=name) if name in {"rules", "models"} else Knowledge(model=Path(name))


def report(knowledge: Knowledge, ours: Path, only: Iterable[str]) -> None:
    if "stories" in only:
        print("| stories | " + " | ".join(EVENTS) + " |\n|---|" + "--:|" * len(EVENTS))
        for name, figures in stories(knowledge, ours):
            print(f"| {name} | " + " | ".join(str(figures[key]) for key in EVENTS) + " |", flush=True)
    if "layers" in only:
        print("\n| layer | set | figures |\n|---|---|---|")
        for layer, name, figures in layers(knowledge):
            print(f"| {layer} | {name} | {', '.join(flat(figures))} |", flush=True)


if __name__ == "__main__":
    main()
