"""Drafts in the short form of GUIDE.md -> annotations with offsets, as training reads them.

    python training/annotations/check.py STORIES OUT DRAFT.json...

Names every fault of a draft; one without faults is written to OUT/ID.json. What may be right but rarely is (a source in the words of a
mention and none in the record) is named as a doubt and does not stop a draft.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from standoff import MANY, NAME_WORDS, ONE, PARTIES, Item, lines

from dragoman.knowledge import ontology, tables

STATUSES = frozenset({"happened", "ongoing", "planned", "hypothetical", "negated"})
STANCES = frozenset({"asserts", "denies", "doubts"})
SECTORS = frozenset(re.findall(r"\w+", "GOV MIL COP JUD LEG OPP REB PRM CVL PTY JRN MED BUS NGO IGO EDU REL CRM SPY UNK"))
#: What these are is no state's.
STATELESS = re.compile(
    r"(the )?(EU|UN|NATO|European Union|United Nations|ASEAN|African Union|Arab League)( .*(Council|Assembly|Commission))?"
)
DATE = re.compile(r"(\d{4}(-\d\d){0,2}[~?%]?|\d{3}X)?(/(\d{4}(-\d\d){0,2}[~?%]?|\.\.)?)?|\.\./\d{4}(-\d\d){0,2}")
SIDES = ("actors", "recipients")


@dataclass
class Check:
    """One story's draft under examination."""

    story: Item
    modes: dict[str, set[str]]
    countries: set[str]
    faults: list[str] = field(default_factory=list)

    def events(self, draft: Item) -> list[Item]:
        return [self.event(told, f"event {n} {told.get('type')}") for n, told in enumerate(draft["events"], 1)]

    def event(self, told: Item, where: str) -> Item:
        made: Item = {"type": told.get("type"), "modes": told.get("modes") or []}
        sides = ([self.party(str(p), last, f"{where} {role}") for p in listed(told.get(role))] for role, last in PARTIES.items())
        actors, recipients, sources = sides
        made |= {"actors": actors, "recipients": recipients, "date": told.get("date")}
        made |= {"place": self.place(told["place"], where) if told.get("place") else None}
        made |= {"status": told.get("status") or "happened", "sources": sources, "core": bool(told.get("core", True))}
        self.values(made, where)
        mentions = [self.mention(m, f"{where} s{m.get('s')}") for m in told.get("mentions") or []]
        self.need(mentions, f"{where}: no mentions")
        return {**made, "mentions": [m for m in mentions if m]}

    def values(self, made: Item, where: str) -> None:
        known = self.modes.get(made["type"])
        self.need(known is not None, f"{where}: no such type")
        for mode in made["modes"]:
            self.need(known is None or mode in known, f"{where}: mode {mode}; has {sorted(known or ())}")
        self.need(made["status"] in STATUSES, f"{where}: status {made['status']}")
        self.need(made["date"] is None or DATE.fullmatch(str(made["date"])), f"{where}: date {made['date']}")

    def party(self, told: str, last: str, where: str) -> Item:
        parts = [part.strip() for part in told.split("|")]
        if len(parts) == 2 and last == "stance":
            parts.append("asserts")
        if len(parts) != 3:
            self.faults.append(f'{where}: wants "name|COUNTRY or -|{last}", got "{told}"')
            return {}
        self.need(parts[1] in {"", "-"} or not STATELESS.fullmatch(parts[0]), f"{where}: {parts[0]} has no country")
        self.need(parts[2] in (STANCES if last == "stance" else SECTORS), f"{where}: {last} {parts[2]}")
        return {**self.place("|".join(parts[:2]), where), last: parts[2]}

    def place(self, told: str, where: str) -> Item:
        name, _, country = (part.strip() for part in told.partition("|"))
        self.need(name, f"{where}: no name in {told}")
        self.need(country in self.countries or country in {"", "-"}, f"{where}: country {country}")
        long = len(name.split()) > NAME_WORDS and name not in self.story["text"]
        self.need(not long, f'{where}: "{name}": more than {NAME_WORDS} words that the text does not have; shorten')
        return {"name": name, "country": None if country in {"", "-"} else country}

    def mention(self, told: Item, where: str) -> Item | None:
        n = told.get("s")
        if not isinstance(n, int) or not 0 <= n < len(self.story["sentences"]):
            self.faults.append(f"{where}: no such sentence")
            return None
        self.need(told.get("trigger"), f"{where}: no trigger")
        made: Item = {"sentence": n, "trigger": self.find(told.get("trigger"), n, f"{where} trigger")}
        made |= {k: [self.find(words, n, f"{where} {k}") for words in listed(told.get(k))] for k in MANY}
        return made | {k: self.find(told.get(k), n, f"{where} {k}") for k in ONE}

    def find(self, words: str | None, n: int, where: str) -> list[int] | None:
        """Offsets of words of a sentence; "he #2" is their second place."""
        if not words:
            return None
        start, end = self.story["sentences"][n]
        found = place(words, self.story["text"][start:end])
        if found is None:
            self.faults.append(f'{where}: "{words}" is not in the sentence: {self.story["text"][start:end]}')
            return None
        return [start + found[0], start + found[1]]

    def need(self, true: object, fault: str) -> None:
        if not true:
            self.faults.append(fault)


def listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def place(words: str, sentence: str) -> tuple[int, int] | None:
    """The first place as whole words. With "#n" the n-th place, counting those inside words, or the n-th whole where that is inside one."""
    numbered = re.fullmatch(r"(.*?)\s*#(\d+)", words, re.S)
    words, n = (numbered[1], int(numbered[2])) if numbered else (words, 1)
    if not words:
        return None
    raw = [m.start() for m in re.finditer(f"(?={re.escape(words)})", sentence)]
    whole = [i for i in raw if not splits(sentence, i) and not splits(sentence, i + len(words))]
    if not numbered:
        picked = (whole or raw)[:1]
    else:
        nth = raw[n - 1 : n]
        picked = nth if nth and nth[0] in whole else whole[n - 1 : n] or nth
    return (picked[0], picked[0] + len(words)) if picked else None


def splits(text: str, i: int) -> bool:
    """Whether an offset is inside a word."""
    return 0 < i < len(text) and text[i - 1].isalnum() and text[i].isalnum()


def doubts(events: list[Item], story: Item) -> Iterator[str]:
    """What a second look should go to."""
    text, published = story["text"], story["published"]
    kinds = Counter(json.dumps([e[k] for k in ("type", "modes", *SIDES, "date", "place", "status")]) for e in events)
    yield from (f"{n} events alike: {kind}" for kind, n in kinds.items() if n > 1)
    for n, event in enumerate(events, 1):
        where = f"event {n} {event['type']}"
        for role, words in zip(PARTIES, MANY, strict=True):
            if not event[role] and any(m[words] for m in event["mentions"]):
                yield f"{where}: {words} in the words of a mention, no {role}"
        if event["status"] == "happened" and event["type"] != "AGREE" and later(event["date"], published):
            yield f"{where}: happened on {event['date']}, after {published}"
        places = Counter((m["sentence"], str(m["trigger"])) for m in event["mentions"])
        yield from (f"{where} s{s}: {count} mentions with one trigger" for (s, _), count in places.items() if count > 1)
        for span in (s for m in event["mentions"] for s in spans(m)):
            if splits(text, span[0]) or splits(text, span[1]):
                yield f"{where}: {text[slice(*span)]!r} begins or ends inside a word"


def spans(mention: Item) -> list[list[int]]:
    return [s for s in (mention["trigger"], *(mention[k] for k in ONE), *(s for k in MANY for s in mention[k])) if s]


def later(date: str | None, published: str) -> bool:
    first = (date or "").split("/")[0].rstrip("~?%")
    return first.replace("-", "").isdigit() and first > published[: len(first)]


def countries() -> set[str]:
    """ISO 3166 codes, alpha-3, and those of the actor tables."""
    states = tables.rows(tables.DATA / "actors" / "countries.tsv", ("code", "iso"))
    lands = tables.rows(tables.DATA / "places" / "countries.csv", ("country",))
    return {code for row in states for code in (row["code"], row["iso"])} | {row["country"] for row in lands}


def check(path: Path, stories: dict[str, Item], modes: dict[str, set[str]], states: set[str]) -> tuple[Item | None, list[str], list[str]]:
    """The annotation (None if there are faults), faults, doubts."""
    try:
        draft = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        return None, [f"not JSON: {error}"], []
    story = stories.get(draft.get("story"))
    if story is None or path.stem != draft["story"]:
        return None, [f"no story {draft.get('story')} in the stories, or not the file's name"], []
    at = Check(story, modes, states)
    events = at.events(draft)
    return (None, at.faults, []) if at.faults else ({"story": story["id"], "events": events}, [], list(doubts(events, story)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("drafts", nargs="+", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    stories = {story["id"]: story for story in lines(asked.stories)}
    modes = {name: set(kind.modes) for name, kind in ontology.load(tables.DATA / "ontology").items()}
    bad = 0
    for path in asked.drafts:
        made, faults, unsure = check(path, stories, modes, countries())
        bad += bool(faults)
        if faults or unsure:
            print(path, *(f"  {f}" for f in faults), *(f"  doubt: {d}" for d in unsure), sep="\n")
        if made:
            (asked.out / f"{made['story']}.json").write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(asked.drafts)} drafts, {bad} with faults")


if __name__ == "__main__":
    main()
