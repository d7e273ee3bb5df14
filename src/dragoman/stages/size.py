"""How many: dead, injured, arrested, and the quantity that an event's own words tell.

``read`` understands a number in words: "at least 12" (12, None), "dozens" (24, 99), "hundreds of thousands" (200000, 999999),
"between 10 and 15" (10, 15), "about 200" (180, 220), "nearly 200" (180, 200), "up to 50" (0, 50), "no" (0, 0).
``sizes`` finds the numbers of a record in the sentences of its mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..arguments import at
from ..knowledge.numbers import NumberWord, NumberWords, Outcome
from ..setting import SAID
from ..syntax import Tree
from ..types import Mention, Reading, Size

Bounds = tuple[int, int | None]

LEFT = 9  # words before a noun in which its number is looked for
NEAR = 8  # event words before and after a word among which its own is looked for
LARGEST = 10**15  # beyond it, digits are no count
FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SINGULAR = frozenset({"NN", "NNP"})
POS = {"VERB": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "AUX": "v"}
#: Types whose own quantity ("3,000 troops", "40 tanks") is told.
COUNTED = frozenset({"PROTEST", "MOBILIZE", "AID", "COOPERATE", "ASSAULT", "COERCE", "SANCTION", "RETREAT"})


def sizes(reading: Reading, tree: Tree, words: NumberWords, mentions: tuple[int, ...]) -> Size:
    """Counts told by the sentences of ``mentions`` (positions in ``reading.mentions``).

    Of several counts of one kind the largest stands: parts and early tolls are smaller than the whole. None where no number is told.
    """
    own = set(mentions)
    found: dict[str, list[Bounds]] = {"dead": [], "injured": [], "arrested": []}
    for sentence in sorted({reading.mentions[m].sentence for m in mentions}):
        for token, outcome in outcomes(reading, words, sentence):
            if not belongs(token, sentence, own, reading):
                continue
            bounds = people(token, outcome, reading, tree, words)
            for kind in kinds(outcome, bounds):
                if bounds is not None:
                    found[kind].append(bounds)
    told = next((q for m in mentions if (q := quantity(reading.mentions[m], reading, tree, words))), None)
    return Size(
        dead=largest(found["dead"]),
        injured=largest(found["injured"]),
        arrested=largest(found["arrested"]),
        quantity=told[0] if told else None,
        quantity_bounds=told[1] if told else None,
    )


def largest(found: Sequence[Bounds]) -> Bounds | None:
    return max(found, key=lambda b: (b[0], b[1] or LARGEST), default=None)


def kinds(outcome: Outcome, bounds: Bounds | None) -> tuple[str, ...]:
    """Casualties may be dead or injured: only that there were none says something of both."""
    if outcome.kind != "harm":
        return (outcome.kind,)
    return ("dead", "injured") if bounds == (0, 0) else ()


def outcomes(reading: Reading, words: NumberWords, sentence: int) -> Iterator[tuple[int, Outcome]]:
    """Words of a sentence that say what became of people."""
    s = reading.sentences[sentence]
    for i in range(s.first, s.last):
        token = reading.tokens[i]
        pos = POS.get(token.pos, "")
        outcome = words.outcomes.get((token.lemma, pos)) or words.outcomes.get((token.text.lower(), pos))
        if outcome:
            yield i, outcome


def belongs(token: int, sentence: int, own: set[int], reading: Reading) -> bool:
    """True where the nearest event word to ``token`` in its sentence is one of ``own``. What is done by words kills nobody."""
    at_ = bisect_left(reading.mentions, token, key=lambda m: m.token)
    near = range(max(0, at_ - NEAR), min(len(reading.mentions), at_ + NEAR))
    live = [n for n in near if (m := reading.mentions[n]).sentence == sentence and m.type not in {None, *SAID} and not m.note]
    nearest = min(live, key=lambda n: abs(reading.mentions[n].token - token), default=None)
    return nearest in own


def people(token: int, outcome: Outcome, reading: Reading, tree: Tree, words: NumberWords) -> Bounds | None:
    """How many an outcome word is about."""
    for place in outcome.places:
        found = add_up([counted(t, reading, tree, words) for t in standing(token, place, tree, words)])
        if found is not None:
            return found
    return None


def standing(token: int, place: str, tree: Tree, words: NumberWords) -> list[int]:
    """Words at a place of ``token``: those of the frames files (``obj`` also under a range: "arrested between 10 and 15"), or

    ``self``: the word itself ("12 deaths"); ``before``: the number before it ("100 wounded"); ``beside``: what its verb is said of
    ("left three people dead"); ``clause-to`` and the like: that preposition below its verb ("the toll rose to 77").
    """
    if place == "self":
        return [token]
    if place == "before":
        return [token - 1] if token and words.known(tree.tokens[token - 1].text.lower()) else []
    head = tree.tokens[token].head
    if place == "beside":
        verb = tree.tokens[head].pos in {"VERB", "AUX"}
        return (tree.children(head, "dobj") or tree.children(head, "nsubj", "nsubjpass")) if verb else [head]
    if place.startswith("clause-"):
        return at(tree, head, place.removeprefix("clause-"), ())
    found = at(tree, token, place, ())
    if place == "obj" and not found:
        ranges = [c for c in tree.children(token, "prep") if is_kind(tree.tokens[c].text.lower(), "between", words)]
        return [tree.conjuncts(o)[-1] for c in ranges for o in tree.children(c, "pobj")]
    return found


def add_up(counts: Sequence[Bounds | None]) -> Bounds | None:
    """ "Five soldiers and three civilians": 8. A part without a number leaves the sum open above."""
    known = [c for c in counts if c is not None]
    if not known:
        return None
    highs = [c[1] for c in known]
    closed = len(known) == len(counts) and all(h is not None for h in highs)
    return sum(c[0] for c in known), sum(h or 0 for h in highs) if closed else None


def counted(noun: int, reading: Reading, tree: Tree, words: NumberWords) -> Bounds | None:
    """Number of the phrase whose head is ``noun``; 1 for one named or "a" person, None where no number is told."""
    start, end = window(noun, tree, words)
    texts = [tree.tokens[i].text.lower() for i in range(start, end) if not is_time(i, reading)]
    found = read(texts, words)
    if found is not None:
        return found
    if tree.tokens[noun].tag not in SINGULAR or is_time(noun, reading):
        return None
    return (1, 1) if any(is_kind(text, "article", words) for text in texts) or is_person(noun, reading) else None


def window(noun: int, tree: Tree, words: NumberWords) -> tuple[int, int]:
    """Half-open range of tokens that may word the number: what stands before the noun, and "of thousands" after it."""
    tokens = tree.tokens
    left = min((c for c in tree.subtree_left(noun)), default=noun)
    start = max(left, noun - LEFT)
    last = max(0, noun - LEFT)
    edge = next((i + 1 for i in range(start - 1, last - 1, -1) if not words.known(tokens[i].text.lower())), last)
    start = next((i for i in range(min(edge, start), start) if tokens[i].sentence == tokens[noun].sentence), start)
    end = noun + 1
    while end + 1 < len(tokens) and is_kind(tokens[end].text.lower(), "of", words) and is_scale(tokens[end + 1].text.lower(), words):
        end += 2
    return start, end


def is_scale(text: str, words: NumberWords) -> bool:
    return is_kind(text, "scale", words) or is_kind(text, "vague", words)


def is_kind(text: str, kind: str, words: NumberWords) -> bool:
    return any(w.kind == kind for w in words.by_first.get(text, ()))


def quantity(mention: Mention, reading: Reading, tree: Tree, words: NumberWords) -> tuple[str, Bounds] | None:
    """The counted thing at the event word: its object, else its subject, else what it is "of"."""
    if mention.type not in COUNTED or is_outcome(mention.token, tree, words):
        return None
    for place in ("obj", "subj", "of", "with"):
        for noun in (n for n in at(tree, mention.token, place, ()) if not is_outcome(n, tree, words)):
            start, end = window(noun, tree, words)
            told = [i for i in range(start, end) if not is_time(i, reading)]
            found = read([tree.tokens[i].text.lower() for i in told], words)
            if found is not None and found != (0, 0) and not is_time(noun, reading):
                first, last = next((i for i in told if words.known(tree.tokens[i].text.lower())), noun), measured(noun, tree)
                return reading.text[tree.tokens[first].start : tree.tokens[last].end], found
    return None


def is_outcome(token: int, tree: Tree, words: NumberWords) -> bool:
    return (tree.tokens[token].lemma, POS.get(tree.tokens[token].pos, "")) in words.outcomes


def is_time(token: int, reading: Reading) -> bool:
    """True for "three days", "Monday"."""
    start = reading.tokens[token].start
    n = bisect_right(reading.times, start, key=lambda t: t.start) - 1
    return n >= 0 and reading.times[n].start <= start < reading.times[n].end


def is_person(token: int, reading: Reading) -> bool:
    n = bisect_right(reading.names, token, key=lambda name: name.first) - 1
    return n >= 0 and reading.names[n].label == "PERSON" and token < reading.names[n].last


def measured(noun: int, tree: Tree) -> int:
    """ "hundreds of shells": the last noun of a chain of "of"."""
    for _ in range(3):
        inner = [o for p in tree.children(noun, "prep") if tree.tokens[p].lemma == "of" for o in tree.children(p, "pobj")]
        if not inner:
            return noun
        noun = inner[0]
    return noun


# --- numbers in words -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words understood: its class, and bounds of numbers."""

    kind: str
    low: int = 0
    high: int | None = 0


