"""What single words and names say by themselves, before anybody is resolved."""

from __future__ import annotations

from collections.abc import Iterator

from ...knowledge.actors import Actors, RoleMatch, Words
from ...knowledge.coref import Coref, Pointer
from ...syntax import Tree
from ...types import Reading, Sentence, Token
from .names_guessed import by_leader, by_role, by_surname, shortened
from .names_seen import names_seen
from .phrases import NOUNS, head_of
from .sighting import Sighting, day

NO_ACTORS = frozenset({"LOC", "FAC", "EVENT", "LAW", "DATE", "TIME"})
FIGHTERS = frozenset({"REB", "UAF", "CRM", "PRM"})
HYPHENS = frozenset({"-", "\u2010", "\u2011"})
POINTING = frozenset({"PRP", "PRP$"})
COUNTS = frozenset({"NOUN", "NUM", "PRON", "DET", "ADJ"})


def sightings(reading: Reading, tree: Tree, actors: Actors, coref: Coref) -> list[Sighting]:
    """All sightings, by place in the text. Names in the tables win over the tagger's, both over roles."""
    words = Words([t.text for t in reading.tokens])
    names = by_surname(reading, words, names_seen(reading, words, tree, actors), actors, coref)
    leaders = list(by_leader(reading, words, tree, names, actors, day(reading)))
    heads = {s.head for s in leaders}
    names = [*(s for s in names if s.head not in heads), *leaders]
    names += list(shortened(reading, tree, names, coref))
    taken = {i for s in names if s.is_person or (s.kind == "known" and (len(s) > 1 or not s.countries)) for i in s.tokens}
    # the bank of "the West Bank" is no bank
    taken.update(i for n in reading.names if n.label in NO_ACTORS and n.last - n.first > 1 for i in range(n.first, n.last))
    nouns = [s for sent in reading.sentences for s in nouns_seen(words[sent.first : sent.last], sent, tree, actors, coref, taken)]
    guessed = list(by_role(nouns, reading, tree, names))
    before = {s.head for s in (*names, *guessed)}
    guessed += [s for s in by_surname(reading, words, [*names, *guessed], actors, coref) if s.head not in before]
    named = {i for s in guessed for i in s.tokens}
    offices = {i for s in nouns if len(s) > 1 for i in s.tokens}
    names = [s for s in names if s.label != "ORG" or not offices.issuperset(s.tokens)]  # "State" of "Secretary of State"
    return sorted([*names, *guessed, *(s for s in nouns if s.head not in named)], key=lambda s: (s.first, s.last))


def nouns_seen(words: Words, sentence: Sentence, tree: Tree, actors: Actors, coref: Coref, taken: set[int]) -> Iterator[Sighting]:
    """Roles ("soldiers", "Foreign Minister"), pronouns, nouns that point back, measures. ``taken``: tokens of names."""
    i = sentence.first
    while i < sentence.last:
        s = role_at(i, words, sentence, tree, actors, coref, taken) if actors.calls(words.folded[i - sentence.first]) else None
        if s is None and i not in taken:
            s = pointer_at(i, tree, coref)
        if s:
            yield s
        i = s.last if s else i + 1


def role_at(i: int, words: Words, sentence: Sentence, tree: Tree, actors: Actors, coref: Coref, taken: set[int]) -> Sighting | None:
    """The longest role or title that begins at token ``i``."""
    title, role = actors.title(words, i - sentence.first), actors.role(words, i - sentence.first)
    length = max(title.length if title else 0, role.length if role else 0)
    if not length or i + length - 1 in taken:  # "Treasury Secretary" may begin inside the name "U.S. Treasury"
        return None
    if title and length == 1 and title.title.term.isupper() and i > sentence.first and tree.tokens[i - 1].pos == "NUM":
        return None  # 8 PM
    if i > sentence.first + 1 and tree.tokens[i - 1].text in HYPHENS and tree.tokens[i - 2].pos == "NUM":
        return None  # six-party talks
    head = head_of(tree, i, i + length)
    if not is_noun(tree.tokens[head], role) or (role and role.role.kind == "former"):
        return None
    return Sighting(
        first=i,
        last=i + length,
        head=head,
        kind="role",
        role=role if role and role.length == length else None,
        title=title if title and title.length == length else None,
        pointer=coref.get("anaphor", tree.tokens[head].lemma),
    )


def is_noun(token: Token, role: RoleMatch | None) -> bool:
    """A noun, or an adjective that is one elsewhere ("militant positions")."""
    if token.pos in NOUNS:
        return True
    return token.dep == "amod" and token.pos == "ADJ" and role is not None and not FIGHTERS.isdisjoint(role.role.sectors[:1])


def pointer_at(i: int, tree: Tree, coref: Coref) -> Sighting | None:
    """A pointing word or a measure at token ``i``."""
    token = tree.tokens[i]
    if token.pos not in COUNTS and token.tag not in POINTING:
        return None
    pointing = pointer_of(token, coref)
    if pointing:
        return Sighting(first=i, last=i + 1, head=i, kind="pointer", pointer=pointing)
    if token.pos in COUNTS and coref.is_a("measure", token.lemma):
        return Sighting(first=i, last=i + 1, head=i, kind="measure")
    return None


def pointer_of(token: Token, coref: Coref) -> Pointer | None:
    """What a pronoun, possessive or pointing noun asks for; "US" is no pronoun."""
    if token.tag == "PRP" and not (len(token.text) == 2 and token.text.isupper()):
        return coref.get("pronoun", token.text.lower())
    if token.tag == "PRP$":
        return coref.get("possessive", token.text.lower())
    return coref.get("anaphor", token.lemma) if token.pos == "NOUN" else None
