"""Words -> mentions: which words report a PLOVER event, and of which type. The frames files say; conditions decide between senses."""

from __future__ import annotations

from dataclasses import replace

from ..arguments import at
from ..cast import BUILT_IN, Cast
from ..knowledge import Knowledge
from ..knowledge.frames import Condition, Frame, Frames
from ..syntax import Tree
from ..types import Mention, Reading

REACH = 14  # words after a verb within which the rest of a phrase may stand ("took their anger to the streets")
#: What these verbs' complements tell has not happened: it is asked for, promised, refused or threatened.
CONTENT_IS_UNREAL = frozenset({"REQUEST", "THREATEN", "AGREE", "REJECT", "CONCEDE"})


def detect(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``mentions`` (without parties, time, place, status)."""
    tree = Tree(reading.tokens)
    finder = Finder(tree, Cast(reading, tree), knowledge.frames)
    found = {i: (frame, used) for i in range(len(reading.tokens)) if (hit := finder.best(i)) for frame, used in [hit]}
    consumed = {t for i, (_, used) in found.items() for t in used if t != i}
    mentions = []
    for i, (frame, used) in found.items():
        if i in consumed and frame.pos == "n":
            continue
        token = reading.tokens[i]
        words = [reading.tokens[t] for t in used if abs(t - i) <= len(frame.words)] or [token]
        if words[-1].end - words[0].start > 60:
            words = [token]
        mentions.append(
            Mention(
                start=min(w.start for w in words),
                end=max(w.end for w in words),
                token=i,
                sentence=token.sentence,
                type=frame.type,
                modes=frame.modes,
                symmetric=frame.symmetric,
                rule=frame.rule,
            )
        )
    return replace(reading, mentions=tuple(without_contents(mentions, tree)))


class Finder:
    """Matches frames against one article."""

    def __init__(self, tree: Tree, cast: Cast, frames: Frames) -> None:
        self.tree = tree
        self.cast = cast
        self.frames = frames

    def best(self, i: int) -> tuple[Frame, list[int]] | None:
        """The most specific frame that fits token ``i``, and the tokens it used; None where none fits."""
        token = self.tree.tokens[i]
        pos = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "ADP": "a", "ADV": "a"}.get(token.pos)
        if pos is None or (pos == "n" and token.dep in {"compound", "nmod"}):
            return None
        keys = (token.lemma,) if pos != "n" else (token.lemma, token.text.lower())
        best: tuple[Frame, list[int]] | None = None
        kinds = (pos, "a") if token.tag in {"VBN", "VBG", "NN", "VBD"} else (pos,)
        for frame in (f for kind in kinds for key in dict.fromkeys(keys) for f in self.frames.hanging_on(kind, key)):
            if best and frame.weight <= best[0].weight:
                continue
            used = self.words(i, frame)
            if used is None:
                continue
            met = self.conditions(i, frame)
            if met is not None:
                best = frame, sorted({*used, *met})
        return best

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
            last = min(len(self.tree.tokens), i + REACH)
            hit = next((t for t in range(out[-1] + 1, last) if self.says(t, word) and self.below(t, i)), None)
            if hit is None and len(words) == 2:  # "talks were called off": what the phrase needs may stand before
                hit = next((t for t in self.tree.children(i, "nsubjpass", "dobj") if self.says(t, word)), None)
            if hit is None:
                return None
            out.append(hit)
        return out

    def says(self, t: int, word: str) -> bool:
        token = self.tree.tokens[t]
        return token.lemma == word or token.text.lower() == word

    def below(self, t: int, i: int) -> bool:
        for steps, a in enumerate(self.tree.ancestors(t)):
            if a == i:
                return True
            if steps > 3:
                return False
        return False

    def conditions(self, i: int, frame: Frame) -> list[int] | None:
        """Tokens that met the frame's positive word conditions, or None where one fails."""
        met: list[int] = []
        for condition in frame.conditions:
            hits = [t for t in at(self.tree, i, condition.place, self.light_verbs) if self.meets(t, condition)]
            if bool(hits) == condition.negated:
                return None
            if not condition.negated and not all(v.lstrip("@") in BUILT_IN for v in condition.values if v.startswith("@")):
                met += hits
            elif not condition.negated and not any(v.startswith("@") for v in condition.values):
                met += hits
        return met

    @property
    def light_verbs(self) -> frozenset[str]:
        return self.frames.classes.get("light", frozenset())

    def meets(self, t: int, condition: Condition) -> bool:
        words = self.wordings(t)
        for value in condition.values:
            if not value.startswith("@"):
                if value in words:
                    return True
            elif value[1:] in BUILT_IN:
                if self.cast.is_a(t, value[1:]):
                    return True
            elif words & self.frames.classes.get(value[1:], frozenset()):
                return True
        return False

    def wordings(self, t: int) -> set[str]:
        """How a class may name token ``t``: its lemma, its text, with its modifier; for measures also what is measured."""
        tokens = self.tree.tokens
        out = set()
        for _ in range(4):
            token = tokens[t]
            out |= {token.lemma, token.text.lower()}
            for m in self.tree.children(t, "compound", "amod"):
                out |= {f"{tokens[m].lemma} {token.lemma}", f"{tokens[m].text.lower()} {token.text.lower()}"}
            measure = token.pos == "NUM" or token.lemma in self.frames.classes.get("measure", frozenset())
            inner = [o for p in self.tree.children(t, "prep") if tokens[p].lemma == "of" for o in self.tree.children(p, "pobj")]
            if not measure or not inner:
                break
            t = inner[0]
        return out


def without_contents(mentions: list[Mention], tree: Tree) -> list[Mention]:
    """Mark mentions that are only the content of a demand, promise, refusal or threat: they give no record of their own."""
    unreal = {m.token: m for m in mentions if m.type in CONTENT_IS_UNREAL}
    out = []
    for m in mentions:
        holder = next((unreal[h] for h in content_of(m.token, tree) if h in unreal), None)
        out.append(replace(m, note=f"content of {holder.type}") if holder else m)
    return out


def content_of(i: int, tree: Tree) -> list[int]:
    """Words whose complement ``i`` is: "urged X to withdraw" (withdraw -> urge), "called for talks" (talk -> call)."""
    token = tree.tokens[tree.first_conjunct(i)]
    head = token.head
    if token.dep in {"xcomp", "ccomp", "pcomp"} or (token.dep in {"advcl", "acl", "relcl"} and token.tag == "VB"):
        return [head, tree.tokens[head].head]
    if token.pos == "NOUN" and token.dep in {"pobj", "dobj"}:
        definite = any(tree.tokens[c].lemma in {"the", "this", "these", "that", "those"} or tree.tokens[c].dep == "poss" for c in tree.children(i))
        return [] if definite else [head, tree.tokens[head].head] if token.dep == "pobj" and tree.tokens[head].lemma in {"for", "to"} else [head]
    return []
