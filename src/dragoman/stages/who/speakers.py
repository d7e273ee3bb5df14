"""Whose words stand between quotation marks: for "I" and "we". A light look-up; who says what in full is the attribute stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...knowledge.coref import Coref
from ...syntax import Tree
from ...types import Reading

OPEN, CLOSE, EITHER = "“«„", "”»", '"'


def quoted(reading: Reading) -> list[bool]:
    """For each token, whether it stands between double quotation marks. A new paragraph closes what was left open."""
    out, inside, paragraph = [], False, -1
    for token in reading.tokens:
        here = reading.sentences[token.sentence].paragraph
        if here != paragraph:
            inside, paragraph = False, here
        if token.text[0] in OPEN or (token.text[0] in EITHER and not inside) or token.text == "``":
            inside = True
        elif token.text[0] in CLOSE + EITHER or token.text == "''":
            inside = False
        out.append(inside)
    return out


Said = tuple[int, int]  # a verb of saying, and its subject


def nearest(said: Sequence[Said], token: int) -> int | None:
    """The subject of the verb of saying that stands nearest; None where there is none."""
    return min(said, key=lambda x: abs(x[0] - token))[1] if said else None


def speakers(reading: Reading, tree: Tree, coref: Coref, inside: Sequence[bool]) -> list[list[Said]]:
    """For each sentence the verbs of saying of which its quotations may be the object."""
    told = [list(_told(s.first, s.last, tree, coref, inside)) for s in reading.sentences]
    out: list[list[Said]] = []
    for n, sentence in enumerate(reading.sentences):
        own = told[n]
        if not own and n and out[n - 1] and reading.sentences[n - 1].paragraph == sentence.paragraph:
            own = out[n - 1][-1:]
        if not own and n + 1 < len(told) and reading.sentences[n + 1].paragraph == sentence.paragraph:
            own = told[n + 1][:1]
        if not own and n and reading.sentences[n - 1].paragraph + 2 >= sentence.paragraph:
            own = out[n - 1][-1:]
        out.append(own)
    return out


def _told(first: int, last: int, tree: Tree, coref: Coref, inside: Sequence[bool]) -> Iterator[Said]:
    """Verbs of saying outside quotations with their subjects; of "X was quoted as saying" X."""
    for i in range(first, last):
        if not inside[i] and tree.tokens[i].pos == "VERB" and coref.is_a("report", tree.tokens[i].lemma):
            subject = tree.child(i, "nsubj", "nsubjpass") if tree.tokens[i].lemma == "quote" else tree.child(i, "nsubj")
            if subject is not None:
                yield i, subject
