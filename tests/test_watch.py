"""Feeds are polled politely; what is new is handed on once, also after a restart. All servers are on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from dragoman.cli import cli
from dragoman.cli.watch import Span
from dragoman.sources import Article, Unread
from dragoman.sources.fetch import Limits, Policy
from dragoman.sources.manners import Guest
from dragoman.sources.subscriptions import NoList, Subscription, subscriptions
from dragoman.store import Ledger
from dragoman.store.database import LedgerBusy
from dragoman.watch import LONGEST, TRIES, Watch
from dragoman.watch.agenda import Agenda
from dragoman.watch.memory import FORGOTTEN, Feed, Memory
from servers import Local, Reply, serving

LONG = "Harbour workers in the port of Lindra walked out on Tuesday over unpaid wages, their union said. " * 8
TOLD = "".join(f"Docker number {n} at the walkout in Lindra said that no wages had been paid for {n + 2} weeks. " for n in range(10))
SHORT = "Harbour workers walked out on Tuesday."


def item(n: int, text: str = LONG, link: str | None = None) -> str:
    where = f"<link>{link}</link>" if link else ""
    return (
        f"<item><title>Story {n}</title><guid isPermaLink='false'>id-{n}</guid>{where}<description>{text} {n}</description>"
        "<pubDate>Tue, 12 Mar 2024 09:00:00 GMT</pubDate></item>"
    )


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>The Lindra Gazette</title>{''.join(items)}</channel></rss>".encode()


def page(text: str) -> bytes:
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in text.split(". ") if sentence)
    return (
        "<html><head><title>Walkout in Lindra</title><meta property='og:site_name' content='Lindra Gazette'>"
        "<meta property='article:published_time' content='2024-03-11T20:00:00Z'></head><body><article><h1>Walkout in Lindra</h1>"
        f"{paragraphs}</article></body></html>"
    ).encode()


XML = {"Content-Type": "application/rss+xml"}
WEB = {"Content-Type": "text/html; charset=utf-8"}


class Clock:
    """Time that passes only when somebody sleeps; ``end``: when the program is ended."""

    def __init__(self, end: float = 10**7) -> None:
        self.time = 1_710_000_000.0
        self.end = self.time + end
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        if self.time > self.end:
            raise KeyboardInterrupt


class Desk:
    """A watch with what it needs around it; made again, it is the program started again."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path, self.clock = path, clock or Clock()
        self.kept: list[Article | Unread] = []
        self.said: list[str] = []

    def keep(self, items: Sequence[Article | Unread]) -> Mapping[str, int]:
        self.kept += items
        return {"stored": len(items)}

    def run(self, *urls: str, once: bool = True, full: bool = True, every: float = 900.0, keep: Any = None) -> Watch:
        policy = Policy(private=True, limits=Limits(seconds=5))
        with Ledger.open(self.path, create=True) as ledger:
            guest = Guest(policy, self.clock.now, self.clock.sleep)
            made = Watch(guest, Memory(ledger.db), keep or self.keep, self.said.append, every=every, full=full, chance=lambda: 0.0)
            made.run([Subscription(url) for url in urls], once)
        return made

    def feed(self, url: str) -> Feed:
        with Ledger.open(self.path, create=True) as ledger:
            return Memory(ledger.db).feed(url)

    @property
    def texts(self) -> list[str]:
        return [item.text for item in self.kept if isinstance(item, Article)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ledger.db")


@pytest.fixture
def site() -> Iterator[Callable[..., Local]]:
    """Makes servers that run until the test ends."""
    running: list[Any] = []

    def make(answers: Any) -> Local:
        running.append(serving(answers))
        return running[-1].__enter__()

    yield make
    for server in running:
        server.__exit__(None, None, None)


# ---------------------------------------------------------------- what is new


def test_entries_come_once(desk: Desk, site: Callable[..., Local]) -> None:
    replies = {"/feed": Reply(rss(item(1), item(2)), headers=XML)}
    server = site(replies)
    url = server.url("/feed")
    desk.run(url)
    assert [a.id for a in desk.kept if isinstance(a, Article)] == ["id-1", "id-2"]
    assert desk.said == [f"{url}: 2 entries, 2 new: 2 stored"]
    desk.run(url)
    assert (len(desk.kept), desk.said[1]) == (2, f"{url}: nothing new")
    replies["/feed"] = Reply(rss(item(3), item(1), item(2)), headers=XML)
    desk.run(url)
    assert [a.id for a in desk.kept if isinstance(a, Article)] == ["id-1", "id-2", "id-3"]


def test_an_article_tells_where_it_comes_from(desk: Desk, site: Callable[..., Local]) -> None:
    url = site({"/feed": Reply(rss(item(1)), headers=XML)}).url("/feed")
    desk.run(url)
    (article,) = desk.kept
    assert isinstance(article, Article)
    assert (article.published, article.dated_by, article.source) == ("2024-03-12", "feed", "The Lindra Gazette")
    assert article.locator == f"{url}#id-1"
    assert article.raw_sha256


def test_a_corrected_entry_is_another_one(desk: Desk, site: Callable[..., Local]) -> None:
    replies = {"/feed": Reply(rss(item(1)), headers=XML)}
    url = site(replies).url("/feed")
    desk.run(url)
    replies["/feed"] = Reply(rss(item(1, LONG + "Two were hurt.")), headers=XML)
    desk.run(url)
    assert len(desk.kept) == 2


def test_nothing_is_asked_whole_that_has_not_changed(desk: Desk, site: Callable[..., Local]) -> None:
    asked: list[Mapping[str, str]] = []

    def answers(path: str, headers: Mapping[str, str]) -> Reply | None:
        if path == "/robots.txt":
            return None
        asked.append(headers)
        if headers.get("If-None-Match") == '"v1"':
            return Reply(status=304)
        return Reply(rss(item(1)), headers={**XML, "ETag": '"v1"', "Last-Modified": "Tue, 12 Mar 2024 09:00:00 GMT"})

    url = site(answers).url("/feed")
    desk.run(url)
    desk.run(url)
    assert asked[0].get("If-None-Match") is None
    assert (asked[1]["If-None-Match"], asked[1]["If-Modified-Since"]) == ('"v1"', "Tue, 12 Mar 2024 09:00:00 GMT")
    assert desk.said[1] == f"{url}: nothing new"


def test_a_program_ended_while_it_keeps_goes_on_where_it_was(desk: Desk, site: Callable[..., Local]) -> None:
    """The second article's page is being kept when the program ends: it comes again, the first does not, and no ETag hides it."""
    server = site(lambda path, _: None)
    links = [server.url(f"/{n}") for n in (1, 2)]
    feed = Reply(rss(item(1, SHORT, links[0]), item(2, SHORT, links[1])), headers={**XML, "ETag": '"v1"'})
    pages = {f"/{n}": Reply(page(LONG + f"It was number {n}. "), headers=WEB) for n in (1, 2)}
    server.answers = lambda path, headers: {"/feed": feed, **pages}.get(path)

    def keep(items: Sequence[Article | Unread]) -> Mapping[str, int]:
        if len(desk.kept) == 1:
            raise KeyboardInterrupt
        return desk.keep(items)

    with pytest.raises(KeyboardInterrupt):
        desk.run(server.url("/feed"), keep=keep)
    assert desk.feed(server.url("/feed")).etag is None
    desk.run(server.url("/feed"))
    assert ["number 1" in text for text in desk.texts] == [True, False]
    assert ["number 2" in text for text in desk.texts] == [False, True]
    assert desk.feed(server.url("/feed")).etag == '"v1"'
    assert server.hits.count("/1") == 1


# ---------------------------------------------------------------- pages


def test_the_page_of_a_summary_is_fetched(desk: Desk, site: Callable[..., Local]) -> None:
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1, SHORT, server.url("/1"))), headers=XML)
    server.answers = lambda path, _: {"/feed": feed, "/1": Reply(page(TOLD), headers=WEB)}.get(path)
    desk.run(server.url("/feed"))
    (article,) = desk.kept
    assert isinstance(article, Article)
    assert len(article.text) > 600
    assert (article.id, article.url, article.source, article.partial) == ("id-1", server.url("/1"), "Lindra Gazette", None)
    assert (article.published, article.dated_by) == ("2024-03-11", "meta article:published_time")
    assert server.hits == ["/robots.txt", "/feed", "/1"]


