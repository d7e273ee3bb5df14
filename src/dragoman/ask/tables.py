"""Series and portraits as people read them: a pair over time, an actor, two sides of a dispute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import ConsoleRenderable, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..exporters import wording
from ..exporters.safe import shown
from ..exporters.table import Screen, party
from .actors import Portrait
from .disputing import Dispute, Voice
from .dyads import Pair, Period
from .printing import SHORT, counted, section

BARS = "▁▂▃▄▅▆▇█"
#: Columns of a sparkline at most, and what stands beside it; longer series are drawn a mark for several periods.
SPARKS, BESIDE = 80, 42


def sparks(values: Sequence[float | None], low: float | None = None, high: float | None = None) -> str:
    """A bar for each value, a space where there is none; from ``low`` to ``high``, by default from 0 to the greatest."""
    least = 0.0 if low is None else low
    most = max((v for v in values if v is not None), default=1.0) if high is None else high
    scale = (len(BARS) - 1) / (most - least) if most > least else 0.0
    return "".join(" " if v is None else BARS[round((min(max(v, least), most) - least) * scale)] for v in values)


def thinned(values: Sequence[float], most: int = SPARKS) -> list[float]:
    """Neighbours added up, so that there are ``most`` at most."""
    step = -(-len(values) // most) or 1
    return [sum(values[n : n + step]) for n in range(0, len(values), step)]


def pair(found: Pair, console: Screen) -> None:
    """Both directions over all time, the course of it, then a line for each period."""
    title = Text.assemble((shown(found.one), "bold"), " ↔ ", (shown(found.other), "bold"), (f"   by {found.by}", "dim"))
    console.show(Group(title, Text("")))
    console.show(_directions(found))
    whole = [p for p in found.whole() if p.period]
    if len(whole) > 1:
        console.show(_course(whole, room(console)))
    console.show(_series(found))
    console.show(Text(LEGEND, style="dim"))


LEGEND = (
    "events: told as having happened (fact, claimed, contested). 1-4: verbal, material cooperation, verbal, material conflict.\n"
    "own voice, with claims: mean score of the events told in the articles' own voice, and of all; -10 conflict to 10 cooperation.\n"
    "apart: ○ planned ◌ hypothetical ✕ denied ⊘ negated, counted in no other column."
)


def _columns(first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column(first, no_wrap=True)
    for name in ("events", "1", "2", "3", "4", "own voice", "with claims"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("claims", no_wrap=True)
    table.add_column("apart", no_wrap=True)
    return table


def _cells(p: Period) -> list[Text]:
    quads = [Text(f"{n:,}" if n else "·", style="" if n else "dim") for n in p.quads]
    claims = _marks(p, ("claimed", "contested"))
    return [Text(f"{p.events:,}", style="bold"), *quads, score(p.own_mean), score(p.scale_mean), claims, _marks(p, APART)]


APART = ("planned", "hypothetical", "denied", "negated")


def _marks(p: Period, names: Iterable[str]) -> Text:
    found = [(wording.TOLD[name], getattr(p, name)) for name in names]
    return Text("  ").join(Text(f"{mark} {n:,}", style=colour) for (mark, colour), n in found if n)


def score(value: float | None) -> Text:
    """Green for cooperation, red for conflict."""
    if value is None:
        return Text("·", style="dim")
    return Text(f"{value:+.1f}", style="green" if value > 0 else "red" if value < 0 else "")


def _directions(found: Pair) -> ConsoleRenderable:
    table = _columns("direction")
    names = {"->": f"{found.one} → {found.other}", "<-": f"{found.other} → {found.one}", "<->": "both together"}
    for p in found.totals():
        table.add_row(shown(names[p.direction]), *_cells(p))
    return Padding(table, (0, 0, 1, 0))


def room(console: Screen) -> int:
    """Columns for a sparkline."""
    return max(12, min(SPARKS, console.width - BESIDE))


def _course(whole: Sequence[Period], most: int) -> ConsoleRenderable:
    """Events and scores as two lines of bars."""
    events = thinned([float(p.events) for p in whole], most)
    sums, counts = thinned([p.scale_sum for p in whole], most), events
    means = [s / n if n else None for s, n in zip(sums, counts, strict=True)]
    grid = Table.grid(padding=(0, 2))
    grid.add_row(Text("events", style="dim"), sparks(events), Text(f"most {max(p.events for p in whole):,}", style="dim"))
    grid.add_row(Text("scores", style="dim"), sparks(means, -10, 10), Text("-10 to 10, claims included", style="dim"))
    grid.add_row("", Text(f"{whole[0].period} … {whole[-1].period}", style="dim"), "")
    return Padding(grid, (0, 0, 1, 0))


def _series(found: Pair) -> ConsoleRenderable:
    """Only periods with events: gaps are told by the sparkline, and would fill pages."""
    table = _columns(found.by)
    table.add_column("→ ← ↔", no_wrap=True, justify="right")
    by_period: dict[str | None, dict[str, int]] = {}
    for p in found.periods:
        by_period.setdefault(p.period, {})[p.direction] = p.events
    for p in found.whole():
        ways = by_period.get(p.period)
        if ways is None:
            continue
        counts = " ".join(str(ways.get(d, 0)) for d in ("->", "<-", "<->"))
        table.add_row(p.period or f"no {found.by}", *_cells(p), Text(counts, style="dim"))
    return Padding(table, (0, 0, 1, 0))


def portrait(found: Portrait, console: Screen) -> None:
    """Who it is, how much it does, with whom."""
    span = f"{found.first} to {found.last}" if found.first else "no dated event"
    console.show(Group(Text.assemble((shown(found.asked), "bold"), (f"   {span}", "dim")), Text("")))
    roles = [("did", "actor"), ("was done to it", "recipient"), ("asserts", "asserts"), ("denies", "denies")]
    console.show(Text("   ").join(Text.assemble((f"{found.roles[role]:,}", "bold"), (f" {words}", "dim")) for words, role in roles))
    told = [Text(f"{wording.TOLD[name][0]} {name} {n:,}", style=wording.TOLD[name][1]) for name, n in found.told.items()]
    console.show(Group(Text("  ").join(told), Text("")))
    months = list(filled(found.months).values())
    if len(months) > 1:
        marks = Text.assemble(
            ("events a month  ", "dim"), sparks(thinned([float(n) for n in months], room(console))), (f"  most {max(months):,}", "dim")
        )
        console.show(Group(marks, Text("")))
    console.show(Padding(_side_by_side(found), (0, 0, 1, 0)))
    console.show(section("names, offices"))
    table = Table.grid(padding=(0, 2))
    for name, office, code, sectors, n in found.names:
        who = Text.assemble((shown(name), "bold"), (f" {shown(' '.join(filter(None, (code, *sectors))))}", "dim"))
        table.add_row(Text(f"{n:,}", justify="right"), who, Text(shown(office or ""), style="dim"))
    console.show(table)


def filled(months: dict[str, int]) -> dict[str, int]:
    """All months from the first to the last."""
    if not months:
        return {}
    year, month = (int(part) for part in min(months).split("-"))
    found: dict[str, int] = {}
    while (name := f"{year:04}-{month:02}") <= max(months):
        found[name] = months.get(name, 0)
        year, month = year + month // 12, month % 12 + 1
    return found


def _side_by_side(found: Portrait) -> ConsoleRenderable:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim", pad_edge=False)
    for name in ("what it did", "what was done to it", "with whom (→ ← mean score)", "where"):
        table.add_column(name)
    partners = [
        Text.assemble((shown(p.name), "bold"), (f" {p.did:,} {p.done:,} ", "dim")).append_text(score(p.scale)) for p in found.partners
    ]
    table.add_row(_counts(found.did, "cyan"), _counts(found.done, "cyan"), Text("\n").join(partners), _counts(found.places, ""))
    return table


def _counts(found: Iterable[tuple[str, int]], style: str) -> Text:
    return Text("\n").join(Text.assemble((shown(name), style), (f" {n:,}", "dim")) for name, n in found)


def disputes(found: Sequence[Dispute], console: Screen) -> None:
    """Each event, below it those who assert it on the left, those who deny it on the right."""
    for dispute in found:
        e = dispute.event
        sides = [Text(", ").join(party(p) for p in side) for side in (e.actors, e.recipients) if side]
        head = Text.assemble((f"{e.date_edtf or 'no date'}  ", ""), (" ".join([e.event, *e.modes]), "bold cyan"), "  ")
        head.append_text(Text.assemble((" → ", "bold")).join(sides if e.actors else [Text("unnamed", style="dim italic"), *sides]))
        reports = f"{e.id[:SHORT]} · " + counted(e.independent_reports, e.reprints).plain.replace("\n", " ")
        grid = Table.grid(padding=(0, 4), expand=True)
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        grid.add_row(Text("says so", style="yellow"), Text("denies it", style="red"))
        grid.add_row(_voices(dispute.asserting), _voices(dispute.denying))
        console.show(Padding(Group(head, Text(reports, style="dim"), Padding(grid, (0, 0, 0, 2))), (0, 0, 1, 0)))


def _voices(voices: Sequence[Voice]) -> ConsoleRenderable:
    """Each speaker once, with the words of the first report, and the other outlets that have it."""
    by_speaker: dict[str, list[Voice]] = {}
    for v in voices:
        by_speaker.setdefault(f"{v.who} (in its own voice)" if v.own else v.who, []).append(v)
    made: list[Text] = []
    for who, said in by_speaker.items():
        first = said[0]
        where = ", ".join(shown(x) for x in (None if first.own else first.outlet, first.published) if x)
        made.append(Text.assemble((shown(who), "bold"), (f"  {where}" if where else "", "dim")))
        made.append(Text(f"“{shown(first.words)}”", style="italic dim"))
        more = list(dict.fromkeys(shown(v.outlet) for v in said[1:] if v.outlet and v.outlet != first.outlet))
        made.append(Text(f"also in {', '.join(more)}\n" if more else "", style="dim"))
    return Group(*(made or [Text("nobody", style="dim italic")]))
