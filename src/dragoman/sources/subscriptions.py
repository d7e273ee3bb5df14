"""Lists of feeds: OPML, as feed readers export it, or a text file with one URL a line."""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

from . import is_url
from .fetch import Refused, parsed
from .text import decode

#: Bytes of a list. One of 10,000 feeds has 2 MB.
LARGEST = 16 * 2**20


class NoList(ValueError):
    """Why there is no list of feeds; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the user wants. ``title``: as the list calls it, None where it does not."""

    url: str
    title: str | None = None


def subscriptions(data: bytes, path: str) -> list[Subscription]:
    """The feeds of a list, each once, in its order. Raises NoList where it has none or cannot be read, and for a URL that is none."""
    if len(data) > LARGEST:
        raise NoList(f"{path}: larger than {LARGEST // 2**20} MiB: no list of feeds")
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _opml(data, path) if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")) else _lines(data, path)
    once = {item.url: item for item in reversed(found)}
    if not once:
        raise NoList(f"{path}: no feed in it; an OPML file has <outline xmlUrl=…>, a text file one URL a line")
    return [once.pop(item.url) for item in found if item.url in once]


def _opml(data: bytes, path: str) -> list[Subscription]:
    """The outlines with an xmlUrl, however deep. Declarations (DTD) are refused: through them a file of 1 KB becomes one of 1 GB."""
    found: list[Subscription] = []
    roots: list[str] = []
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def declared(*_: object) -> None:
        raise NoList(f"{path}:{parser.CurrentLineNumber}: it declares a DTD, which no OPML file needs; take the declaration out")

    def started(name: str, attributes: dict[str, str]) -> None:
        if not roots:
            roots.append(name)
            if name.lower() != "opml":
                raise NoList(
                    f"{path}: this is no OPML (its root is <{name[:40]}>); to read one feed, give its URL, or dragoman ingest FILE"
                )
        given = {key.lower(): value.strip() for key, value in attributes.items()}
        if name.lower() == "outline" and given.get("xmlurl"):
            title = " ".join((given.get("title") or given.get("text") or "").split())[:200] or None
            found.append(Subscription(_url(given["xmlurl"], f"{path}:{parser.CurrentLineNumber}"), title))

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = started
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NoList(f"{path}:{error.lineno}: not well-formed XML ({expat.ErrorString(error.code)}); export the list again") from None
    except (ValueError, LookupError) as error:  # an encoding that expat does not know
        if isinstance(error, NoList):
            raise
        raise NoList(f"{path}: its encoding cannot be read: save it as UTF-8") from None
    return found


def _lines(data: bytes, path: str) -> list[Subscription]:
    """One URL a line; what follows a blank is the feed's title, lines that begin with # are left out."""
    found = []
    for number, line in enumerate(decode(data)[0].lstrip("\ufeff").splitlines(), 1):
        url, _, title = line.strip().partition(" ")
        if url and not url.startswith("#"):
            found.append(Subscription(_url(url, f"{path}:{number}"), " ".join(title.split())[:200] or None))
    return found


def _url(text: str, where: str) -> str:
    """``feed:`` before an address, which some readers write, is dropped."""
    bare = text[5:] if text.lower().startswith("feed:http") else "http" + text[4:] if text.lower().startswith("feed://") else text
    try:
        if not is_url(bare):
            raise Refused(f"{bare[:200]}: only http:// and https:// are fetched")
        parsed(bare)
    except Refused as refused:
        raise NoList(f"{where}: {refused}") from None
    return bare
