"""Names that neither tables nor tagger give, told by the rest of the story: surnames, short forms, names after titles and beside roles."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ...knowledge.actors import Actors, Words
from ...knowledge.actors.fold import fold
from ...knowledge.coref import Coref
from ...syntax import Tree
from ...types import Reading
from .phrases import MODIFYING, NOUNS, determiner, head_of
from .sighting import Sighting

LEADING = 2  # rank (titles.tsv) of heads of state and government
STATES = 12  # countries of a story whose leaders are looked for
SHORTEST = 4  # letters of a surname found without the tagger
LONGEST = 4  # words of a name that only its title tells


def by_surname(reading: Reading, words: Words, names: Sequence[Sighting], actors: Actors, coref: Coref) -> list[Sighting]:
    """The names, with the surnames of the story's people where the tagger missed them or took them for bodies."""
    tokens = reading.tokens
    full = [s for s in names if s.is_person and len(s) > 1 and s.end is None]
    untitled = [s for s in full if not actors.title(words[s.first : s.last], 0)]
    surnames = {tokens[s.last - 1].text for s in full}
    surnames |= {name for s in untitled if (name := tokens[s.first].text).lower() not in coref.given_names}
    surnames = {w for w in surnames if len(w) > 1 and w[0].isupper() and not actors.title(Words([w]), 0)}
    surnames -= {w for w in surnames if coref.is_a("honorific", w.lower())}
    kept = [s for s in names if not (len(s) == 1 and namesake(s, surnames, reading, coref))]
    surnames |= {tokens[s.head].text for s in names if s.countries and s not in kept}
    covered = {i for s in kept for i in s.tokens}
    found = (i for i, t in enumerate(tokens) if t.text in surnames and i not in covered and could_be_name(i, reading))
    return kept + [person(i, i + 1, i) for i in found]


def namesake(s: Sighting, surnames: Collection[str], reading: Reading, coref: Coref) -> bool:
    """True for one word that is somebody's surname and no body or country: "Mr Jordan", and "Jordan said" after "Jim Jordan"."""
    token = reading.tokens[s.head]
    if s.label == "ORG":
        return token.text in surnames
    if not s.countries or s.hits[0].form != "name" or not s.first:
        return False
    before = reading.tokens[s.first - 1]
    if before.sentence == token.sentence and coref.is_a("honorific", before.text.lower().rstrip(".")):
        return True
    return token.text in surnames and token.dep == "nsubj"


def by_leader(reading: Reading, words: Words, tree: Tree, names: Sequence[Sighting], actors: Actors, on: str | None) -> Iterator[Sighting]:
    """Surnames of those who lead the countries of the story, where the tagger sees no person ("Ruto accused the rebels")."""
    covered = {i for s in names for i in s.tokens if s.label != "ORG" or len(s) > 1}
    states = dict.fromkeys(h.country.code for s in names for h in s.hits[:1] if h.country)
    offices = [office for office, rank in actors.ranks.items() if rank <= LEADING]
    leaders = {k for code in list(states)[:STATES] for o in offices for k in actors.office_holder(code, o, on)}
    surnames = {" ".join(fold((k.family or k.name).split()[-1])) for k in leaders}
    places = {p.start for p in reading.places if p.geonames_id is not None}
    for i, token in enumerate(reading.tokens):
        if i in covered or token.pos != "PROPN" or token.start in places or len(token.text) < SHORTEST or not token.text[0].isupper():
            continue
        if words.folded[i] in surnames and token.dep not in MODIFYING and tree.child(i, "det", "compound") is None:
            yield person(i, i + 1, i)


def could_be_name(i: int, reading: Reading) -> bool:
    """A noun, or what the parser took for an auxiliary within a sentence ("when May left")."""
    token = reading.tokens[i]
    return token.pos in NOUNS or (token.pos == "AUX" and i > reading.sentences[token.sentence].first)


def person(first: int, last: int, head: int) -> Sighting:
    return Sighting(first=first, last=last, head=head, kind="tagged", label="PERSON")


def shortened(reading: Reading, tree: Tree, names: Sequence[Sighting], coref: Coref) -> Iterator[Sighting]:
    """A body called by the last word of its name: "the Council", "the institute"."""
    covered = {i for s in names for i in s.tokens}
    bodies = {reading.tokens[s.last - 1].text.lower() for s in names if len(s) > 1 and not s.is_person and not s.countries}
    for i, token in enumerate(reading.tokens):
        if i in covered or token.pos not in NOUNS or token.text.lower() not in bodies:
            continue
        if coref.is_a("definite", determiner(tree, i)) and tree.child(i, "amod", "compound", "nmod", "poss") is None:
            yield Sighting(first=i, last=i + 1, head=i, kind="tagged", label="ORG")


def by_role(nouns: Sequence[Sighting], reading: Reading, tree: Tree, names: Sequence[Sighting]) -> Iterator[Sighting]:
    """Names that nobody knows but that follow a title ("King Azad") or stand beside a role ("the leader, Ana Rojas")."""
    taken = {i for s in names for i in s.tokens}
    for s in nouns:
        if s.kind == "role":
            yield from beside(s, tree, taken)
            yield from after_title(s, reading, tree, taken)


def after_title(s: Sighting, reading: Reading, tree: Tree, taken: set[int]) -> Iterator[Sighting]:
    tokens = tree.tokens
    if not s.title or not s.title.title.before or s.title.plural or not tokens[s.last - 1].text[0].isupper():
        return
    sentence = reading.sentences[tokens[s.head].sentence]
    if sentence.kind == "headline":  # every word has a capital there
        return
    last = s.last
    while last < min(sentence.last, s.last + LONGEST) and part_of_name(tree, last, taken):
        last += 1
    if last > s.last:
        yield person(s.last, last, head_of(tree, s.last, last))


def beside(s: Sighting, tree: Tree, taken: set[int]) -> Iterator[Sighting]:
    plural = s.title.plural if s.title else bool(s.role and s.role.plural)
    if plural or (s.role and s.role.role.kind != "person"):
        return
    for i in tree.children(s.head, "appos"):
        if i > s.head and part_of_name(tree, i, taken):
            first = i
            while first - 1 > s.last and tree.tokens[first - 1].head == i and part_of_name(tree, first - 1, taken):
                first -= 1
            yield person(first, i + 1, i)


def part_of_name(tree: Tree, i: int, taken: set[int]) -> bool:
    return i not in taken and tree.tokens[i].pos == "PROPN" and tree.tokens[i].text[0].isupper()
