"""Reporting words in one parse: who speaks, by which words, and what is said. Sets of tokens; spans and quotations come later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ..knowledge.cues import Cue
from ..types import Stance
from .phrasing import RELATIVE, Phrasing
from .said import Said
from .speaking import Speaking

#: Reports of one sentence that are followed; more is no prose, and would cost time without bound.
MOST = 40
#: Parts of a verb that belong to its cue.
PARTS = ("aux", "auxpass", "neg", "prt", "acomp")
#: What sets a clause off.
BREAKS = frozenset({",", "-", "--", "–", "—"})
DESCRIBING = ("det", "amod", "compound", "nmod", "poss", "nummod")


@dataclass(slots=True)
class Report:
    """One attribution as tokens (positions in ``Reading.tokens``). ``content`` may be empty where a quotation is to fill it.

    ``anchor``: the cue's governing token; ``voice``: head of the source, None where nobody is named; ``speech``: the cue takes quotations;
    ``claims``: False for wishes, judgements and topics, which state nothing as a fact.
    ``supposed``: only the model finds it; ``near``: by nearness alone the source goes with the cue, ``beside``: the content does.
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
    claims: bool = True
    quoted: list[tuple[int, int]] = field(default_factory=list)
    supposed: bool = False
    near: bool = False
    beside: bool = False


def reports(phrasing: Phrasing, dates: Collection[int] = (), actors: Collection[int] = (), quoted: Collection[int] = ()) -> list[Report]:
    """All reports, in the order of their cues. ``dates``: tokens of dates, which nobody is; ``actors``: head words of those who act;
    ``quoted``: tokens within quotations, where a reporting word is the speaker's, not the article's."""
    finder = Finder(phrasing, dates, actors)
    found: list[Report] = []
    of_sentence: dict[int, int] = defaultdict(int)
    for i, token in enumerate(phrasing.tokens):
        if i in quoted or of_sentence[token.sentence] >= MOST:
            continue
        report = finder.at(i)
        if report is not None:
            of_sentence[token.sentence] += 1
            found.append(report)
    for n, report in enumerate(found):
        for other in neighbours(found, n, finder):
            if other.anchor in report.content and (way := finder.beside(report, other)):
                separate(report, other, way == "shared", finder)
    return found


def separate(report: Report, other: Report, shared: bool, finder: Finder) -> None:
    """Take ``other`` out of what ``report`` says: "he believes A and says B", "X said A, while Y said B"."""
    gone = set(finder.tree.subtree(other.anchor))
    report.content = [t for t in report.content if t not in gone]
    if shared and other.voice not in gone:
        other.voice, other.source = report.voice, report.source


def neighbours(found: list[Report], n: int, finder: Finder) -> Iterator[Report]:
    """The other reports of the sentence."""
    sentence = finder.tokens[found[n].anchor].sentence
    for step in (-1, 1):
        k = n + step
        while 0 <= k < len(found) and finder.tokens[found[k].anchor].sentence == sentence:
            yield found[k]
            k += step


