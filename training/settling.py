"""Fit the weights of ``data/ontology/settling.csv`` to annotated stories: which mentions tell of one event, which attributions are sources,
which records are right, who is meant where the words leave a party out.

    python training/settling.py same source right recipient actor --stories stories.jsonl --gold FOLDER [--leave ids.txt]

``stories.jsonl``: one article a line (id, text, title, published). ``FOLDER/ID.json``: {"events": [{type, actors, recipients, sources,
mentions: [{trigger: [start, end], actor: [[start, end]], recipient: …}]}]}. ``ids.txt``: ids to leave out, one a line. Plain logistic
regression on the features that the stages themselves name; rows whose source is ``hand`` stay as they are. Needs numpy only.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.cast import Cast
from dragoman.knowledge import Knowledge
from dragoman.knowledge.tables import DATA
from dragoman.pipeline import STAGES, run
from dragoman.setting import SIDE_BY_SIDE, Setting
from dragoman.stages.settle import Work, according, complete, concerned, events, grouped, record, trust
from dragoman.stages.settle.grouping import LOOK_BACK
from dragoman.stages.settle.same import Draft, features
from dragoman.stages.settle.telling import Words, tellings
from dragoman.syntax import Tree
from dragoman.types import Article, Attribution, Mention, Reading, Record

TABLE = DATA / "ontology" / "settling.csv"
BEFORE = STAGES[: [s.__name__ for s in STAGES].index("settle")]
#: Features seen less often than this get no weight; how strongly weights are drawn to 0.
RARE, PULL = 8, 2.0
#: Steps of descent, and their length at first, where parties are chosen among several; smaller weights than the least are left out.
STEPS, RATE, LEAST = 250, 0.05, 0.15
#: Of events that the annotators left without a place, one in so many is looked at: many took place where a reader would guess.
UNPLACED = 5
#: Code points between triggers of what may be one event.
NEARBY = 200
#: Added to the types' weights. Two events merged hide one; a source counts where any mention lets it; records of unseen text are right
#: less often than those fitted to; who is filled in had better be right.
SHIFT = {
    "same": -0.2, "source": -0.3, "source by rules": -0.3, "right": -0.5, "right by rules": -0.3,
    "place": 0.0, "recipient": -0.2, "actor": -0.2,
}  # fmt: skip

#: Questions that end so are asked where no model reads.
BY_RULES = " by rules"
Story = tuple[Reading, list[dict[str, Any]]]
Case = tuple[list[str], bool]


def stories(path: Path, gold: Path, left: set[str], knowledge: Knowledge) -> Iterator[Story]:
    """Readings as far as ``settle``, each with its gold events."""
    for row in path.read_text(encoding="utf-8").splitlines():
        made = json.loads(row)
        if made["id"] not in left:
            article = Article(id=made["id"], text=made["text"], title=made.get("title"), published=made.get("published"))
            yield run(article, knowledge, BEFORE), json.loads((gold / f"{made['id']}.json").read_text())["events"]


def marked(story: Story, knowledge: Knowledge) -> Reading:
    """The reading with the annotators' event words and parties in place of our own; without modes and status, which they gave to events."""
    reading, gold = story
    tree = Tree(reading.tokens)
    cast, setting = Cast(reading, tree), Setting(reading, tree, knowledge.setting)
    mentions = []
    for event in gold:
        for told in event["mentions"]:
            if not told.get("trigger") or not (tokens := within(reading, told["trigger"])):
                continue
            token = head(reading, tokens)
            spans = ([within(reading, x) for x in told[role]] for role in ("actor", "recipient"))
            actors, recipients = (
                tuple(cast.all([t for w in side if w for t in tree.conjuncts(head(reading, w)) if t in w])) for side in spans
            )
            start, end = told["trigger"]
            mention = Mention(start=start, end=end, token=token, sentence=reading.tokens[token].sentence, type=event["type"])
            mention = replace(mention, actors=actors, recipients=recipients, attributions=setting.attributions(token))
            mentions.append(replace(mention, time=setting.time(mention), place=setting.place(mention)))
    return replace(reading, mentions=tuple(sorted(mentions, key=lambda m: m.token)))


