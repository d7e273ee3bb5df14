"""Words -> mentions: which words report a PLOVER event, and of which type. The frames files say; conditions decide between senses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

from ..arguments import PARTS
from ..cast import BUILT_IN, Cast, in_words
from ..knowledge import Knowledge
from ..knowledge.frames import KINDS, Condition, Frame, Frames
from ..syntax import Tree
from ..types import Mention, Reading
from .contents import without_contents

REACH = 14  # words after a verb within which the rest of a phrase may stand ("took their anger to the streets")
LONGEST_TRIGGER = 60  # code points; of a longer phrase only the head word is shown
#: Word classes that the tagger mixes up with adjectives.
PARTICIPLES = frozenset({"VBN", "VBG", "NN", "VBD"})
#: Types of what a SANCTION ends, cuts or is made of: "suspended aid" is no aid, "imposed a travel ban" no second event.
ENDED_BY_SANCTION = frozenset({"AID", "AGREE", "COERCE", "CONSULT", "COOPERATE", "SUPPORT"})
#: Types whose mode is what is asked for, refused or threatened: the classes "mode.…" hold the words, tried in this order.
CONTENT_MODES = {
    "REQUEST": ("meet", "yield", "assist", "change"),
    "REJECT": ("meet", "yield", "assist", "change"),
    "THREATEN": ("arrest", "expel", "territory", "restrict", "relations", "violence"),
}
#: Where the words that tell the mode stand, the surest place first. What is threatened shows best in the object ("cut ties").
SAID_PLACES = ("inf", "inf.obj", "that", "that.obj", "for", "obj", "ing", "of", "to", "with")
THREAT_PLACES = ("inf.obj", "inf", "that.obj", "that", "of", "obj", "ing", "for", "with")

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A frame that fits: ``token`` bears the parties, ``words`` carry the phrase (not what only met a condition)."""

    frame: Frame
    token: int
    words: tuple[int, ...]
    met: tuple[int, ...] = ()


