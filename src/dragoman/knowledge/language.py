"""Which language a text is in, by py3langid; short and mixed cases are decided here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: Code points looked at: the cost must not grow with the text.
SAMPLE = 2000
#: With fewer letters than this the identifier guesses; only another script is then told apart.
FEW = 40
#: A text in Latin script is foreign where the expected language is less likely than this (0 to 1). Lists of names look like anything:
#: of 13,000 single English headlines and sentences the unlikeliest had 0.006; single foreign sentences have under 0.0001.
UNLIKELY = 0.001


def language_of(text: str, expected: str) -> str:
    """ISO 639-1 code of the text's language; ``expected`` where the first SAMPLE code points give too little to tell."""
    sample = text[:SAMPLE]
    letters = [c for c in sample if c.isalpha()]
    latin = sum(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in letters)
    foreign = latin * 2 < len(letters)
    if len(letters) < FEW and not foreign:
        return expected
    # the identifier takes only text that can be encoded
    ranked = _identifier().rank(sample.encode("utf-8", "replace").decode("utf-8"))
    if not foreign and dict(ranked).get(expected, 0.0) >= UNLIKELY:
        return expected
    return next((str(code) for code, _ in ranked if code != expected), "und")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
