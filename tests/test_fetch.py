"""Fetching goes to the outside world only, within its limits, and as a guest. No test asks the real network.

The canary is a server on this machine that must not be hit; each test that says so has a control in which it is.
"""

from __future__ import annotations

import gzip
import ipaddress
import os
import random
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary import NOTATIONS, PUBLIC, Net, urls
from dragoman import __version__
from dragoman.cli import cli
from dragoman.sources import Article, Unread, articles
from dragoman.sources.addresses import inside
from dragoman.sources.fetch import AGENT, Limits, Policy, Refused, Trouble, fetch, parsed, pause
from dragoman.sources.manners import PAUSE, Guest
from servers import Local, Reply, serving, talking

DATA = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))

OPEN = Policy(private=True)
QUICK = Policy(private=True, limits=Limits(seconds=0.5))


@pytest.fixture
def canary() -> Iterator[Local]:
    with serving({"/": Reply(b"secret")}) as server:
        yield server


def tried(url: str, policy: Policy) -> str | None:
    """Why a URL was not fetched, None where it was. Anything but Trouble fails the test."""
    try:
        fetch(url, policy)
    except Trouble as trouble:
        return str(trouble)
    return None


def given(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} in {DATA}: set DRAGOMAN_DATA to the folder of the outside sets")
    return path


# ---------------------------------------------------------------- the inside


@pytest.mark.parametrize("host", NOTATIONS)
def test_no_way_to_write_an_inside_address_reaches_it(host: str, canary: Local) -> None:
    net = Net(canary)
    for port in ("", ":80", ":443", f":{canary.port}"):
        for scheme in ("http", "https"):
            with pytest.raises(Refused):
                fetch(f"{scheme}://{host}{port}/", net.policy())
    assert canary.met == 0
    assert net.dialled == []


@pytest.mark.parametrize("host", NOTATIONS[:18])
def test_control_each_way_to_write_this_machine_reaches_it_once_allowed(host: str, canary: Local) -> None:
    assert fetch(f"http://{host}/", Net(canary).policy(private=True)).data == b"secret"
    assert canary.met == 1


def test_the_system_itself_leads_from_such_notations_to_this_machine(canary: Local) -> None:
    """No stub: what libc makes of them, and a connection that could be made."""
    for host in ("127.1", "0x7f.1", "2130706433", "0177.0.0.1", "①②⑦.⓪.⓪.①", "localhost", "[::ffff:127.0.0.1]"):
        assert "this machine" in str(tried(canary.url("/", host), Policy()))
    assert canary.met == 0
    for host in ("127.1", "0x7f.1", "2130706433", "①②⑦.⓪.⓪.①"):
        assert fetch(canary.url("/", host), OPEN).data == b"secret"


def outside() -> list[str]:
    return urls(given("hostile"))


def test_no_url_of_the_outside_sets_reaches_the_inside(canary: Local) -> None:
    """Every name is taken for one that leads to this machine; none of it raises anything but Trouble."""
    urls = outside()
    assert len(urls) > 1100
    net = Net(canary, ["127.0.0.1"])
    assert all(tried(url, net.policy()) for url in urls)
    assert canary.met == 0
    assert all(ipaddress.ip_address(address).is_global for address in net.dialled)


def test_no_name_of_the_outside_sets_may_change_its_mind(canary: Local) -> None:
    """Names that are public when first asked and this machine ever after."""
    for url in outside():
        tried(url, Net(canary, [PUBLIC], ["127.0.0.1"]).policy())
    assert canary.met == 0


def test_control_the_same_urls_reach_the_canary_once_allowed(canary: Local) -> None:
    net = Net(canary, ["127.0.0.1"])
    for url in outside():
        tried(url, net.policy(private=True, seconds=1.0))
    assert canary.met > 300


