"""Parties that an event's own words leave out: who is thought of, what speaks for them, who is filled in. Every sentence is invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dragoman.knowledge import Knowledge
from dragoman.knowledge.settling import Weights
from dragoman.pipeline import STAGES
from dragoman.pipeline import read as read_article
from dragoman.stages.settle import Work, grouped
from dragoman.stages.settle.concerned import EARLIER, FEW, LATER, MOST, Gap, Scene, candidates, features, gaps, likeliest, with_concerned
from dragoman.types import Article

BEFORE = STAGES[: [s.__name__ for s in STAGES].index("settle")]
RAID = "Chadian soldiers raided a camp of Sudanese rebels on Monday. Kenya condemned the raid."


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(reader="rules")


def work(text: str, knowledge: Knowledge) -> Work:
    return Work(read_article(Article(id="t", text=text, published="2024-03-14"), knowledge, BEFORE), knowledge)


def open_gaps(text: str, knowledge: Knowledge) -> tuple[Scene, list[Gap]]:
    made = work(text, knowledge)
    drafts = grouped(made)
    scene = Scene(made.homes, made.reading, made.tree)
    return scene, list(gaps(drafts, scene))


def codes(found: list[tuple[int, int, int]], scene: Scene) -> set[str | None]:
    return {scene.entities[e].code for e, _, _ in found}


def test_only_events_that_lack_one_side_are_looked_at(knowledge: Knowledge) -> None:
    scene, found = open_gaps(RAID, knowledge)
    assert [(g.draft.type, g.side) for g in found] == [("ACCUSE", "recipient")]
    assert codes(list(found[0].known), scene) == {"KEN"}


def test_two_who_meet_lack_nobody(knowledge: Knowledge) -> None:
    _, found = open_gaps("The presidents of Kenya and Chad held talks on Monday.", knowledge)
    assert not found


def test_those_nearby_are_thought_of_and_nobody_of_the_known_side(knowledge: Knowledge) -> None:
    scene, (gap,) = open_gaps(RAID, knowledge)
    assert {"TCD", "SDN"} <= codes(candidates(gap, scene), scene)
    assert "KEN" not in codes(candidates(gap, scene), scene)


def test_features_name_the_doer_of_the_act_that_the_words_are_about(knowledge: Knowledge) -> None:
    scene, (gap,) = open_gaps(RAID, knowledge)
    named = {scene.entities[e].code: set(features(e, gap, scene)) for e, _, _ in candidates(gap, scene)}
    assert {"type ACCUSE", "verb in ACCUSE", "does what it is about in ACCUSE", "of another state in ACCUSE"} <= named["TCD"]
    assert "suffers what it is about in ACCUSE" in named["SDN"]
    assert "does what it is about in ACCUSE" not in named["SDN"]


def test_features_name_what_was_done_to_the_known_side(knowledge: Knowledge) -> None:
    scene, found = open_gaps("Chad accused Kenya of arming rebels. Kenya rejected the accusation.", knowledge)
    gap = next(g for g in found if g.draft.type == "REJECT")
    chad = next(x for x in candidates(gap, scene) if scene.entities[x[0]].code == "TCD")
    assert {"does something to the known side in REJECT", "does ACCUSE nearby"} <= set(features(chad[0], gap, scene))


def test_the_heaviest_is_meant_and_below_nothing_nobody(knowledge: Knowledge) -> None:
    scene, (gap,) = open_gaps(RAID, knowledge)
    assert likeliest(gap, scene, Weights({})) == []
    assert likeliest(gap, scene, Weights({"type ACCUSE": -1, "does what it is about in ACCUSE": 0.5})) == []
    both = {"does what it is about in ACCUSE": 2, "suffers what it is about in ACCUSE": 1.5}
    meant = likeliest(gap, scene, Weights({"type ACCUSE": -1} | both))
    assert codes(meant, scene) == {"TCD"}


def test_a_named_side_stays_as_it_is(knowledge: Knowledge) -> None:
    made = work("Kenya condemned Chad. Uganda praised Sudan.", knowledge)
    drafts = grouped(made)
    before = [(list(d.actors), list(d.recipients)) for d in drafts]
    everybody = replace(knowledge.settling, recipient=Weights({"country": 9}), actor=Weights({"country": 9}))
    with_concerned(drafts, made.homes, made.reading, made.tree, everybody)
    assert [(d.actors, d.recipients) for d in drafts] == before


def test_the_fitted_weights_find_whom_words_about_an_act_concern(knowledge: Knowledge) -> None:
    reading = read_article(Article(id="t", text=RAID, published="2024-03-14"), knowledge)
    assert [p.code for r in reading.records if r.event == "ACCUSE" for p in r.recipients] == ["TCD"]


def test_the_search_is_bounded(knowledge: Knowledge) -> None:
    text = " ".join(f"Kenya condemned the decision number {n}. Chad and Sudan signed a deal." for n in range(150))
    scene, found = open_gaps(text, knowledge)
    assert found
    most = 2 * FEW * (EARLIER + LATER + 1 + FEW) + MOST
    for gap in found:
        assert len(gap.around) <= EARLIER + LATER + 1
        assert len(gap.known) <= FEW
        assert len(candidates(gap, scene)) <= len({e for _, a in gap.names for e in a.entities}) + most
