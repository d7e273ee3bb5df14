"""One page that needs nothing else: the story as given, its evidence marked, beside its records. Escapes everything; loads nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import IO

from .. import __version__
from ..counted import many
from ..types import Party, Reading, Record
from . import wording
from .options import Options

#: Characters that a browser would drop, or that turn the line around; shown as ``\\x00`` and the like. Tabs and line ends stay.
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]"
)
#: Sentences quoted on a card at most, and their width in characters.
QUOTES, QUOTE_WIDTH = 3, 180


def write(readings: Iterable[Reading], out: IO[str], options: Options) -> None:
    """The page, an article at a time."""
    items = iter(readings)
    first = next(items, None)
    out.write(head(first.title or first.article.id if first else "Nothing read"))
    for n, reading in enumerate(chain([first] if first else [], items), 1):
        out.write(article(n, reading, options.reasons(reading)))
        out.flush()
    out.write(foot())
    out.flush()


def safe(text: object) -> str:
    """Text as HTML, with every active character shown."""
    return escape(_ACTIVE.sub(_seen, str(text)))


def _seen(match: re.Match[str]) -> str:
    n = ord(match[0])
    return "\n" if match[0] == "\r" else f"\\x{n:02x}" if n < 256 else f"\\u{n:04x}"


@cache
def _part(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _hash(code: str) -> str:
    """What a Content-Security-Policy calls this one script or style by."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() + "'"