def read(texts: Sequence[str], words: NumberWords) -> Bounds | None:
    """Bounds of the last number in lower-case ``texts``; None where there is none."""
    parts = joined(list(parse(texts, words)))
    numbers = [n for n, p in enumerate(parts) if p.kind == "number"]
    if not numbers:
        return (0, 0) if any(p.kind == "zero" for p in parts) else None
    last = numbers[-1]
    number = parts[last]
    before = parts[:last]
    if len(numbers) > 1 and before and before[-1].kind in {"to", "link"}:
        first = parts[numbers[-2]]
        opened = any(p.kind == "between" for p in before)
        if (before[-1].kind == "to" or opened) and numbers[-2] == last - 2 and (number.high is None or first.low <= number.high):
            return first.low, number.high
    return qualified(number, before)


def qualified(number: Part, before: Sequence[Part]) -> Bounds:
    """What the words before a number make of it."""
    kind = next((p.kind for p in reversed(before) if p.kind not in {"link", "of", "article", "other"}), "")
    if kind == "least" or (number.high is None and kind != "most"):
        return number.low, None
    if kind == "most" or number.high is None:
        return 0, number.high
    if kind == "nearly":
        return number.low * 9 // 10, number.high
    if kind == "about":
        return number.low * 9 // 10, -(-number.high * 11 // 10)
    return number.low, number.high


