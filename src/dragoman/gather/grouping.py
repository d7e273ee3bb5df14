"""Articles that are at hand all at once, grouped by the happening that they report; nothing of them is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..plain import sha256
from ..types import Article
from .copies import original
from .profile import Profile, profile
from .stories import grouped


@dataclass(frozen=True, slots=True)
class Story:
    """``copies``: of an article that is a copy of an earlier one, its id -> that one's."""

    id: str
    articles: tuple[Article, ...]
    copies: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        days = sorted(a.published for a in self.articles if a.published)
        return {
            "story_id": self.id,
            "title": next((a.title for a in self.articles if a.title), None),
            "first": days[0] if days else None,
            "last": days[-1] if days else None,
            "articles": [told(a, self.copies.get(a.id)) for a in self.articles],
        }


def told(article: Article, copy_of: str | None) -> dict[str, Any]:
    fields = ("title", "published", "source", "url", "locator")
    return {"id": article.id, **{name: getattr(article, name) for name in fields}, "copy_of": copy_of}


def stories(articles: Iterable[Article]) -> Iterator[Story]:
    """The stories, in the order of their first articles; an article alone is one. Texts are let go as they come; ids must be distinct."""
    kept: list[Article] = []
    profiles: list[Profile] = []
    for number, article in enumerate(articles):
        profiles.append(profile(article, number))
        kept.append(bare(article))
    for group in grouped(profiles):
        first: list[Profile] = []
        copies: dict[str, str] = {}
        for number in sorted(group, key=lambda n: (profiles[n].published or "9", n)):
            found = original(profiles[number], first)
            if found is None:
                first.append(profiles[number])
            else:
                copies[kept[number].id] = kept[found.article].id
        members = tuple(kept[n] for n in group)
        yield Story(name_of(members[0]), members, copies)


def bare(article: Article) -> Article:
    """Without its text; ``raw_sha256`` is then that of the text."""
    return replace(article, text="", raw_sha256=sha256(article.text), dyads=(), problems=())


def name_of(article: Article) -> str:
    """The id of the story that a bare article begins, the same as in a ledger."""
    return f"sty-{(article.raw_sha256 or '')[:16]}"
