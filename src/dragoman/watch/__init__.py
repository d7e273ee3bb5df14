"""Feeds, polled as a guest, into whatever keeps articles; what is new is handed on once, also after a restart.

One thing is done at a time: the next poll or page whose host may be asked. An entry counts as settled after it was kept, and a feed is
asked "anything new?" (ETag) only once all its entries are settled; so whatever ends the program, nothing is passed over, and what is met
twice is a duplicate to the ledger.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count

from ..counted import many
from ..sources import Unread, child, documents, found
from ..sources.fetch import Answer, Refused, Trouble
from ..sources.manners import Guest, host
from ..sources.subscriptions import Subscription
from ..store.database import LedgerBusy
from ..types import Article, Problem
from .agenda import Agenda
from .memory import Feed, Memory

#: Seconds after which a failing feed is asked again, at most; and a feed that is gone for good (410).
LONGEST, GONE = 86400.0, 30 * 86400.0
#: Waits differ by up to this part, so that many feeds are not asked at one moment.
JITTER = 0.1
#: How often a page is asked for before the feed's own words are taken instead.
TRIES = 3
#: Seconds that a round waits for hosts that want to be asked slowly; what is left then is fetched after the next poll.
PATIENCE = 600.0
#: Seconds until another try where somebody else writes to the ledger.
BUSY = 30.0
#: A text with fewer characters may be a summary, also where the feed does not say so.
SHORT = 500
#: Days that a page tells for machines; a feed's own day is surer than others.
SURE = ("json-ld", "meta", "itemprop", "time")

Keep = Callable[[Sequence[Article | Unread]], Mapping[str, int]]


@dataclass(slots=True)
class Round:
    """One poll, until all its pages are there. ``until``: when it waits no longer; ``left``: pages to come; ``missed``: some will not."""

    feed: Feed
    answer: Answer
    until: float
    entries: int = 0
    new: int = 0
    left: int = 0
    missed: int = 0
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Page:
    """An entry whose page is to be fetched. ``tries``: so far, in vain."""

    round: Round
    entry: str
    article: Article
    tries: int


class Watch:
    """``keep``: stores articles and says how many ended how. ``every``: seconds between polls; ``full``: fetch pages of mere summaries.

    ``say``: takes one line about each feed. ``now``, ``sleep``, ``chance`` (0 to 1): tests bring their own.
    """

    def __init__(
        self,
        guest: Guest,
        memory: Memory,
        keep: Keep,
        say: Callable[[str], None],
        *,
        every: float = 900.0,
        full: bool = True,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.guest, self.memory, self.keep, self.say = guest, memory, keep, say
        self.every, self.full, self.chance = every, full, chance
        self.agenda: Agenda[Subscription | Page] = Agenda(lambda name: guest.free.get(name, 0.0))
        self.due: list[tuple[float, int, Subscription]] = []
        self.number = count()
        self.once = False
        self.failed = 0  # polls

    def run(self, feeds: Sequence[Subscription], once: bool = False) -> None:
        """Poll for ever, or each feed ``once``: then those that failed before are left alone until their time has come."""
        self.once = once
        for feed in feeds:
            self._note(feed)
        while (wait := self._wait()) is not None:
            if wait > 0:
                self.guest.sleep(wait)
            else:
                self._do(self.agenda.take())

    # --- when ---

    def _note(self, wanted: Subscription) -> None:
        """When a feed is to be asked first."""
        feed = self.memory.feed(wanted.url)
        when = feed.next_poll or 0.0
        if self.once and not feed.failures:
            when = 0.0
        if self.once and when > self.guest.now():
            self.say(f"{feed.url}: not asked before {_clock(when)}, as {feed.trouble or 'it failed'}")
        else:
            heapq.heappush(self.due, (when, next(self.number), wanted))

    def _wait(self) -> float | None:
        """Seconds until the next job, 0 or less where one can be taken from the agenda, None where nothing is left."""
        while True:
            now = self.guest.now()
            while self.due and self.due[0][0] <= now:
                wanted = heapq.heappop(self.due)[2]
                self.agenda.add(host(wanted.url), wanted)
            ahead = self.agenda.peek()
            if ahead is None:
                return self.due[0][0] - now if self.due else None
            when, job = ahead
            if isinstance(job, Page) and max(when, now) > job.round.until:
                self.agenda.take()
                job.round.missed += 1
                self._less(job.round)
                continue
            return min(when, self.due[0][0]) - now if self.due else when - now

    def _again(self, wanted: Subscription, when: float) -> None:
        if not self.once:
            heapq.heappush(self.due, (when, next(self.number), wanted))

    # --- what ---

    def _do(self, job: Subscription | Page) -> None:
        try:
            if isinstance(job, Page):
                self._page(job)
            else:
                self._poll(job)
        except LedgerBusy as busy:
            self.say(str(busy))
            self.guest.sleep(BUSY)
            self.agenda.add(host(job.article.url or "" if isinstance(job, Page) else job.url), job)

    def _poll(self, wanted: Subscription) -> None:
        feed = replace(self.memory.feed(wanted.url), polled_at=self.guest.now())
        feed = replace(feed, title=wanted.title or feed.title)
        try:
            answer = self.guest.get(feed.url, _conditions(feed))
        except Trouble as trouble:
            return self._trouble(wanted, feed, trouble)
        if not answer.modified:
            return self._finish(Round(feed, answer, 0.0))
        items = entries(answer, feed.url)
        articles = [item for item in items if isinstance(item, Article)]
        if not articles:
            reason = next((item.message for item in items if isinstance(item, Unread)), "no feed")
            return self._trouble(wanted, feed, Trouble(f"{reason} ({answer.kind or 'no type told'})"))
        until = self.guest.now() + (PATIENCE if self.once else max(PATIENCE, self.every))
        feed = replace(feed, title=feed.title or articles[0].source)
        self._entries(Round(feed, answer, until), items)

    def _entries(self, round_: Round, items: Sequence[Article | Unread]) -> None:
        """Keep what the feed gives whole; put the pages of the rest on the agenda."""
        url = round_.feed.url
        self.memory.keep(round_.feed)
        known = self.memory.tries(url)
        all_ = {entry_id(item): item for item in items if isinstance(item, Article)}
        self.memory.met(url, all_, self.guest.now())
        new = {entry: item for entry, item in all_.items() if known.get(entry, 0) is not None}
        round_.entries, round_.new = len(all_), len(new)
        pages = {entry: item for entry, item in new.items() if self.full and wants_page(item)}
        whole = {entry: item for entry, item in new.items() if entry not in pages}
        self._kept(round_, [*(item for item in items if isinstance(item, Unread)), *whole.values()], tuple(whole))
        round_.left = len(pages)
        for entry, item in pages.items():
            self.agenda.add(host(item.url or ""), Page(round_, entry, item, known.get(entry) or 0))
        if not pages:
            self._finish(round_)

    def _page(self, page: Page) -> None:
        """The article of an entry: from its page, else what the feed says; on the agenda of the next poll where the page may come yet."""
        try:
            answer = self.guest.get(page.article.url or "")
        except Trouble as trouble:
            if trouble.passing and page.tries + 1 < TRIES:
                self.memory.tried(page.round.feed.url, page.entry)
                page.round.missed += 1
            else:
                self._kept(page.round, [lacking(page.article, str(trouble))], (page.entry,))
        else:
            self._kept(page.round, [merged(page.article, taken_apart(answer))], (page.entry,))
        self._less(page.round)

    def _kept(self, round_: Round, items: Sequence[Article | Unread], entries: Sequence[str]) -> None:
        if items:
            round_.counts.update(self.keep(items))
            self.memory.settle(round_.feed.url, entries)

    def _less(self, round_: Round) -> None:
        round_.left -= 1
        if not round_.left:
            self._finish(round_)

    # --- how it went ---

    def _finish(self, round_: Round) -> None:
        """All that a poll can bring now is kept."""
        answer, feed, now = round_.answer, round_.feed, self.guest.now()
        when = now + self.every * (1 + JITTER * self.chance())
        if answer.modified:
            tags = {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
            feed = replace(feed, **(dict.fromkeys(tags) if round_.missed else tags))
        self.memory.keep(replace(feed, next_poll=when, failures=0, trouble=None))
        self.say(f"{feed.url}: {told(round_)}" + ("" if self.once else f"; again at {_clock(when)}"))
        self._again(Subscription(feed.url, feed.title), when)

    def _trouble(self, wanted: Subscription, feed: Feed, trouble: Trouble) -> None:
        """Each failure in a row doubles the wait; what we refuse ourselves costs nobody anything, and is none."""
        self.failed += 1
        failures = feed.failures + (not isinstance(trouble, Refused))
        wait = min(LONGEST, self.every * 2.0 ** min(feed.failures, 20)) * (1 + JITTER * self.chance())
        when = self.guest.now() + max(wait, trouble.wait or 0.0, GONE if trouble.status == 410 else 0.0)
        self.memory.keep(replace(feed, next_poll=when, failures=failures, trouble=str(trouble)[:500]))
        gone = ": it is gone for good, take it off the list" if trouble.status == 410 else ""
        later = f"; not asked before {_clock(when)}" if failures or not self.once else ""
        self.say(f"{feed.url}: {trouble}{gone}{later}")
        self._again(wanted, when)


def _conditions(feed: Feed) -> dict[str, str]:
    """Headers by which a server may answer that nothing is new."""
    given = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in given.items() if value and value.isascii() and value.isprintable()}


def _clock(when: float) -> str:
    """A moment as the user's clock shows it, with the day where it is not today's."""
    there, here = time.localtime(when), time.localtime()
    return time.strftime("%H:%M" if there[:3] == here[:3] else "%Y-%m-%d %H:%M", there)


def told(round_: Round) -> str:
    """``12 entries, 3 new: 2 stored, 1 duplicate``."""
    moved = f" (moved for good to {round_.answer.moved}: change the list)" if round_.answer.moved else ""
    if not round_.answer.modified or not round_.new:
        return "nothing new" + moved
    parts = [f"{number:,} {status}" for status, number in round_.counts.items() if number]
    parts += [f"{round_.missed:,} to be fetched later"] if round_.missed else []
    return f"{many(round_.entries, 'entry')}, {round_.new:,} new: {', '.join(parts)}{moved}"


# ---------------------------------------------------------------- entries


def entries(answer: Answer, feed: str) -> list[Article | Unread]:
    """What stands in a feed, in its order; an Unread for what gives no article."""
    raw = sha256(answer.data).hexdigest()
    items = child.ask("feed", answer.data, charset=answer.charset, url=answer.url)
    made = [found.article(item, feed, "" if item.refused else f"#{(item.id or item.url or '')[:500]}", raw, item.url) for item in items]
    return [item if isinstance(item, Unread) or item.locator != f"{feed}#" else replace(item, locator=f"{feed}#{item.id}") for item in made]


def entry_id(item: Article) -> str:
    """By what an entry is known again. A corrected one is another entry: its title or text has changed."""
    return sha256("\0".join((item.id, item.title or "", item.text)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def wants_page(item: Article) -> bool:
    """Whether an entry has a page, and may be no more than its summary."""
    return bool(item.url and host(item.url) and (item.partial or len(item.text) < SHORT))


def taken_apart(answer: Answer) -> Article | Unread:
    """The article of a page."""
    items = list(documents(answer.data, answer.url, answer.kind, answer.charset, answer.url))
    if len(items) == 1:
        return items[0]
    return Unread(answer.url, None, f"its page is no page of one article ({answer.kind or 'no type told'}; {many(len(items), 'document')})")


def lacking(item: Article, reason: str) -> Article:
    """The entry as it is, since its page cannot be had."""
    why = f"no more than what the feed gives: {reason}"
    others = tuple(p for p in item.problems if not (item.partial and p.message.endswith(item.partial)))
    return replace(item, partial=why, problems=(*others, Problem(stage="source", message=f"{item.locator}: incomplete: {why}")))


def merged(item: Article, page: Article | Unread) -> Article:
    """The article of a page, with what the feed knows better. The entry itself where the page has no more text (a paywall, a notice)."""
    if isinstance(page, Unread):
        return lacking(item, page.message)
    if len(page.text) <= len(item.text):
        return lacking(item, "its page has no more text") if item.partial else item
    surely = page.published and (not item.published or (page.dated_by or "").startswith(SURE))
    return replace(
        page,
        id=item.id,
        title=page.title or item.title,
        published=page.published if surely else item.published,
        dated_by=page.dated_by if surely else item.dated_by,
        source=page.source or item.source,
        author=page.author or item.author,
        url=page.url or item.url,
        language=page.language or item.language,
        locator=item.locator,
    )
