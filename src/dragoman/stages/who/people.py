"""Persons of a story: which names are one person, and what the story and the tables say they are.

A name told once in full stands for the same person when it comes back as a surname (document-level back-off).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...knowledge.actors import Known, Words
from ...knowledge.actors.fold import fold, key
from ...types import Entity
from .phrases import start_of
from .scene import Kin, Scene
from .sighting import Sighting

NAMESAKES = 20  # people of one surname looked through, so that a list of a million Smiths stays linear
FIRST = 20  # times that somebody is named which are looked through for an office: longer names, with their titles, come first
MAIN = 3  # countries named most, among whose people a name spelt otherwise is looked for
YEARS = 10  # after leaving office
SOUND = 5  # letters a surname must have to be told by its sound
OF_STATE = frozenset({"GOV", "MIL", "LEG", "SPY", "COP"})  # who leaves these is one of the elite; a former lawyer is not
AMERICAN = "USA"
HIGHEST = 2  # rank (titles.tsv) of heads of state and government: known by their surname alone
HIGH = 5  # ministers and the like: known by their surname where their country is named


@dataclass(slots=True)
class Naming:
    """One place where a person is named. ``words``: the name folded, without title. ``first``: its first token."""

    sighting: Sighting
    first: int
    words: tuple[str, ...]
    title: Sighting | None
    kin: Kin | None
    former: bool


@dataclass(slots=True)
class Person:
    """One person of the story, from all places where the name stands."""

    words: tuple[str, ...]
    namings: list[Naming] = field(default_factory=list)
    known: Known | None = None
    places: list[int] = field(default_factory=list)  # first tokens of the names in full, ascending

    def last_before(self, token: int) -> int:
        """Where the full name stood last before ``token``; -1 if nowhere."""
        n = bisect_left(self.places, token)
        return self.places[n - 1] if n else -1


def people(scene: Scene) -> dict[int, Entity]:
    """The person named at each head word; equal objects are one person."""
    namings = [naming(s, scene) for s in scene.sightings if s.is_person]
    persons = sort(namings, scene)
    out: dict[int, Entity] = {}
    for person in persons:
        entity = describe(person, scene)
        for n in person.namings:
            out[n.sighting.head] = entity
    return out


def naming(s: Sighting, scene: Scene) -> Naming:
    tokens, tree = scene.tree.tokens, scene.tree
    first = s.first
    floor = tokens[first].sentence
    while first > 0 and tokens[first - 1].sentence == floor and _name_part(first - 1, s, scene):
        first -= 1
    while first < s.last - 1 and (scene.coref.is_a("honorific", tokens[first].text.lower().rstrip(".")) or _titled(first, scene)):
        first += 1
    text = scene.reading.text[tokens[first].start : s.end or tokens[s.last - 1].end]
    words = fold(text)
    title, kin, former = told(s.head, first, scene)
    if title is None:
        first_in_phrase = start_of(tree, s.head)
        former = former or any(scene.coref.is_a("former", tokens[i].text.lower()) for i in range(first_in_phrase, first))
    return Naming(s, first, words, title, kin, former)


def _name_part(i: int, s: Sighting, scene: Scene) -> bool:
    """A capitalised word before a surname that belongs to it: "Ivanka" of "Ivanka Trump", but no title and no country."""
    t = scene.tree.tokens[i]
    if t.head != s.head or t.dep != "compound" or t.pos != "PROPN" or not t.text[0].isupper() or t.text.isupper():
        return False
    return i not in scene.by_head and not scene.coref.is_a("honorific", t.text.lower().rstrip(".")) and not _titled(i, scene)


def _titled(i: int, scene: Scene) -> bool:
    return scene.actors.title(Words([scene.tree.tokens[i].text]), 0) is not None


def told(head: int, first: int, scene: Scene) -> tuple[Sighting | None, Kin | None, bool]:
    """Office, country and whether "former", told with a name: before it ("Kenyan Foreign Minister X") or beside it ("X, an aide to Y")."""
    tree = scene.tree
    title = scene.title_before(first)
    start = min(start_of(tree, head), title.first if title else first)
    before = [title] if title else [s for i in range(start, first) if (s := scene.by_head.get(i)) and s.kind == "role"]
    former = any(scene.coref.is_a("former", tree.tokens[i].text.lower()) for i in range(start, first))
    if before:
        kin = next((k for i in range(start, first) if not scene.estranged(i) and (k := scene.kin(i)) and k.code), None)
        return before[-1], kin or scene.belonging(before[-1].head, near=False) or scene.belonging(head, near=False), former
    beside = [*tree.children(head, "appos"), *([tree.tokens[head].head] if tree.tokens[head].dep == "appos" else [])]
    beside += _equated(head, scene)
    for i in beside:
        s = scene.by_head.get(i)
        if s and s.kind == "role" and not (s.role and s.role.role.kind == "body" and not s.title):
            former = former or any(scene.coref.is_a("former", tree.tokens[c].text.lower()) for c in tree.children(i))
            return s, scene.belonging(i), former
    kin = next((k for i in range(start, first) if not scene.estranged(i) and (k := scene.kin(i)) and k.code), None)
    return None, kin, former  # "of Jordan" after a name without office says nothing: it may be a home town


def _equated(head: int, scene: Scene) -> list[int]:
    """What the subject is said to be: "X is the minister"."""
    token = scene.tree.tokens[head]
    if token.dep != "nsubj" or scene.tree.tokens[token.head].lemma != "be":
        return []
    return scene.tree.children(token.head, "attr")


def sort(namings: Sequence[Naming], scene: Scene) -> list[Person]:
    """Namings by person: longer names first, so that what is left of them elsewhere ("Assad", "Mr Bush") finds them."""
    persons: list[Person] = []
    by_id: dict[str, Person] = {}
    by_word: dict[str, list[Person]] = {}
    titled = {n.words: n for n in reversed(namings) if n.title}  # "King Azad" tells who "Azad" is elsewhere
    for n in sorted(namings, key=lambda n: (-len(n.words), n.first)):
        if not n.words:
            continue
        same = _same(by_word.get(n.words[-1], ())[-NAMESAKES:], n)
        known = None if same and not _unexplained(same, n) else recognise(titled.get(n.words, n), scene)
        if same and known and rank(known, scene) <= HIGHEST and known.resolve(scene.on).code in scene.named:
            same = None  # "Trump" in a story that also names an unknown Trump
        same = same or (by_id.get(known.id) if known else None)
        if same is None:
            same = Person(n.words, known=known)
            persons.append(same)
            for word in _indexed(n.words, known):
                by_word.setdefault(word, []).append(same)
            if known:
                by_id[known.id] = same
        same.namings.append(n)
        if len(n.words) == len(same.words):
            same.places.append(n.first)
    return persons


def _same(persons: Sequence[Person], n: Naming) -> Person | None:
    """Whom a shorter name stands for: one whose name holds its words in order; of several the one named last before."""
    fit = [p for p in persons if _within(n.words, p.words) and not _rivals(p, n)]
    if len(n.words) == 1:
        fit = [p for p in fit if p.words[-1] == n.words[0] or _family(p) == n.words[0]] or fit
    return max(fit, key=lambda p: (bool(p.known), p.last_before(n.first)), default=None)


def _unexplained(person: Person, n: Naming) -> bool:
    """True where a surname could as well be somebody better known than the person of the story who has it."""
    return len(n.words) == 1 and person.known is None and not any(m.title or m.kin for m in person.namings[:FIRST])


def _rivals(person: Person, n: Naming) -> bool:
    """True for two highest offices: "King Azad" is not "Crown Prince Omar Azad"."""
    titles = [m.title.title.title for m in (n, *person.namings[:1]) if m.title and m.title.title]
    return len({t.office for t in titles if t.rank <= HIGHEST}) > 1 and person.known is None


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """True where the words of ``short`` stand in ``long`` in this order, others between them or not."""
    rest = iter(long)
    return all(word in rest for word in short)


def _family(person: Person) -> str | None:
    family = fold(person.known.family) if person.known and person.known.family else ()
    return family[-1] if family else None


def _indexed(words: tuple[str, ...], known: Known | None) -> Iterable[str]:
    """Words by which a person may be called later: family name and last name; any other too ("Saddam", "Quispe")."""
    family = fold(known.family) if known and known.family else ()
    return dict.fromkeys([*family[-1:], *words[::-1][:5]])


def recognise(n: Naming, scene: Scene) -> Known | None:
    """The person of the tables whom a name means on the day of the story, or None: nobody is better than a namesake."""
    actors, on = scene.actors, scene.on
    name = " ".join(n.words)
    listed = [h.known for h in n.sighting.hits if h.known.kind == "person" and h.form == "name"]
    if len(n.words) == 1 and not listed:
        return surname(n, scene)
    hits = [h.known for h in actors.find(name, on) if h.known.kind == "person"] if len(n.words) > 1 else []
    hits = hits or listed or [h.known for h in actors.find(" ".join((*n.words[1:], n.words[0])), on) if h.known.kind == "person"]
    if not hits and n.kin and n.kin.code and n.title:
        hits = list(actors.spelt(name, on, n.kin.code))
    elif not hits and n.title:
        hits = [k for code, _ in scene.named.most_common(MAIN) for k in actors.spelt(name, on, code)]
    if not hits:
        hits = [k for k in sounding(n, scene) if key(k.name.split()[0])[:1] == key(n.words[0])[:1]]
    hits.sort(key=lambda k: -scene.named[k.resolve(on).code or ""])  # of two King Abdullahs the one whose country is named
    return next((known for known in hits if plausible(known, n, scene)), None)


def plausible(known: Known, n: Naming, scene: Scene) -> bool:
    """True where nothing told with the name speaks against this person: country of the title, or a country of the story."""
    standing = known.resolve(scene.on)
    codes = {t.code for t in known.terms}
    stateless = not any(t.code and scene.actors.state(t.code) for t in known.terms)
    if american(n, scene):
        return stateless or AMERICAN in codes
    if n.kin and n.kin.code and n.title and not stateless:
        return n.kin.code in codes
    if stateless or any(t.rank <= HIGHEST for t in known.terms):
        return True
    return standing.validity == "in office" or n.title is not None or bool(codes & set(scene.named))


def surname(n: Naming, scene: Scene) -> Known | None:
    """Whom a surname means that no full name explains: the one who holds the office told with it, or a high office of a country named."""
    if scene.on is None:
        return None
    code = n.kin.code if n.kin and n.title else None
    found = scene.actors.family(n.words[0], scene.on, code) or sounding(n, scene) or lately(n, scene, code)
    found = tuple(k for k in found if not of_that_name(k, n, scene))
    title = n.title.title.title if n.title and n.title.title else None
    fit = [k for k in found if any(t.office == title.office for t in k.terms)] if title else []
    if not fit and (title is None or title.rank > HIGH):  # a "King Hussein" is no president of that name, nor a "Defence Minister Kim"
        fit = [k for k in found if rank(k, scene) <= (HIGHEST if k.resolve(scene.on).code not in scene.named else HIGH)]
    named = [k for k in fit if k.resolve(scene.on).code in scene.named]
    if not named and title is None and any(k.resolve(scene.on).code in scene.named for k in found):
        return None  # somebody of the story's own countries rather than the premier of a far island
    named = named or fit or by_itself(n, scene)
    if len({seat(k, scene) for k in named}) > 1:  # nobody is better than a namesake; but heads come before ministers
        named = highest([k for k in named if rank(k, scene) <= HIGHEST], scene)
    return named[0] if named and len({seat(k, scene) for k in named}) == 1 else None


def of_that_name(known: Known, n: Naming, scene: Scene) -> bool:
    """True for the king "of Jordan": the word is his country, not his surname."""
    code = known.resolve(scene.on).code
    state = scene.actors.state(code) if code else None
    return state is not None and fold(state.name) == n.words


def highest(heads: list[Known], scene: Scene) -> list[Known]:
    """Of the heads of one state the first in rank: "Kim" is the leader, not the premier."""
    first: dict[str | None, int] = {}
    for k in heads:
        code = k.resolve(scene.on).code
        first[code] = min(first.get(code, HIGHEST), rank(k, scene))
    return [k for k in heads if rank(k, scene) == first[k.resolve(scene.on).code]]


def by_itself(n: Naming, scene: Scene) -> list[Known]:
    """Those whom the hand-written tables list under this one word ("Nasrallah"), unless they come later or never held the office told."""
    listed = [h.known for h in n.sighting.hits if h.order and h.form == "family"]
    title = n.title.title.title if n.title and n.title.title else None
    if title is not None and title.rank <= HIGH:
        listed = [k for k in listed if any(t.office == title.office for t in k.terms)]
    return [k for k in listed if k.resolve(scene.on).validity != "future" and plausible(k, n, scene)]


def sounding(n: Naming, scene: Scene) -> tuple[Known, ...]:
    """Heads, present or past, of the countries named in the story whose family name sounds like this one ("Gadhafi", "Rohani")."""
    return scene.leaders.get(key(n.words[-1]), ()) if len(n.words[-1]) >= SOUND else ()


def lately(n: Naming, scene: Scene, code: str | None) -> tuple[Known, ...]:
    """Heads who left office no more than YEARS ago: their surname alone still means them."""
    if scene.on is None:
        return ()
    since = f"{int(scene.on[:4]) - YEARS}{scene.on[4:]}"
    found = scene.actors.family(n.words[0], None, code)
    return tuple(k for k in found if any(t.rank <= HIGHEST and since <= t.end <= scene.on for t in k.terms))


def seat(known: Known, scene: Scene) -> tuple[str | None, str | None]:
    """Country and office of a day: two entries of the tables with the same seat are one person."""
    standing = known.resolve(scene.on)
    return standing.code, standing.office


def rank(known: Known, scene: Scene) -> int:
    """The highest office held that day (0 is the top), or the one left last."""
    held = [t.rank for t in known.terms if scene.on is None or t.covers(scene.on)]
    return min(held or [t.rank for t in known.terms if scene.on and t.end and t.end < scene.on], default=9)


def describe(person: Person, scene: Scene) -> Entity:
    """The entity: by the tables where they know the person, else by what the story tells with the name."""
    titled = [n for n in person.namings if n.title]
    best = next((n for n in titled if n.kin and n.kin.code), titled[0] if titled else None)
    former = any(n.former for n in person.namings)
    if person.known:
        return known_as(person.known, None if former else best, scene)
    name = full_name(person, scene)
    if best is None or best.title is None:
        kin = next((n.kin for n in person.namings if n.kin and n.kin.code), None)
        code = kin.code if kin else AMERICAN if any(american(n, scene) for n in person.namings[:FIRST]) else None
        return Entity(kind="person", name=name, code=code, rule=kin.rule if kin else "tagger")
    title = best.title.title.title if best.title.title else None
    kin = best.kin
    code = kin.code if kin else (title.code if title else None)
    if code is None and any(american(n, scene) for n in titled):
        code = AMERICAN
    sectors = sectors_of(best.title, best.kin)
    if former and (title or OF_STATE.intersection(sectors[:1])):
        sectors = ("ELI",)
    return Entity(kind="person", name=name, code=code, sectors=sectors, office=title.office if title else None, rule=rule_of(best.title))


def plain_name(known: Known) -> str:
    """The usual name, without accents where the tables have it so too: as newspapers write it."""
    folded = fold(known.name)
    return next((name for name in known.names if name.isascii() and fold(name) == folded), known.name)


def american(n: Naming, scene: Scene) -> bool:
    """True where a party and a state follow the name: "(R-Texas)", ", D-Ohio"."""
    tokens, i = scene.tree.tokens, n.sighting.last
    if i + 2 >= len(tokens) or tokens[i].text not in {"(", ",", "["}:
        return False
    word, hyphen, _ = tokens[i + 1].text.lower().partition("-")
    return bool(hyphen or tokens[i + 2].text in {"-", "–"}) and scene.coref.is_a("american", word)


def known_as(known: Known, told: Naming | None, scene: Scene) -> Entity:
    """A person of the tables. Where those know no office of that day but the story tells one that they lack (``told``), that one counts."""
    standing = known.resolve(scene.on)
    sectors, office, validity = standing.sectors, standing.office, standing.validity
    if validity != "in office" and told:
        sectors = sectors_of(told.title, told.kin) or sectors
        title = told.title.title.title if told.title and told.title.title else None
        if title and title.office not in {t.office for t in known.terms}:
            office, validity = title.office, "in office"
    return Entity(
        kind="person",
        name=plain_name(known),
        code=standing.code,
        sectors=sectors,
        wikidata=known.wikidata,
        office=office,
        validity=validity,
        rule=standing.rule,
    )


def full_name(person: Person, scene: Scene) -> str:
    """The longest form of the name, as the story writes it."""
    longest = max(person.namings, key=lambda n: len(n.words))
    tokens = scene.tree.tokens
    return scene.reading.text[tokens[longest.first].start : longest.sighting.end or tokens[longest.sighting.last - 1].end]


def sectors_of(s: Sighting | None, kin: Kin | None) -> tuple[str, ...]:
    """Sectors of a role; a role that has none, and the office-bearers of a body that is no state, take the body's ("a Hamas leader")."""
    if s is None:
        return ()
    own = s.title.title.sectors if s.title else (s.role.role.sectors if s.role else ())
    if kin and kin.state and not own and s.role and s.role.role.kind == "person":
        return ("GOV", *kin.sectors)  # the leaders, the spokesman of a state
    if kin and kin.sectors and (not own or (own[0] == "GOV" and "GOV" not in kin.sectors)):
        return kin.sectors
    return own


def rule_of(s: Sighting) -> str:
    return s.title.title.rule if s.title else (s.role.role.rule if s.role else "")
