"""Commands that show the ledger: ``serve`` and ``demo`` (the page and the API), ``mcp`` (tools for language models)."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import __version__
from .options import DB, Trouble, options

if TYPE_CHECKING:
    from fastapi import FastAPI

PORT = 8765
#: What the events page asks for when nothing has been chosen (frontend/src/timeline.js, map.js, network.js).
FIRST = ("", "api/v1/timeline", "api/v1/geojson?most=140", "api/v1/graph?links=36")
#: The stories that `dragoman demo` reads.
STORIES = Path(__file__).parent.parent / "data" / "examples" / "demo"
#: What every page says of them.
INVENTED = (
    "The stories of this ledger are invented, to show what dragoman does: their outlets do not exist, and nothing they tell happened."
)

BINDING = options(
    click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free."),
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on; another than this machine's needs a token."),
    click.option("--token", envvar="DRAGOMAN_TOKEN", help="What those who ask must show; by default $DRAGOMAN_TOKEN."),
    click.option("--allow-host", multiple=True, metavar="NAME", help="A further name to be asked by; may be repeated."),
)


@click.command(
    epilog="\b\nExamples:\n  dragoman serve\n  dragoman serve crisis.db --open\n"
    "  dragoman serve --db crisis.db --host 0.0.0.0 --token a-long-secret"
)
@click.argument("path", required=False, metavar="[LEDGER]")
@DB
@BINDING
@click.option("--open/--no-open", "show", default=False, help="Open the page in the browser.")
def serve(path: str | None, db: str, port: int, host: str, token: str | None, allow_host: tuple[str, ...], show: bool) -> None:
    """Show a ledger as a local web page, and answer programs under /api/v1. It is never written to.

    Nothing is fetched from another host. Others in the network get at it only with --host and --token.
    """
    run(path or db, port, host, token, allow_host, show)


def run(where: str, port: int, host: str, token: str | None, names: tuple[str, ...], show: bool, mark: str = "", note: str = "") -> None:
    """Until Ctrl-C. ``mark``: what to call the ledger; ``note``: what every page says of it."""
    import uvicorn

    app = made(where, token, host, names, note)
    taken = bound(host, port)
    port = taken.getsockname()[1]
    name = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
    address = f"http://{name}:{port}/"
    click.echo(f"dragoman: {mark or where} is at {address}{f'?token={token}' if token else ''}  (Ctrl-C ends it)", err=True)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=15, timeout_graceful_shutdown=3
    )
    prepared_when_up(address, token)
    if show:
        opened_when_up(address + (f"?token={token}" if token else ""))
    uvicorn.Server(settings).run(sockets=[taken])


def made(where: str, token: str | None, host: str, names: tuple[str, ...], note: str) -> FastAPI:
    """What is wrong with the ledger or the address is told in one line."""
    from ..store import LedgerError
    from ..web.app import create
    from ..web.security import Refused

    try:
        return create(where, token=token or None, host=host, names=names, note=note)
    except Refused as error:
        raise click.UsageError(str(error)) from None
    except LedgerError as error:
        raise Trouble(str(error)) from None


def bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise Trouble(f"cannot serve on {host}:{port}: {(error.strerror or str(error)).lower()}; try another --port") from None
    return made


def opened_when_up(address: str) -> None:
    import threading
    import webbrowser

    threading.Timer(1.0, webbrowser.open, (address,)).start()


def prepared_when_up(address: str, token: str | None) -> None:
    """Ask for what the first page shows, so that its sums are made before somebody waits for them. What goes wrong is told when they do."""
    import threading
    import urllib.request

    def ask() -> None:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for path in FIRST:
            request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {token}"} if token else {})
            with suppress(OSError), direct.open(request, timeout=60) as answer:
                answer.read()

    timer = threading.Timer(0.5, ask)
    timer.daemon = True
    timer.start()


@click.command(epilog="\b\nExamples:\n  dragoman demo\n  dragoman demo --no-serve --db demo.db")
@click.option(
    "--db", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Make the ledger here instead of in your cache."
)
@click.option("--serve/--no-serve", "served", default=True, help="Without: only make the ledger, and print where it is.")
@BINDING
@click.option("--open/--no-open", "show", default=True, help="Open the page in the browser.")
def demo(db: Path | None, served: bool, port: int, host: str, token: str | None, allow_host: tuple[str, ...], show: bool) -> None:
    """Show a small ledger of invented stories: several that report one event, one that is contested, one that is reprinted, a plan that is
    carried out. The stories are read on this machine, the first time; nothing is fetched.
    """
    if db and db.exists():
        raise click.UsageError(f"{db} is there already: name another file, or see it with dragoman serve {db}")
    where = db or cached()
    if not where.exists():
        made_example(where)
    if served:
        run(str(where), port, host, token, allow_host, show, "a ledger of invented stories", INVENTED)
    else:
        click.echo(str(where))


def cached() -> Path:
    """The example's ledger in the user's cache. Another version of program, data or stories has another one."""
    import hashlib

    from ..knowledge import Knowledge
    from ..store import coder

    told = hashlib.sha256(coder(Knowledge()).name.encode())
    for file in sorted(p for p in STORIES.iterdir() if p.is_file()):
        told.update(file.read_bytes())
    return cache_folder() / f"demo-{__version__}-{told.hexdigest()[:12]}.db"


def cache_folder() -> Path:
    """Where this user's programs keep what they can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "dragoman" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dragoman"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if os.path.isabs(named) else Path.home() / ".cache") / "dragoman"


def made_example(where: Path) -> None:
    """Read the bundled stories into a new ledger, which is there whole or not at all."""
    from tempfile import TemporaryDirectory

    from ..intake import ingest
    from ..knowledge import Knowledge
    from ..store import Ledger, LedgerError
    from .progress import Progress, ended

    shown = Progress(sys.stderr, (), progress=sys.stderr.isatty())
    shown.say("reading the invented stories that come along; this is done once")
    try:
        where.parent.mkdir(parents=True, exist_ok=True)
        with ended(), TemporaryDirectory(prefix="demo-", dir=where.parent) as folder:
            half = Path(folder) / where.name
            with Ledger.open(half, write=True, create=True) as held:
                ingest(held, (str(STORIES),), Knowledge(), jobs=1, tell=shown.tell)
            half.replace(where)
    except LedgerError as error:
        raise Trouble(str(error)) from None
    except OSError as error:
        raise Trouble(f"cannot make {where}: {(error.strerror or str(error)).lower()}; name a file with --db") from None
    finally:
        shown.clear()


@click.command(epilog="\b\nExample:\n  dragoman mcp --db crisis.db")
@DB
def mcp(db: str) -> None:
    """Let a language model ask the ledger, over the Model Context Protocol on standard input and output. Needs dragoman[mcp].

    Five tools, which only read: search_events, get_event, get_article_span, timeline, dyads.
    """
    from ..store import LedgerError
    from ..web.mcp_server import serve as answer

    try:
        answer(db)
    except ImportError:
        raise Trouble("this needs the package mcp: pip install 'dragoman[mcp]'") from None
    except LedgerError as error:
        raise Trouble(str(error)) from None


COMMANDS = (serve, demo, mcp)
