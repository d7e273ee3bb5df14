"""Invented news to torture the program with: stories, some of them twice, some with small changes, some lines that are no JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

OUTLETS = ("Harbour Gazette", "Lakeside Post", "Northern Wire", "The Daily Ferry")
#: {town}, {n} and {day} are filled in; {who} and {whom} are two countries.
SENTENCES = (
    "{who} accused {whom} of shelling {town} on {day}, killing {n} people.",
    "{whom} denied the accusation and condemned {who}.",
    "Police arrested {n} protesters in {town} on {day}, officials said.",
    "The foreign minister of {who} met the president of {whom} in {town} on {day}.",
    "{who} and {whom} signed an agreement on trade in {town}.",
    "{who} will send {n} tons of food to {whom} next week, the ministry said.",
    "Rebels attacked an army base near {town}, wounding {n} soldiers.",
    "The president of {whom} threatened to impose sanctions on {who}.",
    "Thousands of people protested in {town} against the government of {whom}.",
    "Troops of {who} withdrew from {town} on {day}.",
)
COUNTRIES = ("Kenya", "Uganda", "Ethiopia", "Sudan", "Tanzania", "Rwanda")
TOWNS = ("Moyale", "Kisumu", "Gulu", "Mombasa", "Arusha", "Kassala")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def stories(count: int, seed: int) -> list[dict[str, str]]:
    """JSONL articles. One in ten is the text of an earlier one under another outlet, one in ten an earlier one with a sentence more."""
    dice, made = random.Random(seed), list[dict[str, str]]()
    for number in range(count):
        fate = dice.random()
        if number > 3 and fate < 0.1:
            text = dice.choice(made)["text"]
        elif number > 3 and fate < 0.2:
            text = f"{dice.choice(made)['text']} Report {number} of {seed} has no more."
        else:
            text = story(dice, f"It was report {number} of {seed}.")
        day = f"2031-{dice.randrange(1, 7):02d}-{dice.randrange(1, 29):02d}"
        made.append(
            {"id": f"s{seed}-{number}", "title": f"Report {number}", "text": text, "published": day, "source": dice.choice(OUTLETS)}
        )
    return made


def story(dice: random.Random, last: str) -> str:
    who, whom = dice.sample(COUNTRIES, 2)
    chosen = dice.sample(SENTENCES, dice.randrange(2, 5))
    told = [
        sentence.format(who=who, whom=whom, town=dice.choice(TOWNS), n=dice.randrange(2, 90), day=dice.choice(DAYS)) for sentence in chosen
    ]
    return " ".join([*told, last])


def lines(made: Sequence[dict[str, str]], broken: int = 0) -> str:
    """JSONL; after every ``broken`` lines one that is no JSON (0: none)."""
    out = []
    for number, one in enumerate(made, 1):
        out.append(json.dumps(one))
        if broken and number % broken == 0:
            out.append('{"text": "this line was cut')
    return "\n".join(out) + "\n"


def write(path: Path, count: int, seed: int, broken: int = 12) -> Path:
    path.write_text(lines(stories(count, seed), broken), encoding="utf-8")
    return path