def within(reading: Reading, span: list[int]) -> list[int]:
    first = bisect_left(reading.tokens, span[0], key=lambda t: t.start)
    return list(takewhile(lambda i: reading.tokens[i].start < span[1], range(first, len(reading.tokens))))


def head(reading: Reading, tokens: list[int]) -> int:
    """The token of a span that governs the others."""
    return next((i for i in tokens if reading.tokens[i].head not in tokens or reading.tokens[i].head == i), tokens[0])


def labels(reading: Reading, gold: list[dict[str, Any]]) -> list[int | None]:
    """For each mention the event it tells: that of an overlapping trigger of its type, else the nearest such in its sentence, else None."""
    known = [(m["trigger"], k, e["type"]) for k, e in enumerate(gold) for m in e["mentions"] if m.get("trigger")]
    out: list[int | None] = []
    for mention in reading.mentions:
        same = [(t, k) for t, k, type in known if type == mention.type]
        hit = next((k for (s, e), k in same if s < mention.end and e > mention.start), None)
        span = reading.sentences[mention.sentence]
        near = [(abs(s - mention.start), k) for (s, _), k in same if span.start <= s < span.end]
        out.append(hit if hit is not None else min(near)[1] if near else None)
    return out


def same_cases(story: Story, knowledge: Knowledge) -> Iterator[Case]:
    """Each mention beside each event of its type told before."""
    reading = story[0]
    tree, told = Tree(reading.tokens), labels(*story)
    drafts: dict[int, Draft] = {}
    order: dict[str, list[int]] = defaultdict(list)
    for telling in tellings(reading, tree, knowledge.settling.retelling):
        event = told[telling.mention]
        if event is None:
            continue
        for n, other in enumerate(reversed(order[telling.type][-LOOK_BACK:])):
            yield [*features(drafts[other], telling, reading, tree), *(["latest"] if n == 0 else [])], event == other
        if event not in drafts:
            drafts[event] = Draft(telling.type)
            order[telling.type].append(event)
        drafts[event].add(telling, reading.entities)


def source_cases(story: Story, knowledge: Knowledge) -> Iterator[Case]:
    """Each attribution around each mention of an event."""
    reading, gold = story
    tree, told = Tree(reading.tokens), labels(*story)
    drafts: dict[int, Draft] = {}
    for telling in tellings(reading, tree, knowledge.settling.retelling):
        event = told[telling.mention]
        if event is not None:
            drafts.setdefault(event, Draft(telling.type)).add(telling, reading.entities)
    for event, draft in drafts.items():
        own = any(not reading.mentions[t.mention].attributions for t in draft.tellings)
        for telling in draft.tellings:
            mention = reading.mentions[telling.mention]
            for said in according.heard(mention, reading):
                named = list(according.features(said, telling, mention, draft, own, reading, tree))
                yield named, is_source(said, gold[event], reading)


def right_cases(story: Story, knowledge: Knowledge) -> Iterator[Case]:
    """Each complete event: is there a gold one of its type, told nearby, that shares a party?"""
    reading, gold = story
    work = Work(reading, knowledge)
    for draft in events(work):
        if complete(draft):
            yield list(trust.features(draft, reading, knowledge.frames)), any(matches(record(draft, work), e) for e in gold)


def place_cases(story: Story, knowledge: Knowledge) -> Iterator[Case]:
    """Each place that may be meant for each event."""
    reading, gold = story
    work, told = Work(reading, knowledge), labels(*story)
    for draft in events(work):
        known = [event for t in draft.tellings if (event := told[t.mention]) is not None]
        if not known or not complete(draft):
            continue
        number = Counter(known).most_common(1)[0][0]
        wanted = gold[number].get("place")
        for place, named in work.placer.grounds(draft) if wanted or number % UNPLACED == 0 else ():
            yield named, bool(wanted) and alike(place.country, place.name, wanted)


