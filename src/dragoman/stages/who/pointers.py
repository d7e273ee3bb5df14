"""Words that point back: "he", "its", "the country", "both sides", "dozens of rebels"; and "we" in a quotation."""

from __future__ import annotations

from collections.abc import Collection

from ...types import Entity
from .memory import SIDES, Voice
from .names import of_state
from .phrases import CLIMB, is_plural, is_subject, objects_of, start_of, verb_above
from .scene import HEAD
from .sighting import Sighting
from .work import Work

FOR_STATE = frozenset({"GOV", "MIL"})  # who says "our" for the state
GLOSS = 6  # tokens of "(Bashar al-Assad)" after a pronoun that are looked at
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})


def measure(work: Work, s: Sighting) -> None:
    """ "Dozens of rebels": the rebels. "The two": the last two. "Thousands fled": people of the place."""
    coref, token = work.scene.coref, work.tokens[s.head]
    for _, o in objects_of(work.tree, s.head, coref.words("partitive")):
        if work.of(o):
            inner = work.ledger.actors[o]
            work.enter(s, inner.entities, inner.rule, "people", end=inner.end)
            return
    if token.dep not in ARGUMENTS or work.tree.child(s.head, "prep") is not None:
        return
    if coref.is_a("two", token.lemma):
        the_two(work, s)
    elif token.tag == "NNS" and coref.is_a("crowd", token.lemma):
        kin = work.nearby.here(s.head, ("CVL",))
        rule = coref.rule("crowd", token.lemma)
        entity = Entity(kind="people", name=work.phrase(s), code=kin.code if kin else None, sectors=("CVL",), rule=rule)
        work.enter(s, (work.ledger.entity(("crowd", s.head), entity),), rule, "people")


def the_two(work: Work, s: Sighting) -> None:
    """ "The two", "both": the last two persons, else the last two sides."""
    token = work.tokens[s.head]
    if token.pos == "NUM" and not work.scene.definite(s.head):
        return
    two = work.memory.last_two({"man"}, token.sentence) or sides(work, s.head)
    if two:
        work.enter(s, two, work.scene.coref.rule("two", token.lemma), "people")


def pointer(work: Work, s: Sighting) -> None:
    """A pronoun or a noun that points back. "I" and "we" wait until everybody else is known."""
    assert s.pointer is not None
    if s.pointer.refers == "speaker":
        work.later.append(s)
    elif s.pointer.refers == "addressee":
        addressee(work, s)
    elif work.tokens[s.head].tag in {"PRP", "PRP$"}:
        pronoun(work, s)
    else:
        anaphor(work, s)


def pronoun(work: Work, s: Sighting) -> None:
    assert s.pointer is not None
    token, refers = work.tokens[s.head], s.pointer.refers
    if meant := glossed(work, s):
        work.enter(s, meant, s.pointer.rule, "")
        return
    # "it" as an object is seldom somebody who acts
    acts = is_subject(work.tree, s.head) or token.dep in {"pobj", "dative"}
    if refers == "body" and token.tag == "PRP" and (not acts or stands_for_nothing(work, s.head)):
        return
    reflexive = token.tag == "PRP$" or work.scene.coref.is_a("reflexive", token.text.lower())
    verbs = () if reflexive else (verb_above(work.tree, s.head),)
    barred = None if reflexive or is_subject(work.tree, s.head) else doer(work, s.head)
    trace = work.memory.best(refers, token.sentence, verbs, s.pointer.number == "many", barred, voice(work, s.head))
    if trace is None:
        return
    if refers in {"man", "woman"}:
        work.memory.gender[trace.entities[0]] = refers
    work.enter(s, trace.entities, s.pointer.rule, trace.sort)


def voice(work: Work, head: int) -> Voice:
    """In whose voice a pronoun is told: in a quotation it does not mean who speaks there; right behind one it often does."""
    inside = work.quoted[head]
    first = work.scene.reading.sentences[work.tokens[head].sentence].first
    name = work.speaker(head) if inside else work.speaker(first - 2) if first > 1 else None
    who = work.named(name) if name is not None and name in work.persons else None
    return Voice(inside, who if inside else None, None if inside else who, work.speaks(head))


