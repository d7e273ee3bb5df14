"""Asking a server that speaks the OpenAI way (``/chat/completions``): one question, one answer, or a ``Trouble`` that says why not.

The only module that opens a socket to a model. It follows no redirect, reads no more than ``LARGEST`` bytes, waits no longer than it is
told, and never writes the key into a message.
"""

from __future__ import annotations

import ipaddress
import json
import os
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from .. import __version__

#: The environment variable that holds the key, if the server wants one.
KEY = "OPENAI_API_KEY"
#: Bytes of an answer that are read, and of a refusal.
LARGEST, LARGEST_REFUSAL = 4 * 1024 * 1024, 16 * 1024
#: Tokens that the model may write; more is no list of events.
TOKENS = 8192
#: How often a question is put to a server that is busy or gone, and the longest wait between, in seconds.
TRIES, LONGEST_WAIT = 3, 30.0
BUSY = frozenset({408, 429, 500, 502, 503, 504})
#: Refusals that another form of the same question may avoid.
MALFORMED = frozenset({400, 415, 422, 501})
#: Settings that a server may not know; left out where it says so.
EXTRAS = ("temperature", "max_tokens")
PATH = "/chat/completions"


class Trouble(Exception):
    """Why no answer came. ``smaller``: whether a shorter question may be answered."""

    def __init__(self, message: str, smaller: bool = False) -> None:
        super().__init__(message)
        self.smaller = smaller


class Refused(Trouble):
    """The server takes the question in this form for wrong. ``said``: what it says about it."""

    def __init__(self, message: str, said: str, smaller: bool = False) -> None:
        super().__init__(message, smaller)
        self.said = said


