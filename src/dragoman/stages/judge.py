"""Happened, ongoing, planned, hypothetical or negated, and how certain: how the words present each event, and its code then."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from ..knowledge import Knowledge
from ..knowledge.frames import Frame
from ..knowledge.voting import Voting
from ..modality import View, Views
from ..setting import in_own_words
from ..syntax import Tree
from ..timeline import day_range, parse_day
from ..types import STATUSES, Mention, Reading, Status, Vote

#: Types that are done by speaking, or consist in a plan: a date to come is that of what is spoken about.
OF_WORDS = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
#: Days before the story by which a time is over.
LONG_AGO = 400
#: Probabilities count at least this much.
RARE = 1e-3
#: How certain what a status alone says is.
CERTAINTY: dict[Status, float] = {"happened": 3.0, "ongoing": 3.0, "planned": 1.5, "hypothetical": 0.0, "negated": -3.0}
NO_FRAME = "no frame"
#: What a plan of some types becomes: an agreement that is made.
A_PLAN = ("AGREE", "happened")
#: Types that go on unless a finite past tense tells them as done: "its support of the rebels".
LASTING = frozenset({"AID", "COOPERATE"})
#: Places in a frame's conditions that stand for the word's own negation and auxiliaries.
OWN_WORDS = frozenset({"neg", "modal"})
#: The same where they stand at the word above: "is not ready to", "has no intention of".
HEAD_WORDS = frozenset({"head.neg", "det"})


def judge(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``status`` and ``certainty`` of every mention, recode its type, and add untyped mentions of the other event words."""
    tree = Tree(reading.tokens)
    views = Views(tree, reading.sentences, knowledge.modality)
    frames = knowledge.frames.by_rule
    typed = []
    for mention in reading.mentions:
        view, votes = polled(seen(mention, views, frames.get(mention.rule)), mention, reading, knowledge)
        typed.append(judged(mention, view, votes, reading, tree, knowledge))
    found = [*typed, *others(reading, views, knowledge.voting)]
    return replace(reading, mentions=tuple(sorted(found, key=lambda m: (m.start, m.end))))


def weighed(certainty: float, token: int, reading: Reading, voting: Voting) -> float:
    """A certainty between what the rules and what the model says."""
    if reading.opinion is None:
        return certainty
    share = voting["certainty: model"]
    return round((1 - share) * certainty + share * reading.opinion.certainty(token), 2)


def seen(mention: Mention, views: Views, frame: Frame | None) -> View:
    """The view of a mention; where negation or modal is part of what the frame looks for ("will not accept"), only that of its context."""
    token = views.tree.tokens[mention.token]
    if token.dep == "aux":
        return views.context(token.head)
    wanted = {c.place for c in frame.conditions if not c.negated} if frame else set()
    if wanted & HEAD_WORDS:
        return views.context(token.head)
    return views.context(mention.token) if wanted & OWN_WORDS else views.view(mention.token)


def polled(view: View, mention: Mention, reading: Reading, knowledge: Knowledge) -> tuple[View, tuple[Vote, ...]]:
    """The view with the status that rules and model vote for, and their votes; the rules' alone where no model reads.

    Of a plan that is coded as an event of its own ("will meet" is AGREE, and has happened) the model has learned the latter status.
    """
    if reading.opinion is None or mention.type is None:
        return view, ()
    if view.status == "planned" and mention.type not in OF_WORDS and knowledge.recode(mention.type, view.status) == A_PLAN:
        return view, ()
    voting = knowledge.voting
    said = reading.opinion.statuses(mention.token, mention.type)
    scores = {s: voting["status: model"] * math.log(max(RARE, p)) + voting["status: rule"] * (s == view.status) for s, p in said.items()}
    best = max(STATUSES, key=lambda s: scores[s])
    likeliest = max(said, key=lambda s: said[s])
    votes = (
        Vote(of="status", says=view.status, weight=voting["status: rule"], by="rules"),
        Vote(
            of="status",
            says=likeliest,
            weight=round(voting["status: model"] * math.log(max(RARE, said[likeliest])), 2),
            by=reading.opinion.name,
        ),
    )
    return (view if best == view.status else View(CERTAINTY[best], best)), votes


def judged(mention: Mention, view: View, votes: Sequence[Vote], reading: Reading, tree: Tree, knowledge: Knowledge) -> Mention:
    """A mention with its status, certainty, votes and final type; ``note`` says why it gives no record."""
    view = dated(over(lasting(view, mention, reading), mention, reading), mention, reading)
    if view.status == "ongoing" and mention.type in OF_WORDS and in_own_words(mention.token, tree):
        view = View(view.certainty, "happened")  # "We support Chad": it is done by saying so
    certainty = weighed(round(view.certainty, 2), mention.token, reading, knowledge.voting)
    if mention.type is None:
        return replace(mention, status=view.status, certainty=certainty)
    type_, status = knowledge.recode(mention.type, view.status)
    told = replace(mention, status=status, certainty=certainty, votes=(*mention.votes, *votes))
    if type_ is None or any(not knowledge.modality.effects[name].record for name in view.why):
        return replace(told, note=mention.note or f"told as {view.status}: {', '.join(view.why)}")
    return told if type_ == mention.type else replace(told, type=type_, modes=())


def lasting(view: View, mention: Mention, reading: Reading) -> View:
    """A type of LASTING told by a noun, a present or an -ing form goes on."""
    token = reading.tokens[mention.token]
    if view.status != "happened" or mention.type not in LASTING or not (token.pos == "NOUN" or token.tag in {"VBG", "VBZ", "VBP"}):
        return view
    return View(view.certainty, "ongoing")


def over(view: View, mention: Mention, reading: Reading) -> View:
    """What goes on by its words but is dated to a time long over has happened: "its support of the rebels in the 1980s"."""
    if view.status != "ongoing" or mention.time is None:
        return view
    end, today = parse_day(day_range(reading.times[mention.time].edtf)[1]), parse_day(reading.published)
    return View(view.certainty, "happened") if end and today and (today - end).days > LONG_AGO else view


def dated(view: View, mention: Mention, reading: Reading) -> View:
    """A thing that "happens" on a day after the story's own is planned."""
    if view.status != "happened" or mention.type in OF_WORDS or mention.time is None or not reading.published:
        return view
    token = reading.tokens[mention.token]
    if token.pos not in {"NOUN", "PROPN"} and token.tag not in {"VBZ", "VBP", "VBG"}:
        return view
    first, _ = day_range(reading.times[mention.time].edtf)
    return View(min(view.certainty, 2.5), "planned") if first and first > reading.published[:10] else view


def others(reading: Reading, views: Views, voting: Voting) -> list[Mention]:
    """Mentions without a type for every other event word: verbs, and nouns of the lexicon's list."""
    taken = {i for m in reading.mentions for i in covered(m, reading)}
    out = []
    for i, token in enumerate(reading.tokens):
        if i in taken or not views.eventive(i):
            continue
        view = views.view(i)
        out.append(
            Mention(
                start=token.start,
                end=token.end,
                token=i,
                sentence=token.sentence,
                status=view.status,
                certainty=weighed(round(view.certainty, 2), i, reading, voting),
                note=NO_FRAME,
            )
        )
    return out


def covered(mention: Mention, reading: Reading) -> list[int]:
    """The mention's own token, and those after it that its span takes in."""
    last = mention.token + 1
    while last < len(reading.tokens) and reading.tokens[last].start < mention.end:
        last += 1
    return list(range(mention.token, last))
