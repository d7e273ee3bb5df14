"""Script in every field: payloads from outside collections in every field of a ledger and in every address; each page keeps its shape.

    python tools/torture/xss.py [--sample N]      DRAGOMAN_DATA (default ../shared/data) leads to the collections

The oracle is a browser's parser (html5lib for a tenth of the payloads, the quicker libxml2 for the others): a page about an article that
holds a payload must have exactly the elements and attributes of the page about one that holds harmless letters instead, and nothing that
could act. The control, with escaping off, must fail.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, MutableMapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))


import gathered_events as invented  # noqa: E402
from dragoman.store import Ledger  # noqa: E402
from dragoman.types import Change, Event, Size, Source  # noqa: E402
from dragoman.web.app import create  # noqa: E402
from dragoman.web.pages import links, render  # noqa: E402
from page_shape import shape, unsafe  # noqa: E402
from shelved import shelve  # noqa: E402

OUTSIDE = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data")) / "hostile" / "xss"
#: The word of each event, which no payload has.
TRIGGER = "zzmetzz"
#: Payloads of one ledger; a list shows them all.
BATCH = 40
#: What stands for a page that came to nothing: no page has it.
BROKEN = "<broken></broken>"
#: Pages asked for at once.
AT_ONCE = 16
#: Findings that are printed.
SHOWN = 40
#: Query parameters that a page reads.
PARAMETERS = (
    *("since", "until", "event", "mode", "context", "quad", "actor", "recipient", "party", "status", "reported_as", "source", "outlet"),
    *("country", "place", "story", "article", "text", "min_confidence", "min_reports", "after", "limit", "sort", "fragment"),
)
ADDRESSES = (
    *(f"/events?{name}={{}}" for name in PARAMETERS),
    *("/search?q={}", "/search?q=x&outlet={}", "/search?q=x&since={}", "/pairs?one={}&other={}", "/pairs/{}/{}", "/pairs/RUS/PRK?at={}"),
    *(
        "/pairs/RUS/PRK?by={}",
        "/actors/{}",
        "/actors?who={}",
        "/events/{}",
        "/articles/{}",
        "/records/{}",
        "/stories/{}",
        "/contested?party={}",
    ),
    *("/contested?party={}", "/export?f={}", "/export?f=csv&part={}", "/export?outlet={}", "/stories?text={}", "/{}", "/static/{}"),
)


def payloads(sample: int | None = None, seed: int = 20311127) -> list[str]:
    """Those of all collections, each once; a sample of them."""
    files = [OUTSIDE / "payloadbox-xss.txt", *sorted((OUTSIDE / "patt").glob("*.txt"))]
    found = dict.fromkeys(line for f in files for line in f.read_text(encoding="utf-8", errors="replace").split("\n") if line.strip())
    found |= dict.fromkeys(_purified())
    every = list(found)
    return every if sample is None else random.Random(seed).sample(every, min(sample, len(every)))


def _purified() -> Iterator[str]:
    import json

    for case in json.loads((OUTSIDE / "dompurify_expect.json").read_text(encoding="utf-8")):
        yield case["payload"]


def harmless(payload: str) -> str:
    """Letters of the same length, lines and words."""
    return "".join(c if c.isspace() or c < " " or c in ";\x85\u2028\u2029" else "x" for c in payload)


def event(n: int, payload: str, url: str) -> Event:
    """An event with the payload in every field that a text, a feed or a model can reach."""
    text = f"n{n:05} {payload}"
    who = replace(invented.ARMY, entity_text=text, identifier_text=text, office=text)
    place = replace(invented.KISUMU, name=text, adm1=text)
    sources = (Source(party=who, stance="asserts", cue=text, quoting=Source(party=who, stance="asserts", cue=text)),)
    against = (Source(party=who, stance="denies", cue=text),)
    story = f"{text} {TRIGGER} {text}\n\nBy {text}"
    made = invented.one(
        story,
        f"{text} {TRIGGER} {text}",
        TRIGGER,
        reported_as="contested",
        about={"outlet": text, "title": text, "url": url, "author": text, "partial": text},
        actors=(who,),
        recipients=(who,),
        place=place,
        sources=(*sources, *against),
        size=Size(quantity=text),
        contexts=(text,),
        modes=(text,),
    )
    history = tuple(Change(at="2031-03-05", field="place", old=text, new=text, record=made.reports[0].record.id) for _ in range(2))
    return replace(made, history=history, asserted_by=(who,), denied_by=(who,))


def ledger(path: Path, texts: Sequence[str], urls: Sequence[str], first: int) -> list[Event]:
    events = [event(first + n, text, url) for n, (text, url) in enumerate(zip(texts, urls, strict=True))]
    shelve(path, events)
    with Ledger.open(path, write=True) as held, held.db.transaction():
        for n, text in enumerate(texts):
            row = (f"{text}:{n}", str(n), "refused", f"n{n} {text}", "2031-03-05", "")
            held.db.execute("INSERT INTO intake (locator, item, status, reason, at, row_sha256) VALUES (?, ?, ?, ?, ?, ?)", row)
            held.db.execute("INSERT INTO problem (article_id, coder_id, stage, message) VALUES (1, 1, ?, ?)", (f"n{n} {text}", text))
    return events


def pages(events: Sequence[Event], texts: Sequence[str], first: int) -> Iterator[tuple[str, str]]:
    """What of the page it is, and its address."""
    for name in ("/events?limit=100", "/contested", "/about", "/stories", "/actors", "/pairs", f"/search?q={TRIGGER}"):
        yield name, name
    for n, (made, text) in enumerate(zip(events, texts, strict=True)):
        article = made.reports[0].article.id
        yield f"event {n}", links.event(made.id)
        yield f"article {n}", links.article(article)
        yield f"story {n}", links.story(f"sty-{article[4:]}")
        yield f"actor {n}", links.actor(links.named(f"n{first + n:05} {text}"))


class Browser:
    """Asks the application as a browser does, some pages at a time; no network between them."""

    def __init__(self, path: Path) -> None:
        self.app = create(str(path))

    def get(self, addresses: Sequence[str]) -> list[str]:
        """The pages; empty for what is none."""
        return asyncio.run(self._all([("GET", a, b"") for a in addresses]))

    def post(self, address: str, bodies: Sequence[str]) -> list[str]:
        return asyncio.run(self._all([("POST", address, body.encode()) for body in bodies]))

    async def _all(self, asked: Sequence[tuple[str, str, bytes]]) -> list[str]:
        found: list[str] = []
        for n in range(0, len(asked), AT_ONCE):
            found += await asyncio.gather(*(self._one(*a) for a in asked[n : n + AT_ONCE]))
        return found

    async def _one(self, method: str, address: str, body: bytes) -> str:
        path, _, query = address.partition("?")
        length = (b"content-length", str(len(body)).encode())
        scope = {
            **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "root_path": ""},
            **{"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode()},
            **{"headers": [(b"host", b"127.0.0.1"), length], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)},
        }
        kinds: list[str] = []
        status: list[int] = []
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                status.append(message["status"])
                kinds.extend(v.decode() for k, v in message["headers"] if k.lower() == b"content-type")
            else:
                parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        if status[0] >= 500:
            return BROKEN
        return b"".join(parts).decode("utf-8", "replace") if any("html" in kind for kind in kinds) else ""


def fields(work: Path, texts: Sequence[str], first: int = 0, quick: bool = False) -> Iterator[str]:
    """Pages that change their shape, or have what none may have, where a ledger's fields hold these texts."""
    plain = [harmless(text) for text in texts]
    urls = ["https://x.example/" if links.outside(text) else "x" for text in texts]
    with tempfile.TemporaryDirectory(dir=work) as folder:
        made = ledger(Path(folder) / "payloads.db", texts, texts, first)
        other = ledger(Path(folder) / "plain.db", plain, urls, first)
        bad, good = list(pages(made, texts, first)), list(pages(other, plain, first))
        shown = Browser(Path(folder) / "payloads.db").get([at for _, at in bad])
        wanted = Browser(Path(folder) / "plain.db").get([at for _, at in good])
        for (what, one), page, same in zip(bad, shown, wanted, strict=True):
            yield from (f"{what}: {found} ({one})" for found in unsafe(page, quick))
            if page and shape(page, quick) != shape(same, quick):
                yield f"{what}: another shape ({one}: {texts[int(what.split()[-1])] if what[-1].isdigit() else ''!r})"