def test_without_full_the_summary_is_taken(desk: Desk, site: Callable[..., Local]) -> None:
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1, SHORT, server.url("/1"))), headers=XML)
    server.answers = lambda path, _: {"/feed": feed}.get(path)
    desk.run(server.url("/feed"), full=False)
    assert desk.texts == [f"{SHORT} 1"]
    assert "/1" not in server.hits


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=404), "404"),
        (Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "PDF"),
        (Reply(b"<html><body></body></html>", headers=WEB), "page"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"}), "169.254.169.254"),
        (Reply(status=302, headers={"Location": "/private"}), "robots.txt"),
    ],
)
def test_where_the_page_cannot_be_had_the_summary_is_kept_as_partial(
    desk: Desk, site: Callable[..., Local], reply: Reply, why: str
) -> None:
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1, SHORT, server.url("/1"))), headers=XML)
    robots = Reply(b"User-agent: *\nDisallow: /private\n")
    server.answers = lambda path, _: {"/feed": feed, "/1": reply, "/robots.txt": robots}.get(path)
    desk.run(server.url("/feed"))
    (article,) = desk.kept
    assert isinstance(article, Article)
    assert article.text == f"{SHORT} 1"
    assert article.partial
    assert why in article.partial
    assert "/private" not in server.hits


def test_a_page_that_says_less_than_the_feed_is_not_taken(desk: Desk, site: Callable[..., Local]) -> None:
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1, SHORT * 5, server.url("/1"))), headers=XML)
    server.answers = lambda path, _: {"/feed": feed, "/1": Reply(page("Subscribe to read this story. "), headers=WEB)}.get(path)
    desk.run(server.url("/feed"))
    assert desk.texts == [f"{SHORT * 5} 1"]


