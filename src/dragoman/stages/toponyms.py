"""Which words are place names: the gazetteer finds them, the name tagger and the words around vote on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..knowledge import Knowledge
from ..knowledge.places import Gazetteer, Spot, fold
from ..types import Name, Reading, Sentence, Token

#: Words of the longest name that is looked for ("Great Hall of the People"; hyphens are words here).
LONGEST = 7
#: Characters that no name of a place reaches.
MOUTHFUL = 60
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Votes a name needs to count as a place.
ENOUGH = 2.0
BIG, SMALL = 100_000, 15_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name at tokens ``first`` to ``last`` (half-open) that may be any of ``spots`` (none: not in the gazetteer).

    ``votes``: how sure. ``sort``: ``area`` or ``town`` where the words beside it say so ("Kunduz province"), else blank.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    spots: tuple[Spot, ...]
    votes: float
    sort: str = ""


class Page:
    """One article's tokens with the tagger's name over each of them, and the parts of people's names."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.places: Gazetteer = knowledge.places
        self.actors = knowledge.actors
        self.over: dict[int, Name] = {i: name for name in reading.names for i in range(name.first, name.last)}
        self.people = frozenset(
            fold(self.tokens[i].text)
            for name in reading.names
            if name.label == "PERSON" and name.last - name.first > 1
            for i in range(name.first, name.last)
        )
        self.capitals = [i for i, token in enumerate(self.tokens) if token.text[0].isupper()]
        self._peoples: dict[str, frozenset[str]] = {}

    def peoples(self, word: str) -> frozenset[str]:
        """Countries (codes) whose people or adjective is ``word``."""
        if word not in self._peoples:
            self._peoples[word] = self.actors.peoples(word)
        return self._peoples[word]


def sightings(page: Page) -> list[Sighting]:
    """Every name in the sentences that is taken for a place, in text order, none overlapping another nor a date ("in March")."""
    dates = {offset for time in page.reading.times for offset in range(time.start, time.end)}
    found = [s for s in candidates(page) if s.start not in dates]
    sure = {s.key for s in found if s.votes >= ENOUGH + 1}
    return [s for s in found if s.votes >= ENOUGH or (s.votes >= ENOUGH - 1 and s.key in sure)]


def hints(page: Page, seen: list[Sighting]) -> list[Sighting]:
    """Countries and divisions named within other names ("University of Texas"): no places of the story, but they tell where it is."""
    taken = {i for s in seen for i in range(s.first, s.last)}
    found = []
    for at in page.capitals:
        if at in taken:
            continue
        token = page.tokens[at]
        for last in range(reach(page, at, min(at + 2, len(page.tokens))), at, -1):
            text = page.reading.text[token.start : page.tokens[last - 1].end]
            areas = tuple(s for s in readings(page, text) if s.primary and s.feature in {"ADM1", "PCLI"} and s.population > BIG)
            if areas and fold(text) not in page.people and fold(text) not in page.places.words["never"]:
                found.append(Sighting(at, last, token.start, token.end, "in a name: " + fold(text), areas, 0.0))
                break
    return found


def candidates(page: Page) -> Iterator[Sighting]:
    """Every name that may be a place, left to right, none within another."""
    beyond, here = 0, None
    before: Sighting | None = None
    for at in page.capitals:
        sentence = page.reading.sentences[page.tokens[at].sentence]
        if sentence is not here:
            here, before = sentence, None
        sighting = at_token(page, at, sentence, before) if at >= beyond else None
        if sighting:
            yield sighting
            before, beyond = (sighting if sighting.votes >= ENOUGH else None), sighting.last


def at_token(page: Page, at: int, sentence: Sentence, before: Sighting | None) -> Sighting | None:
    """The longest known name that starts here and passes, else the tagger's unknown place that starts here."""
    for last in range(reach(page, at, min(at + LONGEST, sentence.last)), at, -1):
        if page.tokens[last - 1].pos in {"PUNCT", "PART"} or not page.tokens[last - 1].text[0].isalnum():
            continue
        text = page.reading.text[page.tokens[at].start : page.tokens[last - 1].end]
        spots = readings(page, text)
        if spots:
            known = judged(page, at, last, spots, sentence, before)
            if known:
                return known
            break
    return unknown(page, at)


def reach(page: Page, at: int, end: int) -> int:
    """Where the longest name that may begin at token ``at`` ends, at most at ``end``."""
    text, tokens, last = page.reading.text, page.tokens, at + 1
    while last < end and page.places.begins(text[tokens[at].start : tokens[last].start]):
        last += 1
    return last


def readings(page: Page, text: str) -> tuple[Spot, ...]:
    """Places of that name; an abbreviated division ("Ky.") is the division."""
    if "." in text and text in page.places.words.short:
        return tuple(s for s in page.places.lookup(page.places.words.short[text]) if s.feature == "ADM1")
    return named(page, text)


def named(page: Page, text: str) -> tuple[Spot, ...]:
    spots = page.places.lookup(text) if len(text) < MOUTHFUL else ()
    return spots if spots and well_formed(text) else ()


