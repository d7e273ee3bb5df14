"""dragoman reads news reports and keeps a ledger of what they report: who did what to whom, according to whom, and whether as fact.

>>> import dragoman
>>> reading = dragoman.read("Kenya condemned the attack on Monday.", published="2024-03-12")
>>> [(r.event, r.date_edtf) for r in reading.records]
[('ACCUSE', '2024-03-11')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .api import read, read_all, to_frame
    from .knowledge import DataError, Knowledge
    from .llm import LLMReader
    from .schemas import schema
    from .sources import Unread
    from .types import Article, Problem, Reading, Record

__all__ = [
    "Article",
    "DataError",
    "Knowledge",
    "LLMReader",
    "Problem",
    "Reading",
    "Record",
    "Unread",
    "__version__",
    "read",
    "read_all",
    "schema",
    "to_frame",
]

#: Where each public name lives; imported when first asked for, so that ``import dragoman`` costs nothing.
_HOME = {
    **dict.fromkeys(("read", "read_all", "to_frame"), "api"),
    **dict.fromkeys(("DataError", "Knowledge"), "knowledge"),
    **dict.fromkeys(("Article", "Problem", "Reading", "Record"), "types"),
    "LLMReader": "llm",
    "Unread": "sources",
    "schema": "schemas",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
