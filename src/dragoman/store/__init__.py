"""The ledger: articles, what was understood of them, and the events that they report, in SQLite or PostgreSQL."""

from .coder import Coder, coder
from .database import Database, LedgerBusy, LedgerError, LedgerFull
from .ledger import Ledger
from .outcome import Outcome

__all__ = ["Coder", "Database", "Ledger", "LedgerBusy", "LedgerError", "LedgerFull", "Outcome", "coder"]
