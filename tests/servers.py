"""Servers on this machine for the tests of fetching; no test asks the real network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answers = Callable[[str, Mapping[str, str]], Reply | None]


class Local(ThreadingHTTPServer):
    """Answers by path; what it was asked is in ``hits``. ``answers``: path and headers -> the reply, None for "there is no such page"."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.hits: list[str] = []
        self.met = 0  # connections
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return self.server_address[1]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def process_request(self, request: Any, client_address: Any) -> None:
        self.met += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Local

    def do_GET(self) -> None:
        self.server.hits.append(self.path)
        reply = self.server.answers(self.path, self.headers) or Reply(b"no such page", 404)
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(answers: Answers | Mapping[str, Reply]) -> Iterator[Local]:
    """A server that runs while the block does."""
    server = Local(answers if callable(answers) else lambda path, _: answers.get(path))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def talking(script: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with each connection what the script says; gives its port. An error in the script ends that connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer(link: socket.socket) -> None:
        with link, suppress(OSError):
            link.recv(65536)
            script(link)

    def run() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
