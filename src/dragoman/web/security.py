"""Who may ask, and what a browser may do with the answer: nothing here trusts the network, the page that asks, or the size of what is sent.

The page runs on the user's own machine, so the dangers are other web pages in the same browser (DNS rebinding, requests across sites),
others in the network where the user opens it to them (a token), and words of the articles (no inline script or style, no other host).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem, unforeseen

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
#: Bytes of a request's body.
BODY = 1_000_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "dragoman"
#: Paths for programs: they may carry the token in the query, since a feed reader or calendar can send no header.
PROGRAMS = ("/api/", "/feed.", "/calendar.", "/reconcile")
#: Paths that a local program's page (OpenRefine) may ask for from another port of this machine.
SHARED = "/reconcile"


class Refused(ValueError):
    """An address that is not served; the message says what helps."""


def loopback(host: str) -> bool:
    """Whether only this machine gets at an address."""
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def bindable(host: str, token: str | None) -> None:
    """Raises Refused for an address that others reach, without a token."""
    if token is not None and len(token) < 12:
        raise Refused("the token is too short: take 12 characters or more (python -c 'import secrets; print(secrets.token_urlsafe())')")
    if not token and not loopback(host):
        raise Refused(f"{host} can be reached from other machines: give a --token, or serve on 127.0.0.1 (the default)")


class Guard:
    """Around the whole application: addresses, origins, token, size of what is sent, and the headers of every answer.

    ``names``: further names under which the server may be asked. On a loopback address only loopback names are; on another one also
    any address in numbers, which no foreign page can make its own name point to.
    """

    def __init__(self, app: ASGIApp, token: str | None = None, host: str = "127.0.0.1", names: Iterable[str] = ()) -> None:
        bindable(host, token)
        self.app, self.token, self.open = app, token, not loopback(host)
        self.names = LOOPBACK | {host.lower()} | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = self.foreign(headers, scope["path"])
        started = replaced = False
        read = 0

        async def guarded(message: Message) -> None:
            nonlocal started, replaced
            if replaced:
                return
            if read > BODY and not started:  # whatever the application makes of a body that was cut off
                started = replaced = True
                await too_long()(scope, receive, labelled)
                return
            started = True
            await labelled(message)

        async def labelled(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    told[name] = value
                told.setdefault("cache-control", "private, no-cache")
                if origin:
                    told["access-control-allow-origin"] = origin
                    told["cross-origin-resource-policy"] = "cross-origin"
                    told.append("vary", "origin")
            await send(message)

        refused = self.refused(scope, headers, origin)
        if refused is not None:
            await refused(scope, receive, guarded)
            return

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > BODY:
                raise TooLong
            return message

        try:
            await self.app(scope, limited, guarded)
        except Exception as error:
            if started:
                raise
            answer = too_long() if isinstance(error, TooLong) else unforeseen(Request(scope), error)
            await answer(scope, receive, guarded)

    def refused(self, scope: Scope, headers: Headers, origin: str | None) -> Response | None:
        """Why there is no answer; None where there is one. Passes on the token of a query as a cookie."""
        if not self.known(headers.get("host", "")):
            return problem(421, "Another name", "the server goes by another name; open it as http://127.0.0.1, or serve with --allow-host")
        if "origin" in headers and origin is None and not self.own(headers):
            return problem(403, "Another site", "pages of another site may not ask this server")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return problem(400, "Bad request", "Content-Length is no number")
        if len(length) > 18 or int(length) > BODY:
            return too_long()
        return self.stranger(scope, headers) if self.token else None

    def known(self, host: str) -> bool:
        name = name_of(host)
        if name in self.names:
            return True
        return self.open and number(name)

    def own(self, headers: Headers) -> bool:
        """The page that asks comes from this very server. A form of a page that tells no referrer has ``Origin: null``; then the browser's
        own word counts, which no page can forge."""
        if headers["origin"] == "null":
            return headers.get("sec-fetch-site") == "same-origin"
        try:
            origin = urlsplit(headers["origin"])
        except ValueError:
            return False
        return bool(origin.netloc) and origin.netloc.lower() == headers.get("host", "").lower()

    def foreign(self, headers: Headers, path: str) -> str | None:
        """The origin of another program's page on this machine, which may ask for what is shared; None for all others."""
        origin = headers.get("origin")
        if origin is None or not path.startswith(SHARED) or self.own(headers):
            return None
        try:
            found = urlsplit(origin)
            return origin if found.scheme in {"http", "https"} and found.hostname in LOOPBACK else None
        except ValueError:
            return None

    def stranger(self, scope: Scope, headers: Headers) -> Response | None:
        """Who has no token gets no answer."""
        assert self.token is not None
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and same(given.strip(), self.token):
            return None
        if same(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), sealed(self.token)):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if any(name == "token" and same(value, self.token) for name, value in query):
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            if scope["path"].startswith(PROGRAMS):
                scope["query_string"] = rest.encode("latin-1")
                return None
            answer = RedirectResponse("/" + scope["path"].lstrip("/") + ("?" + rest if rest else ""), status_code=303)
            answer.set_cookie(COOKIE, sealed(self.token), httponly=True, samesite="strict", path="/")
            return answer
        told = problem(401, "No token", "open the address that the server printed when it started, or send Authorization: Bearer TOKEN")
        told.headers["www-authenticate"] = "Bearer"
        return told


class TooLong(Exception):
    """More was sent than is taken."""


def too_long() -> Response:
    told = problem(413, "Too long", f"at most {BODY:,} bytes are taken")
    told.headers["connection"] = "close"
    return told


def name_of(host: str) -> str:
    """The name of ``name:port`` or ``[::1]:port``, lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()


def number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def sealed(token: str) -> str:
    """What the cookie holds: not the token itself."""
    return hashlib.sha256(b"dragoman cookie " + token.encode()).hexdigest()