def gap_choices(side: str, story: Story, knowledge: Knowledge) -> Iterator[list[Case]]:
    """Where an event lacks one side, those who may be meant."""
    reading, gold = story
    work, told = Work(reading, knowledge), labels(*story)
    drafts = grouped(work)
    scene = concerned.Scene(work.homes, reading, work.tree)
    for gap in concerned.gaps(drafts, scene):
        known = [event for t in gap.draft.tellings if (event := told[t.mention]) is not None]
        if known and gap.side == side:
            wanted = list(lacking(gap, gold[Counter(known).most_common(1)[0][0]], reading))
            yield [
                (list(concerned.features(party[0], gap, scene)), any(is_meant(party, g, gap, reading) for g in wanted))
                for party in concerned.candidates(gap, scene)
            ]


def lacking(gap: concerned.Gap, event: dict[str, Any], reading: Reading) -> Iterator[dict[str, Any]]:
    """The annotators' parties of the side that the event lacks; of those who meet or agree, all whom it does not name."""
    if gap.draft.type not in SIDE_BY_SIDE:
        yield from event[f"{gap.side}s"]
        return
    for g in (*event["actors"], *event["recipients"]):
        if not any(alike(reading.entities[x[0]].code, called(x, reading), g) for x in gap.known):
            yield g


def is_meant(party: Words, gold: dict[str, Any], gap: concerned.Gap, reading: Reading) -> bool:
    """Alike; among compatriots a country in common is not enough."""
    at_home = gold.get("country") in {reading.entities[e].code for e, _, _ in gap.known}
    name = called(party, reading)
    return alike(reading.entities[party[0]].code, name, gold) and (not at_home or bool(words(name) & words(gold["name"])))


def called(party: Words, reading: Reading) -> str:
    return f"{reading.entities[party[0]].name} {reading.text[party[1] : party[2]]}"


def matches(made: Record, gold: dict[str, Any]) -> bool:
    sides = (*made.actors, *made.recipients)
    shared = any(alike(p.code, f"{p.identifier_text} {p.entity_text}", g) for p in sides for g in (*gold["actors"], *gold["recipients"]))
    triggers = [m["trigger"][0] for m in gold["mentions"] if m.get("trigger")]
    nearby = any(abs(t - e.trigger.start) < NEARBY for t in triggers for e in made.evidence)
    return bool(gold["type"] == made.event) and shared and nearby


def is_source(said: Attribution, event: dict[str, Any], reading: Reading) -> bool:
    party = according.source(said, reading, None).party
    return any(alike(party.code, f"{party.identifier_text} {party.entity_text}", g) for g in event["sources"])


def alike(code: str | None, name: str, gold: dict[str, Any]) -> bool:
    """The same country where both have one, else a word in common."""
    if code and len(code) == 3 and gold.get("country"):
        return bool(code == gold["country"])
    return bool(words(name) & words(gold["name"]))


def words(name: str) -> set[str]:
    return {w for w in re.findall(r"[a-z0-9]+", name.lower()) if len(w) > 2 and w not in {"the", "and", "for"}}


