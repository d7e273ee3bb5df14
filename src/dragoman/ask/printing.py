"""Answers as people read them in a terminal, in the words, colours and marks of ``dragoman read``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from rich.console import ConsoleRenderable, Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..counted import many
from ..exporters import wording
from ..exporters.options import Options
from ..exporters.safe import shown
from ..exporters.table import WIDE, Screen, kind, parties, party, spaced, status
from ..knowledge import Knowledge
from ..store.codes import QUADS
from ..types import Change, Event, Evidence, Filed, Party, Record, Report
from .searching import Hits, Pieces
from .showing import Shown

#: Characters of an id that are shown; ``show`` takes the beginning of one.
SHORT = 12
#: Characters of text shown on either side of the evidence.
AROUND = 160
Row = Mapping[str, Any]


def screen(out: IO[str], terminal: bool, width: int | None = None) -> Screen:
    return Screen(out, Options(knowledge=Knowledge(), terminal=terminal, width=width))


def events(rows: Sequence[Row], console: Screen) -> None:
    """One event a row, or a small block each where the terminal is narrow."""
    if console.width >= WIDE:
        console.show(_table(rows, console.width))
        return
    for row in rows:
        console.show(_block(row, console.width))


def _table(rows: Sequence[Row], width: int) -> ConsoleRenderable:
    table = Table(box=None, expand=True, padding=(0, 2, 1, 0), header_style="dim", pad_edge=False)
    for name, ratio, fixed in (
        ("when", None, 12),
        ("who → whom", 5, None),
        ("what", 3, None),
        ("where", 2, None),
        ("told as", None, 14),
        ("reports", None, 15),
        ("words", 6, None),
    ):
        table.add_column(name, ratio=ratio, width=fixed)
    for row in rows:
        when = Text("\n").join([_when(row), _id(row["event_id"])])
        what = Text("\n").join([_what(row), *([Text(_size(row), style="dim")] if _size(row) else [])])
        told = Text("\n").join([_told(row), *_voices(row)])
        words = Text(f"“{shown(_cut(row['quote'] or '', width // 2))}”", style="italic dim")
        table.add_row(when, _sides(row), what, Text(_where(row)), told, _reports(row), words)
    return table


def _block(row: Row, width: int) -> ConsoleRenderable:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=SHORT)
    grid.add_column(ratio=1)
    grid.add_column(width=15, justify="left")
    line = _what(row)
    for detail in filter(None, (_where(row), _size(row))):
        line.append(f" · {detail}")
    words = Text(f"“{shown(_cut(row['quote'] or '', 2 * (width - SHORT - 19)))}”", style="italic dim")
    left, right = Text("\n").join([_when(row), _id(row["event_id"])]), Text("\n").join([_told(row), _reports(row)])
    grid.add_row(left, Group(_sides(row), line, *_voices(row), words), right)
    return Padding(grid, (0, 0, 1, 0))


def _when(row: Row) -> Text:
    edtf = row["date_edtf"]
    if not edtf:
        return Text("—", style="dim")
    return Text(shown(edtf if "/" not in edtf else f"{row['date'] or '…'}\n–{row['enddate'] or row['date'] or '…'}").replace(" –", "\n–"))


def _id(name: str) -> Text:
    return Text(shown(name[:SHORT]), style="dim")


def _sides(row: Row) -> Text:
    sides = [_side(row, role) for role in ("actor", "recipient") if row[role]]
    if not row["actor"]:
        sides.insert(0, Text("unnamed", style="dim italic"))
    return Text.assemble((" → ", "bold")).join(sides)


def _side(row: Row, role: str) -> Text:
    """Names with their code and sector, which stand in columns of the same order."""
    names = row[role].split("; ")
    codes, sectors = ((row[f"{role}_{what}"] or "").split("; ") for what in ("code", "sector"))
    aligned = len(codes) == len(names) == len(sectors)
    made = []
    for n, name in enumerate(names):
        code = " ".join(dict.fromkeys(filter(None, (codes[n], sectors[n])))) if aligned else ""
        made.append(Text.assemble((shown(name), "bold"), (f" {shown(code)}" if code else "", "dim")))
    return Text(", ").join(made)


def _what(row: Row) -> Text:
    mode = shown((row["mode"] or "").replace("; ", " "))
    return Text.assemble((row["event"], "bold cyan"), (f" {mode}" if mode else "", "cyan"))


def _size(row: Row) -> str:
    counts = ((what, row[f"{what}_low"], row[f"{what}_high"]) for what in ("dead", "injured", "arrested"))
    parts = [f"{wording.count((low, high))} {what}" for what, low, high in counts if low is not None]
    return ", ".join([*parts, shown(row["quantity"])] if row["quantity"] else parts)


def _where(row: Row) -> str:
    place, country = row["place"], row["country"]
    return shown(place if row["precision"] == "country" or not country else f"{place}, {country}") if place else ""


def _told(row: Row) -> Text:
    return told(row["reported_as"], row["status"])


def told(reported_as: str, status: str) -> Text:
    mark, colour = wording.TOLD[reported_as]
    text = Text(f"{mark} {reported_as}", style=colour)
    return text.append("\n  ongoing", style="dim") if status == "ongoing" else text


def _voices(row: Row) -> list[Text]:
    sides = (("according to", row["asserted_by"]), ("denied by", row["denied_by"]))
    return [Text.assemble((f"{words} ", "dim"), _cut(shown(who.replace("; ", ", ")), 120)) for words, who in sides if who]


def _reports(row: Row) -> Text:
    return counted(row["independent_reports"], row["reprints"])


def counted(independent: int, reprints: int) -> Text:
    """How many say so on their own, and how many only print it again."""
    text = Text(many(independent, "report"), style="bold" if independent > 1 else "")
    return text.append(f"\n+ {many(reprints, 'reprint')}", style="dim") if reprints else text


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    return text[:width].rpartition(" ")[0] + " …" if " " in text[:width] else text[:width] + "…"


def hits(found: Hits, console: Screen) -> None:
    """One article a paragraph."""
    for hit in found.hits:
        facts = [hit.source, hit.published, many(hit.events, "event") if hit.events else "no events"]
        if hit.language and hit.language != "en":
            facts.append(hit.language)
        head = marked(hit.title or (("(no title)", False),), "bold", "bold yellow")
        line = Text(" · ".join(shown(f) for f in facts if f) + f" · {hit.key[:SHORT]}", style="dim")
        console.show(Padding(Group(head, line, marked(hit.words, "", "bold yellow")), (0, 0, 1, 0)))


def marked(pieces: Pieces, style: str, found: str) -> Text:
    return Text.assemble(*((spaced(text), found if held else style) for text, held in pieces))


def anything(found: Shown, console: Screen) -> None:
    """What ``show`` found."""
    ids = dict(found.event_ids)
    if found.event:
        event(found.event, console, found.forwarded)
    elif found.filed:
        filed(found.filed, ids, console)
    elif found.record and found.article:
        article = found.article
        facts = [article.source, article.published, article.id]
        head = Text(shown(article.title or "(no title)"), style="bold")
        console.show(Group(head, Text(" · ".join(shown(x) for x in facts if x), style="dim"), Text("")))
        one(found.record, article.text, ids.get(found.record.id), console)


def event(e: Event, console: Screen, forwarded: str | None = None) -> None:
    """All that is known of an event, reports apart from reprints."""
    console.show(Group(*_head(e, forwarded)))
    independent = [r for r in e.reports if not r.reprint]
    reprints = [r for r in e.reports if r.reprint]
    for origin, reports in _by_origin(independent):
        again = [r for r in reprints if r.origin == origin]
        console.show(Group(*_origin(origin, reports, again)))
    lone = [r for r in reprints if r.origin not in {x.origin for x in independent}]
    if lone:
        console.show(Group(*_origin("others", [], lone)))
    if e.history:
        console.show(Group(section("history"), *(change(c) for c in e.history)))


def _head(e: Event, forwarded: str | None) -> Iterator[ConsoleRenderable]:
    name = Text.assemble(("event ", "yellow"), (e.id, "yellow"))
    yield name.append(f"   ({shown(forwarded)} is now a part of it)", style="dim") if forwarded else name
    sides = [Text(", ").join(party(p) for p in side) for side in (e.actors, e.recipients) if side]
    yield Text.assemble((" → ", "bold")).join(sides if e.actors else [Text("unnamed", style="dim italic"), *sides])
    what = Text.assemble((e.event, "bold cyan"), (" " * bool(e.modes) + " ".join(e.modes), "cyan"))
    mark, colour = wording.TOLD[e.reported_as]
    yield what.append(f"   {mark} {e.reported_as}", style=colour)
    yield _facts(e)
    yield Text("")


def _facts(e: Event) -> ConsoleRenderable:

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column()
    place = e.place
    facts: list[tuple[str, str]] = [
        ("when", e.date_edtf or "no date told"),
        ("where", ", ".join(dict.fromkeys(filter(None, [place.name, place.adm1, place.country]))) if place else ""),
        ("how many", wording.size(e.size)),
        ("context", ", ".join(e.contexts)),
        ("told as", f"{e.reported_as}: {wording.MEANING[e.reported_as]}" + (f" (status {e.status})" if e.status == "ongoing" else "")),
        ("asserted by", ", ".join(_names(e.asserted_by))),
        ("denied by", ", ".join(_names(e.denied_by))),
        ("reports", f"{e.independent_reports:,} independent, {many(e.reprints, 'reprint')}"),
        ("seen", e.first_seen if e.first_seen == e.last_seen else f"{e.first_seen} to {e.last_seen}") if e.first_seen else ("seen", ""),
        ("score", f"{e.scale:+g} (quad {e.quad}, {QUADS.get(e.quad, '')}), confidence {e.confidence:.2f}"),
    ]
    for label, value in facts:
        if value:
            grid.add_row(label, Text(shown(value)))
    return grid


def _names(parties: Iterable[Party]) -> list[str]:
    return [" ".join(filter(None, [wording.name(p), f"({wording.code(p)})" if wording.code(p) else ""])) for p in parties]


def section(name: str) -> ConsoleRenderable:
    return Rule(Text(name, style="dim"), style="dim", characters="─", align="left")


def _by_origin(reports: Sequence[Report]) -> list[tuple[str, list[Report]]]:
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.origin, []).append(report)
    return list(found.items())


def _origin(origin: str, reports: Sequence[Report], again: Sequence[Report]) -> Iterator[ConsoleRenderable]:
    """One independent report: every article of that origin with its words, then who printed it again."""
    yield section(shown(origin))
    for report in reports:
        yield _article(report)
        yield from evidence(report.article.text, wording.passages(report.record))
        for words, who in wording.sources(report.record):
            yield Text.assemble((f"    {words} ", "dim"), shown(who))
        yield Text("")
    if again:
        where = dict.fromkeys(
            f"{r.article.source or r.article.id}{f' {r.article.published}' if r.article.published else ''}" for r in again
        )
        yield Text.assemble(("    printed again by ", "dim"), shown(", ".join(where)))
        yield Text("")


def _article(report: Report) -> Text:
    article = report.article
    facts = [article.source if article.source != report.origin else None, article.published, article.id[:SHORT], report.record.id[:SHORT]]
    title = Text.assemble(("  ", ""), (shown(article.title or "(no title)"), "bold"))
    return title.append("\n  " + " · ".join(shown(f) for f in facts if f), style="dim")


def evidence(text: str, passages: Sequence[Evidence]) -> Iterator[ConsoleRenderable]:
    """The words of each passage with what stands around them; the word that tells of the event underlined."""
    for e in passages:
        before, after = _before(text, e.start), _after(text, e.end)
        words = Text.assemble(
            (spaced(before), "dim"),
            spaced(text[e.start : e.trigger.start]),
            (spaced(text[e.trigger.start : e.trigger.end]), "bold underline"),
            spaced(text[e.trigger.end : e.end]),
            (spaced(after), "dim"),
        )
        yield Padding(words, (0, 4, 0, 4))


def _before(text: str, start: int) -> str:
    """What stands before the evidence in its paragraph, cut at a space."""
    found = text[max(0, start - AROUND) : start].rpartition("\n")[2]
    cut = len(found) == min(start, AROUND) and start > AROUND
    return "… " + found.partition(" ")[2] if cut else found


def _after(text: str, end: int) -> str:
    found = text[end : end + AROUND].partition("\n")[0]
    cut = len(found) == AROUND and end + AROUND < len(text)
    return found.rpartition(" ")[0] + " …" if cut else found


def change(c: Change) -> Text:
    line = Text.assemble((f"  {c.at or 'no date'}  ", "dim"), (f"{c.field.replace('_', ' ')} ", "bold"))
    line.append(f"{shown(c.old)} → " if c.old else "").append(shown(c.new) if c.new else "none")
    return line.append(f"  {c.record[:SHORT]}", style="dim")


def filed(f: Filed, event_ids: Mapping[str, str], console: Screen) -> None:
    """An article, its text, and the events that it reports."""
    article = f.article
    facts = [
        article.source,
        article.author,
        article.published,
        f"dated by {article.dated_by}" if article.dated_by else None,
        article.language,
    ]
    head = [Text.assemble(("article ", "yellow"), (article.id, "yellow")), Text(shown(article.title or "(no title)"), style="bold")]
    lines = [Text(" · ".join(shown(x) for x in facts if x), style="dim"), Text(shown(article.url or ""), style="dim")]
    console.show(Group(*head, *(line for line in lines if line.plain), Text("")))
    if article.partial:
        console.show(Text(f"incomplete: {shown(article.partial)}\n", style="yellow"))
    for paragraph in filter(str.strip, article.text.split("\n")):
        console.show(Padding(Text(shown(paragraph)), (0, 0, 0, 2)))
    console.show(Group(Text(""), section(many(len(f.records), "record"))))
    for record in f.records:
        one(record, article.text, event_ids.get(record.id), console)


def one(record: Record, text: str, event_id: str | None, console: Screen) -> None:
    """A record of an article, with its words."""
    head = Text.assemble((f"{record.id}", "yellow"), (f"  part of {event_id}" if event_id else "", "dim"))
    where = wording.place(record)
    line = kind(record).append(f" · {shown(wording.date(record))}", style="").append(f" · {shown(where)}" if where else "", style="")
    mark = status(record)
    line.append(" · ").append_text(Text(mark.plain.replace("\n ", ","), style=mark.style))
    says = [Text.assemble((f"    {words} ", "dim"), shown(who)) for words, who in wording.sources(record)]
    console.show(Group(head, parties(record), line, *evidence(text, wording.passages(record)), *says, Text("")))
