"""According to whom: reporting words, quotations and speakers' lines -> attributions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ..knowledge import Knowledge
from ..knowledge.cues import Cues
from ..syntax import Tree
from ..types import Actor, Attribution, Reading, Sentence, Span, Token
from .believed import believed, mended
from .likely import Likely
from .phrasing import RELATIVE, Phrasing, runs
from .quotes import OPENING, STRAIGHT, Quoted, inside, quotations
from .reported import Report, reports
from .speaking import Speaking
from .supposed import Supposing

#: Most words of a speaker's name before a colon.
LONGEST_NAME = 7
#: Fewest words that a headline without a verb says after a colon.
SHORTEST = 3
#: How many issued documents back the issuer of "the statement" is looked for.
RECALLED = 6
#: OntoNotes labels of those who may stand before a colon.
NAMES = frozenset({"PERSON", "ORG", "GPE"})
#: Marks that no span begins or ends with.
LOOSE = frozenset({",", ":", ";", "-", "–", "—"})
#: Penn Treebank tags of quotation marks.
OPENS, CLOSES = "``", "''"


def attribute(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``attributions`` and ``attitudes``, in the order of their cues."""
    if not reading.tokens:
        return reading
    phrasing, quotes = Phrasing(Tree(reading.tokens), knowledge.cues), quotations(reading.text, reading.sentences)
    found, likely = suggested(reading, phrasing, quotes, knowledge)
    if likely is not None:
        found = [r for r in found if believed(r, likely, knowledge.voting)]
    told = finished(found, reading, phrasing, quotes)
    claims, attitudes = ([a for r, a in told if r.claims is kind] for kind in (True, False))
    return replace(reading, attributions=nested(claims), attitudes=tuple(attitudes))


def suggested(reading: Reading, phrasing: Phrasing, quotes: Sequence[Span], knowledge: Knowledge) -> tuple[list[Report], Likely | None]:
    """All reports that rules or the model find, in no order, and what the model thinks of their words; None where rules read alone."""
    tree, cues, quoted = phrasing.tree, phrasing.cues, inside(quotes, reading.tokens)
    dates = {t for name in reading.names if name.label in {"DATE", "TIME"} for t in range(name.first, name.last)}
    found = reports(phrasing, dates, {a.head for a in reading.actors}, quoted)
    found += speaker_lines(reading, cues)
    found += introductions(reading, tree, cues, {reading.tokens[r.anchor].sentence for r in found if r.speech and r.claims})
    if reading.opinion is None:
        return found, None
    likely = Likely(reading.opinion, tree, knowledge.voting)
    supposing, groups = Supposing(phrasing, likely, dates), likely.cues()
    found = mended(found, groups, supposing)
    return [*found, *supposing.reports(groups, found, quoted)], likely


def finished(found: Iterable[Report], reading: Reading, phrasing: Phrasing, quotes: Sequence[Span]) -> list[tuple[Report, Attribution]]:
    """Reports with their quotations, as spans, in the order of their cues; not those that say nothing."""
    ordered = sorted(found, key=lambda r: r.cue[0])
    Quoted(reading, ordered, quotes).give()
    voices = Voices(reading, phrasing)
    return [(r, settled(r, reading, voices)) for r in ordered if r.content or r.quoted]


# Lines that begin or end with a name and a colon


def speaker_lines(reading: Reading, cues: Cues) -> Iterator[Report]:
    """Headlines and transcripts: "Ministry: Two killed", "Two killed: ministry"."""
    rules = [cue.rule for cue in cues.starting("c", ":")]
    heads = speakers(reading, cues)
    for sentence in reading.sentences if rules else ():
        tokens = range(sentence.first, sentence.last)
        ends = [*tokens[: LONGEST_NAME + 1], *(tokens[-LONGEST_NAME - 1 :] if sentence.kind == "headline" else ())]
        colons = (i for i in ends if reading.tokens[i].text == ":")
        found = (line(reading.tokens, i, sentence, heads, rules[0]) for i in colons)
        yield from [report for report in found if report][:1]


