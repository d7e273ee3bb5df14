"""The setting of an event: PLOVER's contexts, by the words around it. Aims at being right rather than complete.

A word counts fully in a sentence that reports the event, half in the rest of its paragraph, and half once more if the story as a
whole is about the matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ...knowledge.contexts import Contexts, Phrase
from ...types import Party, Reading, Token

#: Weight at which a context is given.
ENOUGH = 1.0
NEARBY = 0.5
#: A story is about a matter that is named in this many of its sentences and in this share of them.
SENTENCES, SHARE = 3, 0.2
#: Sentences before and after one that still belong to its surroundings where paragraphs are long.
AROUND = 2

Hits = dict[str, dict[tuple[str, ...], float]]  # context -> phrase -> weight


class Surroundings:
    """The context words of one article by sentence."""

    def __init__(self, reading: Reading, contexts: Contexts) -> None:
        self.contexts = contexts
        self.paragraphs = [s.paragraph for s in reading.sentences]
        self.hits: list[Hits] = [sentence_hits(reading.tokens[s.first : s.last], contexts) for s in reading.sentences]
        self.themes = self.about()

    def about(self) -> frozenset[str]:
        """Contexts that the story as a whole is about."""
        counts: dict[str, int] = defaultdict(int)
        for hits in self.hits:
            for context, phrases in hits.items():
                counts[context] += max(phrases.values()) >= ENOUGH
        least = max(SENTENCES, SHARE * len(self.hits))
        return frozenset(c for c, n in counts.items() if n >= least)

    def of(
        self, sentences: Sequence[int], type: str, modes: Sequence[str], actors: Sequence[Party], recipients: Sequence[Party]
    ) -> tuple[str, ...]:
        """Contexts of an event that these sentences report, in the order of ontology/contexts.csv."""
        scores = self.scores(set(sentences))
        told, sectors = {f"{type}/{m}" for m in modes}, {p.sectors[0] for p in (*actors, *recipients) if p.sectors}
        between = states(actors, recipients) > 1
        return tuple(
            name
            for name, kind in self.contexts.kinds.items()
            if scores.get(name, 0.0) >= ENOUGH
            or not kind.modes.isdisjoint(told)
            or not kind.sectors.isdisjoint(sectors)
            or (between and type in kind.states)
        )

    def scores(self, own: set[int]) -> dict[str, float]:
        """Weight of every context for an event told in sentences ``own``; each phrase counts once, where it counts most."""
        best: dict[tuple[str, tuple[str, ...]], float] = {}
        for sentence in sorted(own | self.near(own)):
            share = 1.0 if sentence in own else NEARBY
            for context, phrases in self.hits[sentence].items():
                for words, weight in phrases.items():
                    key = (context, words)
                    best[key] = max(best.get(key, 0.0), weight * share)
        out: dict[str, float] = defaultdict(float)
        for (context, _), weight in best.items():
            out[context] += weight
        for context in self.themes & out.keys():
            out[context] += NEARBY
        return out

    def near(self, own: set[int]) -> set[int]:
        """Other sentences of the same paragraphs, none farther than AROUND."""
        paragraph, last = self.paragraphs, len(self.paragraphs)
        return {n for s in own for n in range(max(0, s - AROUND), min(last, s + AROUND + 1)) if paragraph[n] == paragraph[s]}


def states(actors: Sequence[Party], recipients: Sequence[Party]) -> int:
    """How many states take part through their governments or as such."""
    return len({p.code for p in (*actors, *recipients) if p.code and (not p.sectors or p.sectors[0] == "GOV")})


def sentence_hits(tokens: Sequence[Token], contexts: Contexts) -> Hits:
    """Phrases of each context in one sentence; of phrases that begin at one word the longest, and none within a longer one."""
    words = pieces(tokens)
    out: Hits = defaultdict(dict)
    for i, (text, lemma) in enumerate(words):
        lower = text.lower()
        if lower not in contexts.phrases and lemma not in contexts.phrases:
            continue
        firsts = [first for first in dict.fromkeys((lower, lemma)) if first in contexts.phrases]
        found = [p for first in firsts for p in contexts.phrases[first] if stands_at(p, words, i)]
        best: dict[str, Phrase] = {}
        for phrase in found:
            best[phrase.context] = max(best.get(phrase.context, phrase), phrase, key=lambda p: (len(p.words), p.weight))
        for context, phrase in best.items():
            out[context][phrase.words] = phrase.weight
    return {context: maximal(phrases) for context, phrases in out.items()}


def pieces(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """(text, lemma) of each word, hyphens left out and hyphened words in parts."""
    out = []
    for token in tokens:
        text = token.text.replace("’", "'")
        if "-" not in text:
            out.append((text, token.lemma))
            continue
        parts = [p for p in text.split("-") if p]
        out += [(parts[0], token.lemma)] if len(parts) == 1 else [(p, p.lower()) for p in parts]
    return out


def stands_at(phrase: Phrase, words: list[tuple[str, str]], i: int) -> bool:
    if i + len(phrase.words) > len(words):
        return False
    for word, (text, lemma) in zip(phrase.words, words[i : i + len(phrase.words)], strict=True):
        if word != text and (not word.islower() or word not in {text.lower(), lemma}):
            return False
    return True


def maximal(found: dict[tuple[str, ...], float]) -> dict[tuple[str, ...], float]:
    """Phrases that are part of no longer one."""
    longest = [words for words in found if len(words) > 1]
    return {w: v for w, v in found.items() if not any(len(w) < len(o) and within(w, o) for o in longest)}


def within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
