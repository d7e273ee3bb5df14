"""Articles put together by story, without a ledger, with whose report each one is; for programs that hold the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..knowledge.outlets import bundled
from ..plain import sha256
from ..types import Article
from .copies import original
from .origins import outlet, printed
from .profile import Profile, profile
from .stories import grouped


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article of a story. ``origin``: whose report it is. ``copy_of``: id of the article that it is a copy of, None: of none."""

    article: Article
    origin: str
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one happening, the first published first. ``id``: "sty-" and 16 hex digits of the SHA-256 of the first one's text."""

    id: str
    articles: tuple[Shelved, ...]


def shelved(articles: Iterable[Article]) -> list[Story]:
    """All stories, in the order of their first articles in the input. Every article is in one, though it be alone."""
    known = list(articles)
    profiles = [profile(article, n) for n, article in enumerate(known)]
    return [story([known[n] for n in group], [profiles[n] for n in group]) for group in grouped(profiles)]


def story(articles: Sequence[Article], profiles: Sequence[Profile]) -> Story:
    order = sorted(range(len(articles)), key=lambda n: (profiles[n].published or "9", profiles[n].article))
    whose: dict[int, int] = {}
    for at, n in enumerate(order):
        first = original(profiles[n], [profiles[m] for m in order[:at]])
        if first:
            m = next(m for m in order if profiles[m] is first)
            whose[n] = whose.get(m, m)
    placed = [Shelved(articles[n], origin_of(articles[whose.get(n, n)]), articles[whose[n]].id if n in whose else None) for n in order]
    return Story("sty-" + sha256(placed[0].article.text)[:16], tuple(placed))


def origin_of(article: Article) -> str:
    return printed(article, bundled())


def plain(found: Story) -> dict[str, Any]:
    """The story as a dict, ready for JSON."""
    days = sorted(one.article.published for one in found.articles if one.article.published)
    outlets = [outlet(one.article.source) for one in found.articles]
    return {
        "story_id": found.id,
        "headline": found.articles[0].article.title,
        "articles": [
            {
                "id": one.article.id,
                "title": one.article.title,
                "published": one.article.published,
                "source": one.article.source,
                "url": one.article.url,
                "origin": one.origin,
                "copy_of": one.copy_of,
            }
            for one in found.articles
        ],
        "outlets": sorted({name for name in outlets if name}),
        "independent_reports": len({one.origin for one in found.articles}),
        "reprints": sum(one.copy_of is not None for one in found.articles),
        "first_seen": days[0] if days else None,
        "last_seen": days[-1] if days else None,
    }