def speakers(reading: Reading, cues: Cues) -> dict[int, bool]:
    """Words that may name a speaker; True for those that are no place, which need no verb after their colon."""
    heads = {a.head: not a.metonym for a in reading.actors} | {n.last - 1: n.label != "GPE" for n in reading.names if n.label in NAMES}
    first = reading.sentences[0] if reading.sentences else None
    return heads | {t: True for t in range(first.first, first.last) if cues.starting("d", reading.tokens[t].lemma)} if first else heads


def introductions(reading: Reading, tree: Tree, cues: Cues, told: Collection[int]) -> Iterator[Report]:
    """ "The army issued this statement:" before a quotation: the sentence's subject. ``told``: sentences with a report of their own."""
    rules = [cue.rule for cue in cues.starting("c", ":")]
    for n, (sentence, following) in enumerate(pairwise(reading.sentences) if rules else ()):
        colon = sentence.last - 1
        ends = sentence.first < sentence.last and reading.tokens[colon].text == ":"
        if n in told or not ends or not reading.text.startswith((*OPENING, *STRAIGHT), following.start):
            continue
        root = next((i for i in range(sentence.first, sentence.last) if reading.tokens[i].head == i), colon)
        voice = tree.child(root, "nsubj") if reading.tokens[root].pos in {"VERB", "AUX"} else root
        if voice is not None and voice != colon:
            source = [t for t in tree.subtree(voice) if t != colon]
            cue = sorted({root, colon, *tree.children(root, "aux", "neg", "prt")} if voice != root else {colon})
            yield Report(colon, cue, source, [], voice, "asserts", ":", rules[0], speech=True)


def line(tokens: Sequence[Token], colon: int, sentence: Sentence, heads: Mapping[int, bool], rule: str) -> Report | None:
    """The speaker on one side of a colon and what is said on the other, None where they are not told apart."""
    before, after = range(sentence.first, colon), range(colon + 1, sentence.last)
    headline = sentence.kind == "headline"
    for name, content in ((before, after), *([(after, before)] if headline else [])):
        voice = next((t for t in reversed(name) if t in heads), None)
        if voice is None or len(name) > LONGEST_NAME or spoken(tokens, name):
            continue
        if spoken(tokens, content) or (headline and heads[voice] and name is before and len(content) >= SHORTEST):
            return Report(colon, [colon], list(name), list(content), voice, "asserts", ":", rule, speech=True)
    return None


def spoken(tokens: Sequence[Token], inside: range) -> bool:
    return any(tokens[t].pos in {"VERB", "AUX"} for t in inside)


# From tokens to spans


class Voices:
    """Finds the actor that a source is: its own words', or whoever issued the document that speaks."""

    def __init__(self, reading: Reading, phrasing: Phrasing) -> None:
        self.reading = reading
        self.tree = phrasing.tree
        self.speaking = Speaking(phrasing, ())
        self.cues = phrasing.cues
        self.by_head: dict[int, int] = {}
        for n, actor in enumerate(reading.actors):
            kept = self.by_head.get(actor.head)
            if kept is None or self.length(reading.actors[kept]) < self.length(actor):
                self.by_head[actor.head] = n
        self.issued = list(self.issuers())

    @staticmethod
    def length(actor: Actor) -> int:
        return actor.end - actor.start

    def actor(self, report: Report) -> int | None:
        if report.voice is None:
            return None
        own = self.by_head.get(report.voice)
        if own is None and self.document(report.voice):
            return self.issuer(report.voice)
        return self.named(report) if own is None else own

    def named(self, report: Report) -> int | None:
        """The person whose name ends the speaker's words, however the parser hung it: "Ambassador to the league Odd Berg"."""
        last = max(report.source, default=None)
        actor = self.by_head.get(last) if last is not None else None
        if actor is None or self.reading.entities[self.reading.actors[actor].entities[0]].kind != "person":
            return None
        return actor

    def document(self, i: int) -> bool:
        return self.tree.tokens[i].lemma in self.cues.of["d"]

    def issuer(self, document: int) -> int | None:
        """Whose statement: "the ministry's statement", "a statement by the ministry"; of "the statement" whoever issued the last one."""
        owner, words = self.speaking.owner(document)
        told = next((self.by_head[t] for t in (owner, *words) if t is not None and t in self.by_head), None)
        definite = any(self.cues.starting("f", self.tree.tokens[c].lemma) for c in self.tree.children(document, "det"))
        if told is not None or not definite:
            return told
        lemma = self.tree.tokens[document].lemma
        k = bisect_left(self.issued, (document, -1, ""))
        return next((actor for _, actor, word in reversed(self.issued[max(0, k - RECALLED) : k]) if word == lemma), None)

    def issuers(self) -> Iterator[tuple[int, int, str]]:
        """Where somebody says something in a document or issues one: its position, who, and the word for it."""
        for i, token in enumerate(self.tree.tokens):
            if token.pos != "NOUN" or not self.document(i):
                continue
            above = token.head if token.dep == "dobj" else self.tree.tokens[token.head].head
            speaks = self.cues.starting("l" if token.dep == "dobj" else "v", self.tree.tokens[above].lemma)
            subject = self.tree.child(above, "nsubj") if speaks and token.dep in {"dobj", "pobj"} else None
            owner = self.speaking.owner(i)[0] if subject is None else subject
            if owner in self.by_head:
                yield i, self.by_head[owner], token.lemma


