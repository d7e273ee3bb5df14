"""Whose words stand between quotation marks: for "I" and "we". A light look-up; who says what in full is the attribute stage."""

from __future__ import annotations

from collections.abc import Sequence

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


def speakers(reading: Reading, tree: Tree, coref: Coref, inside: Sequence[bool]) -> list[int | None]:
    """For each sentence the token that says who speaks in its quotations, or None."""
    told = [_told(s.first, s.last, tree, coref, inside) for s in reading.sentences]
    out: list[int | None] = []
    for n, sentence in enumerate(reading.sentences):
        own = told[n]
        if own is None and n and (out[n - 1] is not None) and reading.sentences[n - 1].paragraph == sentence.paragraph:
            own = out[n - 1]
        if own is None and n + 1 < len(told) and reading.sentences[n + 1].paragraph == sentence.paragraph:
            own = told[n + 1]
        if own is None and n and reading.sentences[n - 1].paragraph + 2 >= sentence.paragraph:
            own = out[n - 1]
        out.append(own)
    return out


def _told(first: int, last: int, tree: Tree, coref: Coref, inside: Sequence[bool]) -> int | None:
    """Subject of the first verb of saying outside quotations."""
    for i in range(first, last):
        if not inside[i] and tree.tokens[i].pos == "VERB" and coref.is_a("report", tree.tokens[i].lemma):
            subject = tree.child(i, "nsubj")
            if subject is not None:
                return subject
    return None
