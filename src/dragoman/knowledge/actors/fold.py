"""One spelling for many: how names are compared.

``fold`` makes spellings equal that differ only in case, accents, hyphens, apostrophes or full stops. ``key`` is coarser: it also makes
equal the usual romanisations of one name (Choe Son Hui, Choi Sun-hee; Zelensky, Zelenskyy). Keys also meet by accident, so they are only
for choosing among people of one country or office at one date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "e", "ħ": "h"})
_SPACED = str.maketrans(dict.fromkeys("-‐‑–'’‘`´ʼʻ\"“”", " ") | {".": "", ",": " , ", "(": " ( ", ")": " ) "})
_BARRIER = frozenset({".", "..", "..."})
_MOUTHFUL = 40  # characters; no word of a name is longer, and text may hold "words" of megabytes


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> tuple[str, ...]:
    """Words of ``text`` in one spelling: ``Amir-Abdollahian`` -> ``("amir", "abdollahian")``, ``U.S.`` -> ``("us",)``, ``-`` -> ``()``.

    A lone full stop stays a word, so that no name runs over the end of a sentence.
    """
    if text in _BARRIER:
        return (".",)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)) if not unicodedata.combining(c))
    return tuple(text.casefold().translate(_LETTERS).translate(_SPACED).split())


def fold_words(words: Iterable[str]) -> list[str]:
    """``fold`` for each token of a running text, its words joined by spaces; an overlong one is given back as it stands."""
    return [_joined(word) if len(word) <= _MOUTHFUL else word for word in words]


@lru_cache(maxsize=1 << 16)
def _joined(word: str) -> str:
    return " ".join(fold(word))


# Sounds that romanisations spell in several ways, longest first. From the usual tables for Russian and Ukrainian (BGN/PCGN against
# newspaper use), Korean (McCune-Reischauer against Revised) and Arabic.
_SOUNDS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch", "sh"),
        (r"kh|gh|q|ck|ch(?=r)", "k"),
        (r"ph", "f"),
        (r"dh|th", "d"),
        (r"dj|zh", "j"),
        (r"w", "v"),
        (r"(?:iyy|iy|yi|yy|ii|ij|ey|ei|ay|ai|ie|y)\b", "i"),
        (r"oe|oi", "o"),
        (r"oo|ou|eo|eu|u", "o"),
        (r"ee", "i"),
        (r"y|j(?=[aeou])", "i"),
        (r"ks", "x"),
        (r"e(?=[aou])|i(?=[aeou])", ""),
        (r"[ae]", "a"),
        (r"(?<=[^aeiou ])h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "at", "ad", "an", "abu"})  # before a name; some write them, some do not
_SAME_WORD = {"hee": "hui", "chol": "chul", "usama": "osama", "muhammad": "mohammed", "mohamed": "mohammed", "mohammad": "mohammed"}


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """Rough sound of a name, its words in order; empty for a name without letters."""
    words = fold(name)
    return " ".join(_sound(word) for n, word in enumerate(words, 1) if word not in _ARTICLES or n == len(words))


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    sound = _SAME_WORD.get(word, word)
    for pattern, written in _SOUNDS:
        sound = pattern.sub(written, sound)
    return sound
