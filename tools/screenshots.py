"""Pictures of every page, light, dark and on a phone, of the ledger that ``dragoman demo`` shows.

    python tools/screenshots.py [--db LEDGER] [--out docs/screenshots] [PAGE …]

Needs dragoman[test] and a Chromium (Debian's, or the one that DRAGOMAN_BROWSER names). Pages are looked up in the ledger: the event with
the most reports, the story with the most records, the pair that has to do most with each other.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page, sync_playwright

from dragoman.cli.serve import INVENTED, cached, made_example
from dragoman.web.app import create

#: What a picture is of: name -> width, height, scheme.
LOOKS = {"light": (1280, 900, "light"), "dark": (1280, 900, "dark"), "phone": (390, 844, "light")}
#: Of WebP: small, and letters still sharp.
QUALITY = 68


@contextmanager
def served(where: str, note: str = "") -> Iterator[str]:
    """The root address of a server of the ledger. ``note``: what its pages say of it."""
    taken = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create(where, note=note), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{taken.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


def example() -> str:
    """The ledger of ``dragoman demo``, made if it is not there."""
    if not cached().exists():
        made_example(cached())
    return str(cached())


def addresses(page: Page, root: str) -> dict[str, str]:
    """Name of a picture -> what to show on it."""

    def most(name: str, by: str) -> Mapping[str, Any]:
        items = page.request.get(f"{root}/api/v1/{name}?limit=200").json()["items"]
        return max(items, key=lambda item: item.get(by) or 0)

    reports = page.request.get(f"{root}/api/v1/events?sort=reports&limit=1").json()["items"][0]
    records = page.request.get(f"{root}/api/v1/records?limit=1000").json()["items"]
    articles = [record["article"] for record in records]
    pairs = [p for p in page.request.get(f"{root}/api/v1/pairs?limit=50").json()["items"] if p["actor"] != p["recipient"]]
    code = pairs[0]["actor"]
    return {
        "events": "/",
        "events-filtered": f"/events?party={code}&view=told",
        "event": f"/events/{reports['event_id']}",
        "article": f"/articles/{max(articles, key=articles.count)}",
        "stories": "/stories",
        "story": f"/stories/{most('stories', 'articles')['story']}",
        "pair": f"/pairs/{code}/{pairs[0]['recipient']}",
        "actor": f"/actors/{code}",
        "contested": "/contested",
        "search": f"/search?q={pairs[0]['actor_name'].split()[0]}",
        "read": "/read",
        "about": "/about",
    }


def picture(page: Page) -> bytes:
    """What is seen now, as WebP, which only Chromium's own protocol gives."""
    session = page.context.new_cdp_session(page)
    return base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})["data"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE")
    parser.add_argument("--db", help="by default the ledger of `dragoman demo`")
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    chosen = parser.parse_args()
    browser = os.environ.get("DRAGOMAN_BROWSER") or shutil.which("chromium")
    if browser is None:
        print("needs a browser: apt-get install chromium, or name one in DRAGOMAN_BROWSER", file=sys.stderr)
        return 2
    chosen.out.mkdir(parents=True, exist_ok=True)
    size = 0
    with served(chosen.db or example(), "" if chosen.db else INVENTED) as root, sync_playwright() as started:
        opened = started.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for look, (width, height, scheme) in LOOKS.items():
            context = opened.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            for name, address in addresses(page, root).items():
                if chosen.pages and name not in chosen.pages:
                    continue
                page.goto(root + address)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(200)
                made = picture(page)
                (chosen.out / f"{name}-{look}.webp").write_bytes(made)
                size += len(made)
            context.close()
        opened.close()
    print(f"{chosen.out}: {size / 1000:,.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
