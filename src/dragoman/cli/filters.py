"""Options that say which events of a ledger are meant, shared by the commands that ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import options

if TYPE_CHECKING:
    from ..store.filters import Filter

#: Known without loading the store, so that help comes at once; a test compares them with types.STATUSES and store.codes.REPORTED_AS.
STATUSES = ("happened", "ongoing", "planned", "hypothetical", "negated")
TOLD = ("fact", "claimed", "contested", "denied", "planned", "hypothetical", "negated")
WHO = "code (RUS), sector (MIL), both (RUS:MIL), Wikidata id or name"

FILTERS = options(
    click.option("--since", metavar="DAY", help="Events from this day, month or year on."),
    click.option("--until", metavar="DAY", help="Events up to this day, month or year."),
    click.option("--event", multiple=True, metavar="TYPE", help="Event type, as CONSULT; may be repeated, as all that follow."),
    click.option("--mode", multiple=True, metavar="MODE", help="Mode, as visit."),
    click.option("--context", multiple=True, metavar="CONTEXT", help="Context, as military."),
    click.option("--quad", multiple=True, type=int, metavar="1-4", help="Verbal or material cooperation (1, 2), conflict (3, 4)."),
    click.option("--actor", multiple=True, metavar="WHO", help=f"Who does it: {WHO}."),
    click.option("--recipient", multiple=True, metavar="WHO", help="To whom."),
    click.option("--party", multiple=True, metavar="WHO", help="Either side."),
    click.option("--source", multiple=True, metavar="WHO", help="Who asserts or denies it."),
    click.option("--outlet", multiple=True, metavar="NAME", help="Reported by this outlet."),
    click.option("--country", multiple=True, metavar="CODE", help="Where it happened."),
    click.option("--place", multiple=True, metavar="NAME", help="Where it happened, by name."),
    click.option("--story", multiple=True, metavar="ID", help="Reported in this story."),
    click.option("--article", multiple=True, metavar="KEY", help="Reported in this article (art-…)."),
    click.option("--text", metavar="WORDS", help="Words of one of the reports, as `dragoman search` takes them."),
    click.option("--min-confidence", type=click.FloatRange(0, 1), metavar="0-1", help="Confidence at least."),
    click.option("--min-reports", type=click.IntRange(1), metavar="N", help="Independent reports at least."),
)
TELLING = options(
    click.option("--status", multiple=True, type=click.Choice(STATUSES), metavar="STATUS", help=f"How it stands: {', '.join(STATUSES)}."),
    click.option("--reported-as", multiple=True, type=click.Choice(TOLD), metavar="HOW", help=f"How it is told: {', '.join(TOLD)}."),
)


def asked(values: dict[str, Any]) -> Filter:
    """The filter that the options make; what is wrong with it ends the command as wrong use. ``values``: by the fields of Filter."""
    from ..store.filters import Filter, FilterError, checked

    try:
        return checked(Filter(**values))
    except FilterError as error:
        raise click.UsageError(str(error)) from None
