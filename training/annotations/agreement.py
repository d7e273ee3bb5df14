"""How far two readers agree: first and second readings of the same stories, by the measure of ``dragoman eval``.

    python training/annotations/agreement.py FOLDER

FOLDER: as join.py makes one. The second reading is taken for the answer, the first for the key, and the other way round (the measure asks
more of the key's core events than of its background): two figures where they differ. Event words: F1 of overlapping ones.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from standoff import FIRST, Item, lines

from dragoman.evaluation.figures import f1
from dragoman.evaluation.stories import annotated, score

FIGURES = ("event_f1", "full_record_f1", "status_acc", "date_acc", "sources_f1", "place_acc")

Pair = tuple[list[Item], list[Item]]


def record(event: Item) -> Item:
    """An annotated event as the reader would write it."""
    actor, recipient = ([party(p) for p in event[role]] for role in ("actors", "recipients"))
    place = event["place"] and {"placename": event["place"]["name"], "country": event["place"]["country"]}
    told = {"event": [event["type"]], "actor": actor, "recipient": recipient, "event_loc": place}
    return {**told, "status": event["status"], "date_edtf": event["date"], "sources": [party(s) for s in event["sources"]], **words(event)}


def party(told: Item) -> Item:
    return {"code": told["country"], "identifier_text": told["name"]}


def words(event: Item) -> Item:
    """Its sentences, in the place of quotes: of two events that could be one, the measure takes that told in the same ones."""
    quotes = [f"sentence{m['sentence']}" for m in event["mentions"]]
    return {"evidence": [{"text": " ".join(quotes)}]}


def key(event: Item) -> Item:
    return {**event, "evidence": [e["text"] for e in words(event)["evidence"]]}


def agreement(pairs: list[Pair]) -> Item:
    """Each figure, the lower and the higher of both ways."""
    ways = [
        score(([record(e) for e in answer], [key(e) for e in right]) for answer, right in way) for way in (pairs, [p[::-1] for p in pairs])
    ]
    out: Item = {name: tuple(sorted(way[name] for way in ways)) for name in FIGURES}
    for name, typed in (("trigger_f1", False), ("trigger_type_f1", True)):
        out[name] = (triggers(pairs, typed),) * 2
    return out


def triggers(pairs: Iterable[Pair], typed: bool) -> float:
    """Event words that overlap with one of the other's, of the same type if ``typed``."""
    hits, all_ = [0, 0], [0, 0]
    for pair in pairs:
        sides = [{(*m["trigger"], event["type"] if typed else "") for event in side for m in event["mentions"]} for side in pair]
        for own, other in ((0, 1), (1, 0)):
            all_[own] += len(sides[own])
            hits[own] += sum(any(a < f and s < b and t == u for s, f, u in sides[other]) for a, b, t in sides[own])
    return round(f1(hits[0] / max(1, all_[0]), hits[1] / max(1, all_[1])), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    first, second = annotated(folder / "gold"), annotated(folder / "second")
    batches = {line["id"]: f"batch {line['batch']}" for line in lines(FIRST)}
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for story in sorted(first.keys() & second.keys()):
        for group in {"all", batches.get(story, "all")}:
            pairs[group].append((first[story], second[story]))
    for group, read in sorted(pairs.items()):
        counts = [sum(len(pair[side]) for pair in read) for side in (0, 1)]
        print(f"{group}: {len(read)} stories, {counts[0]} and {counts[1]} events")
        for name, (low, high) in agreement(read).items():
            print(f"  {name:15} {low:.3f}" + (f" to {high:.3f}" if low != high else ""))


if __name__ == "__main__":
    main()