def fit(cases: Iterable[Case]) -> dict[str, float]:
    """Weights by feature; the intercept is added to the features ``type …``, one of which every case has."""
    known = list(cases)
    counts = Counter(f for named, _ in known for f in named)
    names = sorted(f for f, n in counts.items() if n >= RARE)
    place = {f: n for n, f in enumerate(names)}
    a = np.zeros((len(known), len(names) + 1))
    a[:, -1] = 1
    for row, (named, _) in enumerate(known):
        for f in named:
            if f in place:
                a[row, place[f]] = 1
    y = np.array([float(yes) for _, yes in known])
    pull = np.r_[np.full(len(names), PULL), 1e-6]
    w = np.zeros(len(names) + 1)
    for _ in range(40):  # Newton's method; converges in about ten steps
        p = 1 / (1 + np.exp(-a @ w))
        w -= np.linalg.solve((a * (p * (1 - p))[:, None]).T @ a + np.diag(pull), a.T @ (p - y) + pull * w)
    return {f: float(v + (w[-1] if f.startswith("type ") else 0)) for f, v in zip(names, w[:-1], strict=True)}


def choose(choices: Iterable[list[Case]]) -> dict[str, float]:
    """Weights by feature with which the right ones of each choice outweigh the others, and all weigh less than 0 where none is right."""
    known = [cases for cases in choices if cases]
    counts = Counter(f for cases in known for named, _ in cases for f in named)
    place = {f: n for n, f in enumerate(sorted(f for f, n in counts.items() if n >= RARE))}
    rows = [(n, named, yes) for n, cases in enumerate(known) for named, yes in cases]
    a = np.zeros((len(rows), len(place)), dtype=np.float32)
    for row, (_, named, _) in enumerate(rows):
        a[row, [place[f] for f in named if f in place]] = 1
    of, right = np.array([n for n, _, _ in rows]), np.array([float(yes) for _, _, yes in rows])
    nobody = 1 - np.minimum(1, np.bincount(of, right))
    w, mean, square = (np.zeros(len(place)) for _ in range(3))
    for step in range(1, STEPS + 1):  # Adam
        likely = np.exp(np.clip(a @ w.astype(np.float32), -30, 30).astype(float))
        wrong = likely / (1 + np.bincount(of, likely))[of] - right * likely / (nobody + np.bincount(of, right * likely))[of]
        slope = a.T @ wrong.astype(np.float32) + PULL / 2 * w
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        w -= RATE * (1 - 0.9 * step / STEPS) * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return {f: float(w[n]) for f, n in place.items()}


def save(question: str, weights: dict[str, float]) -> None:
    """Replace the fitted rows of one question."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        rows = {(r["question"], r["feature"]): (r["weight"], r["source"]) for r in csv.DictReader(handle)}
    rows = {key: row for key, row in rows.items() if key[0] != question or row[1] == "hand"}
    for feature, weight in weights.items():
        moved = weight + (SHIFT[question] if feature.startswith("type ") else 0)
        if abs(moved) >= (LEAST if question in CHOICES else 0.05) and (question, feature) not in rows:
            rows[question, feature] = (f"{moved:.1f}", "fitted")
    with TABLE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("question", "feature", "weight", "source"))
        writer.writerows((*key, *row) for key, row in sorted(rows.items()))


CASES = {
    "place": place_cases,
    "same": same_cases,
    "source": source_cases,
    "right": right_cases,
    "source by rules": source_cases,
    "right by rules": right_cases,
}
CHOICES = {side: partial(gap_choices, side) for side in concerned.SIDES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", help="those by rules are asked apart from the others", choices=sorted(CASES | CHOICES))
    parser.add_argument("--stories", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--leave", type=Path)
    given = parser.parse_args()
    left = set(given.leave.read_text().split()) if given.leave else set()
    knowledge = Knowledge(reader="rules" if all(q.endswith(BY_RULES) for q in given.questions) else "models")
    ours = list(stories(given.stories, given.gold, left, knowledge))
    theirs = [(marked(story, knowledge), story[1]) for story in ours]
    for question in given.questions:
        if question in CHOICES:
            save(question, choose(choice for story in ours for choice in CHOICES[question](story, knowledge)))
        else:
            read = ours if question.startswith("right") else [*ours, *theirs]
            save(question, fit(case for story in read for case in CASES[question](story, knowledge)))


if __name__ == "__main__":
    main()