def test_a_page_that_may_come_yet_is_asked_for_at_the_next_polls(desk: Desk, site: Callable[..., Local]) -> None:
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1, SHORT, server.url("/1"))), headers={**XML, "ETag": '"v1"'})
    server.answers = lambda path, _: {"/feed": feed, "/1": Reply(status=502)}.get(path)
    for n in range(TRIES):
        assert desk.texts == []
        desk.run(server.url("/feed"))
        assert (desk.feed(server.url("/feed")).etag is None) == (n < TRIES - 1)
    assert desk.said[0].endswith("1 entry, 1 new: 1 to be fetched later")
    assert desk.texts == [f"{SHORT} 1"]
    assert server.hits.count("/1") == TRIES


def test_a_slow_host_keeps_no_other_waiting_and_once_comes_to_an_end(desk: Desk, site: Callable[..., Local]) -> None:
    """Ten pages of a host that wants a day between two requests, and ten of a quick one."""
    slow, quick = site(lambda path, _: None), site(lambda path, _: None)
    robots = Reply(b"User-agent: *\nCrawl-delay: 86400\n")
    slow.answers = lambda path, _: robots if path == "/robots.txt" else Reply(page(LONG), headers=WEB)
    links = [server.url(f"/{n}", name) for n in range(10) for server, name in ((slow, "localhost"), (quick, "127.0.0.1"))]
    feed = Reply(rss(*(item(n, SHORT, link) for n, link in enumerate(links))), headers=XML)
    quick.answers = lambda path, _: feed if path == "/feed" else None if path == "/robots.txt" else Reply(page(LONG), headers=WEB)
    desk.run(quick.url("/feed"))
    assert (len(desk.kept), len(slow.hits), sum(desk.clock.slept) < 20) == (11, 2, True)
    assert desk.said[0].endswith("11 stored, 9 to be fetched later")


# ---------------------------------------------------------------- when