class Finder:
    """Looks at one token after another; every helper stays within the token's sentence."""

    def __init__(self, phrasing: Phrasing, dates: Collection[int], actors: Collection[int]) -> None:
        self.tree = phrasing.tree
        self.tokens = phrasing.tokens
        self.cues = phrasing.cues
        self.actors = actors
        self.phrasing = phrasing
        self.said = Said(self.phrasing)
        self.speaking = Speaking(self.phrasing, dates)
        self.ways = {"VERB": self.verb, "AUX": self.verb, "NOUN": self.noun, "ADV": self.adverb, "ADJ": self.predicate}

    def at(self, i: int) -> Report | None:
        """The report whose cue begins (phrases) or hangs (all others) on token ``i``."""
        token = self.tokens[i]
        found = self.phrase(i) if token.text.lower() in self.cues.of["p"] else None
        if found is None and token.pos in self.ways and (token.dep != "amod" or token.pos in {"NOUN", "ADV"}):
            found = self.ways[token.pos](i)
        if found is None and token.dep == "amod":
            found = self.adjective(i)
        if found is not None and self.nobody(found.voice):
            found.claims = False
        return found

    def nobody(self, voice: int | None) -> bool:
        return voice is not None and any(self.cues.starting("s", word) for word in (self.tokens[voice].text, self.tokens[voice].lemma))

    def beside(self, report: Report, other: Report) -> str:
        """How ``other``, inside what ``report`` says, stands beside it: "shared" by its speaker, "turned" to another, else ""."""
        verb, head = self.tokens[other.anchor], self.tokens[other.anchor].head
        if verb.pos not in {"VERB", "AUX"} or verb.dep not in {"conj", "advcl"} or other.anchor < report.anchor:
            return ""
        own = self.phrasing.has_subject(other.anchor)
        if verb.dep == "conj" and not own and (other.voice == report.voice or self.again(report, other.anchor)):
            return "shared"
        if verb.tag == "VBG" and not own and self.tokens[self.tree.subtree(other.anchor)[0] - 1].text in BREAKS:
            return "shared"
        turns = [*self.tree.children(other.anchor, "mark"), *(c for c in self.tree.children(head, "cc") if c < other.anchor)]
        if own and other.claims and any(self.turning(t, verb.dep) for t in turns):
            return "turned"
        return ""

    def turning(self, t: int, dep: str) -> bool:
        return self.phrasing.listed("t", t) or (dep == "conj" and self.tokens[t - 1].text == ",")

    def again(self, report: Report, v: int) -> bool:
        """Whether a verb of saying, set beside the verb of what is said, has a tense of its own: "X said A fell and warned that …"."""
        head = self.tokens[v].head
        return self.tokens[head].head == report.anchor and self.phrasing.finite(v) and v > report.anchor

    # Verbs

    def verb(self, v: int) -> Report | None:
        silent: Report | None = None  # a verb of speech whose words may stand in a quotation
        for cue in self.cues.starting("v", self.tokens[v].lemma):
            report = self.verb_as(v, cue)
            if report is not None and report.content:
                return report
            silent = silent or report
        return silent

    def verb_as(self, v: int, cue: Cue) -> Report | None:
        extra = self.further(v, cue.words[1:])
        if extra is None:
            return None
        if "cites" in cue.frames and (cited := self.cited(v, cue)) is not None:
            return cited
        content = self.said.by_verb(v, cue)
        voice, source = self.speaking.speaker(v, content)
        if voice in content and self.said.raises(v, cue):
            voice, source = None, []  # "seems to": nobody says it
        if not content and "that" in cue.frames and cue.claims and not self.phrasing.passive(v) and not self.said.other_object(v, cue):
            content, voice, source = self.speaking.apart(v, voice, source)
            content = content or ([] if self.speaking.quoted_before(v) else self.said.rest(v, cue))
        inverted = self.speaking.inverted(v, content) if voice is None and "told" not in cue.frames else None
        if inverted is not None:
            voice, source = inverted, self.tree.subtree(inverted)
        stance = self.stance(v, cue)
        if content and stance != cue.stance and self.tokens[content[0]].tag in {"WRB", "WP", "WDT"}:
            return None  # "did not say when …": that it happened is the article's own
        speech = "that" in cue.frames
        if not content and not (speech and voice is not None):
            return None
        words = sorted({*self.verb_words(v, extra), *self.said.bare_preps(v, cue, content)})
        taken = {*source, *words}
        kept = self.said.without_end([t for t in content if t not in taken], v)
        return Report(v, words, source, kept, voice, stance, cue.words[0], cue.rule, speech, cue.claims)

    def further(self, v: int, words: Iterable[str]) -> list[int] | None:
        """Tokens of a cue's further words ("rule out", "claim responsibility"), None where one is missing."""
        found = []
        for word in words:
            child = next((c for c in self.tree.children(v) if self.tokens[c].lemma == word), None)
            if child is None:
                return None
            found.append(child)
        return found

    def cited(self, v: int, cue: Cue) -> Report | None:
        """ "A report said A, citing officials": officials say A too."""
        voice = self.tree.child(v, "dobj")
        if self.tokens[v].tag != "VBG" or voice is None or not (voice in self.actors or self.phrasing.listed("d", voice)):
            return None
        host = self.tokens[v].head
        inside = set(self.tree.subtree(v))
        above = next((c for c in self.cues.starting("v", self.tokens[host].lemma) if "that" in c.frames), None)
        content = self.said.by_verb(host, above) if above else self.phrasing.clause(host)
        source = self.tree.subtree(voice)
        return Report(v, [v], source, [t for t in content if t not in inside], voice, cue.stance, cue.words[0], cue.rule)

    def verb_words(self, v: int, extra: list[int]) -> list[int]:
        """The whole cue: auxiliaries, negation, particles, adverbs beside it, and "in a statement"."""
        words = {v, *extra, *self.tree.children(v, *PARTS)}
        beside = v - 1
        while beside >= 0 and self.tokens[beside].head == v and (beside in words or self.tokens[beside].dep == "advmod"):
            words.add(beside)
            beside -= 1
        for p in self.tree.children(v, "prep"):
            if p == v + 1 and (o := next((o for o in self.tree.children(p, "pobj") if self.phrasing.listed("d", o)), None)) is not None:
                words |= {p, o, *self.tree.children(o, *DESCRIBING)}
        return sorted(words)

    def stance(self, v: int, cue: Cue) -> Stance:
        """The row's stance; what is not said, or what somebody declined to say, is in doubt."""
        head = self.tokens[self.tokens[v].head]
        governed = self.tokens[v].dep == "xcomp" and self.cues.starting("g", head.lemma)
        return "doubts" if governed or self.tree.children(v, "neg") else cue.stance

    # Nouns, adverbs, adjectives, phrases

    def noun(self, n: int) -> Report | None:
        if (found := self.words_of(n)) is not None:
            return found
        for cue in self.cues.starting("n", self.tokens[n].lemma):
            content = self.said.by_noun(n, cue)
            if content and (found := self.noun_as(n, cue, content)) is not None:
                return found
        return None

    def noun_as(self, n: int, cue: Cue, content: list[int]) -> Report | None:
        voice, source = self.speaking.owner(n)
        if voice is None:
            voice, source = self.speaking.light(n)
        if voice is None and "self" in cue.frames:
            voice, source = n, [n]
        if voice is None and "alone" not in cue.frames:
            return None
        cut = {n, *source} if voice != n else {n}
        words = [n, *self.tree.children(n, "neg")]
        kept = [t for t in content if t not in cut]
        return Report(n, sorted(words), source, kept, voice, cue.stance, cue.words[0], cue.rule, claims=cue.claims) if kept else None

    def predicate(self, a: int) -> Report | None:
        """ "is confident that …", "was critical of …": what the subject holds."""
        verb = self.tokens[a].head
        for cue in self.cues.starting("j", self.tokens[a].lemma):
            content = self.said.by_noun(a, cue) or (self.said.by_noun(verb, cue) if self.tokens[a].dep == "acomp" else [])
            if not content:
                continue
            voice, source = self.speaking.speaker(verb, content) if self.tokens[a].dep == "acomp" else (None, [])
            if voice is None:
                return None
            words = [a, verb, *self.tree.children(verb, "aux", "neg"), *(c for c in self.tree.children(a, "advmod") if c < a)]
            taken = {*source, *words}
            kept = [t for t in content if t not in taken]
            return Report(a, sorted(words), source, kept, voice, cue.stance, cue.words[0], cue.rule, claims=cue.claims)
        return None

    def words_of(self, n: int) -> Report | None:
        """In the minister's words, …"""
        owner, above = self.tree.child(n, "poss") if self.tokens[n].dep == "pobj" else None, self.tokens[n].head
        if owner is None:
            return None
        for cue in self.cues.starting("w", self.tokens[n].lemma):
            if self.tokens[above].lemma in cue.prepositions:
                source = [t for t in self.tree.subtree(owner) if self.tokens[t].dep != "case"]
                return self.modifying(above, self.tree.subtree(above), [above, n], source, owner, cue)
        return None

    def phrase(self, i: int) -> Report | None:
        for cue in self.cues.starting("p", self.tokens[i].text.lower()):
            last = i + len(cue.words) - 1
            if last >= len(self.tokens) or [t.text.lower() for t in self.tokens[i : last + 1]] != list(cue.words):
                continue
            voice = self.tree.child(last, "pobj", "pcomp")
            if voice is None or self.tokens[voice].tag in RELATIVE:
                return None
            top = next((t for t in range(i, last + 1) if not i <= self.tokens[t].head <= last), i)
            source = self.tree.subtree(voice)
            return self.modifying(top, self.tree.subtree(top), list(range(i, last + 1)), source, voice, cue)
        return None

    def modifying(self, top: int, phrase: list[int], words: list[int], source: list[int], voice: int, cue: Cue) -> Report:
        """A phrase's content is its clause; the whole sentence where it stands first, or last after a comma."""
        inside = {*phrase, *words, *source}
        content = [t for t in self.said.scope(top, phrase) if t not in inside]
        return Report(words[0], words, source, content, voice, cue.stance, " ".join(cue.words), cue.rule)

    def adverb(self, i: int) -> Report | None:
        for cue in self.cues.starting("r", self.tokens[i].lemma):
            host = self.tokens[i].head
            content = [t for t in self.phrasing.clause(host) if t != i]
            return Report(i, [i], [], content, None, cue.stance, cue.words[0], cue.rule)
        return None

    def adjective(self, i: int) -> Report | None:
        for cue in (*self.cues.starting("a", self.tokens[i].text.lower()), *self.cues.starting("a", self.tokens[i].lemma)):
            content = [t for t in self.tree.subtree(self.tokens[i].head) if t > i]
            return Report(i, [i], [], content, None, cue.stance, cue.words[0], cue.rule)
        return None
