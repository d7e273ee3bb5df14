"""Event records against annotated stories.

A predicted record matches an annotated one of its type where their parties are at least half the same; the best pairs are taken
first. Precision is over all predictions, save that one matched to a background event (not ``core``) counts neither way; recall is
over the core events.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .figures import Figures, f1

#: Types whose parties stand side by side.
SYMMETRIC = frozenset({"CONSULT", "AGREE", "COOPERATE"})
#: Codes that name no state.
NO_STATE = frozenset({"IGO", "NGO", "MNC", "INT", "UNK"})
STOP = frozenset({"the", "and", "for"})
#: Parties at least so similar are the same event; from WHOLE on they are all right.
SAME, WHOLE = 0.5, 0.99

Item = dict[str, Any]
Name = tuple[str | None, str]  # country code, words
Match = tuple[int, int, float]  # predicted, annotated, similarity


def score(stories: Iterable[tuple[Sequence[Item], Sequence[Item]]], by_type: bool = False) -> Figures:
    """Figures over (predicted records, annotated events) of each story."""
    total: Counter[str] = Counter()
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for predicted, gold in stories:
        matches = assign(predicted, gold)
        for counted, kind in tally(predicted, gold, matches):
            total.update(counted)
            types[kind].update(counted)
    out = figures(total)
    if by_type:
        out["by_type"] = {kind: figures(counts, brief=True) for kind, counts in sorted(types.items())}
    return out


def annotated(folder: Path) -> dict[str, list[Item]]:
    """Story id -> events, of every file in a folder of annotations."""
    files = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {story["story"]: story["events"] for story in files}


def words(name: str | None) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", (name or "").lower()) if len(w) > 2 and w not in STOP}


def same_party(a: Name, b: Name) -> bool:
    """The same country where both have one, else a word in common."""
    if a[0] and b[0]:
        return a[0] == b[0]
    return bool(words(a[1]) & words(b[1]))


def set_f1(xs: list[Name], ys: list[Name]) -> float:
    if not xs and not ys:
        return 1.0
    if not xs or not ys:
        return 0.0
    p = sum(any(same_party(x, y) for y in ys) for x in xs) / len(xs)
    r = sum(any(same_party(x, y) for x in xs) for y in ys) / len(ys)
    return f1(p, r)


def gold_parties(event: Item, role: str) -> list[Name]:
    return [(p.get("country"), p.get("name") or "") for p in event.get(role) or []]


def parties(record: Item, role: str) -> list[Name]:
    return [(state(p.get("code")), joined(p, "identifier_text", "entity_text")) for p in record.get(role) or []]


def state(code: object) -> str | None:
    return code if isinstance(code, str) and len(code) == 3 and code not in NO_STATE else None


def joined(item: Item, *keys: str) -> str:
    return " ".join(item[key] for key in keys if item.get(key))


def similarity(record: Item, event: Item) -> float:
    """0 for another type; else how far the parties are the same, 0 to 1."""
    if (record.get("event") or [None])[0] != event["type"]:
        return 0.0
    actors, recipients = parties(record, "actor"), parties(record, "recipient")
    gold_actors, gold_recipients = gold_parties(event, "actors"), gold_parties(event, "recipients")
    if event["type"] in SYMMETRIC:
        return set_f1(actors + recipients, gold_actors + gold_recipients)
    return 0.5 * set_f1(actors, gold_actors) + 0.5 * set_f1(recipients, gold_recipients)


def assign(predicted: Sequence[Item], gold: Sequence[Item]) -> list[Match]:
    """One to one, the most similar first; among equals those whose evidence shares more words."""
    ranked = []
    for i, record in enumerate(predicted):
        said = words(" ".join(e.get("text", "") for e in record.get("evidence") or []))
        for j, event in enumerate(gold):
            alike = similarity(record, event)
            if alike >= SAME:
                ranked.append((alike + 0.3 * shared(said, event), alike, i, j))
    taken: set[tuple[str, int]] = set()
    out: list[Match] = []
    for _, alike, i, j in sorted(ranked, reverse=True):
        if not {("p", i), ("g", j)} & taken:
            taken |= {("p", i), ("g", j)}
            out.append((i, j, alike))
    return out


def shared(said: set[str], event: Item) -> float:
    return max((len(said & words(quote)) / (1 + len(words(quote))) for quote in event.get("evidence") or [""]), default=0.0)


def tally(predicted: Sequence[Item], gold: Sequence[Item], matches: Sequence[Match]) -> Iterable[tuple[Counter[str], str]]:
    """What each annotated event, prediction and match adds to the counts of its type."""
    for event in gold:
        yield Counter(core=bool(event.get("core"))), event["type"]
    for record in predicted:
        yield Counter(pred=1), (record.get("event") or ["?"])[0]
    for i, j, alike in matches:
        yield Counter(compared(predicted[i], gold[j], alike)), gold[j]["type"]


def compared(record: Item, event: Item, alike: float) -> dict[str, Any]:
    """The counts of one match."""
    status = record.get("status") == event.get("status")
    date = date_right(record, event)
    sources = sources_f1(record, event)
    core = bool(event.get("core"))
    out = {"hit": core, "neutral": not core, "n": 1, "status": status, "src": sources}
    if date is not None:
        out |= {"date_n": 1, "date": date}
    if event.get("place"):
        out |= {"place_n": 1, "place": place_right(record.get("event_loc") or {}, event["place"])}
    if core and alike >= WHOLE and status and date is not False and sources >= WHOLE:
        out["strict"] = 1
    return out


def date_right(record: Item, event: Item) -> bool | None:
    """None where the annotation has no date. A month or year is right for any day in it; of intervals the first month counts."""
    gold, told = event.get("date"), record.get("date_edtf") or record.get("date")
    if not gold:
        return None
    if not told:
        return False
    return bool(told == gold or (len(gold) < 10 and told.startswith(gold)) or ("/" in gold and gold.split("/")[0][:7] == told[:7]))


def sources_f1(record: Item, event: Item) -> float:
    told = [(s.get("code") or s.get("country"), joined(s, "identifier_text", "entity_text", "name")) for s in record.get("sources") or []]
    return set_f1(told, [(s.get("country"), s.get("name") or "") for s in event.get("sources") or []])


def place_right(told: Item, gold: Item) -> bool:
    return bool(told) and (told.get("country") == gold.get("country") or bool(words(told.get("placename")) & words(gold.get("name"))))


def figures(t: Counter[str], brief: bool = False) -> Figures:
    said = max(1, t["pred"] - t["neutral"])
    precision, recall = t["hit"] / said, t["hit"] / max(1, t["core"])
    out: Figures = {"event_f1": round(f1(precision, recall), 3), "precision": round(precision, 3), "recall": round(recall, 3)}
    if not brief:
        out["full_record_f1"] = round(f1(t["strict"] / said, t["strict"] / max(1, t["core"])), 3)
        out["status_acc"] = round(t["status"] / max(1, t["n"]), 3)
        out["date_acc"] = round(t["date"] / max(1, t["date_n"]), 3)
        out["sources_f1"] = round(t["src"] / max(1, t["n"]), 3)
        out["place_acc"] = round(t["place"] / max(1, t["place_n"]), 3)
    return out | {key: int(t[key]) for key in ("core", "pred", "hit", "neutral")}
