"""Fetching as a guest: robots.txt is asked first and obeyed, and no host is asked more often than it likes.

Protego reads robots.txt, as the standard library's parser knows neither ``*`` within a path nor that the longest rule wins (RFC 9309).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from protego import Protego

from .fetch import AGENT, Answer, Policy, Refused, Trouble, fetch, parsed

#: Seconds between two requests to one host that asks for nothing else.
PAUSE = 1.0
#: Seconds for which a host that did not answer at all is left alone; each try may cost half a minute.
UNREACHED = 300.0
#: Seconds for which an answer about robots.txt holds (RFC 9309: at most a day), and for which a failed one does.
KEPT, KEPT_FAILURE = 86400.0, 600.0
#: Bytes of robots.txt that are read; RFC 9309 asks for at least 500 KiB.
LONGEST = 512_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host says of robots. ``robots``: None where it could not be asked, why is in ``trouble``. ``until``: when to ask again."""

    robots: Protego | None
    trouble: Trouble | None
    until: float


class Guest:
    """Fetches politely. ``now``, ``sleep``: clock in seconds and a wait; tests bring their own."""

    def __init__(self, policy: Policy, now: Callable[[], float] = time.time, sleep: Callable[[float], None] = time.sleep) -> None:
        self.policy, self.now, self.sleep = policy, now, sleep
        self.rules: dict[str, Rules] = {}  # by origin
        self.free: dict[str, float] = {}  # by host: when it may be asked next

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The document at a URL, once its host may be asked. Raises Trouble, and Refused for what robots.txt forbids."""
        try:
            return fetch(url, self.policy, headers, self.gate)
        except Trouble as trouble:
            wait = trouble.wait or (UNREACHED if trouble.passing and trouble.status is None else 0.0)
            if wait:
                self.hold(host(url), wait)
            raise

    def ready(self, url: str) -> float:
        """When its host may be asked next, by the clock ``now``; what lies in the past means at once."""
        return self.free.get(host(url), 0.0)

    def hold(self, name: str, seconds: float) -> None:
        """Ask a host nothing for a while."""
        self.free[name] = max(self.free.get(name, 0.0), self.now() + seconds)

    def gate(self, url: str) -> None:
        """Wait for our turn at an address, if we may ask there at all. Raises Refused, or Trouble where robots.txt cannot be read."""
        target = parsed(url)
        rules = self._rules(target.origin)
        if rules.robots is None:
            raise rules.trouble or Trouble(f"{target.host}: robots.txt cannot be read", passing=True)
        if not rules.robots.can_fetch(url, AGENT):
            raise Refused(f"{url[:200]}: the robots.txt of {target.host} forbids it; save the page and give the file")
        wait = self.free.get(target.host, 0.0) - self.now()
        if wait > 0:
            self.sleep(wait)
        self.hold(target.host, max(PAUSE, float(rules.robots.crawl_delay(AGENT) or 0)))

    def _rules(self, origin: str) -> Rules:
        known = self.rules.get(origin)
        if known is None or known.until < self.now():
            known = self.rules[origin] = self._asked(origin)
        return known

    def _asked(self, origin: str) -> Rules:
        """No robots.txt allows all; a server that fails forbids all for a while (RFC 9309, 2.3.1)."""
        try:
            text = fetch(f"{origin}/robots.txt", self.policy).data[:LONGEST].decode("utf-8-sig", "replace")
        except Refused as refused:
            return Rules(None, refused, self.now() + KEPT_FAILURE)
        except Trouble as trouble:
            if trouble.status is not None and 400 <= trouble.status < 500 and trouble.status != 429:
                return Rules(Protego.parse(""), None, self.now() + KEPT)
            return Rules(None, _unknown(origin, trouble), self.now() + max(KEPT_FAILURE, trouble.wait or 0.0))
        return Rules(Protego.parse(text), None, self.now() + KEPT)


def _unknown(origin: str, trouble: Trouble) -> Trouble:
    message = str(trouble) if trouble.status is None else f"{origin}/robots.txt cannot be read: {trouble}"
    return Trouble(message, passing=True, wait=trouble.wait, status=trouble.status)


def host(url: str) -> str:
    """The host of a URL, empty where it has none that we would ask."""
    try:
        return parsed(url).host
    except Refused:
        return ""
