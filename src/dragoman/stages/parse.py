"""Sentences -> tokens and names, by the parser in Knowledge."""

from __future__ import annotations

from dataclasses import replace

from ..knowledge import Knowledge
from ..types import Name, Problem, Reading, Sentence, Token
from .furniture import blanked

#: Code points of one sentence that are parsed; what lies beyond is left unread, and said so.
LONGEST = 4000


def parse(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``tokens`` and ``names``, and each sentence's token range. A sentence over LONGEST is read up to there, with a problem.

    Furniture in the middle of a sentence is blank to the parser.
    """
    text = blanked(reading.text, [f for f in reading.furniture if f.kind != "headline"])
    tokens: list[Token] = []
    names: list[Name] = []
    sentences: list[Sentence] = []
    problems = [
        Problem(
            stage="parse",
            message=f"sentence of {s.end - s.start:,} characters: only its first {LONGEST:,} were read",
            start=s.start,
            end=s.end,
        )
        for s in reading.sentences
        if s.end - s.start > LONGEST
    ]
    if not reading.sentences:
        return reading
    cut = [text[s.start : min(s.end, s.start + LONGEST)] for s in reading.sentences]
    for n, (sentence, (words, labels)) in enumerate(zip(reading.sentences, knowledge.parser.parse(cut), strict=True)):
        base, offset = len(tokens), sentence.start
        for start, end, lemma, pos, tag, dep, head in words:
            s, e = offset + start, offset + end
            lemma = knowledge.lemmas.get(text[s:e].lower(), lemma)
            tokens.append(Token(start=s, end=e, text=text[s:e], lemma=lemma, pos=pos, tag=tag, dep=dep, head=base + head, sentence=n))
        for first, last, label in labels:
            names.append(
                Name(start=offset + words[first][0], end=offset + words[last - 1][1], label=label, first=base + first, last=base + last)
            )
        sentences.append(replace(sentence, first=base, last=len(tokens)))
    return replace(
        reading, tokens=tuple(tokens), names=tuple(names), sentences=tuple(sentences), problems=reading.problems + tuple(problems)
    )