def detect(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``mentions`` (without parties, time, place, status)."""
    tree = Tree(reading.tokens)
    finder = Finder(tree, Cast(reading, tree), knowledge.frames)
    found = [m for i in finder.bearers if (m := finder.match(i))]
    mentions = [mention(m, finder) for m in without_parts(found)]
    return replace(reading, mentions=tuple(without_contents(mentions, tree, knowledge.frames.classes)))


def without_parts(found: list[Match]) -> list[Match]:
    """Words that are part of another match report nothing of their own: "launched" takes "attack" with it, "suspended" takes "aid"."""
    phrase = {t for m in found for t in m.words if t != m.token}
    same = {(t, m.frame.type) for m in found for t in m.met if t != m.token}
    ended = {t for m in found if m.frame.type == "SANCTION" for t in m.met}
    return [
        m
        for m in found
        if m.frame.pos not in {"n", "a"}
        or not (m.token in phrase or (m.token, m.frame.type) in same or (m.token in ended and m.frame.type in ENDED_BY_SANCTION))
    ]


def mention(match: Match, finder: Finder) -> Mention:
    tokens = finder.tree.tokens
    start, end = extent(match, finder)
    return Mention(
        start=start,
        end=end,
        token=match.token,
        sentence=tokens[match.token].sentence,
        type=match.frame.type,
        modes=finder.modes(match) if match.frame.open else match.frame.modes,
        symmetric=match.frame.symmetric,
        rule=match.frame.rule,
    )


def extent(match: Match, finder: Finder) -> tuple[int, int]:
    """Where the words that tell the event start and end: with the nouns they take, else the phrase, else (too long) the head word."""
    tokens = finder.tree.tokens
    start, end = tokens[match.token].start, tokens[match.token].end
    for words in (match.words, (*match.words, *finder.taken(match))):
        first, last = tokens[min(words)].start, tokens[max(words)].end
        if last - first <= LONGEST_TRIGGER:
            start, end = first, last
    return start, end


class Finder:
    """Matches frames against one article."""

    def __init__(self, tree: Tree, cast: Cast, frames: Frames) -> None:
        self.tree = tree
        self.cast = cast
        self.frames = frames
        self.light_verbs = frames.classes.get("light", frozenset())
        self.forms = [(t.lemma, t.text.lower()) for t in tree.tokens]
        self.said: dict[str, list[int]] = defaultdict(list)  # word of a frame -> tokens that say it
        self.bearers = [i for i, t in enumerate(tree.tokens) if t.tag == "MD" or not frames.heads.isdisjoint(self.forms[i])]
        for i, (lemma, text) in enumerate(self.forms):
            if lemma in frames.words:
                self.said[lemma].append(i)
            if text != lemma and text in frames.words:
                self.said[text].append(i)
        self.spoken = frozenset(self.said)
        self._vocabularies: dict[int, set[str]] = {}
        self._standing: dict[tuple[int, str], list[int]] = {}
        self._wordings: dict[int, set[str]] = {}

    def match(self, i: int) -> Match | None:
        """The most specific frame that fits token ``i``; for a modal verb, the one that fits its main verb."""
        token = self.tree.tokens[i]
        if token.tag == "MD" and token.dep == "aux":
            return self.best(token.head, self.frames.hanging_on("m", token.lemma), (i,))
        kind = KINDS.get(token.pos)
        if kind is None:
            return None
        if kind == "n" and (token.dep in {"compound", "nmod"} or i in self.cast.in_time):
            return None
        kinds = (kind, "a") if token.tag in PARTICIPLES else (kind, "v") if kind == "n" and self.is_verb(i) else (kind,)
        keys = [(k, form) for k in dict.fromkeys(kinds) for form in dict.fromkeys(self.forms[i]) if k != "v" or form == token.lemma]
        return self.best(i, [f for k, form in keys for f in self.frames.hanging_on(k, form) if f.others <= self.spoken])

    def vocabulary(self, sentence: int) -> set[str]:
        """All words of a sentence."""
        if sentence not in self._vocabularies:
            s = self.cast.reading.sentences[sentence]
            self._vocabularies[sentence] = set(chain.from_iterable(self.forms[s.first : s.last]))
        return self._vocabularies[sentence]

    def is_verb(self, i: int) -> bool:
        """True for a verb that the tagger took for a noun: it has a subject, or is joined to a verb."""
        token = self.tree.tokens[i]
        joined = token.dep == "conj" and self.tree.tokens[token.head].pos == "VERB"
        return token.tag in {"NNS", "NN"} and (joined or self.tree.child(i, "nsubj") is not None)

    def best(self, i: int, frames: Sequence[Frame], words: tuple[int, ...] = ()) -> Match | None:
        """The heaviest of ``frames`` that fits; of equally heavy ones the first. ``words``: the phrase, where it is known already."""
        said = self.vocabulary(self.tree.tokens[i].sentence)
        for frame in sorted(frames, key=attrgetter("weight"), reverse=True):
            if any(ends.isdisjoint(said) for ends in frame.asked):
                continue  # whatever stands there
            used = words or self.words(i, frame)
            met = self.conditions(i, frame) if used else None
            if used and met is not None:
                return Match(frame, i, tuple(used), tuple(met))
        return None

    def taken(self, match: Match) -> list[int]:
        """Nouns that tell the same event and stand in a condition of the frame: "imposed" takes "sanctions" with it."""
        kinds = ((self.tree.tokens[t].lemma, t) for t in match.met if self.tree.tokens[t].pos in {"NOUN", "PROPN"})
        return [t for lemma, t in kinds if any(f.type == match.frame.type for f in self.frames.hanging_on("n", lemma))]

    def words(self, i: int, frame: Frame) -> list[int] | None:
        """Tokens that carry the frame's words, or None."""
        return self.before(i, frame.words) if frame.pos == "n" else self.after(i, frame.words)

    def before(self, i: int, words: tuple[str, ...]) -> list[int] | None:
        out, at_ = [i], i
        for word in reversed(words[:-1]):
            at_ -= 1
            if at_ >= 0 and self.tree.tokens[at_].text == "-":
                at_ -= 1
            if at_ < 0 or not self.says(at_, word):
                return None
            out.append(at_)
        return sorted(out)

    def after(self, i: int, words: tuple[str, ...]) -> list[int] | None:
        out = [i]
        for word in words[1:]:
            said = self.said.get(word, ())
            hit = next((t for t in said[bisect_right(said, out[-1]) : bisect_left(said, i + REACH)] if self.below(t, i)), None)
            if hit is None and said and len(words) == 2:  # "talks were called off": what the phrase needs may stand before
                hit = next((t for t in self.tree.children(i, "nsubjpass", "dobj") if self.says(t, word)), None)
            if hit is None:
                return None
            out.append(hit)
        return out

    def says(self, t: int, word: str) -> bool:
        return word in self.forms[t]

    def below(self, t: int, i: int) -> bool:
        """True where ``t`` hangs on ``i``, a preposition or particle directly or by its object; not by way of another noun's matter."""
        tokens, below = self.tree.tokens, t
        reach = 1 if tokens[t].pos in {"ADP", "PART"} else 4
        for steps, a in enumerate(self.tree.ancestors(t)):
            if a == i:
                return True
            other_clause = tokens[a].pos == "VERB" and tokens[a].dep not in {"conj", "xcomp"}
            other_matter = tokens[a].pos == "NOUN" and tokens[below].pos == "ADP" and tokens[below].lemma not in PARTS
            if steps >= reach or other_clause or other_matter:
                return False
            below = a
        return False

    def conditions(self, i: int, frame: Frame) -> list[int] | None:
        """Tokens that met the frame's positive word conditions, or None where one fails."""
        met: list[int] = []
        for condition in frame.conditions:
            hits = [t for t in self.standing(i, condition.place) if self.meets(t, condition)]
            if bool(hits) == condition.negated:
                return None
            if in_words(condition):
                met += hits
        return met

    def standing(self, i: int, places: str) -> list[int]:
        """Tokens at one of the places of ``i`` that are no part of a time; several frames ask."""
        if (i, places) not in self._standing:
            found = [t for place in places.split("|") for t in self.cast.at(i, place, self.light_verbs)]
            self._standing[i, places] = [t for t in found if t not in self.cast.in_time]
        return self._standing[i, places]

    def meets(self, t: int, condition: Condition) -> bool:
        return not condition.words.isdisjoint(self.wordings(t)) or any(self.belongs(t, name) for name in condition.classes)

    def belongs(self, t: int, name: str) -> bool:
        """Whether token ``t`` is in a built-in class or one of classes.csv."""
        if name in BUILT_IN:
            return self.cast.is_a(t, name)
        return not self.frames.classes.get(name, NONE).isdisjoint(self.wordings(t))

    def wordings(self, t: int) -> set[str]:
        """How a class may name token ``t``: its lemma, its text, with its modifier; for measures also what is measured."""
        if t not in self._wordings:
            self._wordings[t] = self._worded(t)
        return self._wordings[t]

    def _worded(self, t: int) -> set[str]:
        tokens = self.tree.tokens
        out: set[str] = set()
        for _ in range(4):
            token, (lemma, text) = tokens[t], self.forms[t]
            out |= {lemma, text}
            for m in self.tree.children(t, "compound", "amod"):
                out |= {f"{modifier} {form}" for modifier, form in zip(self.forms[m], self.forms[t], strict=True)}
            measure = token.pos == "NUM" or lemma in self.frames.classes.get("measure", NONE)
            inner = [o for p in self.tree.children(t, "prep") if tokens[p].lemma == "of" for o in self.tree.children(p, "pobj")]
            if not measure or not inner:
                break
            t = inner[0]
        return out

    def modes(self, match: Match) -> tuple[str, ...]:
        """The mode that the content of a demand, refusal or threat has; () where its words tell none."""
        modes = CONTENT_MODES.get(match.frame.type)
        if not modes:
            return ()
        content = [match.token] if any(c.place == "modal" for c in match.frame.conditions) else []  # "must leave", "will not talk"
        places = THREAT_PLACES if match.frame.type == "THREATEN" else SAID_PLACES
        content += [t for place in places for t in self.cast.at(match.token, place, self.light_verbs)]
        return next(((m,) for t in content for m in modes if self.belongs(t, f"mode.{m}")), ())