def test_polls_come_at_their_time_and_each_failure_doubles_the_wait(desk: Desk, site: Callable[..., Local]) -> None:
    desk.clock = Clock(end=4 * 86400)
    when: list[float] = []

    def answers(path: str, _: Any) -> Reply | None:
        if path == "/robots.txt":
            return None
        when.append(desk.clock.now())
        return Reply(rss(item(1)), headers=XML) if len(when) < 3 else Reply(status=500)

    url = site(answers).url("/feed")
    with pytest.raises(KeyboardInterrupt):
        desk.run(url, once=False)
    waits = [later - sooner for sooner, later in pairwise(when)]
    assert waits[:9] == [900 * n for n in (1, 1, 1, 2, 4, 8, 16, 32, 64)]
    assert max(waits) == LONGEST


def test_failures_are_remembered_after_a_restart_and_a_success_ends_them(desk: Desk, site: Callable[..., Local]) -> None:
    replies = {"/feed": Reply(status=500)}
    server = site(replies)
    url = server.url("/feed")
    assert desk.run(url).failed == 1
    assert desk.run(url).failed == 0
    assert "not asked before" in desk.said[1]
    assert server.hits.count("/feed") == 1
    for failures in (2, 3):
        desk.clock.time += 86400
        desk.run(url)
        assert desk.feed(url).failures == failures
    replies["/feed"] = Reply(rss(item(1)), headers=XML)
    desk.clock.time += 86400
    desk.run(url)
    assert (desk.feed(url).failures, desk.feed(url).trouble, len(desk.kept)) == (0, None, 1)


def test_a_server_that_asks_to_wait_is_waited_for(desk: Desk, site: Callable[..., Local]) -> None:
    url = site({"/feed": Reply(status=503, headers={"Retry-After": "36000"})}).url("/feed")
    desk.run(url)
    assert desk.feed(url).next_poll == desk.clock.now() + 36000


def test_a_feed_that_is_gone_for_good_is_left_alone_and_told_of(desk: Desk, site: Callable[..., Local]) -> None:
    url = site({"/feed": Reply(status=410)}).url("/feed")
    desk.run(url)
    assert "take it off the list" in desk.said[0]
    assert (desk.feed(url).next_poll or 0) > desk.clock.now() + 20 * 86400


def test_a_feed_that_moved_is_read_and_told_of(desk: Desk, site: Callable[..., Local]) -> None:
    server = site({"/old": Reply(status=301, headers={"Location": "/new"}), "/new": Reply(rss(item(1)), headers=XML)})
    desk.run(server.url("/old"))
    assert f"moved for good to {server.url('/new')}: change the list" in desk.said[0]
    assert len(desk.kept) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (page(LONG), "text/html"),
        (b"", "text/plain"),
        (b"{}", "application/json"),
        (b"\x00\xff" * 500, "image/png"),
        (b"<rss>" * 9000, "text/xml"),
    ],
)
def test_what_is_no_feed_is_a_failure_of_that_feed_and_no_other(desk: Desk, site: Callable[..., Local], body: bytes, kind: str) -> None:
    server = site({"/bad": Reply(body, headers={"Content-Type": kind}), "/good": Reply(rss(item(1)), headers=XML)})
    assert desk.run(server.url("/bad"), server.url("/good")).failed == 1
    assert len(desk.texts) == 1
    assert desk.feed(server.url("/bad")).failures == 1


def test_a_feed_inside_is_refused_by_default(desk: Desk, site: Callable[..., Local]) -> None:
    server = site({"/feed": Reply(rss(item(1)), headers=XML)})
    with Ledger.open(desk.path, create=True) as ledger:
        made = Watch(Guest(Policy(), desk.clock.now, desk.clock.sleep), Memory(ledger.db), desk.keep, desk.said.append)
        made.run([Subscription(server.url("/feed"))], once=True)
    assert (server.met, desk.kept) == (0, [])
    assert "this machine: not fetched" in desk.said[0]


