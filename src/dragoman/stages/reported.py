"""Reporting words in one parse: who speaks, by which words, and what is said. Sets of tokens; spans and quotations come later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ..knowledge.cues import Cue, Cues
from ..syntax import Tree
from ..types import Stance

#: Dependencies under which a clause of its own begins.
CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "pcomp", "csubj"})
SUBJECTS = ("nsubj", "csubj")
PASSIVE_SUBJECTS = ("nsubjpass", "csubjpass")
NAMING = frozenset({"NOUN", "PROPN", "PRON"})
#: Most words of a speaker's name between a comma and "said", and most words from "said" to the end of its sentence.
LONGEST_NAME, LONGEST_TAIL = 14, 10
RELATIVE = frozenset({"WP", "WDT"})


@dataclass(slots=True)
class Report:
    """One attribution as tokens (positions in ``Reading.tokens``). ``content`` may be empty where a quotation is to fill it.

    ``anchor``: the cue's governing token; ``voice``: head of the source, None where nobody is named; ``speech``: the cue takes quotations.
    """

    anchor: int
    cue: list[int]
    source: list[int]
    content: list[int]
    voice: int | None
    stance: Stance
    lemma: str
    rule: str
    speech: bool = False
    quoted: list[tuple[int, int]] = field(default_factory=list)


def reports(tree: Tree, cues: Cues, dates: Collection[int] = ()) -> list[Report]:
    """All reports, in the order of their cues. ``dates``: tokens of dates, which nobody is."""
    finder = Finder(tree, cues, dates)
    return [found for i in range(len(tree.tokens)) if (found := finder.at(i)) is not None]


class Finder:
    """Looks at one token after another; every helper stays within the token's sentence."""

    def __init__(self, tree: Tree, cues: Cues, dates: Collection[int]) -> None:
        self.dates = dates
        self.tree = tree
        self.tokens = tree.tokens
        self.cues = cues

    def at(self, i: int) -> Report | None:
        """The report whose cue begins (phrases) or hangs (all others) on token ``i``."""
        token = self.tokens[i]
        found = self.phrase(i)
        if found is None and token.pos in {"VERB", "AUX"} and token.dep != "amod":
            found = self.verb(i)
        elif found is None and token.pos == "NOUN":
            found = self.noun(i)
        elif found is None and token.pos == "ADV":
            found = self.adverb(i)
        if found is None and token.dep == "amod":
            found = self.adjective(i)
        return None if found is None or self.nobody(found.voice) else found

    def nobody(self, voice: int | None) -> bool:
        return voice is not None and any(self.cues.starting("s", word) for word in (self.tokens[voice].text, self.tokens[voice].lemma))

    # Verbs

    def verb(self, v: int) -> Report | None:
        for cue in self.cues.starting("v", self.tokens[v].lemma):
            extra = self.further(v, cue.words[1:])
            if extra is None:
                continue
            content = self.said(v, cue)
            voice, source = self.speaker(v)
            if not content and "that" in cue.frames:
                content, voice, source = self.apart(v, voice, source)
            inverted = self.inverted(v, content) if voice is None else None
            if inverted is not None:
                voice, source = inverted, self.tree.subtree(inverted)
            speech = "that" in cue.frames
            if not content and not (speech and voice is not None):
                continue
            words = self.verb_words(v, extra)
            taken = {*source, *words}
            return Report(
                v, words, source, [t for t in content if t not in taken], voice, self.stance(v, cue), cue.words[0], cue.rule, speech
            )
        return None

    def further(self, v: int, words: Iterable[str]) -> list[int] | None:
        """Tokens of a cue's further words ("rule out", "claim responsibility"), None where one is missing."""
        found = []
        for word in words:
            child = next((c for c in self.tree.children(v) if self.tokens[c].lemma == word), None)
            if child is None:
                return None
            found.append(child)
        return found

    def said(self, v: int, cue: Cue) -> list[int]:
        """Tokens of what is said, by the first of the cue's frames that the parse fills."""
        tree, passive = self.tree, self.passive(v)
        if "that" in cue.frames:
            clauses = [*tree.children(v, "ccomp"), *self.marked(v, "conj", "advcl", "dep")]
            clauses = clauses or [c for o in tree.children(v, "dobj", "dative", "npadvmod") for c in self.marked(o, "acl", "relcl", "ccomp", "appos")]
            if clauses:
                return self.below(clauses)
            if (above := self.quoting(v)) is not None:
                return self.below(tree.children(above, "ccomp"))
            if (host := self.host(v)) is not None:
                inside = set(tree.subtree(v))
                return [t for t in self.clause(host) if t not in inside]
        below = tree.children(v, "xcomp", "oprd") if passive else tree.children(v, "xcomp")
        if below and ("raise" in cue.frames if passive else "inf" in cue.frames):
            return self.below([*(tree.children(v, *PASSIVE_SUBJECTS) if passive else ()), *below])
        preps = [c for c in tree.children(v, "prep") if self.tokens[c].lemma in cue.prepositions]
        preps = preps or [t for t in tree.subtree(v) if t > v and self.tokens[t].lemma in cue.prepositions and tree.children(t, "pcomp")]
        objects = tree.children(v, *PASSIVE_SUBJECTS) if passive else tree.children(v, "dobj", "dative")
        objects = [o for o in objects if self.tokens[o].lemma not in cue.words[1:]]
        if preps:
            return self.below([*objects, *preps] if objects else [o for p in preps for o in tree.children(p, "pobj", "pcomp")])
        if "obj" in cue.frames and self.tokens[v].dep == "acl" and passive:
            return self.without(self.tokens[v].head, v)[1]
        if "obj" in cue.frames:
            return self.below([o for o in objects if o > v or passive])
        if "claim" in cue.frames:
            return self.below([o for o in objects if self.cues.starting("n", self.tokens[o].lemma)])
        return []

    def apart(self, v: int, voice: int | None, source: list[int]) -> tuple[list[int], int | None, list[int]]:
        """What the parser does not join: "Envoy warns: …" and, at the end of a sentence, "…, officials say"."""
        first, end = self.sentence(v)
        colon = next((t for t in range(v + 1, end) if self.tokens[t].text == ":"), None)
        if colon is not None and any(self.tokens[t].pos == "VERB" for t in range(colon + 1, end)):
            return list(range(colon + 1, end)), voice, source
        comma = next((t for t in range(v, max(first, v - LONGEST_NAME), -1) if self.tokens[t].text == ","), None)
        if comma is None or end - v > LONGEST_TAIL or not any(self.tokens[t].pos in {"VERB", "AUX"} for t in range(first, comma)):
            return [], voice, source
        if comma == v - 1 and voice is None:
            named = [t for t in range(v + 1, end) if self.tokens[t].pos in NAMING and t not in self.dates]
            voice, source = (named[-1], list(range(v + 1, end - 1))) if named else (None, [])
        elif voice is None or voice < comma:
            named = [t for t in range(comma + 1, v) if self.tokens[t].pos in NAMING]
            voice, source = (named[-1], list(range(comma + 1, v))) if named else (None, [])
        return (list(range(first, comma)), voice, source) if voice is not None else ([], None, [])

    def sentence(self, i: int) -> tuple[int, int]:
        """Half-open range of tokens of the sentence that holds token ``i``."""
        n = self.tokens[i].sentence
        first, end = i, i + 1
        while first and self.tokens[first - 1].sentence == n:
            first -= 1
        while end < len(self.tokens) and self.tokens[end].sentence == n:
            end += 1
        return first, end

    def marked(self, i: int, *deps: str) -> list[int]:
        """Clauses below ``i`` that begin with "that" or "whether", which the parser may hang on the person told."""
        return [c for c in self.tree.children(i, *deps) if any(self.tokens[m].lemma in {"that", "whether"} for m in self.tree.children(c, "mark"))]

    def quoting(self, v: int) -> int | None:
        """The verb above in "was quoted as saying", which holds what is said."""
        prep = self.tokens[v].head
        return self.tokens[prep].head if self.tokens[v].dep == "pcomp" and self.tokens[prep].lemma == "as" else None

    def host(self, v: int) -> int | None:
        """The clause around a report set between commas or after one: "A, he said, went" and "A went, as he said"."""
        token = self.tokens[v]
        if token.head == v or not self.tree.children(v, *SUBJECTS) or self.tree.children(v, "dobj"):
            return None
        aside = token.dep == "parataxis" or (token.dep == "advcl" and any(self.tokens[c].lemma == "as" for c in self.tree.children(v, "mark", "advmod")))
        return token.head if aside else None

    def passive(self, v: int) -> bool:
        token = self.tokens[v]
        return bool(self.tree.children(v, "auxpass", *PASSIVE_SUBJECTS)) or (token.tag == "VBN" and token.dep == "acl")

    def inverted(self, v: int, content: list[int]) -> int | None:
        """The speaker whom the parser took for the object of a verb after its quotation: "…", said the minister."""
        if self.tokens[v].tag not in {"VBD", "VBZ", "VBP"} or self.passive(v) or (content and content[0] > v):
            return None
        objects = (o for o in self.tree.children(v, "dobj", "attr") if o > v and o not in self.dates)
        return next(objects, None) if content else None

    def verb_words(self, v: int, extra: list[int]) -> list[int]:
        """The whole cue: auxiliaries, negation, particles, adverbs beside it, and "in a statement"."""
        words = {v, *extra, *self.tree.children(v, "aux", "auxpass", "neg", "prt", "acomp")}
        beside = v - 1
        while beside >= 0 and self.tokens[beside].head == v and (beside in words or self.tokens[beside].dep == "advmod"):
            words.add(beside)
            beside -= 1
        for p in self.tree.children(v, "prep"):
            if p == v + 1 and any(self.cues.starting("d", self.tokens[o].lemma) for o in self.tree.children(p, "pobj")):
                words.update(self.tree.subtree(p))
        return sorted(words)

    def stance(self, v: int, cue: Cue) -> Stance:
        """The row's stance; what is not said, or what somebody declined to say, is in doubt."""
        head = self.tokens[self.tokens[v].head]
        governed = self.tokens[v].dep == "xcomp" and self.cues.starting("g", head.lemma)
        return "doubts" if governed or self.tree.children(v, "neg") else cue.stance

    # Who speaks

    def speaker(self, v: int) -> tuple[int | None, list[int]]:
        """Head and tokens of the speaker of verb ``v``, from the verbs above where it has no subject of its own."""
        if self.passive(v):
            agents = [o for a in self.tree.children(v, "agent") for o in self.tree.children(a, "pobj")]
            return (agents[0], self.tree.subtree(agents[0])) if agents else (None, [])
        at, steps = v, 0
        while steps < len(self.tokens):
            steps += 1
            subjects = self.tree.children(at, *SUBJECTS, *(PASSIVE_SUBJECTS if at != v else ()))
            if subjects:
                return self.named(min(subjects, key=lambda c: abs(c - at)), at)
            above = self.tokens[at].head
            dep = self.tokens[at].dep
            if dep in {"acl", "relcl"}:
                return self.carrier(above, at)
            if above == at or dep not in {"conj", "xcomp", "advcl", "pcomp", "prep", "dep", "ccomp"} or (dep == "ccomp" and self.tokens[at].tag != "VBG"):
                return None, []
            at = above
        return None, []

    def named(self, subject: int, verb: int) -> tuple[int | None, list[int]]:
        """A relative pronoun stands for the noun before it."""
        if self.tokens[subject].tag in RELATIVE and self.tokens[verb].dep == "relcl":
            return self.without(self.tokens[verb].head, verb)
        return subject, self.tree.subtree(subject)

    def without(self, noun: int, clause: int) -> tuple[int, list[int]]:
        """The noun phrase less a clause that hangs on it."""
        inside = set(self.tree.subtree(clause))
        return noun, [t for t in self.tree.subtree(noun) if t not in inside]

    def carrier(self, noun: int, clause: int) -> tuple[int | None, list[int]]:
        """"A statement saying": whoever issued it, if told; else the statement speaks itself."""
        if self.cues.starting("d", self.tokens[noun].lemma):
            owner = self.owner(noun)
            if owner is not None:
                return owner, self.tree.subtree(owner)
            if self.tokens[noun].dep in {"dobj", "pobj"}:
                above = self.tokens[noun].head if self.tokens[noun].dep == "dobj" else self.tokens[self.tokens[noun].head].head
                subject = self.tree.child(above, *SUBJECTS)
                if subject is not None:
                    return self.named(subject, above)
        return self.without(noun, clause)

    def owner(self, noun: int) -> int | None:
        """Whose claim: "Peru's claim", "a claim by Peru", "the US claim"."""
        owner = self.tree.child(noun, "poss")
        if owner is not None:
            return owner
        for p in self.tree.children(noun, "prep", "agent"):
            if self.tokens[p].lemma in {"by", "from"}:
                return self.tree.child(p, "pobj")
        return next((c for c in self.tree.children(noun, "amod", "compound", "nmod") if self.tokens[c].text[:1].isupper()), None)

    # Nouns, adverbs, adjectives, phrases

    def noun(self, n: int) -> Report | None:
        if (found := self.words_of(n)) is not None:
            return found
        for cue in self.cues.starting("n", self.tokens[n].lemma):
            content = self.noun_content(n, cue)
            if not content:
                continue
            voice = self.owner(n)
            if voice is None:
                voice = self.light(n)
            if voice is None and "self" in cue.frames:
                voice = n
                return Report(n, [n], [n], content, n, cue.stance, cue.words[0], cue.rule)
            words = [n, *(c for c in self.tree.children(n, "neg"))]
            source = [t for t in self.tree.subtree(voice) if self.tokens[t].dep != "case"] if voice is not None else []
            if n in source:
                voice, source = None, []
            return Report(n, sorted(words), source, [t for t in content if t not in source], voice, cue.stance, cue.words[0], cue.rule)
        return None

    def noun_content(self, n: int, cue: Cue) -> list[int]:
        for c in self.tree.children(n, "acl", "ccomp", "relcl", "appos"):
            marks = {self.tokens[m].lemma for m in self.tree.children(c, "mark")}
            infinitive = any(self.tokens[a].tag == "TO" for a in self.tree.children(c, "aux"))
            if ("that" in cue.frames and marks & {"that", "whether", "if"}) or ("inf" in cue.frames and infinitive):
                return self.tree.subtree(c)
        preps = [p for p in self.tree.children(n, "prep") if self.tokens[p].lemma in cue.prepositions]
        return self.below(o for p in preps for o in self.tree.children(p, "pobj", "pcomp"))

    def light(self, n: int) -> int | None:
        """The subject of "made a claim"."""
        above = self.tokens[n].head
        if self.tokens[n].dep != "dobj" or not self.cues.starting("l", self.tokens[above].lemma):
            return None
        voice, _ = self.speaker(above)
        return voice

    def words_of(self, n: int) -> Report | None:
        """In the minister's words, …"""
        owner, above = self.tree.child(n, "poss"), self.tokens[n].head
        if owner is None or self.tokens[n].dep != "pobj" or self.tokens[above].lemma not in {"in", "by"}:
            return None
        for cue in self.cues.starting("w", self.tokens[n].lemma):
            source = [t for t in self.tree.subtree(owner) if self.tokens[t].dep != "case"]
            return self.modifying(above, self.tree.subtree(above), [above, n], source, owner, cue)
        return None

    def phrase(self, i: int) -> Report | None:
        for cue in self.cues.starting("p", self.tokens[i].text.lower()):
            last = i + len(cue.words) - 1
            if last >= len(self.tokens) or [t.text.lower() for t in self.tokens[i : last + 1]] != list(cue.words):
                continue
            voice = self.tree.child(last, "pobj", "pcomp")
            if voice is None:
                return None
            top = min(range(i, last + 1), key=lambda t: len(list(self.tree.ancestors(t))))
            source = self.tree.subtree(voice)
            return self.modifying(top, self.tree.subtree(top), list(range(i, last + 1)), source, voice, cue)
        return None

    def modifying(self, top: int, phrase: list[int], words: list[int], source: list[int], voice: int, cue: Cue) -> Report:
        """A phrase's content is its clause; the whole sentence where it stands first, or last after a comma."""
        inside = {*phrase, *words, *source}
        content = [t for t in self.scope(top, phrase) if t not in inside]
        return Report(words[0], words, source, content, voice, cue.stance, " ".join(cue.words), cue.rule)

    def scope(self, top: int, phrase: list[int]) -> list[int]:
        sentence = self.tokens[top].sentence
        before = phrase[0] - 1
        first = before < 0 or self.tokens[before].sentence != sentence
        rest = phrase[-1] + 1
        while rest < len(self.tokens) and self.tokens[rest].sentence == sentence and self.tokens[rest].pos == "PUNCT":
            rest += 1
        last = rest >= len(self.tokens) or self.tokens[rest].sentence != sentence
        at = self.tokens[top].head
        whole = first or (last and self.tokens[before].text == ",")
        while self.tokens[at].head != at and (whole or self.tokens[at].dep not in CLAUSE):
            at = self.tokens[at].head
        return self.tree.subtree(at) if whole else self.clause(at)

    def adverb(self, i: int) -> Report | None:
        for cue in self.cues.starting("r", self.tokens[i].lemma):
            host = self.tokens[i].head
            content = [t for t in self.clause(host) if t != i]
            return Report(i, [i], [], content, None, cue.stance, cue.words[0], cue.rule)
        return None

    def adjective(self, i: int) -> Report | None:
        for cue in (*self.cues.starting("a", self.tokens[i].text.lower()), *self.cues.starting("a", self.tokens[i].lemma)):
            content = [t for t in self.tree.subtree(self.tokens[i].head) if t > i]
            return Report(i, [i], [], content, None, cue.stance, cue.words[0], cue.rule)
        return None

    # Sets of tokens

    def below(self, heads: Iterable[int]) -> list[int]:
        return sorted({t for h in heads for t in self.tree.subtree(h)})

    def clause(self, i: int) -> list[int]:
        """All below ``i`` but clauses set beside it that have a subject of their own."""
        out, stack = [], [i]
        while stack:
            t = stack.pop()
            out.append(t)
            stack += [c for c in self.tree.children(t) if not self.beside(c, i, t)]
        return sorted(out)

    def beside(self, child: int, top: int, parent: int) -> bool:
        return parent == top and self.tokens[child].dep in {"conj", "parataxis"} and bool(self.tree.children(child, *SUBJECTS, *PASSIVE_SUBJECTS))


def runs(tokens: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring positions as closed ranges: 1 2 3 7 -> (1, 3), (7, 7)."""
    start = last = None
    for t in tokens:
        if last is not None and start is not None and t != last + 1:
            yield start, last
            start = t
        elif start is None:
            start = t
        last = t
    if start is not None and last is not None:
        yield start, last
