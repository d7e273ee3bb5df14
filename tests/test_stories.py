"""Articles on one happening become one story; on our own texts, and on the given set where it is (DRAGOMAN_DATA)."""

from __future__ import annotations

import json
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.evaluation import layer
from dragoman.evaluation.grouping import score
from dragoman.gather.grouping import stories as stories_of
from dragoman.gather.profile import Profile, keys, packed, profile, sought, unpacked
from dragoman.gather.stories import Placed, grouped, linked, placed, related
from dragoman.knowledge import DataError, Knowledge
from dragoman.knowledge import stories as tables
from dragoman.types import Article

DATA = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data"))

#: Three happenings, each as two outlets tell it; the last two of one kind, days apart.
TOLD = {
    "bridge": (
        ("2031-03-04", "Talvia and Orsk agree to reopen Lune bridge",
         "VESK — Foreign Minister Ilda Maren of Talvia and her counterpart from Orsk, Pavel Grist, agreed on Tuesday to "
         "reopen the Lune bridge, closed since the border war. Trucks may cross from Monday, the two ministers said after "
         "talks in Vesk. Maren called the bridge a first step; Grist said that customs posts would be staffed by both "
         "countries. Traders in Vesk had asked for the crossing for years."),
        ("2031-03-05", "Lune crossing to open again after Vesk talks",
         "After a day of talks in Vesk the ministers Maren and Grist signed an agreement under which the Lune bridge opens"
         " to trucks on Monday. Orsk and Talvia shut the crossing when their border war broke out. The agreement leaves "
         "out passenger cars. Customs officers of Talvia and Orsk will share a post at the bridge, Grist told reporters, "
         "while Maren spoke of a first step."),
    ),
    "quake": (
        ("2031-03-04", "Quake kills nine in Harrow valley",
         "HARROWDEN — An earthquake of magnitude 6.1 struck the Harrow valley before dawn, killing at least nine people "
         "and burying homes in the village of Tolle, the rescue service said. Mayor Anna Brisk said that forty houses had "
         "collapsed in Tolle. Helicopters brought the injured to Harrowden hospital."),
        ("2031-03-04", "Rescuers dig for survivors in Tolle",
         "Rescue teams dug through rubble in the village of Tolle after a magnitude 6.1 earthquake shook the Harrow valley"
         " and killed nine. Dozens of houses collapsed, mayor Anna Brisk said. The hospital in Harrowden took in the "
         "injured by helicopter."),
    ),
    "strike": (
        ("2031-03-12", "Dockers walk out in Port Sella",
         "PORT SELLA — Dockers in Port Sella walked out on Wednesday over pay, leaving thirty ships at anchor, their union"
         " said. Union leader Tomas Weil demanded eight percent. The port authority offered three and called the strike "
         "reckless."),
        ("2031-03-12", "Port Sella at a standstill as dock union strikes",
         "Thirty ships lay at anchor off Port Sella after dockers began a strike for eight percent more pay. Tomas Weil, "
         "who leads the union, said that the three percent offered by the port authority was an insult."),
    ),
}  # fmt: skip


def told() -> tuple[list[Profile], list[str]]:
    """Their profiles, and which happening each one is on."""
    rows = [(name, *article) for name, articles in TOLD.items() for article in articles]
    made = [Article(id=str(n), text=text, title=title, published=day, source=f"outlet {n}") for n, (_, day, title, text) in enumerate(rows)]
    return [profile(a, n) for n, a in enumerate(made)], [row[0] for row in rows]


PROFILES, HAPPENINGS = told()


def one_by_one(profiles: Sequence[Profile]) -> dict[int, str]:
    """Article -> story, when the articles arrive in this order, as a ledger looks them up."""
    filed: dict[str, list[Profile]] = defaultdict(list)
    home: dict[int, str] = {}
    members: dict[str, list[Profile]] = defaultdict(list)
    for new in profiles:
        near = {home[other.article] for key in sought(new) for other in filed[key]}
        found = placed(new, {name: members[name] for name in near})
        name = found.story or f"story {new.article}"
        for other in found.merged:
            members[name] += members.pop(other)
        members[name].append(new)
        home |= {m.article: name for m in members[name]}
        for key in keys(new):
            filed[key].append(new)
    return home


