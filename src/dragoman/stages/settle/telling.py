"""What one mention tells of its event, in the form in which mentions are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ...knowledge.settling import Retelling
from ...syntax import Tree
from ...types import Mention, Reading

Words = tuple[int, int, int]  # entity, start, end
#: Statuses of what the text presents as real.
REAL = frozenset({"happened", "ongoing"})
#: Words before and after a trigger that are compared with those around other triggers.
AROUND = 12
#: Words upwards from a trigger within which another trigger may govern it.
REACH = 8
CONTENT = frozenset({"NOUN", "VERB", "ADJ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One mention that reports an event. ``mention``: position in ``Reading.mentions``; ``sentence`` likewise.

    ``back``: the words point to an event already told ("the attack"); ``subject_back``: their subject does;
    ``fresh``: they say it is another one
    ("a second attack"); ``more``: they add it to what was told ("also condemned").
    ``words``: content words around the trigger; ``numbers``: figures that hang on the trigger; ``speakers``: entities it is attributed to.
    ``sequel``: the words say that another event came after this one ("after the raid").
    ``war``: the word is for a conflict as a whole.
    ``nominal``: told by a noun; ``attributive``: by a word before a noun ("jailed activists").
    ``heads``: tokens on the way up from the trigger, nearest first, at most REACH.
    ``time``: EDTF, ``place``: position in ``Reading.places``, None where the words give none.
    """

    mention: int
    token: int
    heads: tuple[int, ...]
    sequel: bool
    type: str
    modes: tuple[str, ...]
    real: bool
    status: str
    sentence: int
    headline: bool
    actors: tuple[Words, ...]
    recipients: tuple[Words, ...]
    time: str | None
    place: int | None
    word: str
    nominal: bool
    war: bool
    attributive: bool
    back: bool
    subject_back: bool
    fresh: bool
    more: bool
    words: frozenset[str]
    numbers: frozenset[str]
    speakers: frozenset[int]


def tellings(reading: Reading, tree: Tree, retelling: Retelling) -> Iterator[Telling]:
    """Mentions with a type and no note, in the order of the text."""
    order = sorted(range(len(reading.mentions)), key=lambda n: (reading.mentions[n].token, n))
    for n in order:
        mention = reading.mentions[n]
        if mention.type is not None and not mention.note:
            yield telling(n, mention, reading, tree, retelling)


def telling(n: int, mention: Mention, reading: Reading, tree: Tree, retelling: Retelling) -> Telling:
    token = reading.tokens[mention.token]
    nominal = token.pos in {"NOUN", "PROPN"}
    before = {reading.tokens[c].lemma for c in tree.children(mention.token, "det", "amod", "nummod", "poss")}
    return Telling(
        mention=n,
        token=mention.token,
        heads=tuple(islice(tree.ancestors(mention.token), REACH)),
        sequel=comes_after(mention.token, tree, retelling),
        type=mention.type or "",
        modes=mention.modes,
        real=mention.status in REAL,
        status=mention.status,
        sentence=mention.sentence,
        headline=reading.sentences[mention.sentence].kind == "headline",
        actors=mention.actors,
        recipients=mention.recipients,
        time=reading.times[mention.time].edtf if mention.time is not None else None,
        place=mention.place,
        word=token.lemma,
        nominal=nominal,
        war=token.lemma in retelling.war,
        attributive=token.dep == "amod",
        back=nominal and (bool(before & retelling.back) or tree.child(mention.token, "poss") is not None),
        subject_back=not nominal and not mention.actors and subject_points_back(mention.token, tree, retelling),
        fresh=bool(before & retelling.fresh),
        more=any(tree.tokens[c].lemma in retelling.more for c in tree.children(mention.token, "advmod")),
        words=content(mention, reading),
        numbers=figures(mention.token, tree),
        speakers=frozenset(speakers(mention, reading)),
    )


def subject_points_back(verb: int, tree: Tree, retelling: Retelling) -> bool:
    """True for "the fighting killed …": what does it was told before."""
    subjects = tree.children(verb, "nsubj")
    return any(tree.tokens[d].lemma in retelling.back for s in subjects for d in tree.children(s, "det"))


def comes_after(trigger: int, tree: Tree, retelling: Retelling) -> bool:
    """True where what stands above the trigger says that another event came after it: "shelled … in response to the raid"."""
    for i in (trigger, *islice(tree.ancestors(trigger), 3)):
        words = {tree.tokens[i].lemma} if i != trigger else set()
        words |= {tree.tokens[c].lemma for c in tree.children(i, "mark")} if i == trigger else set()
        if words & retelling.sequel:
            return True
        if i != trigger and tree.tokens[i].pos == "VERB":
            return False
    return False


def content(mention: Mention, reading: Reading) -> frozenset[str]:
    """Lemmas of content words near the trigger, in its sentence, names left out."""
    sentence = reading.sentences[mention.sentence]
    first, last = max(sentence.first, mention.token - AROUND), min(sentence.last, mention.token + AROUND + 1)
    return frozenset(t.lemma for t in reading.tokens[first:last] if t.pos in CONTENT and not mention.start <= t.start < mention.end)


def figures(trigger: int, tree: Tree) -> frozenset[str]:
    """Figures that count those who stand around the trigger ("killed 12 people", "a 12-day visit" is none)."""
    near = tree.children(trigger, "dobj", "nsubj", "nsubjpass", "pobj", "nummod", "attr")
    near += [o for p in tree.children(trigger, "prep") for o in tree.children(p, "pobj")]
    return frozenset(tree.tokens[c].lemma for i in near for c in (i, *tree.children(i, "nummod")) if tree.tokens[c].pos == "NUM")


def speakers(mention: Mention, reading: Reading) -> Iterator[int]:
    for n in mention.attributions:
        actor = reading.attributions[n].actor
        if actor is not None:
            yield from reading.actors[actor].entities[:1]
