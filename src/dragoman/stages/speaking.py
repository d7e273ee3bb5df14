"""Who says it: the source of a reporting verb or noun in the parse, and what to do where the parse lost it."""

from __future__ import annotations

from collections.abc import Collection

from .phrasing import FINITE, NAMING, PASSIVE_SUBJECTS, RELATIVE, SUBJECTS, VERBAL, Phrasing

Voice = tuple[int | None, list[int]]  # head word, all words
NONE: Voice = (None, [])
#: Most words of a speaker's name between a comma and "said", and most words from "said" to the end of its sentence.
LONGEST_NAME, LONGEST_TAIL = 14, 10
#: Fewest words, colon included, of what is said after a colon.
SHORTEST = 4
#: Clauses that share the subject of the one above.
SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "dep", "acomp"})
#: Penn Treebank tags of the mark that ends a quotation, and of both marks.
CLOSES = "''"
MARKS = frozenset({"``", CLOSES})
#: What may head a speaker's name: also "four in ten say".
SPEAKING = NAMING | {"NUM"}
SINGULAR, PLURAL = frozenset({"NN", "NNP"}), frozenset({"NNS", "NNPS"})


class Speaking:
    """Finds sources. ``dates``: tokens of dates, which nobody is."""

    def __init__(self, phrasing: Phrasing, dates: Collection[int]) -> None:
        self.phrasing = phrasing
        self.tree = phrasing.tree
        self.tokens = phrasing.tokens
        self.cues = phrasing.cues
        self.dates = dates

    # Of verbs

    def speaker(self, v: int, content: Collection[int]) -> Voice:
        """Speaker of verb ``v``, from the verbs above where it has no subject of its own."""
        if self.phrasing.passive(v):
            agents = [o for a in self.tree.children(v, "agent") for o in self.tree.children(a, "pobj")]
            return (agents[0], self.tree.subtree(agents[0])) if agents else NONE
        subjects = self.tree.children(v, *SUBJECTS)
        if subjects:
            return self.named(min(subjects, key=lambda c: abs(c - v)), v)
        lost = self.before(v) if self.tokens[v].tag in FINITE and not self.shares(v) and not self.ends_before(content, v) else None
        return self.above(v) if lost is None else lost

    def shares(self, v: int) -> bool:
        """Whether the verb stands beside another by "and" or "but", or describes a noun."""
        token = self.tokens[v]
        return token.dep == "acl" or (token.dep == "conj" and any(token.head < c < v for c in self.tree.children(token.head, "cc")))

    def ends_before(self, content: Collection[int], v: int) -> bool:
        """Whether the content is over where the verb begins and another word follows at once: "…", said the minister."""
        if not content or max(content) > v or v + 1 >= len(self.tokens):
            return False
        return self.tokens[v + 1].head == v and self.tokens[v - 1].pos == "PUNCT"

    def above(self, v: int) -> Voice:
        """The subject that the verb shares with one above it, if it agrees in number."""
        at, refused = v, False
        while True:
            token = self.tokens[at]
            if token.dep in {"acl", "relcl"}:
                return self.carrier(token.head, at)
            if token.head == at or (token.dep not in SHARING and not (token.dep == "ccomp" and (token.tag == "VBG" or refused))):
                return NONE
            if token.dep == "pcomp" and (quoted := self.quoted(token.head)) is not None:
                return quoted, self.tree.subtree(quoted)
            at = token.head
            subjects = self.tree.children(at, *SUBJECTS, *PASSIVE_SUBJECTS)
            refused = bool(subjects)
            subjects = [s for s in subjects if self.agrees(s, v)]
            if subjects:
                return self.named(min(subjects, key=lambda c: abs(c - at)), at)

    def quoted(self, prep: int) -> int | None:
        """Whom "quoted him as saying" quotes."""
        verb = self.tokens[prep].head
        if any("as" in c.frames for c in self.cues.starting("v", self.tokens[verb].lemma)) and not self.phrasing.passive(verb):
            return self.tree.child(verb, "dobj")
        return None

    def agrees(self, subject: int, v: int) -> bool:
        """Whether the number of a noun suits the verb's form; a coordination is plural."""
        tag, form = self.tokens[subject].tag, self.tokens[v].tag
        if form == "VBZ":
            return tag not in PLURAL
        one = tag in SINGULAR and not self.tree.children(subject, "conj")
        return not (one and form in {"VBP", "VB"} and self.tokens[v].dep == "conj")

    def named(self, subject: int, verb: int) -> Voice:
        """A relative pronoun stands for the noun before it, and is one of the source's words."""
        if self.tokens[subject].tag in RELATIVE and self.tokens[verb].dep == "relcl":
            noun = self.tokens[verb].head
            return noun, sorted({*self.phrasing.without(noun, verb), subject})
        return self.unquoted(subject, self.tree.subtree(subject))

    def unquoted(self, subject: int, source: list[int]) -> Voice:
        """A speaker's name without the end of a quotation that the parser hung on it."""
        if source and source[0] != subject and self.tokens[source[0]].tag in MARKS:
            source = source[1:]
        marks = [t for t in source if self.tokens[t].tag in MARKS]
        if not marks or self.tokens[marks[0]].tag != CLOSES:
            return subject, source
        kept = [t for t in source if t > marks[0]]
        top = self.top(kept[0], kept[-1] + 1) if kept else None
        return (subject if subject in kept else top), kept

    def quoted_before(self, v: int) -> bool:
        """Whether a quotation ends right before the verb's subject: what was said came first."""
        subject = self.tree.child(v, *SUBJECTS)
        if subject is None:
            return False
        start = self.unquoted(subject, self.tree.subtree(subject))[1]
        return bool(start) and start[0] > 0 and self.tokens[start[0] - 1].tag == CLOSES

    def carrier(self, noun: int, clause: int) -> Voice:
        """ "A statement saying": whoever issued it, if told; else the statement speaks itself. "Sued the bank saying": whoever sued."""
        if self.tokens[noun].dep == "dobj" and self.tokens[clause].dep == "acl" and self.tokens[clause].tag == "VBG":
            sayer = self.subject_above(noun)
            if sayer[0] is not None and not self.phrasing.listed("d", noun):
                return sayer
        if self.phrasing.listed("d", noun):
            voice, source = self.owner(noun)
            if voice is None and self.tokens[noun].dep in {"dobj", "pobj"}:
                voice, source = self.subject_above(noun)
            if voice is not None:
                return voice, source
        return noun, self.phrasing.without(noun, clause)

    def subject_above(self, noun: int) -> Voice:
        above = self.tokens[noun].head if self.tokens[noun].dep == "dobj" else self.tokens[self.tokens[noun].head].head
        subject = self.tree.child(above, *SUBJECTS)
        return self.named(subject, above) if subject is not None else NONE

    # Where the parser hung the speaker elsewhere

    def before(self, v: int) -> Voice | None:
        """The noun phrase before a finite verb that the parser gave to another word, past asides between commas."""
        first, _ = self.phrasing.sentence(v)
        end = v
        while end > first and self.tokens[end - 1].pos in {"ADV", "AUX"}:
            end -= 1
        after_comma = end > first and self.tokens[end - 1].text == ","
        for _ in range(3):
            end = end - 1 if end > first and self.tokens[end - 1].text == "," else end
            start = self.comma(first, end)
            if not self.has_verb(start, end) or self.described(start, end):
                break
            if not after_comma:
                return None
            end = start
        described = self.described(start, end)
        top = next(t for t in range(start, end) if self.tokens[t].pos in SPEAKING) if described else self.top(start, end)
        if top is None or top in self.dates:
            return None
        head = self.tokens[top].head
        if self.tokens[top].dep == "appos" and first <= head < start:
            wider = self.comma(first, start - 1)
            if not self.has_verb(wider, end) and wider <= head:
                start, top = wider, head
        inside = set(self.tree.subtree(top))
        return top, [t for t in range(start, end) if t in inside]

    def described(self, start: int, end: int) -> bool:
        """Whether one noun with its relative clause fills the stretch: "a witness who asked not to be named"."""
        top = next((t for t in range(start, end) if self.tokens[t].pos in SPEAKING), None)
        return top is not None and self.tree.subtree(top) == list(range(start, end))

    def comma(self, first: int, end: int) -> int:
        """Where the stretch between commas that ends at ``end`` begins."""
        start = end
        while start > first and self.tokens[start - 1].text != ",":
            start -= 1
        return start

    def has_verb(self, start: int, end: int) -> bool:
        return any(self.tokens[t].pos in VERBAL for t in range(start, end))

    def top(self, start: int, end: int) -> int | None:
        """The last noun of a stretch that no other noun of it governs."""
        nouns = {t for t in range(start, end) if self.tokens[t].pos in SPEAKING}
        return max((t for t in nouns if nouns.isdisjoint(self.tree.ancestors(t))), default=None)

    def apart(self, v: int, voice: int | None, source: list[int]) -> tuple[list[int], int | None, list[int]]:
        """What the parser does not join: "Envoy warns: …" and, at the end of a sentence, "…, officials say", "…, said the envoy"."""
        first, end = self.phrasing.sentence(v)
        colon = next((t for t in range(v + 1, end) if self.tokens[t].text == ":"), None)
        if colon is not None and end - colon > SHORTEST:
            return list(range(colon + 1, end)), voice, source
        if not self.phrasing.finite(v):
            return [], voice, source
        if v > first and self.tokens[v - 1].pos == "PUNCT" and self.has_verb(first, v - 1) and not self.phrasing.has_subject(v):
            after = next((c for c in self.tree.children(v) if c > v and self.tokens[c].pos in NAMING and c not in self.dates), None)
            if after is not None and self.tree.subtree(after)[0] == v + 1:
                return list(range(first, v - 1)), after, self.tree.subtree(after)
        comma = next((t for t in range(v, max(first, v - LONGEST_NAME), -1) if self.tokens[t].text == ","), None)
        if self.tokens[first].tag in {"VBN", "VBG"} or self.tokens[first].dep == "mark":
            return [], voice, source  # "Asked whether …, he said no"
        if comma is None or voice is None or not comma < voice < v or not self.closing(v, end) or not self.has_verb(first, comma):
            return [], voice, source
        named = set(self.tree.subtree(voice))
        if all(t in named or self.tokens[t].pos in {"ADV", "AUX"} for t in range(comma + 1, v)):
            return list(range(first, comma)), voice, [t for t in source if t > comma]
        return [], voice, source

    def closing(self, v: int, end: int) -> bool:
        """Whether no more than a time or place follows the verb."""
        return end - v <= LONGEST_TAIL and not self.has_verb(v + 1, end)

    def inverted(self, v: int, content: list[int]) -> int | None:
        """The speaker whom the parser took for the object of a verb after its quotation: "…", said the minister."""
        if self.tokens[v].tag not in {"VBD", "VBZ", "VBP"} or self.phrasing.passive(v) or not content or content[0] > v:
            return None
        return next((o for o in self.tree.children(v, "dobj", "attr") if o > v and o not in self.dates), None)

    # Of nouns

    def owner(self, noun: int) -> Voice:
        """Whose claim: "Peru's claim", "a claim by Peru", "the US claim"."""
        owner = self.tree.child(noun, "poss")
        if owner is None:
            owner = next((o for p in self.tree.children(noun, "prep", "agent") if self.by(p) for o in self.tree.children(p, "pobj")), None)
        if owner is None:
            owner = next((c for c in self.tree.children(noun, "amod", "compound", "nmod") if self.tokens[c].text[:1].isupper()), None)
        return (owner, [t for t in self.tree.subtree(owner) if self.tokens[t].dep != "case"]) if owner is not None else NONE

    def by(self, prep: int) -> bool:
        return self.phrasing.listed("b", prep)

    def light(self, n: int) -> Voice:
        """The subject of "made a claim"."""
        above = self.tokens[n].head
        if self.tokens[n].dep != "dobj" or not self.phrasing.listed("l", above):
            return NONE
        return self.speaker(above, ())
