"""What single words and names say by themselves, before anybody is resolved: names in the tables, tagged names, roles, pointing words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...knowledge.actors import Actors, Hit, Match, RoleMatch, TitleMatch
from ...knowledge.coref import Coref, Pointer
from ...syntax import Tree
from ...types import Reading, Sentence, Token
from .phrases import NOUNS, determiner, head_of

NO_ACTORS = frozenset({"LOC", "FAC", "EVENT", "LAW", "DATE", "TIME"})
FIGHTERS = frozenset({"REB", "UAF", "CRM", "PRM"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # compared by identity: one place in the text, one sighting
class Sighting:
    """Tokens ``[first, last)`` that may name somebody; ``head`` is the one the rest of the sentence holds on to.

    ``kind``: ``known`` (in the tables: ``hits``), ``tagged`` (only the name tagger says so: ``label``), ``role``, ``pointer``, ``measure``.
    ``end``: code point where the name ends, where that is inside a token ("US" in "US-led"); None otherwise.
    """

    first: int
    last: int
    head: int
    kind: str
    hits: tuple[Hit, ...] = ()
    label: str = ""
    role: RoleMatch | None = None
    title: TitleMatch | None = None
    pointer: Pointer | None = None
    end: int | None = None

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def tokens(self) -> range:
        return range(self.first, self.last)

    @property
    def is_person(self) -> bool:
        return self.label == "PERSON" or bool(self.hits and self.hits[0].known.kind == "person")

    @property
    def countries(self) -> tuple[Hit, ...]:
        return tuple(h for h in self.hits if h.country)


def sightings(reading: Reading, tree: Tree, actors: Actors, coref: Coref) -> list[Sighting]:
    """All sightings, by place in the text. Names in the tables win over the tagger's, both over roles."""
    names = _names(reading, tree, actors)
    elsewhere = {i for n in reading.names if n.label in NO_ACTORS and n.last - n.first > 1 for i in range(n.first, n.last)}  # the bank of "the West Bank"
    taken = elsewhere | {i for s in names if s.is_person or (s.kind == "known" and (len(s) > 1 or not s.countries)) for i in s.tokens}
    nouns = [s for sentence in reading.sentences for s in _nouns(sentence, tree, actors, coref, taken)]
    titled = list(_titled(nouns, reading, tree, {i for s in names for i in s.tokens}))
    named = {i for s in titled for i in s.tokens}
    offices = {i for s in nouns if len(s) > 1 for i in s.tokens}
    names = [s for s in names if s.label != "ORG" or not offices.issuperset(s.tokens)]  # "State" of "Secretary of State"
    return sorted([*names, *titled, *(s for s in nouns if s.head not in named)], key=lambda s: (s.first, s.last))


def _names(reading: Reading, tree: Tree, actors: Actors) -> list[Sighting]:
    """Names of the tables and of the tagger, where they agree or one of them stands alone."""
    known = [s for sentence in reading.sentences for s in _known(sentence, reading, tree, actors)]
    tagged = _tagged(reading, tree, known)
    heads = {s.head for s in known}
    known = [_larger(s, reading, tree, heads, actors) for s in known]
    names = [s for s in known if not any(_inside(s, t) for t in tagged.get(s.first, ()))]
    names += dict.fromkeys(t for ts in tagged.values() for t in ts)
    surnames = {reading.tokens[s.last - 1].text for s in names if s.is_person and len(s) > 1 and s.end is None}
    names = [s for s in names if not (s.label == "ORG" and len(s) == 1 and reading.tokens[s.head].text in surnames)]
    return [*names, *_overlooked(reading, names, surnames), *_shortened(reading, tree, names)]


def _known(sentence: Sentence, reading: Reading, tree: Tree, actors: Actors) -> Iterator[Sighting]:
    """Longest names of the tables, left to right, none within another."""
    words = [t.text for t in reading.tokens[sentence.first : sentence.last]]
    i = 0
    while i < len(words):
        match = actors.match(words, i, reading.published) if words[i][0].isalnum() else None
        at = sentence.first + i
        if match:
            last = at + match.length
            yield Sighting(first=at, last=last, head=head_of(tree, at, last), kind="known", hits=match.hits)
            yield from _nested(match, at, words, i, reading, actors)
            i += match.length
            continue
        stem, hyphen, _ = words[i].partition("-")
        if hyphen and (half := actors.match([stem], 0, reading.published)) and half.length == 1:  # "U.S.-led" is one token
            yield Sighting(first=at, last=at + 1, head=at, kind="known", hits=half.hits, end=reading.tokens[at].start + len(stem))
        i += 1


