"""Which words are place names: the gazetteer finds them, the name tagger and the words around vote on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..knowledge import Knowledge
from ..knowledge.places import Gazetteer, Spot, fold
from ..types import Name, Reading, Sentence, Token

#: Words of the longest name that is looked for ("Great Hall of the People"; hyphens are words here).
LONGEST = 7
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
#: Votes a name needs to count as a place.
ENOUGH = 2.0
BIG, SMALL = 100_000, 15_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name at tokens ``first`` to ``last`` (half-open) that may be any of ``spots`` (none: not in the gazetteer). ``votes``: how sure."""

    first: int
    last: int
    start: int
    end: int
    key: str
    spots: tuple[Spot, ...]
    votes: float


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
        self._peoples: dict[str, frozenset[str]] = {}

    def peoples(self, word: str) -> frozenset[str]:
        """Countries (codes) whose people or adjective is ``word``."""
        if word not in self._peoples:
            hits = self.actors.find(word)
            self._peoples[word] = frozenset(h.country.code for h in hits if h.country and h.form in {"adjective", "people"})
        return self._peoples[word]


def sightings(page: Page) -> list[Sighting]:
    """Every name in the sentences that is taken for a place, in text order, none overlapping another."""
    found = [sighting for sentence in page.reading.sentences for sighting in in_sentence(page, sentence)]
    sure = {s.key for s in found if s.votes >= ENOUGH + 1}
    return [s for s in found if s.votes >= ENOUGH or (s.votes >= ENOUGH - 1 and s.key in sure)]


def in_sentence(page: Page, sentence: Sentence) -> Iterator[Sighting]:
    at = sentence.first
    while at < sentence.last:
        sighting = at_token(page, at, sentence) if page.tokens[at].text[0].isupper() else None
        if sighting:
            yield sighting
        at = sighting.last if sighting else at + 1


def at_token(page: Page, at: int, sentence: Sentence) -> Sighting | None:
    """The longest known name that starts here and passes, else the tagger's unknown place that starts here."""
    for last in range(min(at + LONGEST, sentence.last), at, -1):
        text = page.reading.text[page.tokens[at].start : page.tokens[last - 1].end]
        spots = page.places.lookup(text) if well_formed(text) else ()
        if spots:
            known = judged(page, at, last, spots, sentence)
            if known:
                return known
            break
    return unknown(page, at)


def well_formed(text: str) -> bool:
    """False for what only looks like a name when capitals are forgotten: "Us", "It", a name across a line break."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and len(text) < 60 and "\n\n" not in text and (len(letters) > 3 or all(c.isupper() for c in letters) or len(letters) == 3)


def unknown(page: Page, at: int) -> Sighting | None:
    """A name the tagger takes for a place and the gazetteer does not know."""
    name = page.over.get(at)
    if name is None or name.first != at or name.label not in {"GPE", "LOC"}:
        return None
    key = fold(page.reading.text[name.start : name.end])
    if key in page.places.words["never"] or len(key) < 3 or page.peoples(key) or key in page.people or page.tokens[name.last - 1].pos != "PROPN":
        return None
    spots = page.places.lookup(key.removeprefix("the "))
    return Sighting(name.first, name.last, name.start, name.end, key, spots, ENOUGH)


def judged(page: Page, first: int, last: int, spots: tuple[Spot, ...], sentence: Sentence) -> Sighting | None:
    start, end = page.tokens[first].start, page.tokens[last - 1].end
    key = fold(page.reading.text[start:end])
    words = page.places.words
    if key in words["never"] or page.peoples(page.reading.text[start:end]) or part_of_name(page, first, last):
        return None
    votes = tagger_vote(page, first, last) + setting_vote(page, first, last) + size_vote(spots) + doubt(page, key, first, sentence)
    if key in words["common"] and setting_vote(page, first, last) < 1 and spots[0].feature not in {"PCLI"}:
        votes -= 2
    return Sighting(first, last, start, end, key, spots, votes) if votes >= ENOUGH - 1 else None


def tagger_vote(page: Page, first: int, last: int) -> float:
    """What the name tagger says. The small model often calls a lone foreign city a person or a firm, so that counts little."""
    name = page.over.get(first)
    if name is None:
        return 0.0
    exact = name.first == first and name.last == last
    if name.label in PLACE_LABELS:
        return 2.5 if name.label != "FAC" or exact else 0.0
    return -1.0 if exact else -2.0


def setting_vote(page: Page, first: int, last: int) -> float:
    """A preposition of place before the name, or the name of what holds it after a comma."""
    before = page.tokens[first - 1] if first else None
    if before and before.text.lower() == "the" and first > 1:
        before = page.tokens[first - 2]
    votes = 1.5 if before and before.text.lower() in page.places.words["before"] else 0.0
    return votes + (2.0 if container_after(page, last) else 0.0)


def size_vote(spots: tuple[Spot, ...]) -> float:
    """Well-known places need less help."""
    best = spots[0]
    primary = max((s.population for s in spots if s.primary), default=0)
    if any(s.feature == "PCLI" for s in spots):
        return 2.0
    if best.rule.startswith("places/regions"):
        return 2.0
    return 1.0 if primary >= BIG else 0.5 if primary >= SMALL else 0.0


def doubt(page: Page, key: str, first: int, sentence: Sentence) -> float:
    token = page.tokens[first]
    votes = -1.5 if token.pos != "PROPN" else 0.0
    if key in page.people:
        votes -= 2.0
    return votes - (0.5 if first == sentence.first else 0.0)


def container_after(page: Page, last: int) -> tuple[int, int, tuple[Spot, ...]] | None:
    """In "Alexandria, La." or "Pandi, Bulacan": tokens and readings of the second name, if it is a country or a division."""
    tokens = page.tokens
    if last + 1 >= len(tokens) or tokens[last].text not in {",", "("} or tokens[last + 1].sentence != tokens[last - 1].sentence:
        return None
    for end in range(min(last + 5, len(tokens)), last + 1, -1):
        text = page.reading.text[tokens[last + 1].start : tokens[end - 1].end]
        spots = page.places.lookup(page.places.words.short.get(text, text)) if text[0].isupper() and well_formed(text) else ()
        areas = tuple(s for s in spots if s.feature in {"PCLI", "ADM1", "ADM2", "RGN", "ISL"})
        if areas:
            return last + 1, end, areas
    return None


def part_of_name(page: Page, first: int, last: int) -> bool:
    """True where the name stands within a longer one: "Paris Hilton", "Bank of America", "Washington Post", "Fort Jackson"."""
    return held_by_name(page, first, last) or follows_name(page, first) or leads_name(page, last) or of_name(page, first)


def held_by_name(page: Page, first: int, last: int) -> bool:
    name = page.over.get(first)
    if name is None or (name.first >= first and name.last <= last):
        return False
    if name.label == "GPE":
        return False
    inside = [page.tokens[i] for i in range(name.first, name.last) if not first <= i < last]
    words = page.places.words
    extra = [t for t in inside if t.text.lower() not in words["side"] | words["head"] | {"the", "'s", "’s", ","}]
    return bool(extra)


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
    return proper(before) and before.dep == "compound" and before.head >= first and not (name and name.label == "GPE" and name.first == first)


def leads_name(page: Page, last: int) -> bool:
    """A capitalised noun right after, which this name only qualifies: "Washington Post", "Boston Marathon"; not "Helmand Province"."""
    if last >= len(page.tokens):
        return False
    token, after = page.tokens[last - 1], page.tokens[last]
    if after.sentence != token.sentence or not proper(after) or fold(after.text) in page.places.words["head"]:
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