def as_groups(home: dict[int, str]) -> set[frozenset[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for article, name in home.items():
        groups[name].add(article)
    return {frozenset(g) for g in groups.values()}


def test_reports_of_one_happening_are_related_and_others_are_not() -> None:
    for a, one in zip(PROFILES, HAPPENINGS, strict=True):
        for b, other in zip(PROFILES, HAPPENINGS, strict=True):
            if a is not b:
                assert (related(a, b) > 0.5) == (one == other), (a.title, b.title, related(a, b))
            assert related(a, b) == related(b, a)


def test_articles_are_grouped_by_happening_in_any_order() -> None:
    assert grouped(PROFILES) == [[0, 1], [2, 3], [4, 5]]
    for seed in range(6):
        mixed = random.Random(seed).sample(PROFILES, len(PROFILES))
        assert as_groups(one_by_one(mixed)) == {frozenset(g) for g in grouped(PROFILES)}


def test_days_tell_happenings_apart() -> None:
    """The same words a month later tell of another happening."""
    first, second = PROFILES[2], PROFILES[3]
    assert (
        related(first, second)
        > related(first, replace(second, published="2031-03-08"))
        > related(first, replace(second, published="2031-05-04"))
    )
    assert related(first, replace(second, published="2031-05-04")) < 0.3


def test_without_a_date_or_title_they_still_find_each_other() -> None:
    bare = [replace(p, published=None) for p in PROFILES]
    assert grouped(bare) == [[0, 1], [2, 3], [4, 5]]
    mixed = [replace(p, published=None) if p.article % 2 else p for p in PROFILES]
    assert grouped(mixed) == [[0, 1], [2, 3], [4, 5]]
    assert set(sought(mixed[0])) & set(keys(mixed[1]))
    assert set(sought(mixed[1])) & set(keys(mixed[0]))


def test_a_day_that_is_none_counts_as_unknown() -> None:
    assert profile(Article(id="a", text="x", published="last week"), 1).published is None
    assert profile(Article(id="a", text="x", published="2031-03-04T10:00:00Z"), 1).published == "2031-03-04"


def test_an_article_between_two_stories_does_not_chain_them() -> None:
    """0 and 1 are one story, 3 and 4 another; 2 is like one of each."""
    links = {(0, 1): 0.9, (3, 4): 0.9, (1, 2): 0.7, (2, 3): 0.7, (0, 2): 0.1, (2, 4): 0.1}
    assert linked(5, links) == [[0, 1], [2], [3, 4]]


def test_a_new_article_can_show_two_stories_to_be_one() -> None:
    a, b, c = PROFILES[0], PROFILES[1], replace(PROFILES[0], article=9)
    assert placed(a, {}) == Placed(None)
    assert placed(a, {"s": [b]}) == Placed("s")
    assert placed(c, {"s": [a], "t": [b]}) == Placed("s", ("t",))
    assert placed(PROFILES[4], {"s": [a], "t": [b]}) == Placed(None)


def test_forms_of_an_outlet_are_no_happening() -> None:
    """Daily market reports differ in their figures only."""
    text = "Shares on the Vesk exchange closed lower as banks fell. The VX index lost {} points to {}. Traders cited weak demand for steel."
    made = [Article(id=d, text=text.format(n, 900 - n), title="Vesk shares close lower", published=d, source="Wire") for d, n in
            (("2031-03-04", 3), ("2031-03-06", 7))]  # fmt: skip
    assert grouped([profile(a, n) for n, a in enumerate(made)]) == [[0], [1]]


def test_a_profile_is_small_and_can_be_stored() -> None:
    for p in PROFILES:
        assert len(p.signature) <= 128 * 4
        assert len(keys(p)) <= 60
        assert unpacked(packed(p.terms)) == p.terms
    assert PROFILES[0].terms[0][0][0].isupper(), "a name keeps its capital"
    assert unpacked(None) == ()


@pytest.mark.parametrize("text", ["", "   ", "\ud800", "'" * 50_000, "z" * 200_000, "." * 200_000, "a'" * 50_000, "中文" * 5000])
def test_odd_texts_have_profiles(text: str) -> None:
    odd = profile(Article(id="odd", text=text, title=text), 1)
    assert all(len(key) < 200 for key in keys(odd))
    assert 0 <= related(odd, PROFILES[0]) <= 1
    assert grouped([odd, PROFILES[0]]) == [[0], [1]]


def test_tables_say_where_they_are_wrong(tmp_path: Path) -> None:
    path = tmp_path / "stories.csv"
    path.write_text("feature,weight,source\nsame day,much,hand\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"stories\.csv:2: weight 'much' is no number"):
        tables.weights(path)


def test_every_weight_is_of_a_feature_that_there_is() -> None:
    from dragoman.gather.stories import features

    first, second = PROFILES[0], replace(PROFILES[1], outlet=PROFILES[0].outlet)
    known = tables.bundled()
    days = ("2031-03-04", "2031-03-05", "2031-03-07", "2031-03-11", "2031-03-31", "2032-03-04", None)
    seen = {name for d in days for name in features(first, replace(second, published=d, title=""), known)}
    assert seen == set(known.same.weights)


def test_stories_of_files_tell_independent_reports_from_reprints() -> None:
    """Wire copy printed twice, and an outlet that was there: three articles, two reports, one reprint."""
    (_, title, wire), (_, other_title, own) = TOLD["bridge"]
    made = [
        Article(id="c", text=own, title=other_title, published="2031-03-05", source="Orsk Herald"),
        Article(id="b", text=wire.rsplit(". ", 1)[0], title="Bridge to open", published="2031-03-05", source="Vesk Courier"),
        Article(id="a", text=wire.replace("VESK —", "VESK (AFP) —"), title=title, published="2031-03-04", source="AFP"),
        Article(id="x", text=TOLD["strike"][0][2], title="Dockers walk out", published="2031-03-12"),
    ]
    stories = [found.to_dict() for found in stories_of(made)]
    told = stories[0]
    assert [(a["id"], a["origin"], a["copy_of"]) for a in told["articles"]] == [
        ("c", "orskherald", None),
        ("b", "AFP", "a"),
        ("a", "AFP", None),
    ]
    assert (told["independent_reports"], told["first"], told["last"]) == (2, "2031-03-04", "2031-03-05")
    assert [len(found["articles"]) for found in stories] == [3, 1]
    assert stories[1]["articles"][0]["origin"] == "x"
    assert json.loads(json.dumps(stories)) == stories


# measured


def given(name: str) -> list[dict[str, Any]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {name} in {DATA}: set DRAGOMAN_DATA to the folder of the outside sets")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_dated_news_of_many_outlets() -> None:
    """B3 97.5 (95.5 to 97 for events left out of the fit); matching titles alone gives 75 to 83."""
    given("newscluster_basil.jsonl")
    figures = layer("grouping", DATA / "newscluster_basil.jsonl", Knowledge(reader="rules"))
    assert figures["n"] == 300
    assert figures["B3"]["F1"] >= 94
    assert figures["pairs"]["P"] >= 97


def test_stories_hold_among_other_news() -> None:
    """Each article's company is as good when it arrives among a thousand others, in a mixed order."""
    items = given("newscluster_basil.jsonl")
    others = [{**item, "event_id": f"other {n}"} for n, item in enumerate(given("bulk_news_sample.jsonl")[:1000])]
    made = [
        Article(id=str(n), text=i["text"], title=i["title"], published=i["date"], source=i["source"]) for n, i in enumerate(items + others)
    ]
    profiles = [profile(a, n) for n, a in enumerate(made)]
    home = one_by_one(random.Random(1).sample(profiles, len(profiles)))
    hits = [0.0, 0.0]
    for n, item in enumerate(items):
        mine = {m for m, story in home.items() if story == home[n]}
        theirs = {m for m, other in enumerate(items) if other["event_id"] == item["event_id"]}
        hits[0] += len(mine & theirs) / len(mine)
        hits[1] += len(mine & theirs) / len(theirs)
    precision, recall = hits[0] / len(items), hits[1] / len(items)
    assert 2 * precision * recall / (precision + recall) >= 0.94


def test_short_texts_without_dates() -> None:
    items = given("coref_ecbplus_dev.jsonl")
    figures = score(items, [{"id": str(n), "text": item["text"]} for n, item in enumerate(items)])
    assert figures["B3"]["F1"] >= 81