def _nested(match: Match, at: int, words: Sequence[str], i: int, reading: Reading, actors: Actors) -> Iterator[Sighting]:
    """The country inside the name of a body: "Kenya's allies", "the Kenyan army"."""
    if match.length == 1 or match.first.country or match.first.known.kind == "person":
        return
    for n in range(match.length - 1):
        inner = actors.match(words[i + n : i + match.length - 1], 0, reading.published)
        if inner and inner.first.country:
            head = at + n + inner.length - 1
            yield Sighting(first=at + n, last=head + 1, head=head, kind="known", hits=inner.hits)
            return


def _larger(s: Sighting, reading: Reading, tree: Tree, known: set[int], actors: Actors) -> Sighting:
    """A body of the tables that is only the tail of a longer name ("National Security Council") is another, unknown one."""
    if s.countries or s.hits[0].known.kind not in {"organisation", "government"} or s.first == 0:
        return s
    before = reading.tokens[s.first - 1]
    part = before.dep == "compound" and before.head == s.head and before.pos == "PROPN" and before.text[0].isupper()
    if not part or s.first - 1 in known or reading.sentences[before.sentence].kind == "headline" or actors.title([before.text], 0):
        return s
    return Sighting(first=s.first - 1, last=s.last, head=s.head, kind="tagged", label="ORG")


def _tagged(reading: Reading, tree: Tree, known: Sequence[Sighting]) -> dict[int, list[Sighting]]:
    """People and organisations that only the tagger knows, under every token they cover; names whose head the tables know are left out."""
    heads = {s.head: s for s in known}
    places = {(p.start, p.end) for p in reading.places}
    covered = {i for s in known for i in s.tokens}
    out: dict[int, list[Sighting]] = {}
    for name in reading.names:
        if name.label not in {"PERSON", "ORG"} or (name.label == "ORG" and (name.start, name.end) in places):
            continue
        first, last = _trimmed(name.first, name.last, reading.tokens)
        if first >= last or (name.label == "PERSON" and _pair(first, last, reading.tokens, heads)):
            continue
        last = _after_initial(last, reading.tokens) if name.label == "PERSON" else last
        head = head_of(tree, first, last)
        better = heads.get(head)
        if covered.issuperset(range(first, last)) or (better and len(better) > 1):
            continue
        if reading.tokens[head].pos in {"VERB", "ADJ", "ADV", "AUX"} or not (reading.tokens[first].text[0].isupper() or reading.tokens[head].text[0].isupper()):
            continue
        # where every word has a capital, the tagger joins what does not belong together ("Peru Strikes")
        if reading.sentences[reading.tokens[head].sentence].kind == "headline" and any(i in covered for i in range(first, last)):
            continue
        sighting = Sighting(first=first, last=last, head=head, kind="tagged", label=name.label)
        for i in range(first, last):
            out.setdefault(i, []).append(sighting)
    return out


def _overlooked(reading: Reading, names: Sequence[Sighting], surnames: set[str]) -> Iterator[Sighting]:
    """Surnames of the story's people where the tagger missed them or took them for something else."""
    covered = {i for s in names for i in s.tokens}
    for i, token in enumerate(reading.tokens):
        if token.text in surnames and token.pos in NOUNS and i not in covered and token.text[0].isupper() and len(token.text) > 1:
            yield Sighting(first=i, last=i + 1, head=i, kind="tagged", label="PERSON")


def _shortened(reading: Reading, tree: Tree, names: Sequence[Sighting]) -> Iterator[Sighting]:
    """A body called by the last word of its name: "the Council", "the institute"."""
    covered = {i for s in names for i in s.tokens}
    bodies = {reading.tokens[s.last - 1].text.lower() for s in names if len(s) > 1 and not s.is_person and not s.countries}
    for i, token in enumerate(reading.tokens):
        if i not in covered and token.pos in NOUNS and token.text.lower() in bodies and determiner(tree, i) in {"the", "this", "that"}:
            if tree.child(i, "amod", "compound", "nmod", "poss") is None:
                yield Sighting(first=i, last=i + 1, head=i, kind="tagged", label="ORG")


def _titled(nouns: Sequence[Sighting], reading: Reading, tree: Tree, taken: set[int]) -> Iterator[Sighting]:
    """Names that nobody knows but that follow a title ("King Azad") or stand beside a role ("the leader, Ana Rojas")."""
    tokens = reading.tokens
    for s in nouns:
        yield from _beside(s, tree, taken)
        if not (s.title and s.title.title.before and not s.title.plural and tokens[s.last - 1].text[0].isupper()):
            continue
        if reading.sentences[tokens[s.head].sentence].kind == "headline":
            continue
        last = s.last
        while last < len(tokens) and last - s.last < 4 and last not in taken and tokens[last].pos == "PROPN" and tokens[last].text[0].isupper():
            if tokens[last].sentence != tokens[s.head].sentence:
                break
            last += 1
        if last > s.last:
            yield Sighting(first=s.last, last=last, head=head_of(tree, s.last, last), kind="tagged", label="PERSON")