def glossed(work: Work, s: Sighting) -> tuple[int, ...]:
    """Whom brackets after a pronoun name: "he (Trump)", "his [Assad's]"; empty where there are none."""
    if s.last + 1 >= len(work.tokens) or work.tokens[s.last].text not in {"(", "["}:
        return ()
    for i in range(s.last + 1, min(s.last + GLOSS, len(work.tokens))):
        if work.tokens[i].text in {")", "]"}:
            break
        found = work.scene.by_head.get(i)
        if found and found.kind in {"known", "tagged"}:
            return work.of(i)
    return ()


def stands_for_nothing(work: Work, it: int) -> bool:
    """True for the "it" of "it is clear that", "it seems that"."""
    tree, verb = work.tree, work.tokens[it].head
    if work.tokens[it].dep == "expl":
        return True
    if tree.child(verb, "ccomp", "csubj") is not None and not work.scene.coref.is_a("report", work.tokens[verb].lemma):
        return True
    return work.tokens[verb].lemma == "be" and tree.child(verb, "acomp", "attr", "xcomp", "advcl") is not None


def anaphor(work: Work, s: Sighting) -> None:
    """A noun that points back ("the country", "the group", "both sides", "the two leaders"), or states not told one by one."""
    assert s.pointer is not None
    if s.kind == "pointer" and beside_body(work, s):
        return
    kin = work.scene.belonging(s.head)
    if kin is not None and kin.code:
        entity = Entity(kind="role", name=work.phrase(s), code=kin.code, sectors=kin.sectors, rule=s.pointer.rule)
        e = work.ledger.entity(("role", kin.code, work.tokens[s.head].lemma), entity)
        work.enter(s, (e,), s.pointer.rule, "body")
    elif is_plural(work.tree, s.head):
        both(work, s)
    elif s.pointer.refers != "pair" and work.scene.definite(s.head) and not another(work, s.head) and not described(work, s):
        trace = work.memory.best(s.pointer.refers, work.tokens[s.head].sentence, clause(work, s.head), False)
        if trace:
            work.enter(s, trace.entities, s.pointer.rule, trace.sort)


def clause(work: Work, head: int) -> list[int]:
    """Verbs of the clause of a noun, with those above whose subject is also theirs ("criticised Kenya for attacking the country")."""
    out: list[int] = []
    above = verb_above(work.tree, head)
    while above is not None and above not in out and len(out) < CLIMB:
        out.append(above)
        if work.tree.child(above, "nsubj", "nsubjpass") is not None:
            break
        above = verb_above(work.tree, above)
    return out


def beside_body(work: Work, s: Sighting) -> bool:
    """Enter the state or body that stands beside the noun: "its neighbour, Kenya", "Kenya, the country that"."""
    beside = work.tree.children(s.head, "appos")
    if work.tokens[s.head].dep == "appos" and not is_plural(work.tree, s.head):
        beside.append(work.tokens[s.head].head)
    first = start_of(work.tree, s.head)
    if s.pointer and first > 1 and work.tokens[first - 1].text == "," and work.scene.definite(s.head) and not is_plural(work.tree, s.head):
        beside.append(first - 2)  # the parser often misses it
    to_country = s.pointer is not None and s.pointer.refers == "country"
    if s.last < len(work.tokens) and (to_country or work.scene.coref.is_a("other", work.tokens[s.head].lemma)):
        beside.append(s.last)  # "Syria's ally Iran", however the parser hung it
    for c in beside:
        found = work.scene.by_head.get(c)
        if found and found.kind in {"known", "tagged"} and c not in work.persons and len(work.of(c)) == 1:
            work.enter(s, work.of(c), "apposition", "country" if found.countries else "body")
            return True
    return False


def doer(work: Work, head: int) -> int | None:
    """Who does what is done to the word at ``head``: the subject of the first verb of its clause that has one ("met X and invited him")."""
    above = clause(work, head)
    return work.tree.child(above[-1], "nsubj", "nsubjpass") if above else None


def both(work: Work, s: Sighting) -> None:
    """ "The two countries": the last two. "Neighbouring countries": a bloc without code."""
    assert s.pointer is not None
    refers, sentence = s.pointer.refers, work.tokens[s.head].sentence
    people = refers in {"man", "woman"}
    two: tuple[int, ...] = ()
    if counted_two(work, s.head):
        two = two_people(work, s) if people else sides(work, s.head, {"country"} if refers == "country" else SIDES)
    elif refers in {"country", "pair"} and work.scene.definite(s.head) and bare(work, s.head):
        two = work.memory.last_joint({"country"} if refers == "country" else SIDES, sentence)
    if two:
        work.enter(s, two, s.pointer.rule, "people")
    elif refers in {"country", "pair"} and not (s.role and s.role.role.sectors):
        entity = Entity(kind="bloc", name=work.phrase(s), sectors=("GOV",), rule=s.pointer.rule)
        work.enter(s, (work.ledger.entity(("bloc", entity.name.lower()), entity),), s.pointer.rule, "people")


