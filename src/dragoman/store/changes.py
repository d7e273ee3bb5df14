"""The feed of changes: what came, changed, was merged or removed, in order; for those who keep a copy of the events elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from .database import Database, Row


def changes(database: Database, since: int | str = 0) -> Iterator[Row]:
    """Entries after number ``since``, or from the day (ISO) ``since`` on, in order.

    ``seq`` rises and never comes twice: ask for those after the last one that you have. ``kind``: article or event; ``id``: of it;
    ``action``: added, changed, merged, removed; ``into``: the event that it was merged into.
    """
    on = "seq > ?" if isinstance(since, int) else "at >= ?"
    for row in database.each(f"SELECT seq, at, kind, ref, action, into_ref FROM change WHERE {on} ORDER BY seq", (since,)):
        yield {"seq": row["seq"], "at": row["at"], "kind": row["kind"], "id": row["ref"], "action": row["action"], "into": row["into_ref"]}