def asked(work: Path, texts: Sequence[str], few: bool = False, quick: bool = False) -> Iterator[str]:
    """Pages that have what none may have, where an address holds these texts. ``few``: each in some of the addresses only."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        path = shelve(Path(folder) / "small.db", invented.events())
        browser, every = Browser(path), []
        for n, text in enumerate(texts):
            for address in ADDRESSES[n % 6 :: 6] if few else ADDRESSES:
                at = address.replace("{}", quote(text.encode("utf-8", "replace"), safe=""))
                every.append(at)
        for at, page in zip(every, browser.get(every), strict=True):
            yield from (f"{found} ({at})" for found in unsafe(page, quick))
        bodies = [f"text=&title={t}&published={t}&source={t}" for t in (quote(text.encode("utf-8", "replace")) for text in texts)]
        for text, page in zip(texts, browser.post("/read", bodies), strict=True):
            yield from (f"{found} (POST /read {text!r})" for found in unsafe(page, quick))


def control(work: Path, texts: Sequence[str]) -> bool:
    """Whether the oracle sees a page that does not escape."""
    made = render.environment()
    made.autoescape = False
    made.cache.clear()  # type: ignore[union-attr]
    try:
        return any(True for _ in fields(work, texts))
    finally:
        made.autoescape = True
        made.cache.clear()  # type: ignore[union-attr]


def batch(work: Path, first: int, texts: Sequence[str], few: bool) -> list[str]:
    """All that is wrong with some payloads; every tenth batch is parsed as browsers do."""
    quick = first // BATCH % 10 > 0
    return [*fields(work, texts, first, quick), *asked(work, texts, few, quick)]


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--sample", type=int, help="so many payloads instead of all")
    options.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    chosen = options.parse_args(arguments)
    if not OUTSIDE.is_dir():
        print(f"xss: skipped, no outside data at {OUTSIDE}; set DRAGOMAN_DATA to the folder that has it")
        return 0
    texts, began, wrong = payloads(chosen.sample), time.time(), 0
    with tempfile.TemporaryDirectory(prefix="dragoman-xss-") as folder, ProcessPoolExecutor(chosen.jobs) as pool:
        work, starts = Path(folder), range(0, len(texts), BATCH)
        tried = partial(batch, work, few=chosen.sample is None)
        for first, found in zip(starts, pool.map(tried, starts, [texts[n : n + BATCH] for n in starts]), strict=True):
            for what in found:
                wrong += 1
                if wrong <= SHOWN:
                    print(f"xss: {what}", flush=True)
            if first // BATCH % 10 == 9:
                print(f"xss: {first + BATCH:,} of {len(texts):,}, {wrong:,} pages wrong, {time.time() - began:.0f} s", flush=True)
        seen = control(work, [t for t in texts if "<" in t][:8])
    held = "held" if not wrong and seen else "BROKEN"
    told = f"{len(texts):,} payloads, {wrong:,} pages wrong, control {'seen' if seen else 'NOT SEEN'}"
    print(f"xss: {held}: {told}, {time.time() - began:.0f} s")
    return int(bool(wrong or not seen))


if __name__ == "__main__":
    sys.exit(main())
