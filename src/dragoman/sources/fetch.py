"""URL -> bytes, from the outside world only. Nothing here runs unless the user names a URL.

A host name is resolved once, every address that comes back is checked, and the connection goes to a checked address: whoever answers the
next question about that name differently (DNS rebinding) gains nothing. Each redirect goes through the same door. No proxy, cookie or
password is taken from the surroundings. Time, bytes and headers are limited, as they arrive and as they unpack.

``http.client`` over a socket of our own, and no larger library: the socket is where address and time are decided, and a client that keeps
pools and retries would have to be argued out of both.
"""

from __future__ import annotations

import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import idna

from .. import __version__
from .addresses import OPENED, inside

AGENT = f"dragoman/{__version__}"
#: Ports that public web servers use. A request to another one may be meant for something that is no web server.
PORTS = frozenset({80, 443, 8080, 8443})
DEFAULT_PORTS = {"http": 80, "https": 443}
#: Longer addresses are no addresses of articles.
LONGEST_URL = 8192
#: Addresses of one host that are tried, and seconds for each.
TRIED, CONNECTING = 4, 10.0
MOVED = frozenset({301, 302, 303, 307, 308})
LASTING_MOVES = frozenset({301, 308})
#: Answers after which it is worth asking again.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: The longest wait that a server is believed to mean, in seconds.
LONGEST_WAIT = 7 * 86400.0
#: Bytes read at once; gzip members in one answer (many empty ones would cost much and give nothing).
PIECE, MEMBERS = 65536, 16
_NO_URL = re.compile(r"[\x00-\x1f\x7f\\]")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")

Resolve = Callable[[str, int], Sequence[str]]
Dial = Callable[[str, int, float], socket.socket]
Gate = Callable[[str], None]


