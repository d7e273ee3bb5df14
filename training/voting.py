"""Fit the weights of ``data/ontology/voting.csv``: how much the votes of rules and of the model count.

    python training/voting.py DIR [--ids held|all] [--rounds 2] [--measure event_f1]

DIR: annotated stories (stories.jsonl and gold/, as annotations/join.py makes them) that neither rules nor model were made from; ``held``:
those of them that training/reader/train.py leaves out. One weight after the other is moved where that raises the figure of whole records.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reader.examples import held_out

from dragoman.evaluation.stories import score
from dragoman import plain
from dragoman.knowledge import Knowledge
from dragoman.knowledge.tables import DATA
from dragoman.knowledge.voting import VOTES
from dragoman.pipeline import STAGES, run, survived
from dragoman.types import Article, Reading

TABLE = DATA / "ontology" / "voting.csv"
#: Steps tried from where a weight stands, wide ones first.
STEPS = (-1.0, 1.0, -0.5, 0.5)
#: Votes that the annotated stories tell of; the others are fitted to their own sets.
OF_STORIES = ("word:", "party:", "status:")
BEFORE_VOTES = [s.__name__ for s in STAGES].index("weigh")
#: What whole records and right statuses count beside the figure itself.
HALF, TENTH = 0.5, 0.1
Story = tuple[Reading, list[dict[str, Any]]]


def stories(folder: Path, ids: str, knowledge: Knowledge) -> Iterator[Story]:
    """Readings up to the vote, each with its annotated events."""
    for line in (folder / "stories.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        gold = folder / "gold" / f"{item['id']}.json"
        if not gold.exists() or (ids == "held" and not held_out(item["id"])):
            continue
        article = Article(**{k: item[k] for k in ("id", "text", "title", "published", "source") if item.get(k)})
        reading = run(article, knowledge, STAGES[:BEFORE_VOTES])
        events = json.loads(gold.read_text(encoding="utf-8"))["events"]
        for event in events:
            event["evidence"] = [item["text"][slice(*item["sentences"][m["sentence"]])] for m in event["mentions"]]
        yield reading, events


def measured(told: Sequence[Story], knowledge: Knowledge, measure: str) -> float:
    found = []
    for reading, events in told:
        for stage in STAGES[BEFORE_VOTES:]:
            reading = survived(stage, reading, knowledge)
        found.append(([plain.record(r, reading) for r in reading.records], events))
    figures = score(found)
    return float(figures[measure]) + HALF * float(figures["full_record_f1"]) + TENTH * float(figures["status_acc"])


def climb(told: Sequence[Story], knowledge: Knowledge, rounds: int, measure: str) -> dict[str, float]:
    weights = knowledge.voting
    best = measured(told, knowledge, measure)
    print(f"start {best:.4f}", flush=True)
    for _ in range(rounds):
        before = best
        for vote in (v for v in VOTES if v.startswith(OF_STORIES)):
            for step in STEPS:
                weights[vote] += step
                found = measured(told, knowledge, measure)
                if found > best + 1e-4:
                    best = found
                    print(f"{vote} {weights[vote]:.1f}: {best:.4f}", flush=True)
                else:
                    weights[vote] -= step
        if best - before < 1e-3:
            break
    return weights


def save(weights: dict[str, float]) -> None:
    head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = list(csv.DictReader(line for line in TABLE.open(encoding="utf-8") if not line.startswith("#")))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in head)
        writer = csv.DictWriter(file, fieldnames=["vote", "weight", "note", "source"], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "weight": f"{weights[row['vote']]:g}"} if row["source"] == "fitted" else row for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ids", choices=("held", "all"), default="held")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--measure", default="event_f1")
    asked = parser.parse_args()
    knowledge = Knowledge()
    told = list(stories(asked.folder, asked.ids, knowledge))
    print(len(told), "stories")
    save(climb(told, knowledge, asked.rounds, asked.measure))


if __name__ == "__main__":
    main()
