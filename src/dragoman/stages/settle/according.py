"""According to whom: the attributions of an event's mentions -> its sources.

Not every attribution around a mention speaks of the event: "X said the ban hurts trade" takes the ban for granted.
Readable features, weighed by ontology/settling.csv (question ``source``), decide which count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ...knowledge.settling import Retelling, Weights
from ...setting import SAID, in_own_words
from ...syntax import Tree
from ...types import Attribution, Mention, Party, Reading, Source, Span
from .parties import party
from .same import Draft, likeness
from .telling import Telling

CLAUSES = frozenset({"ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp", "conj", "parataxis"})
#: Most clauses between a reporting word and a trigger that are told apart.
DEEPEST = 3
#: Sentences back in which a denied accusation is looked for.
RECALLED = 4


def sources(draft: Draft, reading: Reading, tree: Tree, weights: Weights) -> tuple[Source, ...]:
    """Each speaker once, in the order of the text. Where somebody quotes somebody, the one who quotes comes first."""
    out: dict[tuple[str, str], Source] = {}
    own = any(not reading.mentions[t.mention].attributions for t in draft.tellings)
    for telling in draft.tellings:
        mention = reading.mentions[telling.mention]
        kept = [a for a in heard(mention, reading) if weights.total(features(a, telling, mention, draft, own, reading, tree)) > 0]
        made = chain(kept, reading)
        if made:
            out.setdefault((made.party.identifier_text or made.party.entity_text, made.stance), made)
    return tuple(out.values())


def denials(drafts: Sequence[Draft], reading: Reading, tree: Tree, retelling: Retelling) -> dict[int, list[Source]]:
    """Draft number -> those who deny the event without telling it again.

    "Peru rejected the accusation" denies what Peru was said to have done in the sentences before.
    """
    out: dict[int, list[Source]] = {}
    by_sentence = {t.sentence: n for n, draft in enumerate(drafts) if draft.speakers for t in draft.tellings}
    for telling in (t for draft in drafts if draft.type == "REJECT" for t in draft.tellings):
        if not telling.actors or not denies(telling, tree, retelling):
            continue
        for sentence in range(telling.sentence, telling.sentence - RECALLED - 1, -1):
            n = by_sentence.get(sentence)
            if n is not None and drafts[n].type != "REJECT" and acts(telling.actors[0][0], drafts[n], reading):
                out.setdefault(n, []).append(denier(telling, reading))
                break
    return out


def denies(telling: Telling, tree: Tree, retelling: Retelling) -> bool:
    """True for "denied the accusation", "rejected any involvement"."""
    if telling.word not in retelling.deny:
        return False
    return any(tree.tokens[c].lemma in retelling.charge for o in tree.children(telling.token, "dobj") for c in tree.conjuncts(o))


def denier(telling: Telling, reading: Reading) -> Source:
    entity, start, end = telling.actors[0]
    mention = reading.mentions[telling.mention]
    made = party(reading.entities[entity], reading.text[start:end])
    return Source(party=made, stance="denies", cue=reading.text[mention.start : mention.end])


def heard(mention: Mention, reading: Reading) -> list[Attribution]:
    """Attributions that word a speaker, outermost first ("reportedly" words none)."""
    found = [reading.attributions[n] for n in mention.attributions]
    return [a for a in found if a.actor is not None or a.source]


def features(said: Attribution, telling: Telling, mention: Mention, draft: Draft, own: bool, reading: Reading, tree: Tree) -> Iterator[str]:
    """What speaks for or against ``said`` being a source of the event. ``own``: some mention is told in the article's own voice."""
    yield f"type {telling.type}"
    yield "speaker unnamed" if said.actor is None else "speaker named"
    if said.actor is not None:
        yield f"speaker is {reading.entities[reading.actors[said.actor].entities[0]].kind}"
        part = role(reading.actors[said.actor].entities[0], draft, reading)
        if part:
            yield f"speaker {part} in {telling.type}" if telling.type in SAID else f"speaker {part}"
            if telling.type in SAID and in_own_words(mention.token, tree):
                yield "in the speaker's own words"
    yield "noun that points back" if telling.back else "noun" if telling.nominal else "verb"
    yield f"clauses between {depth(said, mention.token, reading, tree)}"
    if telling.sequel:
        yield "told as what came before"
    if own:
        yield "own voice elsewhere"
        if telling.back:
            yield "own voice elsewhere and points back"
            if not telling.actors and not telling.recipients:
                yield "own voice elsewhere and points back by itself"
            if tree.tokens[telling.token].dep == "pobj":
                yield "own voice elsewhere and points back in passing"
    if said.stance != "asserts":
        yield f"stance {said.stance}"
    if len(mention.attributions) > 1:
        yield "quoted by another"
    if not any(c.isalpha() for c in said.cue_lemma):
        yield "speaker's line"
    if reading.opinion is not None and mention.type is not None:
        likely = max((source_vote(i, mention, reading) for i in tokens_of(said.source, reading)), default=0.0)
        yield f"model: source {share(likely)}"
        yield f"model: content {share(reading.opinion.said(mention.token)[2])}"


