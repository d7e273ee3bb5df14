"""Words that point back ("he", "the country", "both sides"), and words that say whether a noun belongs to somebody ("-led", "anti-")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .tables import rows

#: What a word points back to; ``body`` is a country, an organisation, a group; ``organ`` no country; ``pair`` two of them.
REFERS = frozenset({"man", "woman", "body", "organ", "country", "group", "firm", "pair", "any", "speaker", "addressee"})
CLASSES = frozenset(
    {
        "pronoun",  # stands for somebody
        "possessive",  # the same, before a noun
        "anaphor",  # a noun that points back when it is definite: "the country"
        "measure",  # what counts is the noun after "of": "dozens of rebels"
        "crowd",  # numbers that stand for people when alone: "thousands fled"
        "two",  # alone, the last two named: "the two", "both"
        "foreign",  # not of the country the story is about
        "domestic",  # of the country the story is about
        "other",  # nouns whose bearer is never of the one they are told of: "Iran's enemies"
        "match",  # the same for a possessor only: "his Kenyan counterpart"
        "joint",  # forces of several states: of none of them
        "american",  # letter of a party after the name of an American politician: "(R-Texas)"
        "meeting",  # a body in name only: who meets is told otherwise
        "ethnic",  # before a people: they live elsewhere
        "head",  # of two of them, rather heads of state and government
        "another",  # not the one named last
        "place",  # preposition after which a capital is a place
        "belong",  # preposition whose object says where people belong: "police in Lagos"
        "owner",  # of these, those that make even soldiers belong: "soldiers from Kenya"
        "partitive",  # after a measure: "dozens of"
        "definite",  # determiners of what was told before
        "indefinite",  # determiners of somebody new
        "reflexive",  # pronouns that may mean the subject of their own verb
        "former",  # no longer in office
        "against",  # before a hyphen: no kin of the country named ("anti-Russian")
        "notof",  # after a hyphen: is not of the country named ("Iran-backed")
        "man",  # a title or noun of a man
        "woman",
        "honorific",  # before a surname, says nothing of an office
        "report",  # a verb of saying; finds whose quotation it is
    }
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a pointing word asks for. ``number``: one, many, or empty where the word's own number counts. ``rule``: file and line."""

    refers: str
    number: str
    rule: str


@dataclass(frozen=True, slots=True)
class Coref:
    """Pointing words by class and lower-case term; ``given_names``: lower-case name -> man or woman."""

    classes: Mapping[str, Mapping[str, Pointer]]
    given_names: Mapping[str, str]

    def get(self, kind: Literal["pronoun", "possessive", "anaphor"], word: str) -> Pointer | None:
        return self.classes.get(kind, {}).get(word)

    def is_a(self, kind: str, word: str) -> bool:
        return word in self.classes.get(kind, ())

    def gender(self, word: str) -> str | None:
        """man or woman for a title or noun that says so ("spokeswoman", "Mr"), else None."""
        return next((g for g in ("man", "woman") if self.is_a(g, word)), None)

    def words(self, kind: str) -> frozenset[str]:
        """All words of a class."""
        return frozenset(self.classes.get(kind, ()))

    def rule(self, kind: str, word: str) -> str:
        """File and line of a word that ``is_a`` found."""
        return self.classes[kind][word].rule


def load(folder: Path) -> Coref:
    """The pointing words of a language. Raises DataError (file, line) on an unknown class or referent."""
    classes: dict[str, dict[str, Pointer]] = {}
    for row in rows(folder / "coref.tsv", ("term", "class", "refers", "number")):
        if row["class"] not in CLASSES:
            raise row.error(f"no class {row['class']!r}; one of {', '.join(sorted(CLASSES))}")
        if row["refers"] and row["refers"] not in REFERS:
            raise row.error(f"{row['refers']!r} is nothing to refer to; one of {', '.join(sorted(REFERS))}")
        classes.setdefault(row["class"], {})[row["term"]] = Pointer(row["refers"], row["number"], row.where)
    names = {row["name"]: row["refers"] for row in rows(folder / "given_names.tsv", ("name", "refers"))}
    return Coref(classes, names)