def well_formed(text: str) -> bool:
    """False for what only looks like a name when capitals are forgotten ("Us", "It") and for names across a paragraph break."""
    letters = [c for c in text if c.isalpha()]
    short = len(letters) < 3 and not all(c.isupper() for c in letters)
    return len(letters) > 1 and "\n\n" not in text and not short


def unknown(page: Page, at: int) -> Sighting | None:
    """A name the tagger takes for a place and the gazetteer does not know, or knows without its "the" or "northern"."""
    name = page.over.get(at)
    if name is None or name.first != at or name.label not in PLACE_LABELS or page.tokens[name.last - 1].pos != "PROPN":
        return None
    if name.label == "FAC" and (name.last - name.first == 1 or setting_vote(page, name.first, name.last) < ENOUGH):
        return None
    words = page.places.words
    key = fold(page.reading.text[name.start : name.end])
    if (
        name.last - at > 1
        and narrows(page.tokens[at].text.lower(), page)
        and readings(page, page.reading.text[page.tokens[at + 1].start : name.end])
    ):
        return None
    shouted = name.last - name.first == 1 and page.tokens[at].text.isupper() and len(key) < 7
    if key in words["never"] or len(key) < 3 or shouted or key in page.people or page.actors.find(key):
        return None
    return Sighting(name.first, name.last, name.start, name.end, key, (), ENOUGH)


def judged(page: Page, first: int, last: int, spots: tuple[Spot, ...], sentence: Sentence, before: Sighting | None) -> Sighting | None:
    """The name with its votes; None where it is no place, or has too few votes even if it is one elsewhere in the article."""
    start, end = page.tokens[first].start, page.tokens[last - 1].end
    text = page.reading.text[start:end]
    key = fold(text)
    words = page.places.words
    if key in words["never"] or page.peoples(text) or part_of_name(page, first, last):
        return None
    setting = setting_vote(page, first, last) + list_vote(page, first, before)
    votes = tagger_vote(page, first, last, spots) + setting + size_vote(spots, last - first) + doubt(page, key, first, last, sentence)
    if key in words["common"] and setting < 1 and not any(s.feature == "PCLI" for s in spots):
        votes -= 2
    return Sighting(first, last, start, end, key, spots, votes, sort_of(page, first, last)) if votes >= ENOUGH - 1 else None


def sort_of(page: Page, first: int, last: int) -> str:
    """``area`` for "Kunduz province" and "province of Kunduz", ``town`` for "the city of Kunduz"; blank where nothing is said."""
    tokens, sorts = page.tokens, page.places.words.sorts
    if last < len(tokens) and tokens[last].text.lower() in sorts and tokens[last].sentence == tokens[last - 1].sentence:
        return sorts[tokens[last].text.lower()]
    if first > 1 and tokens[first - 1].text == "of":
        return sorts.get(tokens[first - 2].text.lower(), "")
    return ""


def tagger_vote(page: Page, first: int, last: int, spots: tuple[Spot, ...]) -> float:
    """What the name tagger says. The small model often calls a lone foreign city a person or a firm, so that counts little."""
    name = page.over.get(first)
    if name is None:
        return 0.0
    exact = name.first == first and name.last == last
    if name.label in PLACE_LABELS:
        return 2.5 if name.label != "FAC" or exact else 0.0
    if exact:
        return 0.0 if any(s.feature == "PCLI" for s in spots) else -0.5
    return -1.0 if name.label in {"ORG", "NORP"} else -2.0


def setting_vote(page: Page, first: int, last: int) -> float:
    """A preposition of place before the name, the name of what holds it after a comma, "city of", "province"."""
    tokens, words = page.tokens, page.places.words
    here = tokens[first].sentence
    at = first - 1
    while at >= max(0, first - 3) and tokens[at].sentence == here and narrows(tokens[at].text.lower(), page):
        at -= 1
    before = tokens[at].text.lower() if at >= 0 and tokens[at].sentence == here else ""
    votes = 2.0 if before in words["in"] else 1.0 if before in words["to"] else 0.0
    if before == "of" and at and tokens[at - 1].text.lower() in words["head"]:
        votes = 2.0
    if last < len(tokens) and tokens[last].sentence == here:
        after = tokens[last].text
        votes += 1.0 if after.lower() in words["head"] else 0.5 if fold(after) in words["office"] and after[0].isupper() else 0.0
        if dateline(page, first, last):
            votes += 2.0
    return votes + (2.0 if container_after(page, last) else 0.0)


def narrows(word: str, page: Page) -> bool:
    """ "the", "northern": between a preposition and its place."""
    return word == "the" or word in page.places.words["side"]


def dateline(page: Page, first: int, last: int) -> bool:
    """ "KABUL --", "MOUNT GILEAD (AP)" at the start of a sentence."""
    tokens = page.tokens
    starts = first == 0 or tokens[first - 1].sentence != tokens[first].sentence
    return starts and tokens[last].text in {"--", "—", "–", "("} and tokens[first].text.isupper() and len(tokens[first].text) > 3


