"""Our own flat form: one row for each report of an event. Lists stay lists; the CSV joins them, Parquet keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...plain import sha256
from ...timeline import day_range
from ...types import Event, Party, Report, Source
from . import coded
from .options import Options

Row = dict[str, Any]

#: Name -> kind of each column: text, int, float, texts (a list), parties or sources (lists of the fields below).
COLUMNS: dict[str, str] = {
    "event_id": "text",
    "record_id": "text",
    "doc_id": "text",
    "ontology": "text",
    "event_type": "text",
    "event_mode": "texts",
    "contexts": "texts",
    "status": "text",
    "reported_as": "text",
    "polarity": "text",
    "actor": "parties",
    "recipient": "parties",
    "attribution": "sources",
    "date_start": "text",
    "date_end": "text",
    "date_precision": "text",
    "date_edtf": "text",
    "date_text": "text",
    "date_span": "text",
    "place_name": "text",
    "place_id": "int",
    "lat": "float",
    "lon": "float",
    "geo_precision": "text",
    "country_iso3": "text",
    "adm1": "text",
    "dead_low": "int",
    "dead_high": "int",
    "injured_low": "int",
    "injured_high": "int",
    "arrested_low": "int",
    "arrested_high": "int",
    "quantity": "text",
    "quad_code": "int",
    "event_scale": "float",
    "quote": "text",
    "start": "int",
    "end": "int",
    "sentence_index": "int",
    "trigger_start": "int",
    "trigger_end": "int",
    "prefix": "text",
    "suffix": "text",
    "confidence": "float",
    "extractor": "text",
    "model_version": "text",
    "text_sha256": "text",
    "source_name": "text",
    "source_url": "text",
    "published_at": "text",
    "language": "text",
    "origin": "text",
    "reprint": "int",
    "independent_reports": "int",
    "reprints": "int",
    "first_seen": "text",
    "last_seen": "text",
}
#: Fields of a party and of a source, with their kinds.
PARTY = {"text": "text", "start": "int", "end": "int", "name": "text", "wikidata_id": "text", "country_iso3": "text", "sector": "texts"}
SOURCE = {"text": "text", "start": "int", "end": "int", "name": "text", "kind": "text", "stance": "text"}
#: Code points before and after the quote at most, as W3C's TextQuoteSelector has them; we end them at the end of the line.
AROUND = 32
LINES = re.compile("[\r\n]")


def rows(event: Event, options: Options) -> Iterator[Row]:
    """One dict for each report, with the keys of COLUMNS; None or an empty list where nothing is known.

    ``status``, parties, date, place and sizes are those that the report's own record gives, ``reported_as`` is how the event is told by
    all reports together. ``date_text`` and ``date_span`` are empty: records do not keep which words gave their date.
    """
    for report in event.reports:
        yield {
            **about(event, options),
            **said(report),
            **proof(report),
            **when(report),
            **sized(report),
            **place(report),
            **printed(report),
        }


def about(event: Event, options: Options) -> Row:
    """What all reports of the event share."""
    program, _, version = options.coder.partition(" ")
    return {
        "event_id": event.id,
        "ontology": "plover-2.0",
        "reported_as": event.reported_as,
        "independent_reports": event.independent_reports,
        "reprints": event.reprints,
        "first_seen": event.first_seen,
        "last_seen": event.last_seen,
        "extractor": program,
        "model_version": version or None,
    }


def said(report: Report) -> Row:
    record = report.record
    return {
        "record_id": record.id,
        "event_type": record.event,
        "event_mode": list(record.modes),
        "contexts": list(record.contexts),
        "status": record.status,
        "polarity": "negative" if record.status == "negated" else "positive",
        "actor": [party(p, report) for p in record.actors],
        "recipient": [party(p, report) for p in record.recipients],
        "attribution": [source(s, report) for s in coded.sources(report)],
        "quad_code": record.quad,
        "event_scale": record.scale,
        "confidence": round(record.confidence, 3),
    }


def party(p: Party, report: Report) -> Row:
    """``start``/``end``: where its words stand in the text, None where the quote does not hold them exactly once."""
    start, end = coded.span(p.entity_text, report) or (None, None)
    return {
        "text": p.entity_text,
        "start": start,
        "end": end,
        "name": p.identifier_text,
        "wikidata_id": p.identifier_id,
        "country_iso3": p.code,
        "sector": list(p.sectors),
    }


def source(s: Source, report: Report) -> Row:
    """``kind``: its sectors."""
    start, end = coded.span(s.party.entity_text, report) or (None, None)
    kind = coded.joined(s.party.sectors)
    return {"text": s.party.entity_text, "start": start, "end": end, "name": s.party.identifier_text, "kind": kind, "stance": s.stance}


def proof(report: Report) -> Row:
    """The words that say so, and what stands around them; nothing for a record without evidence."""
    row: Row = {"sentence_index": report.record.sentence}
    for words in report.record.evidence[:1]:
        text = report.article.text
        row |= {
            "quote": words.text,
            "start": words.start,
            "end": words.end,
            "trigger_start": words.trigger.start,
            "trigger_end": words.trigger.end,
            "prefix": LINES.split(text[max(0, words.start - AROUND) : words.start])[-1],
            "suffix": LINES.split(text[words.end : words.end + AROUND])[0],
        }
    return row


def when(report: Report) -> Row:
    first, last = day_range(report.record.date_edtf)
    return {
        "date_start": first,
        "date_end": last,
        "date_precision": coded.grain(report.record.date_edtf),
        "date_edtf": report.record.date_edtf,
    }


def sized(report: Report) -> Row:
    size = report.record.size
    row: Row = {"quantity": size.quantity}
    for what, bounds in (("dead", size.dead), ("injured", size.injured), ("arrested", size.arrested)):
        row |= {f"{what}_low": bounds[0], f"{what}_high": bounds[1]} if bounds else {}
    return row


def place(report: Report) -> Row:
    where = report.record.place
    if where is None:
        return {}
    return {
        "place_name": where.name,
        "place_id": where.geonames_id,
        "lat": where.lat,
        "lon": where.lon,
        "geo_precision": where.precision,
        "country_iso3": where.country,
        "adm1": where.adm1,
    }


def printed(report: Report) -> Row:
    article = report.article
    return {
        "doc_id": article.id,
        "text_sha256": sha256(article.text),
        "source_name": article.source,
        "source_url": article.url,
        "published_at": article.published,
        "language": article.language,
        "origin": report.origin,
        "reprint": int(report.reprint),
    }
