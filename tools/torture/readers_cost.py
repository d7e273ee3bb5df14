"""What documents cost that were made to be dear: each family in sizes up to --most bytes, through its reader.

    python tools/torture/readers_cost.py [--most 1048576] [--family NAME]

Processor time of this process and of those that take documents apart. Told as broken: more than 1 second and 1 more for each MB, or a slope
(of the logarithms of time and size, between the last two sizes) over 1.15 where the last takes longer than 0.3 s.
"""

from __future__ import annotations

import argparse
import gzip
import math
import os
import resource
import sys
import time
from collections.abc import Callable

from dragoman.sources import child, documents
from dragoman.sources.kinds import Kind

Make = Callable[[int], str | bytes]
SLOPE, LONG = 1.15, 0.3
PROSE = "The minister met the envoy in the capital on Tuesday and said the talks went well. "
ATTRIBUTE = "a{}='1'"
ITEM = "<rss><channel><item><title>x</title>"


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def record(body: bytes) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n" % len(block)
    return head + block + b"\r\n\r\n"


def numbered(form: str, count: int, by: str = " ") -> str:
    return by.join(form.format(n) for n in range(count))


FAMILIES: dict[str, tuple[Kind | None, Make]] = {
    "page: paragraphs": ("page", lambda n: page(f"<p>{PROSE}</p>" * (n // 90))),
    "page: attributes of one tag": ("page", lambda n: page(f"<p {numbered('a{}=1', n // 9)}>{PROSE}</p>")),
    "page: div in div": ("page", lambda n: page("<div>" * (n // 5) + PROSE)),
    "page: a, never closed": ("page", lambda n: page("<a>x" * (n // 4))),
    "page: font, never closed": ("page", lambda n: page("<font>x" * (n // 7))),
    "page: b and i crossed": ("page", lambda n: page("<b><i>x</b></i>" * (n // 15))),
    "page: b with other attributes each": ("page", lambda n: page(numbered("<b {}>", n // 8, "") + PROSE)),
    "page: <<<<": ("page", lambda n: page("<" * n)),
    "page: one comment": ("page", lambda n: page("<!--" + "-x" * (n // 2) + "-->" + PROSE)),
    "page: one sentence": ("page", lambda n: page("<p>" + "word " * (n // 5))),
    "page: one word": ("page", lambda n: page("<p>" + "w" * n)),
    "page: line ends": ("page", lambda n: page("<p>" + "\n" * n + "x")),
    "page: rows": ("page", lambda n: page("<table>" + f"<tr><td>{PROSE}" * (n // 92))),
    "page: list": ("page", lambda n: page("<ul>" + f"<li>{PROSE}" * (n // 88))),
    "page: br": ("page", lambda n: page("<div>" + "word<br>" * (n // 8))),
    "page: spans": ("page", lambda n: page("<p>" + "<span>w</span>" * (n // 14))),
    "page: links": ("page", lambda n: page("<a href='/x'>w</a> " * (n // 20))),
    "page: tables": ("page", lambda n: page("<table><tr><td>x</table>" * (n // 24))),
    "page: forms": ("page", lambda n: page("<form><input><select><option>x" * (n // 30))),
    "page: </p>": ("page", lambda n: page("</p>" * (n // 4))),
    "page: entities": ("page", lambda n: page("<p>" + "&#x26;" * (n // 6))),
    "page: meta tags": ("page", lambda n: page(PROSE, "<meta name=a content=b>" * (n // 23))),
    "page: title": ("page", lambda n: page(PROSE, "<title>" + " - x" * (n // 4) + "</title>")),
    "page: author": ("page", lambda n: page(PROSE, "<meta name=author content='" + "a, " * (n // 3) + "'>")),
    "page: byline": ("page", lambda n: page("<div class=author>" + "ab " * (n // 3) + f"</div><p>{PROSE}")),
    "page: schema.org, wide": ("page", lambda n: page(f"<script type='application/ld+json'>[{{}}{',{}' * (n // 3)}]</script>{PROSE}")),
    "page: schema.org, deep": ("page", lambda n: page(f"<script type='application/ld+json'>{'[' * n}</script>{PROSE}")),
    "page: combining marks": ("page", lambda n: page("<p>a" + "\u0301" * (n // 2))),
    "page: quotes": ("page", lambda n: page("<p>" + '"' * n)),
    "feed: items": ("feed", lambda n: "<rss><channel>" + f"<item><title>x</title><description>{PROSE}</description></item>" * (n // 140)),
    "feed: one author": ("feed", lambda n: ITEM + "<author>" + "a" * n + "</author></item></channel></rss>"),
    "feed: author ((((": ("feed", lambda n: ITEM + "<author>@" + "(a" * (n // 2) + "</author></item></channel></rss>"),
    "feed: authors": ("feed", lambda n: ITEM + "<author>a</author>" * (n // 18) + "</item></channel></rss>"),
    "feed: attributes": (
        "feed",
        lambda n: "<rss " + numbered("a{}='1'", n // 11) + "><channel><item><title>x</title></item></channel></rss>",
    ),
    "feed: prefixes": ("feed", lambda n: "<rss " + numbered("xmlns:a{}='1'", n // 16) + "><channel>" + "<item xmlns='a'/>" * (n // 30)),
    "feed: &&&&": ("feed", lambda n: ITEM + "<description>" + "&" * n + "</description></item></channel></rss>"),
    "feed: not well-formed": ("feed", lambda n: "<rss><channel>" + "<item><title>x & y</b></title></item>" * (n // 40)),
    "feed: snippet": ("feed", lambda n: ITEM + "<description><![CDATA[" + "<p>x" * (n // 4) + "]]></description></item></channel></rss>"),
    "feed: deep": ("feed", lambda n: ITEM + "<description>" + "<a>" * (n // 3)),
    "JSON Feed": ("json", lambda n: '{"version":"https://jsonfeed.org/version/1","items":[' + '{"title":"x"},' * (n // 14) + "{}]}"),
    "JSON: deep": ("json", lambda n: "[" * n),
    "JSONL": ("lines", lambda n: '{"text":"x"}\n' * (n // 13)),
    "mail: HTML": ("mail", lambda n: "Subject: x\nContent-Type: text/html\n\n" + "<p>x" * (n // 4)),
    "mail: headers": ("mail", lambda n: "Subject: x\n" + "X-a: b\n" * (n // 7) + "\nbody"),
    "mail: subject": ("mail", lambda n: "Subject: " + "=?utf-8?q?a?= " * (n // 14) + "\n\nbody"),
    "mail: parameters": ("mail", lambda n: "Content-Type: text/plain;" + " a=b;" * (n // 5) + "\n\nbody"),
    "mail: parts": ("mail", lambda n: "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\nx\n" * (n // 8)),
    "mail: parts in parts": ("mail", lambda n: numbered("Content-Type: multipart/mixed; boundary=a{0}\n\n--a{0}\n", n // 55, "")),
    "mailbox": (
        "mailbox",
        lambda n: "From a\nSubject: x\n\n" + PROSE * 10 + "\n\n" + ("From a\nSubject: x\n\n" + PROSE * 10 + "\n\n") * (n // 860),
    ),
    "WARC: small records": ("warc", lambda n: record(b"x") * (n // 150)),
    "WARC: one record": ("warc", lambda n: record(b"x" * n)),
    "WARC: first lines only": ("warc", lambda n: b"\nWARC/1.0\n" * (n // 10)),
    "WARC: empty lines": ("warc", lambda n: b"\r\n" * (n // 2)),
    "WARC: wrong lengths": ("warc", lambda n: record(b"x").replace(b"Length: ", b"Length: 9") * (n // 150)),
    "WARC, gzip: small records": ("warc", lambda n: gzip.compress(record(b"x")) * (n // 150)),
    "WARC, gzip: first bytes only": ("warc", lambda n: b"\x1f\x8b\x08" * (n // 3)),
    "WARC, gzip: wrong check sums": ("warc", lambda n: (gzip.compress(record(b"x"))[:-6] + b"123456") * (n // 150)),
    "gzip: a bomb": (None, lambda n: gzip.compress(b"\0" * n * 20)),
    "gzip: members": (None, lambda n: gzip.compress(b"x") * (n // 21)),
    "text": ("text", lambda n: PROSE * (n // 84)),
}


def spent() -> float:
    """Seconds of processor time so far, of all processes of ours."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + ended.ru_utime + ended.ru_stime
    for one in child._idle:
        with open(f"/proc/{one.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def measured(kind: Kind | None, make: Make, most: int) -> tuple[float, float, int]:
    """Seconds for the largest size, the slope towards it, and its bytes."""
    points = []
    for size in (most // 4, most):
        made = make(size)
        data = made.encode() if isinstance(made, str) else made
        began = spent()
        for _ in documents(data, "x", kind=kind):
            pass
        points.append((len(data), max(spent() - began, 0.01)))
    (small, short), (large, long) = points
    return long, math.log(long / short) / math.log(large / small), large


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--most", type=int, default=1 << 20)
    asked.add_argument("--family", default="")
    given = asked.parse_args()
    for first in (b"<html><p>x", b"<rss/>"):
        list(documents(first, "first"))
    broken = 0
    for name, (kind, make) in FAMILIES.items():
        if not name.startswith(given.family):
            continue
        seconds, slope, size = measured(kind, make, given.most)
        bad = seconds > 1 + size / 1e6 or (slope > SLOPE and seconds > LONG)
        broken += bad
        print(f"{name:36} {size:>10,} bytes {seconds:6.2f} s  slope {slope:5.2f}{'  BROKEN' if bad else ''}", flush=True)
    print(f"{broken} of {len(FAMILIES)} families cost too much")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
