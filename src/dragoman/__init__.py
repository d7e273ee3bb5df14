"""dragoman reads news reports and keeps a ledger of what they report."""

from __future__ import annotations

__version__ = "0.1.0"