class Trouble(Exception):
    """Why nothing was fetched. ``passing``: another try may do better; ``wait``: seconds that the server asks for, None where it does not.

    ``status``: the HTTP status, None where there was none.
    """

    def __init__(self, message: str, *, passing: bool = False, wait: float | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.passing, self.wait, self.status = passing, wait, status


class Refused(Trouble):
    """We do not fetch this: an address of the inside, a scheme that is not the web, robots.txt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``seconds``: for one fetch with all its redirects; ``bytes``: of the unpacked answer, and of the packed one; ``headers``: bytes."""

    seconds: float = 30.0
    bytes: int = 16 * 2**20
    headers: int = 64 * 2**10
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. ``host``: lower case, as DNS has it, IPv6 without brackets; ``path``: with the query, ready to be sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        return self.origin + self.path


def addresses(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says; it also reads ``127.1``, ``0x7f.1`` and ``2130706433``. Raises OSError."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address (never a name). Raises OSError."""
    bare, _, zone = address.partition("%")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((bare, port, 0, socket.if_nametoindex(zone)) if zone else (bare, port))
    except BaseException:
        made.close()
        raise
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Where we go. ``private``: also to this machine and to private networks; ``hosts``: the same for these hosts only, at any port.

    ``resolve``, ``dial``: the ways to the network; tests put their own in.
    """

    private: bool = False
    hosts: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    resolve: Resolve = addresses
    dial: Dial = dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent, unpacked. ``url``: where it was in the end; ``headers``: names in lower case; ``data``: empty where not modified.

    ``moved``: the address to ask from now on, where the server says that it moved for good, else None.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes
    moved: str | None = None

    @property
    def modified(self) -> bool:
        return self.status != 304

    @property
    def kind(self) -> str:
        """The media type, lower case, without its parameters; empty where none is given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server names, None where it names none."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", self.headers.get("content-type", ""), re.ASCII | re.IGNORECASE)
        return found[1].lower() if found else None


def fetch(url: str, policy: Policy, headers: Mapping[str, str] | None = None, gate: Gate | None = None) -> Answer:
    """The document at a URL. ``headers``: further ones, as ``If-None-Match``; ``gate``: called with each address before it is asked.

    Raises Trouble; Refused where we will not ask at all.
    """
    end, limits = time.monotonic() + policy.limits.seconds, policy.limits
    target, moved, lasting = parsed(url), None, True
    for _ in range(limits.redirects + 1):
        if gate:
            began = time.monotonic()
            gate(target.url)
            end += time.monotonic() - began  # a gate may wait for its turn
        status, found, data = _asked(target, policy, headers or {}, end)
        if status not in MOVED:
            return _answer(target, status, found, data, moved)
        target = parsed(urljoin(target.url, _elsewhere(target, found)))
        lasting = lasting and status in LASTING_MOVES
        moved = target.url if lasting else moved
    raise Trouble(f"{url[:200]}: sent on more than {limits.redirects} times; give the address that it ends at")


def _elsewhere(target: Target, headers: Mapping[str, str]) -> str:
    """The Location of a redirect, with what is not ASCII escaped, as browsers do."""
    location = headers.get("location", "").strip().replace(" ", "%20")
    if not location:
        raise Trouble(f"{target.host} sends us elsewhere without saying where")
    # bytes that are no ASCII come as Latin-1 from http.client
    return quote(location.encode("latin-1", "replace"), safe="!#$%&'()*+,/:;=?@[]~\\") if not location.isascii() else location


def _answer(target: Target, status: int, headers: Mapping[str, str], data: bytes, moved: str | None) -> Answer:
    if status in {200, 203, 304}:
        return Answer(url=target.url, status=status, headers=headers, data=data, moved=moved)
    wait = pause(headers.get("retry-after"), time.time())
    raise Trouble(f"{target.host} answered {status}", passing=status in PASSING, wait=wait, status=status)


def pause(retry_after: str | None, now: float) -> float | None:
    """Seconds to wait by a Retry-After header (a number, or a date), None without one that can be read. ``now``: seconds of the epoch."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(LONGEST_WAIT, float(text[:12]))
    try:
        return min(LONGEST_WAIT, max(0.0, parsedate_to_datetime(text).timestamp() - now))
    except (ValueError, TypeError, OverflowError):
        return None


# ---------------------------------------------------------------- addresses


def parsed(url: str) -> Target:
    """Raises Refused for what is no plain http or https address. Strict where parsers differ: that is where tricks begin."""
    url = url.strip().partition("#")[0]
    shown = url[:200]
    if len(url) > LONGEST_URL:
        raise Refused(f"{shown}…: longer than {LONGEST_URL:,} characters")
    if _NO_URL.search(url):
        raise Refused(f"{shown}: no web address (a backslash or a control character in it)")
    try:
        parts = urlsplit(url)
        port, name, path = parts.port, parts.hostname or "", _escaped(parts.path) or "/"
        query = "?" + _escaped(parts.query) if parts.query else ""
    except ValueError as error:
        raise Refused(f"{shown}: no web address ({error})") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise Refused(f"{shown}: only http:// and https:// are fetched")
    if "@" in parts.netloc:
        raise Refused(f"{shown}: no name or password in an address")
    if port == 0:
        raise Refused(f"{shown}: there is no port 0")
    return Target(parts.scheme, _host(name, parts.netloc, shown), port or DEFAULT_PORTS[parts.scheme], path + query)


def _escaped(part: str) -> str:
    """A path or query with what HTTP cannot carry escaped; what is escaped stays as it is."""
    return quote(part, safe="!$%&'()*+,/:;=?@[]~|")


def _host(name: str, netloc: str, shown: str) -> str:
    """The host as DNS has it: international names and look-alike digits in their ASCII form."""
    if "[" in netloc:
        try:
            if "%" not in name:  # a zone is for links, not for the web
                return ipaddress.IPv6Address(name).compressed
            raise ValueError
        except ValueError:
            raise Refused(f"{shown}: no IPv6 address between the brackets") from None
    try:
        host = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError, ValueError):
        host = ""
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise Refused(f"{shown}: no host name that can be used")
    return host


def checked(target: Target, policy: Policy, end: float) -> list[str]:
    """The addresses of the host, all of them fit to be asked. One that is not condemns the rest: an honest name has none of both kinds."""
    try:
        found = list(within(end, lambda: policy.resolve(target.host, target.port)))
    except TimeoutError:
        raise Trouble(f"{target.host}: the name was not found in time", passing=True) from None
    except (OSError, UnicodeError) as error:
        raise Trouble(f"{target.host}: no such host ({getattr(error, 'strerror', None) or error})", passing=True) from None
    if not found:
        raise Trouble(f"{target.host}: no such host", passing=True)
    named = target.host.rstrip(".") in policy.hosts
    for address in found:
        kind = inside(address)
        if kind and not (kind in OPENED and (policy.private or named)):
            way = "; --allow-private or --allow-host opens your own network" if kind in OPENED else ""
            raise Refused(f"{target.host} is {address}, {kind}: not fetched{way}")
        if not kind and target.port not in PORTS and not named:
            raise Refused(f"{target.host}: port {target.port} is no usual port of the web; --allow-host {target.host} opens it")
    return found[:TRIED]


def within(end: float, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The outcome of ``work``, which may not be interruptible. Raises TimeoutError at ``end``, and what ``work`` raises."""
    box: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put(work())
        except Exception as error:
            box.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        came = box.get(timeout=max(0.01, end - time.monotonic()))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(came, Exception):
        raise came
    return came


# ---------------------------------------------------------------- one question, one answer


def _asked(target: Target, policy: Policy, headers: Mapping[str, str], end: float) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request. Raises Trouble."""
    limits = policy.limits
    try:
        with closing(_connected(target, checked(target, policy, end), policy, end)) as link:
            wire = _Wire(link, end, limits.headers, target.host)
            response = _sent(target, headers, wire)
            found = _headers(response)
            if response.status in MOVED or response.status >= 400:
                return response.status, found, b""
            wire.left = limits.bytes + limits.headers
            return response.status, found, b"".join(_limited(_unpacked(_pieces(response), found, target.host), limits.bytes, target.host))
    except ssl.SSLCertVerificationError as error:
        raise Trouble(f"{target.host}: its certificate is not valid ({error.verify_message})") from None
    except TimeoutError:
        raise Trouble(f"{target.host} took longer than {limits.seconds:g} s", passing=True) from None
    except (HTTPException, zlib.error, ValueError) as error:
        raise Trouble(f"{target.host} sent no proper answer ({type(error).__name__})", passing=True) from None
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise Trouble(f"{target.host} cannot be reached ({told.lower()})", passing=True) from None


def _connected(target: Target, found: Sequence[str], policy: Policy, end: float) -> socket.socket:
    """A connection to the first address that takes one; encrypted, and the host's certificate checked, for https."""
    for n, address in enumerate(found, 1):
        try:
            link = policy.dial(address, target.port, min(CONNECTING, _left(end)))
            break
        except OSError:
            if n == len(found):
                raise
    if target.scheme == "http":
        return link
    try:
        link.settimeout(_left(end))  # for the handshake as a whole
        return _certificates().wrap_socket(link, server_hostname=target.host.rstrip("."))
    except BaseException:
        link.close()
        raise


@cache
def _certificates() -> ssl.SSLContext:
    """Whom the system trusts; read once, as there are hundreds."""
    return ssl.create_default_context()


def _left(end: float) -> float:
    """Seconds until ``end``. Raises TimeoutError when there are none."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Wire(io.RawIOBase):
    """What ``http.client`` takes for a socket: every read within the time and the bytes that are left of the whole."""

    def __init__(self, link: socket.socket, end: float, left: int, host: str) -> None:
        self.link, self.end, self.left, self.host = link, end, left, host

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.link.settimeout(_left(self.end))
        count = self.link.recv_into(buffer)
        self.left -= count
        if self.left < -PIECE:  # one piece may hold the headers' end and the body's beginning
            raise Trouble(f"{self.host} sent more than is taken from one address, or headers without end")
        return count

    def sendall(self, data: bytes) -> None:
        self.link.settimeout(_left(self.end))
        self.link.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, PIECE)

    def close(self) -> None:
        """The connection is closed by who made it: http.client closes early and reads on."""


def _sent(target: Target, headers: Mapping[str, str], wire: _Wire) -> HTTPResponse:
    """The answer's beginning, after the request was sent."""
    connection = HTTPConnection(target.host, target.port)
    connection.sock = wire
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    usual = {
        "Host": target.origin.partition("://")[2],
        "User-Agent": AGENT,
        "Accept": "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/feed+json,*/*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    for name, value in {**usual, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _headers(response: HTTPResponse) -> dict[str, str]:
    """By name in lower case; of one that comes twice the first."""
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        found.setdefault(name.lower(), value)
    return found


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    """The body as it arrives. Raises HTTPException where it ends before its end."""
    while piece := response.read1(PIECE):
        yield piece
    if response.length:  # http.client says nothing of it
        raise HTTPException("cut")


def _unpacked(pieces: Iterator[bytes], headers: Mapping[str, str], host: str) -> Iterator[bytes]:
    """The body without its Content-Encoding, in pieces of limited size, however much one byte may unpack to."""
    packing = headers.get("content-encoding", "").strip().lower()
    if packing in {"", "identity"}:
        yield from pieces
        return
    if packing not in {"gzip", "x-gzip"}:
        raise Trouble(f"{host} sent it packed as {packing[:40]}, which we did not ask for")
    unpacker, members, empty = zlib.decompressobj(31), 1, True
    for piece in pieces:
        empty = False
        while piece:
            if unpacker.eof:
                unpacker, members = zlib.decompressobj(31), members + 1
                if members > MEMBERS:
                    raise Trouble(f"{host} sent it packed in too many parts")
            yield unpacker.decompress(piece, PIECE)
            piece = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    yield unpacker.flush()  # at most what one last match repeats
    if not (unpacker.eof or empty):
        raise HTTPException("cut")


def _limited(pieces: Iterator[bytes], most: int, host: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise Trouble(f"{host} sent more than {most / 2**20:g} MiB: no article")
        yield piece