class Busy(Trouble):
    """The server cannot answer now. ``wait``: seconds after which it says it can, None where it does not say. ``gone``: nobody is there."""

    def __init__(self, message: str, wait: float | None = None, gone: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.gone = gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the model is. ``url``: the address up to ``/v1``; ``model``: its name there. ``timeout``: seconds for one answer.

    ``chunk``: characters of a story sent at once. Raises ValueError, saying what to give instead, for an address that cannot be used.
    """

    url: str
    model: str
    timeout: float = 300.0
    chunk: int = 12_000

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            readable = parts.port != 0 and self.url.isascii() and self.url.isprintable() and " " not in self.url
        except ValueError:  # a port that is no number
            readable = False
        if not readable:
            raise ValueError("the address of the model's server cannot be read; write it as http://localhost:8080/v1")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("the address of the model's server must begin with http:// or https://, as in http://localhost:8080/v1")
        if parts.username or parts.password:
            raise ValueError(f"no name or password in the address: give the key in the environment variable {KEY}")
        if not self.model.strip():
            raise ValueError("the name of the model is empty; the server's /v1/models lists those it has")
        if self.timeout <= 0 or self.chunk <= 0:
            raise ValueError("timeout and chunk must be above 0")

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)

    @property
    def endpoint(self) -> str:
        path = self.parts.path.rstrip("/")
        return urlunsplit(self.parts._replace(path=path if path.endswith(PATH) else path + PATH, fragment=""))

    @property
    def host(self) -> str:
        """Host and port, for messages."""
        return self.parts.netloc

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        name = (self.parts.hostname or "").rstrip(".")
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote. ``cut``: it was stopped before its end."""

    text: str
    cut: bool


class Client:
    """Puts questions to a server, in the richest form that it understands: by a schema, as any JSON, as plain text."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.form = 0
        self.left_out: frozenset[str] = frozenset()
        self.gone = False  # the last question found nobody: the next one does not wait for long
        self.opener = opener(server.local)

    def ask(self, system: str, user: str, schema: dict[str, Any]) -> Answer:
        """Raises Trouble."""
        forms = response_formats(schema)
        form, left_out = self.form, self.left_out
        while True:
            body: dict[str, Any] = {
                "model": self.server.model,
                "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
                "temperature": 0,
                "max_tokens": TOKENS,
                **forms[form],
            }
            try:
                answer = content(self.patiently({k: v for k, v in body.items() if k not in left_out}))
            except Refused as refusal:
                unknown = {name for name in EXTRAS if name in refusal.said and name not in left_out}
                if unknown:
                    left_out |= unknown
                elif form + 1 < len(forms) and not refusal.smaller:
                    form += 1
                else:
                    raise
            else:
                self.form, self.left_out = form, left_out
                return answer

    def patiently(self, body: dict[str, Any]) -> bytes:
        """The server's answer; asked again a few times where it is busy or does not answer the door."""
        payload = json.dumps(body).encode()
        for left in reversed(range(1 if self.gone else TRIES)):
            try:
                data = self.once(payload)
                self.gone = False
                return data
            except Busy as busy:
                if not left:
                    self.gone = busy.gone
                    raise
                time.sleep(min(LONGEST_WAIT, busy.wait if busy.wait is not None else 2.0 ** (TRIES - 1 - left)))
        raise AssertionError("unreachable")

    def once(self, payload: bytes) -> bytes:
        """Raises Trouble, Busy where it may be better in a moment, Refused where another form may do."""
        host, end = self.server.host, time.monotonic() + self.server.timeout
        try:
            with self.opener.open(self.request(payload), timeout=self.server.timeout) as response:
                return limited(response, LARGEST, end, host)
        except HTTPError as error:
            raise refusal(error, host, end) from None
        except TimeoutError:
            raise Trouble(f"{host} took longer than {self.server.timeout:g} s", smaller=True) from None
        except HTTPException as error:
            raise Busy(f"{host} broke off its answer ({type(error).__name__})") from None
        except OSError as error:
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                raise Trouble(f"{host} took longer than {self.server.timeout:g} s", smaller=True) from None
            told = getattr(reason, "strerror", None) or type(reason).__name__
            raise Busy(f"{host} cannot be reached ({told}): is it running?", gone=True) from None

    def request(self, payload: bytes) -> Request:
        request = Request(self.server.endpoint, data=payload, method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header("User-Agent", f"dragoman/{__version__}")
        key = os.environ.get(KEY, "").strip()
        if key and (self.server.parts.scheme == "https" or self.server.local):
            if not (key.isascii() and key.isprintable()):
                raise Trouble(f"the environment variable {KEY} holds characters that no key has")
            request.add_unredirected_header("Authorization", f"Bearer {key}")
        return request


def response_formats(schema: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """How the form of the answer is asked for, the strictest first."""
    strict = {"type": "json_schema", "json_schema": {"name": "events", "strict": True, "schema": schema}}
    return {"response_format": strict}, {"response_format": {"type": "json_object"}}, {}


class _Stay(HTTPRedirectHandler):
    """Text and key go where the user said, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def opener(local: bool) -> OpenerDirector:
    """What opens addresses: by the system's proxies, but straight to this machine."""
    return build_opener(_Stay, ProxyHandler({})) if local else build_opener(_Stay)


def limited(response: Any, most: int, end: float, host: str) -> bytes:
    """All that is sent, until it is too much or too late."""
    out = bytearray()
    while piece := response.read1(65536):
        out += piece
        if len(out) > most:
            raise Trouble(f"{host} sent more than {most // 1024:,} KiB: no list of events", smaller=True)
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(out)


def refusal(error: HTTPError, host: str, end: float) -> Trouble:
    """What an HTTP status says. The words of the server are shown, save where they may be about the key."""
    code = error.code
    if code in {401, 403}:
        return Trouble(f"{host} refuses access ({code}): it wants a key in {KEY}, which is sent by https or to this machine only")
    if 300 <= code < 400:
        return Trouble(f"{host} sends us elsewhere ({code}), where nothing is sent: give that address")
    try:
        said = words(limited(error, LARGEST_REFUSAL, end, host))
    except (Trouble, OSError, HTTPException):
        said = ""
    told = f"{host} answered {code}" + (f": {said}" if said else "")
    if code in BUSY:
        return Busy(told, seconds(error.headers.get("Retry-After")))
    if code in MALFORMED:
        return Refused(told, said, smaller="context" in said or "too long" in said)
    return Trouble(told, smaller=code == 413)


def seconds(header: str | None) -> float | None:
    """Of a Retry-After; None for a date or what is no number."""
    return float(header) if header and header.strip().isascii() and header.strip().isdigit() else None


def words(data: bytes) -> str:
    """What a server says in a refusal: one short line, without the key."""
    text = data.decode("utf-8", "replace")
    try:
        found = json.loads(text)
        error = found.get("error", found) if isinstance(found, dict) else text
        text = str(error.get("message", error)) if isinstance(error, dict) else str(error)
    except (ValueError, RecursionError):
        pass
    return clean(text, 200)


def clean(text: str, most: int) -> str:
    """On one line, printable, without the key, at most so many characters."""
    key = os.environ.get(KEY, "").strip()
    text = (text.replace(key, "…") if key else text)[: 4 * most]
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


def content(data: bytes) -> Answer:
    """What the model wrote. Raises Trouble where the answer holds no text."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Trouble("the server's answer is no JSON") from None
    try:
        choice = found["choices"][0]
        text = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        error = found.get("error") if isinstance(found, dict) else None
        raise Trouble("the server's answer holds no choices" + (f": {words(json.dumps(error).encode())}" if error else "")) from None
    if isinstance(text, list):  # in parts
        text = "".join(part.get("text") or "" for part in text if isinstance(part, dict) and isinstance(part.get("text"), str))
    cut = choice.get("finish_reason") == "length"
    if not isinstance(text, str) or not text.strip():
        raise Trouble("the model's answer is empty", smaller=cut)
    return Answer(text, cut)
