"""How soon the first page can be used, and how much is sent for it.

    python tools/synthesise.py --events 100000 out.db && python tools/benchmark_page.py out.db

In a Chromium without a cache, from the start of the request until the list, timeline, map and network stand: the first time that the
server is asked, again (the server keeps figures as long as the ledger stays the same), and after choosing a party, a year, a country.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

SENT = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).map(e => [e.name, e.transferSize])"
DRAWN = ("[data-view=timeline] svg", "[data-view=map] svg", "[data-view=network] svg")


def drawn(page: Page, act: Callable[[], object]) -> tuple[float, float]:
    """Seconds from ``act`` until the list is there, and until all is."""
    began = time.perf_counter()
    act()
    page.wait_for_selector("[data-list][aria-busy=false] tr[data-event]", state="attached")
    listed = time.perf_counter() - began
    for view in DRAWN:
        page.wait_for_selector(view, state="attached")
    page.wait_for_selector("[aria-busy=true]", state="detached")
    return listed, time.perf_counter() - began


def told(what: str, times: tuple[float, float]) -> None:
    print(f"{what:12} list {times[0]:5.2f} s, all {times[1]:5.2f} s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("ledger")
    where = parser.parse_args().ledger
    browser = os.environ.get("DRAGOMAN_BROWSER") or shutil.which("chromium")
    if browser is None:
        print("needs a browser: apt-get install chromium, or name one in DRAGOMAN_BROWSER", file=sys.stderr)
        return 2
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "dragoman", "serve", "--db", where, "--port", str(port)])
    try:
        measured(browser, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
    return 0


def measured(browser: str, root: str) -> None:
    while True:
        try:
            urlopen(root + "/static/app.js").close()
            break
        except OSError:
            time.sleep(0.1)
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        opened.new_context().new_page().goto("about:blank")  # the browser itself has started
        for what in ("first time", "again", "again"):
            page = opened.new_context(viewport={"width": 1280, "height": 900}).new_page()
            told(what, drawn(page, lambda page=page: page.goto(root, wait_until="commit")))
            sent = sum(size for _, size in page.evaluate(SENT))
        for field, value in (("party", "RUS"), ("since", "2022"), ("country", "UKR")):
            page.evaluate("document.querySelectorAll('form.filters details').forEach(d => d.open = true)")
            box = page.locator(f"input[name={field}]")
            box.fill(value)
            told(f"{field}={value}", drawn(page, lambda box=box: box.press("Enter")))
        opened.close()
    print(f"first page   {sent:6,} bytes")


if __name__ == "__main__":
    sys.exit(main())