def source_vote(i: int, mention: Mention, reading: Reading) -> float:
    """The model's probability that word ``i`` heads a source of the mention's event; 0 in another sentence."""
    assert reading.opinion is not None
    return reading.opinion.parts(mention.token, mention.type or "", mention.sentence)["source"].get(i, 0.0)


def share(p: float) -> str:
    """A probability in words: "0.1", "0.3", "0.5", "0.7" or "0.9", the nearest."""
    return f"{min(9, 2 * int(p * 5) + 1) / 10}"


def role(speaker: int, draft: Draft, reading: Reading) -> str:
    """``acts`` where the speaker is an actor of the event, ``acts for`` where it belongs to the same state as one; else nothing."""
    degrees = [likeness(reading.entities[speaker], reading.entities[e], speaker == e) for e, _, _ in draft.actors[:12]]
    return {3: "acts", 2: "acts for an actor"}.get(max(degrees, default=0), "")


def acts(speaker: int, draft: Draft, reading: Reading) -> bool:
    """True where the speaker is an actor of the event, or acts for one."""
    return bool(role(speaker, draft, reading))


def depth(said: Attribution, trigger: int, reading: Reading, tree: Tree) -> str:
    """Clauses on the way up from the trigger to the reporting word: "0" … "3"; "elsewhere" where it is not on that way."""
    inside = cue_tokens(said, reading)
    clauses = 0
    for i in (trigger, *tree.ancestors(trigger)):
        if i in inside:
            return str(min(clauses, DEEPEST))
        clauses += tree.tokens[i].dep in CLAUSES
    return "elsewhere"


def cue_tokens(said: Attribution, reading: Reading) -> set[int]:
    return tokens_of(said.cue, reading)


def tokens_of(spans: Sequence[Span], reading: Reading) -> set[int]:
    out: set[int] = set()
    for span in spans:
        i = bisect_left(reading.tokens, span.start, key=lambda t: t.start)
        while i < len(reading.tokens) and reading.tokens[i].start < span.end:
            out.add(i)
            i += 1
    return out


def chain(kept: list[Attribution], reading: Reading) -> Source | None:
    """Attributions, outermost first, as one source: each quotes the next."""
    made: Source | None = None
    for said in reversed(kept[:4]):
        made = source(said, reading, made)
    return made


def source(said: Attribution, reading: Reading, quoting: Source | None) -> Source:
    cue = " ".join(reading.text[c.start : c.end] for c in said.cue)
    if said.actor is not None:
        actor = reading.actors[said.actor]
        return Source(party=party(reading.entities[actor.entities[0]], actor.text), stance=said.stance, cue=cue, quoting=quoting)
    words = reading.text[said.source[0].start : said.source[-1].end]
    unknown = Party(code=None, sectors=(), entity_text=words, identifier_text=words)
    return Source(party=unknown, stance=said.stance, cue=cue, quoting=quoting)
