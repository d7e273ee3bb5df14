"""Words for one thing: dictionary forms, words of one family ("kill", "killing"), synonyms, wider words ("shoot", "kill").

``languages/<language>/near_words.tsv``: from WordNet, for words that stand in the news (training/near_words.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tables import DATA, rows

#: Endings of forms and what stands in their place in the dictionary form.
ENDINGS = (("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""))
#: Endings that leave a doubled consonant: "stopped".
DOUBLING = ("ed", "ing")
#: How two words hang together, the closest first.
LINKS = ("same", "kin", "synonym", "wider", "apart")


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """``forms``: irregular form -> dictionary form. ``firsts``: word -> the first of its kin by the alphabet, where that is another one.

    ``kin``, ``synonyms``, ``wider``: dictionary form -> words near it that come after it by the alphabet.
    """

    forms: Mapping[str, str]
    firsts: Mapping[str, str]
    verbs: frozenset[str]
    kin: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]
    wider: Mapping[str, frozenset[str]]

    def plain(self, word: str) -> str:
        """Dictionary form of a word in any case; lower case where none is known."""
        low = word.lower()
        if low in self.forms:
            return self.forms[low]
        if low in self.verbs or (low in self.kin and not low.endswith(("ed", "ing", "s"))):
            return low
        return next(self._shorter(low), low)

    def _shorter(self, word: str) -> Iterator[str]:
        for ending, instead in ENDINGS:
            if not word.endswith(ending) or len(word) - len(ending) < 2:
                continue
            stem = word[: -len(ending)] + instead
            if stem in (self.kin if ending.endswith("s") else self.verbs):
                yield stem
            if ending in DOUBLING and not instead and stem[-1] == stem[-2] and stem[:-1] in self.verbs:
                yield stem[:-1]

    def phrase(self, words: str) -> str:
        """Dictionary form of an event word or phrase: of a phrase that is listed ("passed away") the phrase, else of its main word.

        That is the last word ("fatal shooting"), but the first where words that are in no list follow it ("checked into", "casting a
        shadow").
        """
        first, *others = words.split() or [""]
        if not others:
            return self.plain(first)
        whole = " ".join([self.plain(first), *(w.lower() for w in others)])
        if whole in self.kin:
            return whole
        last = self.plain(others[-1])
        return last if all(self.plain(w) in self.kin for w in others) else self.plain(first)

    def first(self, word: str) -> str:
        """One word that stands for a dictionary form and its kin: of "investigation" and "investigate" the latter."""
        return self.firsts.get(word, word)

    def link(self, a: str, b: str) -> str:
        """One of LINKS, of two dictionary forms."""
        if a == b:
            return "same"
        for name, table in (("kin", self.kin), ("synonym", self.synonyms), ("wider", self.wider)):
            if b in table.get(a, ()) or a in table.get(b, ()):
                return name
        return "apart"


@cache
def bundled(language: str = "en") -> Nearness:
    """The table that comes along, loaded once."""
    return load(DATA / "languages" / language / "near_words.tsv.gz")


def load(path: Path) -> Nearness:
    """Raises DataError with file, line and remedy."""
    forms: dict[str, str] = {}
    verbs: set[str] = set()
    near: dict[str, dict[str, frozenset[str]]] = {name: {} for name in ("kin", "synonyms", "wider")}
    for row in rows(path, ("word", "verb", "forms", *near)):
        word = row["word"]
        forms.update(dict.fromkeys(row.parts("forms"), word))
        if row["verb"]:
            verbs.add(word)
        for name, table in near.items():
            if row[name] or name == "kin":  # a word without kin is a known one all the same
                table[word] = frozenset(row.parts(name))
    firsts: dict[str, str] = {}
    for word in sorted(near["kin"]):
        for kin in near["kin"][word]:
            firsts.setdefault(kin, word)
    return Nearness(forms, firsts, frozenset(verbs), near["kin"], near["synonyms"], near["wider"])
