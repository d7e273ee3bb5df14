"""W3C Web Annotation: each record as a comment on the words that report it, for Hypothes.is, Recogito, INCEpTION and Annotorious."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from ...rules import reported_as
from ...types import Article, Evidence, Filed, Record
from .. import wording
from ..safe import as_json
from . import telling
from .ids import article_key, made_uuid, tag, wikidata
from .left import Left
from .options import Options

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # code points of prefix and suffix, as Hypothes.is has them; more where the same words stand elsewhere
FARTHEST = 512


def write(filed: Iterable[Filed], out: IO[str], options: Options) -> Left:
    """One AnnotationPage, an annotation for each record and a line for each annotation; nothing stays out.

    Positions are code points of the article's text as dragoman read it. On a page with an address the quotation finds the place.
    """
    left = Left(noun="annotation", what="record")
    page = f"urn:uuid:{made_uuid('page', options.title, options.day)}"
    out.write(f'{{"@context": "{CONTEXT}", "id": "{page}", "type": "AnnotationPage", "items": [')
    for one in filed:
        for record in one.records:
            if not record.evidence:
                left.out["no words of the text"] += 1
            else:
                out.write((",\n" if left.written else "\n") + as_json(annotation(record, one.article, options)))
                left.written += 1
    out.write("\n]}\n")
    return left


def annotation(record: Record, article: Article, options: Options) -> dict[str, Any]:
    """``motivation``: tagging. A target for each passage that reports the event."""
    return {
        "id": f"urn:uuid:{made_uuid('annotation', article_key(article), record.id)}",
        "type": "Annotation",
        "motivation": "tagging",
        "created": telling.stamp(options.day, options.day),
        "generator": {"id": tag("software"), "type": "Software", "name": telling.tidy(options.coder)},
        "body": bodies(record),
        "target": [target(e, article) for e in wording.passages(record)],
    }


def bodies(record: Record) -> list[dict[str, Any]]:
    """Tags: type, modes, contexts, status and how it is told. Then the event in words, and who of those in it is known to Wikidata."""
    told = f"reported as: {reported_as(record)}"
    tags = dict.fromkeys([record.event, *record.modes, *record.contexts, f"status: {record.status}", told])
    known = dict.fromkeys(filter(None, map(wikidata, (*record.actors, *record.recipients))))
    return [
        *({"type": "TextualBody", "purpose": "tagging", "value": telling.tidy(t)} for t in tags),
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": description(record)},
        *({"type": "SpecificResource", "purpose": "identifying", "source": f"http://www.wikidata.org/entity/{q}"} for q in known),
    ]


def description(record: Record) -> str:
    """``CONSULT visit: Kenya → Uganda; 2031-03-04; Kisumu; according to the army; record drg-…``."""
    place = telling.tidy(record.place.name) if record.place else None
    said = [f"{how} {telling.tidy(who)}" for how, who in wording.sources(record)]
    parts = [telling.deed(record), record.date_edtf, place, telling.tidy(wording.size(record.size)), *said, f"record {record.id}"]
    return "; ".join(filter(None, parts))


def target(evidence: Evidence, article: Article) -> dict[str, Any]:
    """The article by its address, or by a name of ours where it has none; the place in it by position and by its words."""
    key = tag(article_key(article))
    source = {"id": telling.url(article.url) or key, "type": "Text", "format": "text/plain", "language": article.language}
    return {
        "id": f"{key}#char={evidence.start},{evidence.end}",
        "type": "SpecificResource",
        "source": {name: value for name, value in source.items() if value},
        "selector": selectors(article.text, evidence.start, evidence.end),
    }


def selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """The same stretch twice; prefix and suffix are left out where the text begins or ends."""
    before, after = surroundings(text, start, end)
    quote = {
        "type": "TextQuoteSelector",
        "exact": telling.whole(text[start:end]),
        "prefix": telling.whole(before),
        "suffix": telling.whole(after),
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return [position, {name: value for name, value in quote.items() if value}]


def surroundings(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after: so much of it that the quotation fits no other place of the text (a page may say a thing twice)."""
    around = AROUND
    while True:
        before, after = text[max(0, start - around) : start], text[end : end + around]
        if around >= FARTHEST or text.count(before + text[start:end] + after) == 1:
            return before, after
        around *= 2