def test_a_name_with_one_inside_address_is_refused_as_a_whole(canary: Local) -> None:
    net = Net(canary, [PUBLIC, "10.0.0.8"])
    assert "10.0.0.8, a private network" in str(tried("http://news.example/", net.policy()))
    assert net.dialled == []


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(canary: Local) -> None:
    net = Net(canary, [PUBLIC], ["127.0.0.1"])
    tried("http://news.example/", net.policy())
    assert (net.asked, net.dialled, canary.met) == (["news.example"], [PUBLIC], 0)


def test_host_and_certificate_name_stay_those_of_the_url() -> None:
    seen: list[str] = []

    def answers(path: str, headers: object) -> Reply:
        seen.append(headers["Host"])  # type: ignore[index]
        return Reply(b"ok")

    with serving(answers) as server:
        net = Net(server, ["127.0.0.1"])
        fetch("http://News.Example/", net.policy(private=True))
        fetch("http://straße.example:8080/", net.policy(private=True))
    assert seen == ["news.example", "xn--strae-oqa.example:8080"]


def test_the_name_is_what_tls_asks_for() -> None:
    """The first thing said on the line holds the host's name, though the line was made to an address."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(2)
    said: list[bytes] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        threading.Thread(target=lambda: (said.append(theirs.recv(65536)), theirs.close()), daemon=True).start()
        return ours

    assert tried("https://news.example/", Policy(resolve=lambda host, port: [PUBLIC], dial=dial))
    assert b"news.example" in said[0]


REDIRECTS = ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1/", "http://localhost:6379/", "//2130706433/", "http://[::1]/"]
OTHERS = ["file:///etc/passwd", "gopher://127.0.0.1:25/", "ftp://news.example/", "javascript:alert(1)", "data:text/plain,x"]


@pytest.mark.parametrize("location", REDIRECTS + OTHERS)
@pytest.mark.parametrize("hops", [1, 3])
def test_a_redirect_passes_the_same_door(location: str, hops: int, canary: Local) -> None:
    """The first host is allowed by name; where it sends us is not."""

    def answers(path: str, _: object) -> Reply:
        n = int(path[1:])
        return Reply(status=302, headers={"Location": location if n == hops else f"/{n + 1}"})

    with serving(answers) as server:
        policy = Policy(hosts=frozenset({"first.example"}), resolve=Net(server).resolve, dial=Net(server).dial)
        with pytest.raises(Refused):
            fetch("http://first.example/1", policy)
        assert len(server.hits) == hops
    assert canary.met == 0


def test_control_a_redirect_inside_is_followed_once_allowed(canary: Local) -> None:
    with serving({"/1": Reply(status=302, headers={"Location": canary.url("/")})}) as server:
        assert fetch(server.url("/1"), OPEN).data == b"secret"
    assert canary.hits == ["/"]


def test_redirects_come_to_an_end() -> None:
    with serving(lambda path, _: Reply(status=302, headers={"Location": "/again"})) as server:
        assert "more than 5 times" in str(tried(server.url("/"), OPEN))
        assert len(server.hits) == 6


def test_a_move_for_good_is_told_and_one_for_now_is_not() -> None:
    replies = {"/old": Reply(status=301, headers={"Location": "/new"}), "/tmp": Reply(status=302, headers={"Location": "/new"})}
    with serving({**replies, "/new": Reply(b"x")}) as server:
        assert fetch(server.url("/old"), OPEN).moved == server.url("/new")
        assert fetch(server.url("/tmp"), OPEN).moved is None


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "255.255.255.255"])
def test_allowing_the_own_network_does_not_open_where_clouds_keep_secrets(address: str, canary: Local) -> None:
    net = Net(canary, [address])
    assert "not fetched" in str(tried("http://metadata.example/", net.policy(private=True)))
    assert net.dialled == []


def test_one_host_may_be_allowed_and_the_others_stay_closed(canary: Local) -> None:
    net = Net(canary, ["10.1.2.3"])
    policy = Policy(hosts=frozenset({"wiki.intern"}), resolve=net.resolve, dial=net.dial)
    assert fetch("http://wiki.intern:8000/", policy).data == b"secret"
    assert "--allow-host" in str(tried("http://other.intern/", policy))


def test_a_port_that_is_none_of_the_web_is_not_asked(canary: Local) -> None:
    net = Net(canary, [PUBLIC])
    for port in (22, 25, 6379, 11211):
        assert "no usual port of the web" in str(tried(f"http://news.example:{port}/", net.policy()))
    assert net.dialled == []


def test_no_proxy_is_taken_from_the_environment(canary: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, canary.url(""))
    tried("http://news.example/", Net(canary, [PUBLIC]).policy())
    assert canary.met == 0


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", None),
        ("2606:4700::1111", None),
        ("64:ff9b::8.8.8.8", None),
        ("::ffff:8.8.8.8", None),
        ("100.63.255.255", None),
        ("100.64.0.1", "a private network"),
        ("172.32.0.1", None),
        ("172.31.255.255", "a private network"),
        ("fd12::1", "a private network"),
        ("::ffff:10.0.0.1", "a private network"),
        ("127.9.9.9", "this machine"),
    ],
)
def test_addresses_by_their_number(address: str, kind: str | None) -> None:
    assert inside(address) == kind


# ---------------------------------------------------------------- addresses as text


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/",
        "file:///etc/passwd",
        "news.example/a",
        "http:///a",
        "http://user:secret@news.example/",
        "http://news.example\\@127.0.0.1/",
        "http://news.example\n.evil.example/",
        "http://news.example/\r\nHost:%20evil",
        "http://news.example:0/",
        "http://news.example:99999/",
        "http://news.example:port/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://" + "a" * 64 + ".example/",
        "http://news.example/" + "a" * 9000,
        "http://\ud800.example/",
        "http://news.example/\ud800",
        "",
    ],
)
def test_what_is_no_plain_address_of_the_web_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(url)
    assert len(str(refused.value)) > 20


def test_an_address_is_made_fit_to_be_sent() -> None:
    assert parsed("HTTP://News.Example?q=ä b#top").url == "http://news.example/?q=%C3%A4%20b"
    assert parsed(" https://news.example:443/a%20b/ü ").url == "https://news.example/a%20b/%C3%BC"
    assert parsed("http://faß.example/").host == "xn--fa-hia.example"
    assert parsed("http://[2001:DB8::1]:8080/").origin == "http://[2001:db8::1]:8080"


# ---------------------------------------------------------------- limits


def dripping(link: socket.socket, beginning: bytes) -> None:
    link.sendall(beginning)
    while True:
        link.sendall(b"x")
        time.sleep(0.02)


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", HEAD + b"Content-Length: 1000000\r\n\r\n", HEAD + b"\r\n"])
def test_a_slow_drip_ends_when_the_time_is_up(beginning: bytes) -> None:
    """Each byte comes in time; the whole does not."""
    with talking(lambda link: dripping(link, beginning)) as port:
        began = time.monotonic()
        assert "longer than 0.5 s" in str(tried(f"http://127.0.0.1:{port}/", QUICK))
        assert time.monotonic() - began < 1.5


def test_a_name_server_that_does_not_answer_ends_when_the_time_is_up() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        time.sleep(3)
        return [PUBLIC]

    began = time.monotonic()
    assert "not found in time" in str(tried("http://news.example/", Policy(resolve=resolve, limits=Limits(seconds=0.2))))
    assert time.monotonic() - began < 1


def test_a_redirect_starts_no_new_clock() -> None:
    def answers(path: str, _: object) -> Reply:
        time.sleep(0.2)
        return Reply(status=302, headers={"Location": "/"})

    with serving(answers) as server:
        assert "longer than" in str(tried(server.url("/"), QUICK))


def endless(link: socket.socket, beginning: bytes, piece: bytes) -> None:
    link.sendall(beginning)
    while True:
        link.sendall(piece)


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (HEAD + b"\r\n", b"x" * 65536),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", b"x" * 65536),
        (HEAD, b"X-Much: " + b"y" * 1000 + b"\r\n"),
        (HEAD, b"x" * 65536),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: y\r\n"),
    ],
    ids=["body", "chunks", "length", "headers", "header", "continue", "trailers"],
)
def test_what_has_no_end_is_not_read_to_its_end(beginning: bytes, piece: bytes) -> None:
    policy = Policy(private=True, limits=Limits(seconds=5, bytes=2**20))
    with talking(lambda link: endless(link, beginning, piece)) as port:
        began = time.monotonic()
        told = tried(f"http://127.0.0.1:{port}/", policy)
        assert told
        assert "longer than 5 s" not in told
        assert time.monotonic() - began < 3


def test_a_gzip_bomb_is_not_unpacked() -> None:
    """64 MiB in 64 KB: given up when the limit is passed."""
    bomb = gzip.compress(bytes(64 * 2**20))
    assert len(bomb) < 70_000
    with serving({"/": Reply(bomb, headers={"Content-Encoding": "gzip"})}) as server:
        assert "more than 16 MiB" in str(tried(server.url("/"), OPEN))


def test_what_is_packed_is_unpacked_whole() -> None:
    body = os.urandom(200_000) + bytes(2_000_000)
    for packed in (gzip.compress(body), gzip.compress(body[:1000]) + gzip.compress(body[1000:])):
        with serving({"/": Reply(packed, headers={"Content-Encoding": "gzip"})}) as server:
            assert fetch(server.url("/"), OPEN).data == body


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "deflate", "zstd"])
def test_a_packing_that_we_did_not_ask_for_is_refused(packing: str) -> None:
    with serving({"/": Reply(zlib.compress(b"x"), headers={"Content-Encoding": packing})}) as server:
        assert packing in str(tried(server.url("/"), OPEN))


def cut_bodies() -> Iterator[bytes]:
    packed = gzip.compress(os.urandom(3000))
    yield HEAD + b"Content-Length: 100\r\n\r\nonly this"
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\nonly this"
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n"
    yield HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed[:-4]
    yield HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed[:-9] + b"damaged.."
    yield HEAD + b"Content-Encoding: gzip\r\n\r\nno gzip at all"
    yield b"hello"
    yield b""
    yield b"HTTP/1.1 abc\r\n\r\n"
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"


@pytest.mark.parametrize("sent", list(cut_bodies()))
def test_half_an_answer_is_no_answer(sent: bytes) -> None:
    with talking(lambda link: link.sendall(sent)) as port:
        assert tried(f"http://127.0.0.1:{port}/", OPEN)


@pytest.mark.parametrize(
    ("status", "passing"), [(404, False), (410, False), (403, False), (429, True), (500, True), (503, True), (204, False)]
)
def test_a_status_says_whether_to_ask_again(status: int, passing: bool) -> None:
    with serving({"/": Reply(status=status, headers={"Retry-After": "120"})}) as server, pytest.raises(Trouble) as trouble:
        fetch(server.url("/"), OPEN)
    assert (trouble.value.passing, trouble.value.status, trouble.value.wait) == (passing, status, 120.0)


def test_waits_are_read_from_numbers_and_dates() -> None:
    assert pause("30", 0) == 30
    assert pause("Thu, 01 Jan 1970 00:01:00 GMT", 10) == 50
    assert pause("Thu, 01 Jan 1970 00:01:00 GMT", 100) == 0
    assert pause("99999999999999999999", 0) == 7 * 86400
    assert [pause(text, 0) for text in (None, "", "soon", "-5", "1e9")] == [None] * 5


def answered(sent: bytes) -> Policy:
    """A network in which every host says just this."""

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        ours, theirs = socket.socketpair()
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        kept.append(theirs)
        return ours

    kept: list[socket.socket] = []
    return Policy(resolve=lambda host, port: [PUBLIC], dial=dial, limits=Limits(seconds=2, bytes=2**20))


def test_damaged_answers_are_told_of_and_raise_nothing_else() -> None:
    """Answers with bytes changed, doubled, lost and put in from elsewhere, by a fixed seed."""
    body = gzip.compress(b"<p>Police arrested ten protesters.</p>" * 30)
    whole = [
        HEAD + b"Content-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-End: 1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://news.example/next\r\n\r\n",
        b"HTTP/1.0 429 Slow\r\nRetry-After: Thu, 01 Jan 1970 00:01:00 GMT\r\n\r\n",
    ]
    dice, fetched = random.Random(7), 0
    for n in range(600):
        sent = bytearray(whole[n % len(whole)])
        for _ in range(dice.randint(1, 6)):
            at, what = dice.randrange(len(sent)), dice.randrange(4)
            if what == 0:
                sent[at] = dice.randrange(256)
            elif what == 1:
                sent[at:at] = sent[at : at + dice.randint(1, 40)]
            elif what == 2:
                del sent[at : at + dice.randint(1, 10)]
            else:
                sent[at:at] = dice.choice((b"\r\n", b"\x00", b"\xff" * 9, b"-1", b"9" * 30, b": ", b"chunked", b"\r\n\r\n"))
        fetched += tried("http://news.example/", answered(bytes(sent))) is None
    assert 20 < fetched < 300
    assert [tried("http://news.example/", answered(sent)) is None for sent in whole] == [True, True, False, False]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1"]
    subprocess.run([*made, "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving({"/": Reply(b"secret")}) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        net = Net(server, ["127.0.0.1"])
        assert "certificate is not valid" in str(tried("https://news.example/", net.policy(private=True)))
        trusting = ssl.create_default_context(cafile=certificate)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dragoman.sources.fetch._certificates", lambda: trusting)
            assert fetch("https://news.example/", net.policy(private=True)).data == b"secret"
            assert "certificate is not valid" in str(tried("https://other.example/", net.policy(private=True)))


# ---------------------------------------------------------------- a guest


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time, self.slept = 1_700_000_000.0, 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept += seconds


def guest(clock: Clock) -> Guest:
    return Guest(OPEN, clock.now, clock.sleep)


ROBOTS = b"""User-agent: *
Disallow: /
User-agent: dragoman
Crawl-delay: 7
Disallow: /private/
Allow: /private/open/
Disallow: /*?print=
"""


def test_robots_txt_is_asked_once_and_obeyed() -> None:
    with serving(lambda path, _: Reply(ROBOTS if path == "/robots.txt" else b"page")) as server:
        visitor, pages = guest(Clock()), ["/news", "/private/open/a", "/private/a", "/news?print=1"]
        refused = []
        for path in pages:
            with suppress(Refused):
                visitor.get(server.url(path))
                continue
            refused.append(path)
        assert refused == ["/private/a", "/news?print=1"]
        assert server.hits == ["/robots.txt", "/news", "/private/open/a"]


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed() -> None:
    replies = {"/robots.txt": Reply(ROBOTS), "/a": Reply(status=302, headers={"Location": "/private/a"})}
    with serving(replies) as server, pytest.raises(Refused, match=r"robots\.txt"):
        guest(Clock()).get(server.url("/a"))
    assert server.hits == ["/robots.txt", "/a"]


def test_no_host_is_asked_more_often_than_it_likes() -> None:
    for robots, pause_ in ((ROBOTS, 7.0), (b"", PAUSE)):
        clock = Clock()
        with serving(lambda path, _, robots=robots: Reply(robots)) as server:
            visitor = guest(clock)
            for n in range(3):
                visitor.get(server.url(f"/{n}"))
            assert clock.slept == 2 * pause_
            assert visitor.ready(server.url("/9")) == clock.now() + pause_


def test_a_host_without_robots_txt_allows_all_and_one_that_fails_allows_nothing() -> None:
    for status, allowed in ((404, True), (403, True), (500, False), (503, False), (429, False)):
        replies = {"/robots.txt": Reply(status=status), "/a": Reply(b"x")}
        with serving(replies) as server:
            if allowed:
                assert guest(Clock()).get(server.url("/a")).data == b"x"
            else:
                with pytest.raises(Trouble) as trouble:
                    guest(Clock()).get(server.url("/a"))
                assert trouble.value.passing
                assert server.hits == ["/robots.txt"]


def test_a_host_that_asks_to_wait_is_left_alone() -> None:
    clock = Clock()
    with serving({"/a": Reply(status=503, headers={"Retry-After": "90"})}) as server:
        visitor = guest(clock)
        with pytest.raises(Trouble):
            visitor.get(server.url("/a"))
        assert visitor.ready(server.url("/b")) == clock.now() + 90


def test_robots_txt_may_be_nonsense() -> None:
    for body in (
        b"\xff\xfe\x00" * 100,
        b"\xef\xbb\xbfUser-agent: *\nDisallow:",
        b"<html>not found</html>",
        b"Disallow: /*" + b"a*" * 20_000,
    ):
        with serving(lambda path, _, body=body: Reply(body)) as server:
            assert guest(Clock()).get(server.url("/a")).data == body


def test_we_say_who_we_are() -> None:
    seen: list[str] = []

    def answers(path: str, headers: object) -> Reply:
        seen.append(headers["User-Agent"])  # type: ignore[index]
        return Reply(b"")

    with serving(answers) as server:
        guest(Clock()).get(server.url("/a"))
    assert seen == [AGENT, AGENT]
    assert __version__ in AGENT


# ---------------------------------------------------------------- URLs as input

STORY = "".join(f"<p>Police in Nairobi arrested {n + 3} protesters on Monday, the interior ministry said on day {n}.</p>" for n in range(6))
PAGE = f"<html><head><title>Arrests</title></head><body><article><h1>Arrests in Nairobi</h1>{STORY}</article></body></html>".encode()


def test_a_url_is_read_where_it_is_named_and_only_there(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    with serving({"/a": Reply(PAGE, headers={"Content-Type": "text/html"})}) as server:
        guest = Guest(Policy(hosts=frozenset({"127.0.0.1"})))
        (found,) = articles([server.url("/a")], guest=guest)
        assert isinstance(found, Article)
        assert "arrested 3 protesters" in found.text
        listed.write_text(server.url("/a"), encoding="utf-8")
        (as_text,) = articles([str(listed)], guest=guest)
        assert isinstance(as_text, Article)
        assert as_text.text == server.url("/a")
        assert server.hits == ["/robots.txt", "/a"]


def test_a_url_that_is_not_fetched_is_told_of_and_the_others_are_read(tmp_path: Path) -> None:
    with serving({"/a": Reply(PAGE, headers={"Content-Type": "text/html"})}) as server:
        guest = Guest(Policy(hosts=frozenset({"127.0.0.1"})))
        found = list(articles([server.url("/none"), "http://169.254.169.254/?x=[1]", server.url("/a")], guest=guest))
    assert [type(item) for item in found] == [Unread, Unread, Article]
    assert "answered 404" in str(found[0])
    assert "where clouds keep secrets" in str(found[1])


def test_the_commands_refuse_the_inside_by_default(canary: Local, tmp_path: Path) -> None:
    url, db = canary.url("/"), str(tmp_path / "l.db")
    for command in (["read"], ["explain"], ["ingest", "--db", db]):
        done = CliRunner().invoke(cli, [*command, "--reader", "rules", url])
        assert done.exit_code == 3
        assert "this machine: not fetched" in done.output
    assert canary.met == 0
    for allowed in (["--allow-private"], ["--allow-host", "127.0.0.1"]):
        done = CliRunner().invoke(cli, ["read", "--reader", "rules", *allowed, url])
        assert done.exit_code == 0, done.output
    assert canary.hits == ["/robots.txt", "/"] * 2