def two_people(work: Work, s: Sighting) -> tuple[int, ...]:
    """ "The two leaders", "both ministers": the last two persons who are that by office; else the last two heads; else any two."""
    entities, ranks, sentence = work.ledger.entities, work.scene.actors.ranks, work.tokens[s.head].sentence
    office = s.title.title.office if s.title else None

    def so_called(e: int) -> bool:
        return office is not None and entities[e].office == office

    def heads(e: int) -> bool:
        return ranks.get(entities[e].office or "", HEAD + 1) <= HEAD

    last = work.memory.last_two
    two = last({"man"}, sentence, fits=so_called)
    if not two and (office or work.scene.coref.is_a("head", work.tokens[s.head].lemma)):
        two = last({"man"}, sentence, fits=heads)
    return two or last({"man"}, sentence)


def counted_two(work: Work, head: int) -> bool:
    """True for "the two countries", "both presidents"."""
    return any(work.scene.coref.is_a("two", work.tokens[c].text.lower()) for c in work.tree.children(head, "nummod", "det", "predet"))


def bare(work: Work, head: int) -> bool:
    """True for "the countries", "all these countries": nothing says which."""
    return work.tree.child(head, "amod", "compound", "nmod", "nummod", "poss", "prep", "relcl", "acl") is None


def sides(work: Work, head: int, sorts: Collection[str] = SIDES) -> tuple[int, ...]:
    """The last two sides named: of two countries, else two bodies of one country ("the army and the rebels")."""
    sentence, entities = work.tokens[head].sentence, work.ledger.entities
    abroad = work.memory.last_two(sorts, sentence, lambda e, f: entities[e].code == entities[f].code)
    at_home = {"group", "body", "office"} & set(sorts)
    return abroad or work.memory.last_two(at_home, sentence, lambda e, f: entities[e].sectors[:1] == entities[f].sectors[:1])


def described(work: Work, s: Sighting) -> bool:
    """True for "the rebel alliance": what it is made of is told, so that it is not just any body named before."""
    assert s.pointer is not None
    if s.pointer.refers not in {"body", "organ"}:
        return False
    inside = [work.scene.by_head.get(c) for c in work.tree.children(s.head, "compound", "amod")]
    return len(s) > 1 or any(found.kind == "role" for found in inside if found)


def another(work: Work, head: int) -> bool:
    """True for "the other group": not the one named last."""
    return any(work.scene.coref.is_a("another", work.tokens[m].text.lower()) for m in work.tree.children(head, "amod", "det"))


def addressee(work: Work, s: Sighting) -> None:
    """ "You" in a quotation: the other one of the two last named together with the speaker."""
    assert s.pointer is not None
    sentence, speaker = work.tokens[s.head].sentence, work.speaker(s.head)
    found = work.of(speaker)[:1] if speaker is not None else ()
    for trace in work.memory.back("pair", sentence) if found else ():
        if len(trace.entities) == 2 and found[0] in trace.entities and trace.sort == "man":
            work.enter(s, tuple(e for e in trace.entities if e != found[0]), s.pointer.rule, "")
            return


def speak(work: Work) -> None:
    """ "I" and "we" in quotations: the speaker. "Our troops", said by an officer of a state: the state's."""
    for s in work.later:
        assert s.pointer is not None
        speaker = work.speaker(s.head)
        if speaker is None or not (found := work.ledger.of(speaker)[:1]):
            continue
        state = spoken_for(work, s, work.ledger.entities[found[0]])
        work.enter(s, found if state is None else (state,), s.pointer.rule, "")


def spoken_for(work: Work, s: Sighting, speaker: Entity) -> int | None:
    """The state whose thing "our" tells of, where an officer of that state speaks; None for "our talks", which are his own."""
    assert s.pointer is not None
    token = work.tokens[s.head]
    if token.tag != "PRP$" or s.pointer.number != "many" or not FOR_STATE.intersection(speaker.sectors[:1]):
        return None
    state = work.scene.actors.state(speaker.code) if speaker.code else None
    if state is None or work.scene.coref.is_a("meeting", work.tokens[token.head].lemma):
        return None
    return of_state(work, state)