def _beside(s: Sighting, tree: Tree, taken: set[int]) -> Iterator[Sighting]:
    if s.kind != "role" or (s.role and (s.role.plural or s.role.role.kind != "person")) or (s.title and s.title.plural):
        return
    for i in tree.children(s.head, "appos"):
        if tree.tokens[i].pos == "PROPN" and tree.tokens[i].text[0].isupper() and i not in taken and i > s.head:
            first = i
            while first - 1 > s.last and tree.tokens[first - 1].head == i and tree.tokens[first - 1].pos == "PROPN" and first - 1 not in taken:
                first -= 1
            yield Sighting(first=first, last=i + 1, head=i, kind="tagged", label="PERSON")


def _trimmed(first: int, last: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """A tagged name without determiner, possessive and quotes."""
    while first < last and (tokens[first].tag in {"DT", "PRP$", "POS"} or not tokens[first].text[0].isalnum()):
        first += 1
    while first < last and (tokens[last - 1].tag == "POS" or not tokens[last - 1].text[0].isalnum()):
        last -= 1
    return first, last


def _pair(first: int, last: int, tokens: Sequence[Token], known: dict[int, Sighting]) -> bool:
    """True for two people whom the tagger took for one: "Lula-Ruto"."""
    return last - first == 3 and tokens[first + 1].text in "-–" and (first in known or first + 2 in known) and tokens[last - 1].text[0].isupper()


def _after_initial(last: int, tokens: Sequence[Token]) -> int:
    """The tagger stops at "George W."; the surname follows."""
    if len(tokens[last - 1].text) != 2 or tokens[last - 1].text[1] != "." or last >= len(tokens):
        return last
    following = tokens[last]
    return last + 1 if following.pos == "PROPN" and following.sentence == tokens[last - 1].sentence else last


def _inside(small: Sighting, big: Sighting) -> bool:
    """True for a name of the tables that is only part of a tagged name of another sort: "Jordan" in "Neil Jordan", "Paris" in "Paris Post"."""
    if not (big.first <= small.first and small.last <= big.last and small.last - small.first < big.last - big.first):
        return False
    if big.label == "PERSON":
        return True
    return small.hits[0].form in {"capital", "family"}


def _nouns(sentence: Sentence, tree: Tree, actors: Actors, coref: Coref, taken: set[int]) -> Iterator[Sighting]:
    """Roles ("soldiers", "Foreign Minister"), pronouns, nouns that point back, measures."""
    tokens = tree.tokens
    words = [t.text for t in tokens[sentence.first : sentence.last]]
    i = sentence.first
    while i < sentence.last:
        if i in taken:
            i += 1
            continue
        at = i - sentence.first
        title, role = actors.title(words, at), actors.role(words, at)
        length = max(title.length if title else 0, role.length if role else 0)
        last = i + length
        if length and not any(t in taken for t in range(i, last)):
            head = head_of(tree, i, last)
            if _noun(tokens[head], role) and (not role or role.role.kind != "former"):
                yield Sighting(
                    first=i,
                    last=last,
                    head=head,
                    kind="role",
                    role=role if role and role.length == length else None,
                    title=title if title and title.length == length else None,
                    pointer=coref.get("anaphor", tokens[head].lemma),
                )
                i = last
                continue
        pointing = _pointing(tokens[i], coref)
        if pointing:
            yield Sighting(first=i, last=i + 1, head=i, kind="pointer", pointer=pointing)
        elif coref.is_a("measure", tokens[i].lemma) and tokens[i].pos in {"NOUN", "NUM", "PRON", "DET", "ADJ"}:
            yield Sighting(first=i, last=i + 1, head=i, kind="measure")
        i += 1


def _noun(token: Token, role: RoleMatch | None) -> bool:
    """A noun, or an adjective that is one elsewhere ("militant positions")."""
    if token.pos in NOUNS:
        return True
    return token.dep == "amod" and token.pos == "ADJ" and role is not None and role.role.sectors[:1] != () and role.role.sectors[0] in FIGHTERS


def _pointing(token: Token, coref: Coref) -> Pointer | None:
    """A pronoun, possessive or pointing noun; "US" is no pronoun."""
    word = token.text.lower()
    if token.tag == "PRP" and not (len(word) == 2 and token.text.isupper()):
        return coref.get("pronoun", word)
    if token.tag == "PRP$":
        return coref.get("possessive", word)
    return coref.get("anaphor", token.lemma) if token.pos == "NOUN" else None