def settled(report: Report, reading: Reading, voices: Voices) -> Attribution:
    return Attribution(
        source=named(report.source, reading.tokens),
        cue=spans(report.cue, reading.tokens) or tuple(Span(reading.tokens[t].start, reading.tokens[t].end) for t in report.cue),
        content=joined([*spans(report.content, reading.tokens), *(Span(s, e) for s, e in report.quoted)]),
        stance=report.stance,
        actor=voices.actor(report),
        cue_lemma=report.lemma,
        rule=report.rule,
    )


def named(source: Sequence[int], tokens: Sequence[Token]) -> tuple[Span, ...]:
    """A speaker's words, the name first and a relative pronoun without its clause ("officials who" say) by itself."""
    inside = set(source)
    pronouns = {t for t in source[1:] if tokens[t].tag in RELATIVE and tokens[t].head not in inside}
    return (*spans(inside - pronouns, tokens), *spans(pronouns, tokens))


def spans(chosen: Iterable[int], tokens: Sequence[Token]) -> tuple[Span, ...]:
    """Runs of tokens as spans, without punctuation at the ends but with both marks of a quotation."""
    out = []
    for first, last in runs(sorted(chosen)):
        while first < last and tokens[first].text in LOOSE:
            first += 1
        while last > first and tokens[last].text in LOOSE | {"."}:
            last -= 1
        last = closed(first, last, tokens)
        if first < last or tokens[first].pos != "PUNCT":
            out.append(Span(tokens[first].start, tokens[last].end))
    return tuple(out)


def closed(first: int, last: int, tokens: Sequence[Token]) -> int:
    """``last``, moved to the closing mark where one opened and the mark follows at once, past a full stop."""
    mark = next((t for t in range(last + 1, min(last + 3, len(tokens))) if tokens[t].tag == CLOSES), None)
    if mark is None or any(tokens[t].pos != "PUNCT" for t in range(last + 1, mark)):
        return last
    opened = sum((tokens[t].tag == OPENS) - (tokens[t].tag == CLOSES) for t in range(first, last + 1))
    return mark if opened > 0 else last


def joined(pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping or touching spans as one."""
    out: list[Span] = []
    for piece in sorted(pieces):
        if out and piece.start <= out[-1].end + 1:
            out[-1] = Span(out[-1].start, max(out[-1].end, piece.end))
        else:
            out.append(piece)
    return tuple(out)


def nested(made: list[Attribution]) -> tuple[Attribution, ...]:
    """Set ``parent``: the shortest content that holds the cue. One sweep over cues and contents in text order."""
    pieces = sorted((s.start, s.end, n) for n, a in enumerate(made) for s in a.content)
    cues = sorted((a.cue[0].start, n) for n, a in enumerate(made) if a.cue)
    out, open_, at = list(made), [], 0
    for start, n in cues:
        while at < len(pieces) and pieces[at][0] <= start:
            open_.append(pieces[at])
            at += 1
        open_ = [p for p in open_ if p[1] > start]
        holding = [(e - s, m) for s, e, m in open_ if m != n]
        if holding:
            out[n] = replace(out[n], parent=min(holding)[1])
    return tuple(out)