def test_an_entry_that_left_its_feed_long_ago_is_forgotten(desk: Desk) -> None:
    with Ledger.open(desk.path, create=True) as ledger:
        memory = Memory(ledger.db)
        memory.keep(Feed(url="u"))
        memory.met("u", ["a", "b"], 1_000_000_000.0)
        memory.settle("u", ["a"])
        memory.tried("u", "b")
        assert memory.tries("u") == {"a": None, "b": 1}
        memory.met("u", ["b"], 1_000_000_001.0 + FORGOTTEN)
        assert memory.tries("u") == {"b": 1}


def test_what_is_known_of_a_feed_comes_back_as_it_was(desk: Desk) -> None:
    feed = Feed(url="u", title="t", etag='"e"', last_modified="l", polled_at=1.0, next_poll=2.0, failures=3, trouble="x")
    with Ledger.open(desk.path, create=True) as ledger:
        memory = Memory(ledger.db)
        memory.keep(Feed(url="u"))
        memory.keep(feed)
        assert memory.feed("u") == feed
        assert memory.feed("v") == Feed(url="v")


def test_the_agenda_takes_the_host_that_may_be_asked_soonest() -> None:
    free = {"a": 10.0, "b": 5.0}
    agenda: Agenda[str] = Agenda(lambda name: free.get(name, 0.0))
    for job in ("a1", "a2", "b1", "c1"):
        agenda.add(job[0], job)
    taken = []
    while (ahead := agenda.peek()) is not None:
        taken.append(agenda.take())
        free[ahead[1][0]] = 20.0
    assert taken == ["c1", "b1", "a1", "a2"]


def test_a_ledger_that_somebody_else_writes_to_is_waited_for(desk: Desk, site: Callable[..., Local]) -> None:
    busy = ["poll", "page"]
    server = site(lambda path, _: None)
    feed = Reply(rss(item(1), item(2, SHORT, server.url("/2"))), headers={**XML, "ETag": '"v1"'})
    server.answers = lambda path, _: {"/feed": feed, "/2": Reply(page(TOLD), headers=WEB)}.get(path)

    def keep(items: Sequence[Article | Unread]) -> Mapping[str, int]:
        if len(desk.kept) == 2 - len(busy) and busy:
            busy.pop()
            raise LedgerBusy("somebody else writes to it")
        return desk.keep(items)

    desk.run(server.url("/feed"), keep=keep)
    assert desk.said[:2] == ["somebody else writes to it"] * 2
    assert (len(desk.texts), desk.clock.slept.count(30.0)) == (2, 2)
    assert desk.feed(server.url("/feed")).etag == '"v1"'


# ---------------------------------------------------------------- lists


def test_opml_lines_and_their_order() -> None:
    opml = b"""<?xml version="1.0"?><opml version="2.0"><head><title>News</title></head><body><outline text="World">
    <outline type="rss" text="Gazette" xmlUrl="https://gazette.example/rss?a=1&amp;b=2" htmlUrl="https://gazette.example/"/>
    <outline text="x" xmlurl="feed://herald.example/atom"/><outline text="again" xmlUrl="https://gazette.example/rss?a=1&amp;b=2"/>
    </outline></body></opml>"""
    wanted = [Subscription("https://gazette.example/rss?a=1&b=2", "Gazette"), Subscription("http://herald.example/atom", "x")]
    assert subscriptions(opml, "feeds.opml") == wanted
    lines = b"\xef\xbb\xbf# news\n\nhttps://gazette.example/rss?a=1&b=2  Gazette\r\n" + 2 * b"http://herald.example/atom x\n"
    assert subscriptions(lines, "feeds.txt") == wanted


