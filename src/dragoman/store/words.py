"""Terms of a full-text search as people type them, made into a query of the database; nothing typed is ever an error of the database.

``missile launch`` (both), ``"border post"`` (a phrase), ``negotiat*`` (a beginning), ``talks OR negotiations``, ``talks NOT ceasefire`` or
``talks -ceasefire``, brackets. Anything else is a word. OR binds closer than the spaces between words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .codes import FilterError

#: A quoted phrase (closed or not), a bracket, or a run of anything else; ``-`` before it excludes it.
_PIECE = re.compile(r'-?"[^"]*"?\*?|-(?=\()|[()]|[^\s()"]+')
_WORD = re.compile(r"\w")
#: Brackets of one search; where there are more they are passed over, all of them.
DEEP = 20
#: Words of one search; more would only slow the database.
MANY = 64


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase; ``begins``: any word that begins so (the last word, of a phrase)."""

    words: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of ``parts`` and none of ``but``."""

    parts: tuple[Sought, ...]
    but: tuple[Sought, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Sought, ...]


Sought = Term | Every | Either


def sought(text: str) -> Sought:
    """What ``text`` asks for. Raises FilterError where it names no word, or only words that must not occur."""
    pieces = [p for p in _PIECE.findall(text.replace("\0", " ")) if p in {"(", ")", "-"} or _WORD.search(p)][: 4 * MANY]
    if pieces.count("(") > DEEP:
        pieces = [p for p in pieces if p not in {"(", ")"}]
    found = _every(pieces, 0)
    if found is None:
        remedy = "say also what to look for" if "NOT" in text or "-" in text else "give a word"
        raise FilterError(f"nothing to look for in {text!r}: {remedy}")
    return found


def _every(pieces: list[str], depth: int) -> Sought | None:
    """Reads up to the closing bracket, taking what it reads off ``pieces``."""
    parts: list[list[Sought]] = []
    but: list[Sought] = []
    either = negated = False
    while pieces:
        piece = pieces.pop(0)
        if piece == ")":
            if depth:
                break
            continue
        if piece in {"AND", "OR", "NOT", "-"}:
            either, negated = piece == "OR", piece in {"NOT", "-"}
            continue
        part = _every(pieces, depth + 1) if piece == "(" else _term(piece)
        if part is None:
            continue
        if negated or (piece[0] == "-" and piece != "("):
            but.append(part)
        elif either and parts:
            parts[-1].append(part)
        else:
            parts.append([part])
        either = negated = False
    together = tuple(p[0] if len(p) == 1 else Either(tuple(p)) for p in parts[:MANY])
    if not together:
        return None
    return together[0] if len(together) == 1 and not but else Every(together, tuple(but[:MANY]))


def _term(piece: str) -> Term:
    words = piece.removeprefix("-")
    return Term(words.rstrip("*").strip('"'), words.endswith("*"))


def terms(found: Sought) -> tuple[Term, ...]:
    """The words and phrases that are looked for, not those that must not occur."""
    if isinstance(found, Term):
        return (found,)
    return tuple(term for part in found.parts for term in terms(part))


def fts5(found: Sought) -> str:
    """The same for SQLite's FTS5; every word stands in quotation marks, so that none is a command."""
    if isinstance(found, Term):
        return '"' + found.words.replace('"', '""') + '"' + "*" * found.begins
    if isinstance(found, Either):
        return "(" + " OR ".join(map(fts5, found.parts)) + ")"
    wanted = " AND ".join(map(fts5, found.parts))
    return f"(({wanted}) NOT ({' OR '.join(map(fts5, found.but))}))" if found.but else f"({wanted})"


def tsquery(found: Sought) -> tuple[str, tuple[str, ...]]:
    """The same for PostgreSQL: an SQL expression of type tsquery, and its parameters."""
    if isinstance(found, Term):
        if found.begins:
            last = re.findall(r"\w+", found.words)
            return "to_tsquery('simple', ?)", (" <-> ".join(last) + ":*",)
        return "phraseto_tsquery('simple', ?)", (found.words,)
    if isinstance(found, Either):
        return _joined(found.parts, " || ")
    sql, params = _joined(found.parts, " && ")
    if not found.but:
        return sql, params
    unwanted, more = _joined(found.but, " || ")
    return f"({sql} && !! {unwanted})", params + more


def _joined(parts: tuple[Sought, ...], sign: str) -> tuple[str, tuple[str, ...]]:
    made = [tsquery(p) for p in parts]
    return "(" + sign.join(sql for sql, _ in made) + ")", tuple(p for _, params in made for p in params)
