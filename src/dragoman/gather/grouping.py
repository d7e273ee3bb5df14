"""Articles that are at hand all at once, grouped by the happening that they report; nothing of them is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..knowledge.outlets import bundled as outlets
from ..plain import sha256
from ..types import Article
from .copies import original
from .origins import printed
from .profile import Profile, profile
from .stories import grouped


@dataclass(frozen=True, slots=True)
class Story:
    """``copies``: of an article that is a copy of an earlier one, its id -> that one's. ``origins``: id -> whose report it is."""

    id: str
    articles: tuple[Article, ...]
    copies: dict[str, str]
    origins: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        days = sorted(a.published for a in self.articles if a.published)
        return {
            "story_id": self.id,
            "title": next((a.title for a in self.articles if a.title), None),
            "first": days[0] if days else None,
            "last": days[-1] if days else None,
            "independent_reports": len(set(self.origins.values())),
            "articles": [{**told(a), "origin": self.origins[a.id], "copy_of": self.copies.get(a.id)} for a in self.articles],
        }


def told(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in ("id", "title", "published", "source", "url", "locator")}


def stories(articles: Iterable[Article]) -> Iterator[Story]:
    """The stories, in the order of their first articles; an article alone is one. Texts are let go as they come; ids must be distinct."""
    kept: list[Article] = []
    profiles: list[Profile] = []
    whose: list[str] = []
    for number, article in enumerate(articles):
        profiles.append(profile(article, number))
        whose.append(printed(article, outlets()))
        kept.append(bare(article))
    for group in grouped(profiles):
        first = firsts(group, profiles)
        copies = {kept[n].id: kept[of].id for n, of in first.items() if of != n}
        members = tuple(kept[n] for n in group)
        yield Story(name_of(members[0]), members, copies, {kept[n].id: whose[of] for n, of in first.items()})


def firsts(group: Iterable[int], profiles: Sequence[Profile]) -> dict[int, int]:
    """Of each article of a story the one that it is a copy of, itself where it is of none."""
    heads: list[Profile] = []
    found: dict[int, int] = {}
    for number in sorted(group, key=lambda n: (profiles[n].published or "9", n)):
        of = original(profiles[number], heads)
        if of is None:
            heads.append(profiles[number])
        found[number] = of.article if of else number
    return found


def bare(article: Article) -> Article:
    """Without its text; ``raw_sha256`` is then that of the text."""
    return replace(article, text="", raw_sha256=sha256(article.text), dyads=(), problems=())


def name_of(article: Article) -> str:
    """The id of the story that a bare article begins, the same as in a ledger."""
    return f"sty-{(article.raw_sha256 or '')[:16]}"