BOMB = b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml><body><outline xmlUrl="http://a.example/&b;"/></body></opml>'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no feed in it"),
        (b"<opml><body/></opml>", "no feed in it"),
        (b"<opml><body><outline xmlUrl='http://a.example/'></body></opml>", "f:1: not well-formed"),
        (b"<rss><channel/></rss>", "no OPML"),
        (BOMB, "DTD"),
        (b'<!DOCTYPE o SYSTEM "file:///etc/passwd"><opml/>', "DTD"),
        (b"<?xml version='1.0' encoding='klingon'?><opml/>", "f"),
        (b"<opml><body><outline xmlUrl='file:///etc/passwd'/></body></opml>", "f:1: file:///etc/passwd: only http"),
        (b"https://a.example/\nnot an address", "f:2: not: only http"),
        (b"http://u:p@a.example/", "no name or password"),
        (b"\x00" * 1000, "f:1: "),
        (b"<a>" * 200_000, "no OPML"),
        (b"<opml>" + b"<outline>" * 200_000, "not well-formed"),
    ],
)
def test_a_list_that_is_none_says_why(data: bytes, why: str) -> None:
    with pytest.raises(NoList) as told:
        subscriptions(data, "f")
    assert why in str(told.value)


# ---------------------------------------------------------------- the command


COMMAND = [sys.executable, "-m", "dragoman", "watch", "--reader", "rules", "--allow-private"]


def stories(path: Path) -> list[str]:
    with Ledger.open(path) as ledger:
        return [row["text"] for row in ledger.db.query("SELECT text FROM article ORDER BY id")]


def test_the_command_ends_at_once_when_told_to_and_adds_nothing_twice(tmp_path: Path, site: Callable[..., Local]) -> None:
    """Told to end while it waits for the next page of a host; the next run fetches what is left."""
    server = site(lambda path, _: None)
    links = [server.url(f"/{n}") for n in range(2)]
    feed = Reply(rss(*(item(n, SHORT, link) for n, link in enumerate(links)), item(9)), headers=XML)
    server.answers = lambda path, _: (
        {"/feed": feed}.get(path) or (None if path == "/robots.txt" else Reply(page(f"{TOLD} So says page {path}."), headers=WEB))
    )
    lists, db = tmp_path / "feeds.opml", tmp_path / "ledger.db"
    lists.write_text(f"<opml version='2.0'><body><outline xmlUrl='{server.url('/feed')}'/></body></opml>", encoding="utf-8")
    running = subprocess.Popen([*COMMAND, "--db", str(db), str(lists)], stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while "/0" not in server.hits and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.5)
    running.terminate()
    began = time.monotonic()
    said = running.communicate(timeout=30)[1]
    assert time.monotonic() - began < 2
    assert running.returncode == 0, said
    assert said.endswith("the same command goes on from here\n")
    before = stories(db)
    assert 1 <= len(before) < 3
    for _ in range(2):
        done = subprocess.run([*COMMAND, "--once", "--db", str(db), str(lists)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    assert done.stderr.endswith(": nothing new\n")
    after = stories(db)
    assert after[: len(before)] == before
    assert len(after) == len(set(after)) == 3


def test_the_command_says_what_is_wrong_with_its_list(tmp_path: Path) -> None:
    wrong = tmp_path / "feeds.opml"
    wrong.write_text("<rss/>", encoding="utf-8")
    for names, why in (
        ([str(wrong)], "no OPML"),
        ([str(tmp_path / "none")], "cannot be read"),
        (["https://a:b@c.example/"], "no name or password"),
    ):
        done = CliRunner().invoke(cli, ["watch", "--db", str(tmp_path / "l.db"), *names])
        assert (done.exit_code, why in done.output) == (2, True)
    assert not (tmp_path / "l.db").exists()


def test_a_feed_that_fails_shows_in_the_exit_code(tmp_path: Path, site: Callable[..., Local]) -> None:
    server = site({})
    done = CliRunner().invoke(cli, ["watch", "--db", str(tmp_path / "l.db"), "--once", "--allow-host", "127.0.0.1", server.url("/feed")])
    assert (done.exit_code, "answered 404" in done.output) == (3, True)


@pytest.mark.parametrize(("text", "seconds"), [("15m", 900), ("2 h", 7200), ("1d", 86400), ("60s", 60)])
def test_times_as_people_write_them(text: str, seconds: float) -> None:
    assert Span().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "m", "15", "0m", "59s", "-5m", "1.5h", "9999999m", "٣m"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a time"):
        Span().convert(text, None, None)
