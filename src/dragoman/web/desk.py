"""Where requests get at the ledger: a connection for each thread, which only reads, and answers kept until the ledger changes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request

from ..store import Ledger
from ..store.database import value

T = TypeVar("T")
#: Numbers that tell one state of a ledger from another.
State = tuple[int, ...]
#: Answers that are kept.
KEPT = 64
#: While articles come in, an answer that was costly to make stays good for so many times as long as it took, and so many seconds at most.
REST, LONGEST = 15.0, 20.0


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """An answer. ``state``: of the ledger when it was made; ``at``, ``cost``: when that was, and how long it took, in seconds."""

    state: State
    value: T
    at: float
    cost: float

    def good(self, state: State, now: float) -> bool:
        return self.state == state or now - self.at < min(REST * self.cost, LONGEST)


class Desk:
    """``where``: the ledger, a file or postgresql://… Raises LedgerError where it cannot be read."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._own = threading.local()
        self._kept: OrderedDict[object, Kept[Any]] = OrderedDict()
        self._making: dict[object, threading.Lock] = {}
        self._lock = threading.Lock()
        with self.ledger():
            pass

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger as it is at one moment. To be used up within one thread: not as a dependency, but in the body of a route."""
        held = getattr(self._own, "ledger", None)
        if held is None:
            held = self._own.ledger = Ledger.open(self.where)
        with held.db.transaction():
            yield held

    def state(self) -> State:
        """What was asked of the ledger before is still so where this is the same."""
        with self.ledger() as held:
            return state(held)

    def kept(self, key: object, make: Callable[[Ledger], T]) -> T:
        """``make``'s answer, made once as long as the ledger stays the same; several who ask at once wait for one.

        While articles come in it may be some seconds old (REST, LONGEST).
        """
        return self.kept_at(key, make).value

    def kept_at(self, key: object, make: Callable[[Ledger], T]) -> Kept[T]:
        """The same, with the state of the ledger that it tells of."""
        now = self.state()
        known = self._known(key, now)
        if known:
            return known
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            return self._known(key, now) or self._made(key, make)

    def _known(self, key: object, now: State) -> Kept[Any] | None:
        with self._lock:
            known = self._kept.get(key)
            if known is None or not known.good(now, time.monotonic()):
                return None
            self._kept.move_to_end(key)
            return known

    def _made(self, key: object, make: Callable[[Ledger], T]) -> Kept[T]:
        began = time.monotonic()
        with self.ledger() as held:
            found = state(held)
            value = make(held)
        now = time.monotonic()
        made = Kept(found, value, now, now - began)
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._making.pop(self._kept.popitem(last=False)[0], None)
        return made


def last_change(ledger: Ledger) -> int:
    return int(value(ledger.db, "SELECT max(seq) AS seq FROM change") or 0)


def state(ledger: Ledger) -> State:
    """The last change, the last sighting (a text met again is none), and the coder whose readings count."""
    sighting, current = "SELECT max(id) AS id FROM sighting", "SELECT max(id) AS id FROM coder WHERE current = 1"
    return (last_change(ledger), int(value(ledger.db, sighting) or 0), int(value(ledger.db, current) or 0))


async def of(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


#: For the signature of a route: ``def events(desk: AtDesk) -> …: with desk.ledger() as ledger: …``.
AtDesk = Annotated[Desk, Depends(of)]
