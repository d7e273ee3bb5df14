"""What is said: the tokens that a reporting verb or noun governs, and the scope of a phrase such as "according to"."""

from __future__ import annotations

from ..knowledge.cues import Cue
from .phrasing import CLAUSE, FINITE, PASSIVE_SUBJECTS, SUBJECTS, Phrasing

#: What sets off an addition at the end.
BREAKS = frozenset({",", "-", "--", "–", "—"})


class Said:
    """Finds contents."""

    def __init__(self, phrasing: Phrasing) -> None:
        self.phrasing = phrasing
        self.tree = phrasing.tree
        self.tokens = phrasing.tokens
        self.cues = phrasing.cues

    # Of verbs

    def by_verb(self, v: int, cue: Cue) -> list[int]:
        """Tokens of what is said, by the first of the cue's frames that the parse fills."""
        ways = (self.stated, self.called, self.wished, self.told_of, self.object)
        return next((found for way in ways if (found := way(v, cue))), [])

    def stated(self, v: int, cue: Cue) -> list[int]:
        """A clause: below the verb, on the person told, above "as saying", or around the report."""
        if "that" not in cue.frames:
            return []
        clauses = [c for c in self.tree.children(v, "ccomp") if not self.asked(c, v)] + self.marked(v, "conj", "advcl", "dep")
        clauses = clauses or [c for o in self.told(v) for c in self.marked(o, "acl", "relcl", "ccomp", "appos")]
        if clauses:
            named = [o for o in self.tree.children(v, "dobj") if self.named(cue) and v < o < min(clauses)]
            later = [*self.continued(v, clauses), *self.quoted_on(v, clauses)]
            return sorted({*self.phrasing.below([*named, *later]), *self.beyond(v, clauses)})
        if (above := self.quoting(v)) is not None:
            return self.phrasing.below(self.tree.children(above, "ccomp"))
        if (strayed := self.strayed(v)) is not None:
            return self.tree.subtree(strayed)
        if (host := self.host(v, cue)) is not None:
            inside = set(self.tree.subtree(v))
            return [t for t in self.phrasing.clause(host) if t not in inside]
        return []

    def named(self, cue: Cue) -> bool:
        """Whether the verb's object can only be the lost beginning of what is said ("said such aid helps …")."""
        return "rest" in cue.frames and "told" not in cue.frames

    def beyond(self, v: int, clauses: list[int]) -> list[int]:
        """The clauses, but of what stands before the verb only their subjects: "A, he said, fell", not "a day after B fell, he said A"."""
        words = self.phrasing.below(clauses)
        after = min(clauses) > v
        if not after:
            return words
        marks = [t for t in range(v + 1, words[-1]) if t < min(clauses) and self.tokens[t].tag == "IN" and self.phrasing.listed("m", t)]
        kept = set(self.phrasing.below(t for c in clauses for t in self.tree.children(c, *SUBJECTS, *PASSIVE_SUBJECTS)))
        return sorted({*(t for t in words if t > v or t in kept), *(range(marks[0], words[-1] + 1) if marks else ())})

    def marked(self, i: int, *deps: str) -> list[int]:
        """Clauses below ``i`` that begin with "that" or "whether", which the parser may hang on the person told."""
        return [c for c in self.tree.children(i, *deps) if any(self.phrasing.listed("m", m) for m in self.tree.children(c, "mark"))]

    def continued(self, v: int, clauses: list[int]) -> list[int]:
        """What goes on after a report between commas: "A fled, he said, including B", "A fell, he said, and was caught"."""
        if max(clauses) > v or v + 1 >= len(self.tokens):
            return []
        quoted = any(self.tokens[t].tag in {"``", "''"} for c in clauses for t in self.tree.children(c, "punct"))
        after = [c for c in self.tree.children(v, "prep", "conj") if c > v and self.comma_before(c)]
        preps = [c for c in after if self.tokens[c].dep == "prep" and self.phrasing.listed("i", c)]
        turned = any(self.turns(t) for t in self.tree.children(v, "cc"))
        conjuncts = [c for c in after if self.tokens[c].dep == "conj" and not turned and not self.claiming(c)]
        return preps if quoted else [*preps, *conjuncts]

    def quoted_on(self, v: int, clauses: list[int]) -> list[int]:
        """ "X said A, but B is “…”": a clause set beside the report that goes on quoting, with no other verb of saying."""
        if min(clauses) < v:
            return []
        later = [c for c in self.tree.children(v, "conj") if c > v and self.phrasing.has_subject(c)]
        return [c for c in later if any(self.tokens[t].tag == "``" for t in self.tree.subtree(c)) and not self.reporting(c)]

    def reporting(self, clause: int) -> bool:
        return any(self.claiming(t) for t in self.tree.subtree(clause))

    def claiming(self, t: int) -> bool:
        return any(c.claims for c in self.cues.starting("v", self.tokens[t].lemma))

    def asked(self, clause: int, v: int) -> bool:
        """ "Asked whether …, he said no": a participle before the report, not what is said."""
        finite = self.phrasing.has_subject(clause) or self.tree.children(clause, "aux", "auxpass")
        return clause < v and self.tokens[clause].tag == "VBN" and not finite

    def told(self, v: int) -> list[int]:
        """The nouns on which the parser may hang what is said: those told, and the document it is said in."""
        within = (o for p in self.tree.children(v, "prep") for o in self.tree.children(p, "pobj"))
        return [*self.tree.children(v, "dobj", "dative", "npadvmod"), *within]

    def comma_before(self, i: int) -> bool:
        """Whether a comma, or a comma and "and", stands before what hangs on token ``i``."""
        start = self.tree.subtree(i)[0] - 1
        return self.tokens[start - 1 if self.tokens[start].dep == "cc" else start].text == ","

    def quoting(self, v: int) -> int | None:
        """The verb above in "was quoted as saying", which holds what is said."""
        prep = self.tokens[v].head
        return self.tokens[prep].head if self.tokens[v].dep == "pcomp" and self.tokens[prep].dep == "prep" else None

    def strayed(self, v: int) -> int | None:
        """A clause with "that" which the parser hung on a word that takes none: "told reporters as he arrived that …"."""
        if not self.phrasing.has_subject(v):
            return None
        for t in self.tree.subtree(v):
            if t > v and self.tokens[t].dep in {"ccomp", "acl", "relcl", "advcl"} and self.marks(t):
                lemma = self.tokens[self.tokens[t].head].lemma
                return None if any(self.cues.starting(pos, lemma) for pos in "vnj") else t
        return None

    def marks(self, clause: int) -> bool:
        """Whether "that" begins the clause, also where the parser took it for an object beside the clause's own."""
        if len(self.tree.children(clause, "dobj")) > 1:
            return any(self.phrasing.listed("m", o) for o in self.tree.children(clause, "dobj"))
        return any(self.phrasing.listed("m", m) and self.tokens[m].tag == "IN" for m in self.tree.children(clause, "mark"))

    def host(self, v: int, cue: Cue) -> int | None:
        """The clause around a report set between commas or after one: "A, he said, went" and "A went, as he said"."""
        token = self.tokens[v]
        if token.head == v or not self.tree.children(v, *SUBJECTS) or ("obj" in cue.frames and self.tree.children(v, "dobj")):
            return None
        if token.dep == "advcl" and any(self.phrasing.listed("x", c) for c in self.tree.children(v, "mark", "advmod")):
            return token.head
        return token.head if token.dep == "parataxis" and not self.tree.children(v, "dobj") else None

    def called(self, v: int, cue: Cue) -> list[int]:
        """ "called the vote a fraud": object and what is said of it."""
        if "pred" not in cue.frames:
            return []
        objects = self.objects(v, cue)
        said = self.tree.children(v, "oprd", "ccomp", "xcomp")
        return self.phrasing.below([*objects, *said]) if said or len(objects) > 1 else []

    def wished(self, v: int, cue: Cue) -> list[int]:
        """An infinitive: of "claims to", of "urged her to" with the one urged, of "is said to" with its subject."""
        passive = self.phrasing.passive(v)
        raised = "raise" in cue.frames and (passive or "inf" not in cue.frames)
        if not (raised if passive else raised or "inf" in cue.frames):
            return []
        below = self.tree.children(v, "xcomp", "oprd") if raised else self.tree.children(v, "xcomp")
        elsewhere = self.tree.children(v, "ccomp", "advcl") if raised else self.tree.children(v, "ccomp")
        below = below or [c for c in elsewhere if self.phrasing.infinitive(c)]
        if raised and not passive:
            below = [c for c in below if self.phrasing.infinitive(c)]
        if not below:
            return []
        own = SUBJECTS if not passive or self.phrasing.absolute(v) else ()
        subjects = self.tree.children(v, *PASSIVE_SUBJECTS, *own) if raised else self.objects(v, cue)
        urged = [o for p in self.preps(v, cue) for o in self.tree.children(p, "pobj")] if not raised else []
        return self.phrasing.below([*subjects, *urged, *below])

    def told_of(self, v: int, cue: Cue) -> list[int]:
        """ "accused Y of Z", "boasted of Z"."""
        preps = self.preps(v, cue)
        preps = preps or [t for t in self.tree.subtree(v) if t > v and self.tokens[t].lemma in cue.prepositions and self.hung(t, cue)]
        objects = self.objects(v, cue)
        if not preps:
            return []
        beside = self.beside(v, max(preps))
        return self.phrasing.below(
            [*objects, *preps, *beside] if objects else [o for p in preps for o in self.tree.children(p, "pobj", "pcomp")]
        )

    def beside(self, v: int, after: int) -> list[int]:
        """What goes with what somebody is accused of: "accused A of B, with C doing D"."""
        later = [c for c in self.tree.children(v, "prep", "advcl") if c > after]
        return [c for c in later if self.phrasing.absolute(c) or any(self.phrasing.absolute(p) for p in self.tree.children(c, "pcomp"))]

    def hung(self, prep: int, cue: Cue) -> bool:
        """Whether the parser hung the cue's preposition on the object or a word after it: "accused A, B and C of theft"."""
        if "that" in cue.frames or "obj" in cue.frames:
            return self.tokens[self.tokens[prep].head].dep in {"dobj", "dative"} and bool(self.tree.children(prep, "pcomp"))
        return bool(self.tree.children(prep, "pcomp")) or self.tokens[self.tokens[prep].head].dep in {"dobj", "dative", "conj"}

    def raises(self, v: int, cue: Cue) -> bool:
        """ "seems to", where the subject is part of what is told."""
        return "raise" in cue.frames and "that" not in cue.frames and not self.phrasing.passive(v)

    def bare_preps(self, v: int, cue: Cue, content: list[int]) -> list[int]:
        """Prepositions that belong to the cue because no object stands before them: "called for", "spoke of"."""
        inside = set(content)
        return [p for p in self.preps(v, cue) if p not in inside and inside.intersection(self.tree.children(p, "pobj", "pcomp"))]

    def preps(self, v: int, cue: Cue) -> list[int]:
        """The cue's own; of some cues only those before a verb ("condemned A for shelling B")."""
        found = [c for c in self.tree.children(v, "prep") if c > v and self.tokens[c].lemma in cue.prepositions]
        return [c for c in found if self.tree.children(c, "pcomp")] if "doing" in cue.frames else found

    def objects(self, v: int, cue: Cue) -> list[int]:
        found = self.tree.children(v, *PASSIVE_SUBJECTS) if self.phrasing.passive(v) else self.tree.children(v, "dobj", "dative")
        return [o for o in found if self.tokens[o].lemma not in cue.words[1:]]

    def object(self, v: int, cue: Cue) -> list[int]:
        """The object with what follows it and belongs to it, or only an object that is itself a claim."""
        passive, objects = self.phrasing.passive(v), self.objects(v, cue)
        if "obj" in cue.frames and self.tokens[v].dep == "acl" and passive:
            return self.phrasing.without(self.tokens[v].head, v)
        if "obj" in cue.frames:
            kept = [o for o in objects if o > v or passive]
            return self.phrasing.below([*kept, *(self.purposes(v, kept[-1]) if kept and not passive else ())])
        if "claim" in cue.frames:
            return self.phrasing.below([o for o in objects if self.phrasing.listed("n", o)])
        return []

    def purposes(self, v: int, last: int) -> list[int]:
        """What an object is for, which the parser hangs on the verb: "announced a plan / for … / to …"."""
        found, at = [], self.tree.subtree(last)[-1] + 1
        for c in self.tree.children(v, "prep", "advcl", "xcomp"):
            words = self.tree.subtree(c)
            belongs = self.phrasing.listed("o", c) if self.tokens[c].dep == "prep" else self.phrasing.infinitive(c)
            if words[0] == at and belongs:
                found.append(c)
                at = words[-1] + 1
        return found

    def other_object(self, v: int, cue: Cue) -> bool:
        """Whether the verb has an object that is not what is said, nor whoever is told."""
        return "rest" not in cue.frames and bool(self.tree.children(v, "dobj"))

    def without_end(self, content: list[int], v: int) -> list[int]:
        """Without a clause or name in apposition that a comma or dash sets off at the very end: the article's own addition."""
        if not content or content[-1] < v:
            return content
        while len(content) > 1 and (self.tokens[content[-1]].pos == "PUNCT" or self.tokens[content[-1]].tag == "CC"):
            content = content[:-1]
        end = content[-1]
        last = set(content)
        for t in content:
            if self.added(t) and self.tokens[t].head in last:
                words = self.tree.subtree(t)
                if words[-1] >= end and self.tokens[words[0] - 1].text in BREAKS and words[0] - 1 > content[0]:
                    return [x for x in content if x < words[0] - 1]
        return content

    def added(self, t: int) -> bool:
        """A relative clause, or a noun with an article in apposition; names and lists belong to what is said."""
        if self.tokens[t].dep == "appos":
            return not self.tree.children(t, "conj") and any(self.tokens[c].tag == "DT" for c in self.tree.children(t, "det"))
        return self.tokens[t].dep == "relcl"

    def rest(self, v: int, cue: Cue) -> list[int]:
        """All after a verb of saying whose clause the parser took for something else, up to a clause set against it."""
        if "rest" not in cue.frames or not self.phrasing.has_subject(v) or self.tokens[v].dep == "relcl":
            return []
        _, end = self.phrasing.sentence(v)
        start = self.past(v, v + 1, ("npadvmod", "advmod", "prep", "dative"))
        beyond = self.past(v, start, ("npadvmod", "advmod", "prep", "dative", "dobj"))
        if "told" in cue.frames and any(self.tokens[t].dep in {*SUBJECTS, *PASSIVE_SUBJECTS} for t in range(beyond, end)):
            start = beyond  # past whoever is told
        stop = next((t for t in range(start, end - 1) if self.tokens[t].text == "," and self.turns(t + 1)), end)
        told = any(self.tokens[t].tag in FINITE and self.main(t, v) for t in range(start, stop))
        told = told or any(self.tree.children(o, "acl") for o in self.tree.children(v, "dobj"))
        return list(range(start, stop)) if told else []

    def past(self, v: int, start: int, deps: tuple[str, ...]) -> int:
        """Where the words go on after what hangs on the verb by ``deps`` and holds no verb."""
        for c in self.tree.children(v, *deps):
            words = self.tree.subtree(c)
            if words[0] == start and not any(self.tokens[t].tag in FINITE for t in words):
                start = words[-1] + 1
        return start

    def main(self, t: int, v: int) -> bool:
        """Whether no relative or adverbial clause stands between ``t`` and the verb ``v`` or the root."""
        while t != v and self.tokens[t].head != t:
            if self.tokens[t].dep == "relcl" or (self.tokens[t].dep == "advcl" and self.tree.children(t, "mark")):
                return False
            t = self.tokens[t].head
        return True

    def turns(self, i: int) -> bool:
        return self.phrasing.listed("t", i)

    # Of nouns and adjectives

    def by_noun(self, n: int, cue: Cue) -> list[int]:
        """A clause or infinitive that hangs on the noun, or the complement of one of the cue's prepositions."""
        for c in self.tree.children(n, "acl", "ccomp", "relcl", "appos", "xcomp"):
            stated = any(self.phrasing.listed("m", m) for m in self.tree.children(c, "mark"))
            bare = self.tokens[c].dep in {"ccomp", "acl"} and self.phrasing.has_subject(c) and self.phrasing.finite(c)
            if ("that" in cue.frames and (stated or bare)) or ("inf" in cue.frames and self.phrasing.infinitive(c)):
                return self.tree.subtree(c)
        return self.phrasing.below(o for p in self.preps(n, cue) for o in self.tree.children(p, "pobj", "pcomp"))

    # Of phrases

    def scope(self, top: int, phrase: list[int]) -> list[int]:
        """The clause that a phrase modifies; the whole sentence where it stands first, or last after a comma."""
        first, end = self.phrasing.sentence(top)
        rest = phrase[-1] + 1
        while rest < end and self.tokens[rest].pos == "PUNCT":
            rest += 1
        opens = phrase[0] == first
        whole = opens or (rest >= end and self.tokens[phrase[0] - 1].text == ",")
        at = self.tokens[top].head
        while self.tokens[at].head != at and (whole or self.tokens[at].dep not in CLAUSE or not self.phrasing.finite(at)):
            at = self.tokens[at].head
        return self.tree.subtree(at) if whole else self.phrasing.clause(at)
