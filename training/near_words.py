"""Make ``languages/en/near_words.tsv.gz`` from WordNet 3.0: words of one family, synonyms, wider words, for words that stand in the news.

    python training/near_words.py /usr/share/wordnet

The folder is that of WordNet's own files (data.noun, index.verb, verb.exc …; Debian: wordnet-base). A word is listed that stands in LEAST
of the articles of ``word_counts.tsv.gz``, in this or an inflected form, or that first of all means an act or event; a phrase that is a
verb where all its words are listed.
"""

from __future__ import annotations

import argparse
import gzip
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dragoman.knowledge.nearness import ENDINGS
from dragoman.knowledge.stories import word_counts
from dragoman.knowledge.tables import DATA

TABLE = DATA / "languages" / "en" / "near_words.tsv.gz"
LEAST = 5
POS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv", "s": "adj"}
#: Pointers of WordNet: derivation; hypernym, instance, entailment, cause.
DERIVED, WIDER = "+", ("@", "@i", "*", ">")
#: Senses looked at, the most frequent first: of a word for its family, of a word of the family for synonyms.
SENSES, CHIEF = 4, 3
#: Senses above more words than this are too wide to tell anything ("act").
MOST = 60
#: WordNet's files of nouns for acts and events, and of verbs of change, talk, contest, harm, creation, movement, possession, society.
DEEDS = frozenset({"04", "11", "30", "32", "33", "35", "36", "38", "40", "41"})
Sense = tuple[str, str]


class WordNet:
    """Senses of words, and what they are to each other."""

    def __init__(self, folder: Path) -> None:
        self.words: dict[Sense, list[str]] = {}
        self.files: dict[Sense, str] = {}
        self.pointers: dict[Sense, list[tuple[str, Sense, int, int]]] = {}
        self.senses: dict[tuple[str, str], list[Sense]] = {}
        self.irregular: dict[str, str] = {}
        for pos in ("noun", "verb", "adj"):
            self.read(folder, pos)
        for pos in ("verb", "noun"):
            for line in (folder / f"{pos}.exc").read_text().splitlines():
                form, word = line.split()[:2]
                self.irregular.setdefault(form, word)

    def read(self, folder: Path, pos: str) -> None:
        for line in (folder / f"data.{pos}").read_text().splitlines():
            if line.startswith(" "):
                continue
            cells = line.split(" | ")[0].split()
            count, at = int(cells[3], 16), (pos, cells[0])
            self.files[at] = cells[1]
            self.words[at] = [cells[4 + 2 * n].lower() for n in range(count)]
            rest = cells[5 + 2 * count :]
            found = [rest[n : n + 4] for n in range(0, 4 * int(cells[4 + 2 * count]), 4)]
            self.pointers[at] = [(sign, (POS[p], o), int(st[:2], 16), int(st[2:], 16)) for sign, o, p, st in found]
        for line in (folder / f"index.{pos}").read_text().splitlines():
            if not line.startswith(" "):
                cells = line.split()
                self.senses[cells[0], pos] = [(pos, o) for o in cells[6 + int(cells[3]) :]]

    def of(self, word: str, most: int) -> list[Sense]:
        return [s for pos in ("noun", "verb", "adj") for s in self.senses.get((word, pos), [])[:most]]

    @cache  # noqa: B019 - one object, for the run of a script
    def family(self, word: str) -> frozenset[str]:
        """Words derived from one another, itself among them."""
        out = {word}
        for sense in self.of(word, SENSES):
            for sign, (pos, o), ours, theirs in self.pointers[sense]:
                if sign == DERIVED and ours and (pos, o) in self.words and self.words[sense][ours - 1] == word:
                    out.add(self.words[pos, o][theirs - 1])
        return frozenset(out)

    @cache  # noqa: B019
    def meant(self, word: str) -> frozenset[Sense]:
        return frozenset(s for w in self.family(word) for s in self.of(w, CHIEF))

    @cache  # noqa: B019
    def above(self, word: str) -> frozenset[Sense]:
        return frozenset(s for m in self.meant(word) for sign, s, *_ in self.pointers[m] if sign in WIDER)


def known(net: WordNet) -> list[str]:
    """Words and phrases to list."""
    counts = word_counts(DATA / "languages" / "en" / "word_counts.tsv.gz")
    singles = {w for w, _ in net.senses if "_" not in w and w.isalpha()}
    verbs = {w for w, pos in net.senses if pos == "verb"}
    seen: dict[str, int] = defaultdict(int)
    for form, n in counts.items():
        for word in {form, net.irregular.get(form, form), *undone(form)}:
            seen[word] += n
    deeds = {w for w in singles if any(net.files[s] in DEEDS for s in net.of(w, 1))}
    often = {w for w in singles if seen[w] >= LEAST} | deeds
    return sorted(often | {w for w in verbs if "_" in w and all(p in often or seen[p] >= LEAST for p in w.split("_"))})


def undone(form: str) -> Iterator[str]:
    for ending, instead in ENDINGS:
        if form.endswith(ending):
            yield form[: -len(ending)] + instead


def table(net: WordNet) -> Iterator[dict[str, str]]:
    words = known(net)
    listed = set(words)
    forms: dict[str, list[str]] = defaultdict(list)
    for form, word in net.irregular.items():
        forms[word].append(form)
    by = {"kin": net.family, "meant": net.meant, "above": net.above}
    homes: dict[str, dict[object, set[str]]] = {name: defaultdict(set) for name in by}
    for word in words:
        for name, of in by.items():
            for thing in of(word):
                homes[name][thing].add(word)
    for word in words:
        kin = {w for thing in net.family(word) for w in homes["kin"][thing]} - {word}
        synonyms = {w for s in net.meant(word) for w in homes["meant"][s]} - kin - {word}
        wider = {w for s in net.above(word) for w in homes["meant"][s]} - kin - synonyms - {word}
        wider |= {w for s in net.meant(word) for w in homes["above"][s] if len(homes["above"][s]) <= MOST} - kin - synonyms - {word}
        verb = "v" if (word, "verb") in net.senses else ""
        sets = {"kin": kin, "synonyms": synonyms, "wider": wider}
        later = {k: {w for w in v if w > word and w in listed} for k, v in sets.items()}  # each pair stands once, at its first word
        yield {"word": word, "verb": verb, "forms": "|".join(sorted(forms[word])), **{k: "|".join(sorted(v)) for k, v in later.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    made = [{k: v.replace("_", " ") for k, v in row.items()} for row in table(WordNet(parser.parse_args().folder))]
    with gzip.GzipFile(TABLE, "wb", mtime=0) as raw:
        lines = ["# from WordNet 3.0, Copyright 2006 by Princeton University; see DATA-SOURCES.md", "\t".join(made[0])]
        raw.write("".join(f"{line}\n" for line in [*lines, *("\t".join(row.values()) for row in made)]).encode())
    print(len(made), "words,", TABLE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
