"""The ledger: articles, what was understood of them, and the events that they report, in SQLite or PostgreSQL."""

from .adding import Outcome
from .coder import Coder, coder
from .database import Database, LedgerBusy, LedgerError, LedgerFull
from .ledger import Ledger

__all__ = ["Coder", "Database", "Ledger", "LedgerBusy", "LedgerError", "LedgerFull", "Outcome", "coder"]