def list_vote(page: Page, first: int, before: Sighting | None) -> float:
    """Next in a list after another place: "Cairo, Giza and Minya"."""
    if before is None or not 0 < first - before.last < 3:
        return 0.0
    between = [page.tokens[i].text.lower() for i in range(before.last, first)]
    return 1.0 if all(b in {",", "and", "or", "-", "–"} for b in between) else 0.0


def size_vote(spots: tuple[Spot, ...], length: int) -> float:
    """Well-known places need less help, and so do names of several words."""
    if any(s.feature == "PCLI" for s in spots) or not spots[0].rule.startswith("places/places"):
        return 2.0
    primary = max((s.population for s in spots if s.primary or length > 1), default=0)
    wide = 1.0 if any(s.feature == "ADM1" and s.primary and s.population > BIG for s in spots) else 0.0
    several = 0.0 if length == 1 else 1.0 if primary >= SMALL else 0.5
    return max(wide, 1.0 if primary >= BIG else 0.5 if primary >= SMALL else 0.0) + several


def doubt(page: Page, key: str, first: int, last: int, sentence: Sentence) -> float:
    votes = -1.5 if page.tokens[last - 1].pos != "PROPN" else 0.0
    if key in page.people:
        votes -= 2.0
    return votes - (0.5 if first == sentence.first and last - first == 1 else 0.0)


def container_after(page: Page, last: int) -> tuple[str, tuple[Spot, ...]] | None:
    """In "Alexandria, La." or "Pandi, Bulacan": key and readings of the second name, if it is a country or a division."""
    tokens = page.tokens
    if last + 1 >= len(tokens) or tokens[last].text not in {",", "("} or tokens[last + 1].sentence != tokens[last - 1].sentence:
        return None
    for end in range(reach(page, last + 1, min(last + 5, len(tokens))), last + 1, -1):
        text = page.reading.text[tokens[last + 1].start : tokens[end - 1].end]
        text = page.places.words.short.get(text, text)
        spots = named(page, text) if text[0].isupper() else ()
        areas = tuple(s for s in spots if s.feature in {"PCLI", "ADM1", "ADM2", "RGN", "ISL"})
        if areas:
            return fold(text), areas
    return None


def part_of_name(page: Page, first: int, last: int) -> bool:
    """True where the name stands within a longer one: "Paris Hilton", "Bank of America", "Washington Post", "Fort Jackson"."""
    return held_by_name(page, first, last) or follows_name(page, first) or leads_name(page, last) or of_name(page, first)


def held_by_name(page: Page, first: int, last: int) -> bool:
    """True inside a longer name the tagger sees, unless the rest only says what is there: "northern", "province", "Police Department"."""
    name = page.over.get(first)
    if name is None or name.label == "GPE" or (name.first >= first and name.last <= last):
        return False
    words = page.places.words
    if name.first >= first - 1 and last < name.last and local_body(page, last) and name.label != "PERSON":
        return name.first < first and page.tokens[name.first].text.lower() != "the"
    small = words["side"] | words["head"] | {"the", "'s", "’s", ","}
    return any(page.tokens[i].text.lower() not in small for i in range(name.first, name.last) if not first <= i < last)


def local_body(page: Page, last: int) -> bool:
    """True where the word after a name makes it an office of that place."""
    after = page.tokens[last] if last < len(page.tokens) else None
    return after is not None and fold(after.text) in page.places.words["office"] and after.sentence == page.tokens[last - 1].sentence


def proper(token: Token) -> bool:
    return token.pos == "PROPN" and token.text[0].isupper()


def follows_name(page: Page, first: int) -> bool:
    """A capitalised noun right before, of the same phrase: "Michelle Paris", "Camp Lebanon"."""
    if first == 0 or page.tokens[first - 1].sentence != page.tokens[first].sentence:
        return False
    before = page.tokens[first - 1]
    word = fold(before.text)
    words = page.places.words
    if word in words["part"]:
        return before.text[0].isupper()
    if word in words["side"] or word in words["head"] or page.peoples(before.text):
        return False
    name = page.over.get(first)
    starts = name is not None and name.label == "GPE" and name.first == first
    return proper(before) and before.dep == "compound" and before.head >= first and not starts


def leads_name(page: Page, last: int) -> bool:
    """A capitalised noun right after, which this name only qualifies: "Washington Post", "Boston Marathon"; not "Helmand Province"."""
    if last >= len(page.tokens):
        return False
    token, after = page.tokens[last - 1], page.tokens[last]
    if after.sentence != token.sentence or not proper(after) or fold(after.text) in page.places.words["head"] or local_body(page, last):
        return False
    name = page.over.get(last - 1)
    if name and name.label == "GPE" and name.last == last:
        return False
    return token.dep == "compound" and token.head >= last


def of_name(page: Page, first: int) -> bool:
    """ "University of Texas": the noun before "of" names a body."""
    if first < 2 or page.tokens[first - 1].text != "of":
        return False
    head = page.tokens[first - 2]
    return head.text[0].isupper() and head.text.lower() in page.places.words["of"]
