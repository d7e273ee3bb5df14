"""Reports that only the model finds: its words of a cue, with the source and the content that the parse or nearness gives them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..knowledge.cues import Cue
from ..syntax import SUBJECTS
from .likely import Likely, mean
from .phrasing import Phrasing
from .reported import MOST, Report
from .speaking import NONE, Speaking, Voice

#: What may govern a cue, with the kind of cue that it is in the table.
KINDS = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "j", "ADV": "r", "ADP": "p"}
#: Most words between a cue and a source that the parse does not join to it, and between a cue and what stands beside it.
FAR, BESIDE = 15, 3
#: What hangs on a cue and is never said.
PARTS = frozenset({"aux", "auxpass", "neg", "prt", "det", "poss", "case", "mark", "amod", "compound", "nummod", "punct", "cc", "intj"})
#: What is said only where the model thinks so of the word itself; not inside another content, where it thinks so of all words.
LOOSE = frozenset({"conj", "parataxis", "advcl", "advmod", "npadvmod", "nsubj", "csubj", "relcl"})


class Supposing:
    """Makes reports of the model's cues. ``dates``: tokens of dates, which nobody is."""

    def __init__(self, phrasing: Phrasing, likely: Likely, dates: Collection[int]) -> None:
        self.tree = phrasing.tree
        self.tokens = phrasing.tokens
        self.cues = phrasing.cues
        self.likely = likely
        self.phrasing = phrasing
        self.speaking = Speaking(self.phrasing, dates)

    def reports(self, groups: Sequence[Sequence[int]], found: Sequence[Report], quoted: Collection[int]) -> Iterator[Report]:
        """A report for each cue that shares no word with one of ``found``. Only outside of quotations does it claim anything."""
        taken = {t for r in found for t in r.cue}
        of_sentence: dict[int, int] = {}
        for words in groups:
            sentence = self.tokens[words[0]].sentence
            if not taken.isdisjoint(words) or of_sentence.get(sentence, 0) >= MOST:
                continue
            report = self.at(words, quoted)
            if report is not None:
                of_sentence[sentence] = of_sentence.get(sentence, 0) + 1
                yield report

    def at(self, words: Sequence[int], quoted: Collection[int]) -> Report | None:
        cue = set(words)
        tops = [t for t in words if self.tokens[t].pos in KINDS]
        if not tops:
            return None
        anchor = max(tops, key=lambda t: (self.tokens[t].head == t or self.tokens[t].head not in cue, self.likely.cue[t]))
        voice, source, near = self.source(anchor, cue)
        content, beside = self.content(anchor, cue, set(source))
        if not content:
            return None
        listed = self.listed(anchor)
        claims = listed is not None and listed.claims and voice is not None and anchor not in quoted
        stance = "doubts" if self.tree.children(anchor, "neg") else listed.stance if listed else "asserts"
        lemma, rule = self.tokens[anchor].lemma, self.likely.name
        return Report(anchor, list(words), source, content, voice, stance, lemma, rule, False, claims, [], True, near, beside)

    def listed(self, anchor: int) -> Cue | None:
        """The cue of the table that the word is."""
        token = self.tokens[anchor]
        return next((c for c in self.cues.starting(KINDS[token.pos], token.lemma) if len(c.words) == 1), None)

    # Who

    def source(self, anchor: int, cue: set[int]) -> tuple[int | None, list[int], bool]:
        """Head and words of the source, and whether nearness alone joins it to the cue."""
        first, end = self.phrasing.sentence(anchor)
        voice, parsed = self.parsed(anchor)
        parsed = [t for t in parsed if t not in cue]
        if voice in parsed and max(self.likely.source[t] for t in parsed) >= 1 - self.likely.clear:
            words = self.likely.speaking(parsed, first, end, cue)
            return (voice if voice in words else words[-1]), words, False
        low, high = min(cue), max(cue)
        runs = [(max(a - high, low - b + 1), a, b) for a, b in self.likely.sources(first, end, cue)]
        away, a, b = min(runs, default=(FAR + 1, 0, 0))
        if away > FAR:
            return None, [], False
        inside = range(a, b)
        head = next((t for t in inside if self.tokens[t].head not in inside and self.tokens[t].pos != "PUNCT"), a)
        return head, list(inside), True

    def parsed(self, anchor: int) -> Voice:
        """The source by the parse, whatever kind of word the cue is."""
        token = self.tokens[anchor]
        if token.pos in {"VERB", "AUX"}:
            return self.speaking.speaker(anchor, ())
        if token.pos == "ADP":
            below = self.tree.child(anchor, "pobj", "pcomp")
            return NONE if below is None else (below, self.tree.subtree(below))
        voice = self.speaking.owner(anchor) if token.pos in {"NOUN", "PROPN"} else NONE
        if voice[0] is None and self.tokens[token.head].pos in {"VERB", "AUX"} and token.dep not in SUBJECTS:
            voice = self.speaking.speaker(token.head, ())
        return voice

    # What

    def content(self, anchor: int, cue: set[int], source: set[int]) -> tuple[list[int], bool]:
        """Words that are said, and whether they only stand beside the cue."""
        nested = self.likely.content[anchor] >= self.likely.least_content
        gone = cue | source
        below = [c for w in sorted(cue) for c in self.tree.children(w) if c not in gone and self.said(c, anchor, nested, gone)]
        words = self.likely.stated([t for t in self.phrasing.below(below) if t not in gone])
        return (words, False) if words else (self.beside(anchor, cue, gone), True)

    def said(self, child: int, anchor: int, nested: bool, gone: set[int]) -> bool:
        """Whether what hangs on the cue is part of what is said."""
        dep = self.tokens[child].dep
        if dep in PARTS or (nested and dep in LOOSE):
            return False
        words = [t for t in self.tree.subtree(child) if t not in gone]
        if not words or mean(self.likely.content, words) < self.likely.least_content:
            return False
        if dep in LOOSE and self.likely.content[child] < self.likely.least_content:
            return False  # a clause of the article's own, whatever is said in it
        return dep not in SUBJECTS or mean(self.likely.source, words) < self.likely.least_source

    def beside(self, anchor: int, cue: set[int], gone: set[int]) -> list[int]:
        """The run of words after or before the cue that is likelier to be said."""
        first, end = self.phrasing.sentence(anchor)
        after = self.run(range(max(cue) + 1, end), gone)
        before = self.run(range(min(cue) - 1, first - 1, -1), gone)
        return sorted(max(after, before, key=lambda words: sum(self.likely.content[t] - self.likely.least_content for t in words)))

    def run(self, way: range, gone: set[int]) -> list[int]:
        """The first run of likely words on the way, which may start a few words off, those of the source not counted."""
        out: list[int] = []
        skipped = 0
        for t in way:
            if t not in gone and self.likely.content[t] >= self.likely.least_content:
                out.append(t)
            elif out or skipped >= BESIDE:
                break
            else:
                skipped += t not in gone
        return out if any(self.tokens[t].pos != "PUNCT" for t in out) else []
