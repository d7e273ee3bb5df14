"""A new article among those that the ledger has: whose copy it is, and which story it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..gather import stories
from ..gather.copies import original
from ..gather.profile import Profile, keys, profile_of, sought
from ..types import Article, Reading
from . import clues, rows
from .database import Database, Row, fetch, marks, value
from .writing import update

#: A story none of whose candidates is related by so much is not looked at as a whole.
HOPE = 0.3
#: Candidates whose stories are looked at: those most related.
HOPEFUL = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """``copy_of``: number of the first article with (nearly) this text, None: this is the first; ``story``: its id."""

    profile: Profile
    copy_of: int | None
    story: str
    merged: tuple[str, ...] = ()

    @property
    def columns(self) -> Row:
        kept = self.profile
        return {"copy_of": self.copy_of, "story": self.story, "signature": kept.signature, "terms": rows.as_json(kept.terms)}


def placed(database: Database, found: Reading, key: str) -> Placed:
    """``key``: the article's in the ledger. Nothing is written."""
    new = profile_of(found, 0)
    candidates = clues.profiles(database, clues.alike(database, clues.ARTICLE, sought(new), clues.ARTICLES))
    first = original(new, candidates.values())
    copy_of = (value(database, "SELECT copy_of FROM article WHERE id = ?", (first.article,)) or first.article) if first else None
    alike = stories.Alike()
    likely = {n: chance for n, other in candidates.items() if (chance := alike(new, other)) >= HOPE}
    near = sorted(likely, key=lambda n: (-likely[n], n))[:HOPEFUL]
    place = stories.placed(new, _members(database, near), alike)
    return Placed(new, copy_of, place.story or f"sty-{key.removeprefix('art-')}", place.merged)


def _members(database: Database, near: Sequence[int]) -> Mapping[str, Sequence[Profile]]:
    """The stories of these articles, with their latest articles."""
    if not near:
        return {}
    sql = f"SELECT DISTINCT story FROM article WHERE id IN ({marks(near)}) AND story IS NOT NULL ORDER BY story"
    found = {}
    for row in database.query(sql, near):
        of = "SELECT id FROM article WHERE story = ? ORDER BY id DESC LIMIT ?"
        numbers = [r["id"] for r in database.query(of, (row["story"], stories.NEAREST))]
        found[row["story"]] = list(clues.profiles(database, numbers).values())
    return found


def settle(database: Database, place: Placed, article_id: int) -> None:
    """Once the article has its row: let it be found, and let stories that it shows to be one be one."""
    clues.file(database, clues.ARTICLE, keys(place.profile), article_id)
    for story in place.merged:
        for row in database.query("SELECT * FROM article WHERE story = ?", (story,)):
            update(database, "article", {**row, "story": place.story})


def first_article(database: Database, copy_of: int | None) -> Article | None:
    """The article that this is a copy of."""
    return None if copy_of is None else rows.article_of(fetch(database, "article", copy_of))
