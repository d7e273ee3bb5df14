"""Pages for people, made on the server: readable, linkable and printable without JavaScript.

Each page is a view (a pure function from an answer of ``ask`` or ``store`` to what its template prints) and a template; ``routes`` says
which address shows what.
"""

from __future__ import annotations

from .errors import error
from .routes import router

__all__ = ["error", "router"]