def parse(texts: Sequence[str], words: NumberWords) -> Iterator[Part]:
    """Words and figures one by one; hyphens within words ("twenty-five") are opened."""
    flat = [piece for text in texts for piece in ([text] if text in words.by_first else re.split(r"(-)", text)) if piece]
    i = 0
    while i < len(flat):
        figure = FIGURE.fullmatch(flat[i])
        if figure:
            value = float(flat[i].replace(",", ""))
            yield Part("figure", int(value * 1000), 0) if value < LARGEST else Part("other")
            i += 1
            continue
        word = longest(flat, i, words)
        if word is None or word.kind != "sign":
            yield Part(word.kind, word.low, word.high) if word else Part("other")
        i += len(word.words) if word else 1


def longest(flat: Sequence[str], i: int, words: NumberWords) -> NumberWord | None:
    return next((w for w in words.by_first.get(flat[i], ()) if tuple(flat[i : i + len(w.words)]) == w.words), None)


def joined(parts: list[Part]) -> list[Part]:
    """Runs of values, scales and vague words made into numbers: "two hundred and fifty", "tens of thousands", "half a dozen"."""
    out: list[Part] = []
    i = 0
    while i < len(parts):
        number, used = number_at(parts, i)
        out.append(number or parts[i])
        i += used
    return out


def number_at(parts: Sequence[Part], i: int) -> tuple[Part | None, int]:
    """The number that starts at ``parts[i]`` and how many parts it takes; (None, 1) where none starts."""
    start, halved = i, parts[i].kind == "half"
    i += halved
    if i < len(parts) and parts[i].kind == "article" and i + 1 < len(parts) and parts[i + 1].kind in {"scale", "vague"}:
        i += 1
    if i < len(parts) and parts[i].kind == "vague":
        return vague(parts, i, start)
    total = current = 0
    seen = False
    while i < len(parts):
        p = parts[i]
        after = parts[i + 1] if i + 1 < len(parts) else None
        if p.kind == "figure" and not seen:
            current = p.low
        elif p.kind == "value" and (not seen or (current % 100_000 == 0 and p.low < 100) or parts[i - 1].kind == "to"):
            current += p.low * 1000
        elif p.kind == "scale":
            current = (current or 1000) * p.low
            if p.low >= 1000:
                total, current = total + current, 0
        elif p.kind in {"link", "to"} and seen and after is not None and after.kind == "value" and continues(p, total + current, after):
            i += 1
            continue
        else:
            break
        seen = True
        i += 1
    if not seen:
        return None, 1
    value = (total + current) // 1000 // (2 if halved else 1)
    return Part("number", value, value), i - start


def continues(link: Part, so_far: int, after: Part) -> bool:
    """ "two hundred and fifty", "twenty-five" are one number; "five and six", "ten to fifteen" are two."""
    hundreds = so_far and so_far % 100_000 == 0
    tens = so_far % 10_000 == 0 and so_far % 100_000 >= 20_000 and after.low < 10
    return bool((link.kind == "link" and hundreds and after.low < 100) or (link.kind == "to" and tens))


def vague(parts: Sequence[Part], i: int, start: int) -> tuple[Part, int]:
    """ "dozens", "several hundred", "tens of thousands"."""
    low, high = parts[i].low, parts[i].high
    i += 1
    while i < len(parts):
        step = 1 if parts[i].kind == "of" and i + 1 < len(parts) else 0
        p = parts[i + step]
        scale = p.low if p.kind == "scale" else p.low // 2 if p.kind == "vague" and step and p.low >= 200 else 0
        if not scale:
            break
        high = None if high is None else high * scale + (scale - 1 if high > low else 0)
        low *= scale
        i += step + 1
    return Part("number", low, high), i - start
