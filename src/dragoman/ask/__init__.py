"""Questions to a ledger: each takes a ``store.Ledger`` and gives plain values back, which ``printing`` shows to people."""

from .actors import Partner, Portrait, portrait
from .disputing import Dispute, Disputed, Voice, disputes
from .dyads import Pair, Period, dyad
from .events import Found, count, described, query, rows_as_events
from .searching import Hit, Hits, search
from .showing import Ambiguous, Shown, show

__all__ = [
    "Ambiguous",
    "Dispute",
    "Disputed",
    "Found",
    "Hit",
    "Hits",
    "Pair",
    "Partner",
    "Period",
    "Portrait",
    "Shown",
    "Voice",
    "count",
    "described",
    "disputes",
    "dyad",
    "portrait",
    "query",
    "rows_as_events",
    "search",
    "show",
]
