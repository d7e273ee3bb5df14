"""Rules and the model vote on reports: spans of those by rule are mended, those with too few votes dropped.

The weights stand in ontology/voting.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..knowledge.voting import Voting
from .likely import Likely, mean, odds
from .reported import Report
from .speaking import NONE, Voice
from .supposed import Supposing


def mended(found: Sequence[Report], groups: Sequence[Sequence[int]], supposing: Supposing) -> list[Report]:
    """Reports by rule with cue, source and content as the model sees them."""
    likely = supposing.likely
    cues = {t: group for group in groups for t in group}
    taken = {t for r in found for t in (*r.cue, *r.source)}
    anchors = {r.anchor for r in found}
    return [mend(r, cue(r, cues, anchors, likely), taken, supposing) for r in found]


def cue(report: Report, cues: dict[int, Sequence[int]], anchors: set[int], likely: Likely) -> list[int]:
    """The rule's words that the model does not rule out, and those that it joins to them."""
    group = cues.get(report.anchor, ())
    joined = group if anchors.isdisjoint(t for t in group if t != report.anchor) else ()
    kept = (t for t in report.cue if likely.cue[t] >= 1 - likely.clear)
    return sorted({report.anchor, *kept, *(t for t in joined if t not in report.source)})


def mend(report: Report, words: list[int], taken: set[int], supposing: Supposing) -> Report:
    """One report with those words as its cue."""
    voice, source = speaker(report, words, taken, supposing)
    content = [t for t in report.content if t not in words]
    if content:
        content = said(report, content, set(words), set(source), supposing)
    return replace(report, cue=words, source=source, content=content, voice=voice)


def speaker(report: Report, words: list[int], taken: set[int], supposing: Supposing) -> Voice:
    """The source, cut and extended; where the rule has none, one of which the model is sure and that speaks in no other report."""
    likely = supposing.likely
    first, end = supposing.phrasing.sentence(report.anchor)
    others = {t for t in range(first, end) if t in taken}.difference(report.source).union(words)
    if report.source:
        return report.voice, likely.speaking(report.source, first, end, others)
    voice, source, _ = supposing.source(report.anchor, set(words))
    sure = source and mean(likely.source, source) >= likely.clear and others.isdisjoint(source)
    return (voice, source) if sure else NONE


def said(report: Report, content: list[int], cue: set[int], source: set[int], supposing: Supposing) -> list[int]:
    """What is said, cut and extended; where the model does not believe it, what the model finds."""
    likely = supposing.likely
    first, end = supposing.phrasing.sentence(report.anchor)
    nested = likely.content[report.anchor] >= likely.least_content
    kept = likely.stated([t for t in content if t not in source]) or content
    if nested:
        return kept
    more, beside = supposing.content(report.anchor, cue, source)
    if mean(likely.content, kept) < likely.least_content:
        return more or kept
    if more and not beside:
        kept = sorted({*kept, *more})
    return likely.extended(kept, first, end, cue | source) if first <= kept[0] and kept[-1] < end else kept


def believed(report: Report, likely: Likely, voting: Voting) -> bool:
    """Whether the votes are for the report. One by rule that waits for its quotation is."""
    if not report.content:
        return True
    return sum(voting[name] * value for name, value in features(report, likely).items()) > 0


def features(report: Report, likely: Likely) -> dict[str, float]:
    """What speaks for or against the report, by the name of its weight."""
    by = "said: model" if report.supposed else "said: rule"
    out = {
        by: 1.0,
        f"{by} cue": odds(max(likely.cue[t] for t in report.cue)),
        f"{by} source": odds(mean(likely.source, report.source)) if report.source else 0.0,
        f"{by} content": odds(mean(likely.content, report.content)),
        f"{by} alone": float(not report.source),
        f"{by} inside": float(likely.content[report.anchor] >= likely.least_content),
    }
    if report.supposed:
        return {**out, f"{by} near": float(report.near), f"{by} beside": float(report.beside), f"{by} claims": float(report.claims)}
    return {**out, f"{by} holds": float(not report.claims)}