def head(title: str, told: bool = True) -> str:
    """The page as far as its first article. ``told``: with the legend of how events are told."""
    style, script = _part("page.css"), _part("page.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="dragoman {__version__}">
<link rel="icon" href="data:,">
<title>{safe(title)} · dragoman</title>
<style>{style}</style>
</head>
<body>
<header class="top"><b>dragoman</b>{legend() if told else ""}</header>
<main>
"""


def legend() -> str:
    items = "".join(
        f'<li class="k-{told}" title="{escape(wording.MEANING[told])}"><span class="told">{mark} {told}</span></li>'
        for told, (mark, _) in wording.TOLD.items()
    )
    return f'<ul class="legend" aria-label="How events are told">{items}</ul>'


def foot(words: str = "What a story reports, not what is true. Numbers lead from words to records and back.") -> str:
    return f"""</main>
<footer>dragoman {__version__}. {safe(words)}</footer>
<script>{_part("page.js")}</script>
</body>
</html>
"""


def article(n: int, reading: Reading, reasons: Sequence[Sequence[str]]) -> str:
    """One story: heading, text, records. Its records are ``s1r1`` …, their first words ``s1w1`` …."""
    cards = "".join(card(f"s{n}", k, record, reasons[k]) for k, record in enumerate(reading.records))
    nothing = '<p class="soft">No event was found in this story.</p>'
    notes = "".join(f'<p class="note">Note: {safe(p.message)}</p>\n' for p in reading.problems)
    language = re.sub(r"[^A-Za-z-]", "", reading.language or "en")
    return f"""<article class="report" id="s{n}">
<div class="head"><h1 dir="auto">{safe(reading.title or reading.article.id)}</h1>
<p class="meta">{meta(reading)}</p></div>
<div class="story" lang="{language}" dir="auto">
{"".join(story(f"s{n}", reading))}</div>
<div class="side" tabindex="-1">
{f'<ol class="ledger">{cards}</ol>' if cards else nothing}
{notes}</div>
</article>
"""


def meta(reading: Reading) -> str:
    count = len(reading.records)
    parts = [reading.source, reading.published or "no date", many(count, "record")]
    told = " · ".join(safe(part) for part in parts if part)
    url = reading.article.url or ""
    link = f' · <a href="{safe(url)}" rel="noreferrer noopener">original</a>' if re.match(r"https?://", url, re.IGNORECASE) else ""
    return told + link


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text and what it is: ``words`` and ``trigger`` of record ``record``, or ``furniture`` of a kind."""

    start: int
    end: int
    what: str
    record: int = -1
    kind: str = ""


def marks(reading: Reading) -> list[Mark]:
    found = [Mark(f.start, f.end, "furniture", kind=f.kind) for f in reading.furniture]
    for n, record in enumerate(reading.records):
        for e in record.evidence:
            found += [Mark(e.start, e.end, "words", n), Mark(e.trigger.start, e.trigger.end, "trigger", n)]
    return found


def story(prefix: str, reading: Reading) -> Iterator[str]:
    """The text, a paragraph a line; cut at every mark's ends, so that marks may overlap as they like."""
    text, found = reading.text, marks(reading)
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+", text)]
    cuts = sorted({p for m in found for p in (m.start, m.end)} | {p for line in lines for p in line})
    opening: dict[int, list[Mark]] = {}
    for mark in found:
        opening.setdefault(mark.start, []).append(mark)
    active: list[Mark] = []
    named: set[int] = set()
    at = 0
    for start, end in lines:
        pieces: list[str] = []
        kinds: set[str] = set()
        while at < len(cuts) and cuts[at] < end:
            here = cuts[at]
            active = [m for m in active if m.end > here] + [m for m in opening.get(here, ()) if m.end > here]
            at += 1
            if here >= start and at < len(cuts):
                kinds.add(next((m.kind for m in active if m.what == "furniture"), "" if text[here : cuts[at]].strip() else "furniture"))
                pieces.append(piece(prefix, text[here : cuts[at]], active, reading, named))
        words = "".join(pieces)
        if words.strip():
            yield f"<p{paragraph_class(kinds)}>{words}</p>\n"


def paragraph_class(kinds: set[str]) -> str:
    """Of a line that is furniture throughout."""
    return "" if "" in kinds else ' class="headline"' if "headline" in kinds else ' class="furniture"'


def piece(prefix: str, text: str, active: Sequence[Mark], reading: Reading, named: set[int]) -> str:
    """A stretch of text under the same marks all along. The first trigger of each record carries its anchor."""
    furniture = next((m.kind for m in active if m.what == "furniture"), "")
    words = list(dict.fromkeys(m.record for m in active if m.what == "words"))
    triggers = list(dict.fromkeys(m.record for m in active if m.what == "trigger"))
    if triggers:
        return trigger(prefix, text, triggers, words, reading, named)
    if words:
        return f'<span class="ev" data-r="{refs(prefix, words)}">{safe(text)}</span>'
    return f'<span class="furniture">{safe(text)}</span>' if furniture not in ("", "headline") else safe(text)


def trigger(prefix: str, text: str, triggers: Sequence[int], words: Sequence[int], reading: Reading, named: set[int]) -> str:
    """The word that says it: a link to its record, with the record's number; inside the evidence of all records it stands in."""
    fresh = [n for n in triggers if n not in named]
    named.update(fresh)
    anchors = "".join(f'<span id="{prefix}w{n + 1}"></span>' for n in fresh)
    first = triggers[0]
    numbers = ",".join(str(n + 1) for n in triggers)
    link = (
        f'<a class="tr k-{wording.told(reading.records[first])}" href="#{prefix}r{first + 1}" data-r="{refs(prefix, triggers)}">'
        f"<u>{safe(text)}</u><sup>{numbers}</sup></a>"
    )
    return f'{anchors}<span class="ev" data-r="{refs(prefix, list(dict.fromkeys([*words, *triggers])))}">{link}</span>'


def refs(prefix: str, records: Sequence[int]) -> str:
    return " ".join(f"{prefix}r{n + 1}" for n in records)


def card(prefix: str, n: int, record: Record, reasons: Sequence[str]) -> str:
    """One record."""
    told = wording.told(record)
    mark = wording.TOLD[told][0]
    place, size = wording.place(record), wording.size(record.size)
    ongoing = " · ongoing" if record.status == "ongoing" else ""
    around = "".join(f" · {safe(part)}" for part in (place, size) if part)
    return f"""<li class="rec k-{told}" id="{prefix}r{n + 1}" data-r="{prefix}r{n + 1}" tabindex="0">
<div class="line"><a class="n" href="#{prefix}w{n + 1}" aria-label="words of record {n + 1}">{n + 1}</a>
<span>{safe(wording.date(record))}</span>
<span class="told" title="{escape(wording.MEANING[told])}">{mark} {told}{ongoing}</span></div>
<p class="who">{parties(record)}</p>
<p class="what"><b>{safe(record.event)}</b> {safe(" ".join(record.modes))}{around}</p>
{"".join(voices(record))}{"".join(quotes(record))}{because(reasons)}</li>
"""


def parties(record: Record) -> str:
    sides = [", ".join(party(p) for p in side) for side in (record.actors, record.recipients) if side]
    if not record.actors:
        sides.insert(0, '<span class="soft">unnamed</span>')
    return '<span class="arrow">→</span>'.join(sides)


def party(p: Party) -> str:
    code = wording.code(p)
    return f'<bdi title="{safe(p.entity_text)}">{safe(wording.name(p))}</bdi>' + (f" <small>{safe(code)}</small>" if code else "")


def voices(record: Record) -> Iterator[str]:
    for words, who in wording.sources(record):
        yield f'<p class="voice"><span class="soft">{words}</span> <bdi>{safe(who)}</bdi></p>\n'


def quotes(record: Record) -> Iterator[str]:
    for evidence in wording.passages(record)[:QUOTES]:
        before, word, after = (safe(part) for part in wording.quote(evidence, QUOTE_WIDTH))
        yield f'<p class="quote" dir="auto">{before}<b>{word}</b>{after}</p>\n'
    if more := wording.rest(record, QUOTES):
        yield f'<p class="soft">{more}</p>\n'


def because(reasons: Sequence[str]) -> str:
    items = "".join(f"<li>{safe(reason)}</li>" for reason in reasons)
    return f"<details><summary>why</summary><ul>{items}</ul></details>\n" if items else ""
