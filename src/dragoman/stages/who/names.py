"""Names to entities: persons, countries and their people, bodies known and unknown."""

from __future__ import annotations

from collections.abc import Hashable

from ...knowledge.actors import Country, Known, Standing, Words
from ...types import Entity
from .phrases import MODIFYING, NOUNS, is_plural, joined, start_of
from .scene import Scene
from .sighting import Sighting
from .work import SEVERAL, Work

HYPHENED = 3  # tokens of "US-led"
LONGEST_INITIALS = 7  # letters of initials that no table knows
OF_STATE = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "SPY"})
STATE = frozenset({"GOV", "LEG", "JUD", "COP", "MIL"})  # unknown bodies of these sorts are of the country of the story


def person(work: Work, s: Sighting) -> None:
    entity, e = work.persons[s.head], work.named(s.head)
    if entity.code is None:
        work.at_home(e, s)
    work.sex(e, [t.text for t in work.tokens[start_of(work.tree, s.head) : s.first]], entity.name)
    work.enter(s, (e,), entity.rule, "man")


def known(work: Work, s: Sighting) -> None:
    """A name of the tables."""
    if s.countries:
        country(work, s)
        return
    who = work.scene.known(s)
    whole = len(s) > HYPHENED and work.tokens[s.first + 1].text in {"-", "–"}  # "US-led coalition" is listed as such
    if who is None or (len(s) > 1 and not whole and work.scene.estranged(s.first)):
        organisation(work, s)  # "pro-Taliban militants" are not the Taliban
        return
    standing = who.resolve(work.scene.on)
    if standing.code and SEVERAL in standing.code:
        states = [state for c in standing.code.split(SEVERAL) if (state := work.scene.actors.state(c))]
        work.enter(s, tuple(of_state(work, state) for state in states), standing.rule, "people")
        return
    entity = Entity(
        kind=who.kind,
        name=spelled_out(who),
        code=standing.code,
        sectors=standing.sectors,
        wikidata=who.wikidata,
        office=standing.office,
        rule=standing.rule,
    )
    e = work.ledger.entity(who.id, entity)
    shorten(work, s, e)
    work.enter(s, (e,), standing.rule, sort_of(work, who, standing))


def sort_of(work: Work, who: Known, standing: Standing) -> str:
    """As what a name is remembered: see Trace."""
    if standing.sectors[:1] in {("BUS",), ("JRN",)} or standing.code == "MNC":
        return "firm"
    if who.kind == "group":
        return "group"
    state = standing.code and work.scene.actors.state(standing.code)
    return "office" if state and OF_STATE.intersection(standing.sectors[:1]) else "body"


def spelled_out(known: Known) -> str:
    """The usual name, in full where that is an abbreviation and the table has the words."""
    if not known.name.isupper() or " " in known.name:
        return known.name
    return next((name for name in known.names[1:] if " " in name and not name.isupper()), known.name)


def country(work: Work, s: Sighting) -> None:
    """A state by its name or adjective, its people, or its capital."""
    state = work.scene.country(s)
    if state is None:
        return
    form = next(h.form for h in s.hits if h.country is state)
    if form == "capital":
        capital(work, s, state)
    elif form in {"adjective", "people"} and stands_alone(work, s) and (form == "people" or not work.scene.definite(s.head)):
        nationals(work, s, state)
    else:
        work.enter(s, (of_state(work, state),), state.rule, "country")


def of_state(work: Work, state: Country) -> int:
    """The entity of a state."""
    entity = Entity(kind="country", name=state.name, code=state.code, sectors=state.sectors, wikidata=state.wikidata, rule=state.rule)
    return work.ledger.entity(("country", state.code, state.sectors), entity)


def stands_alone(work: Work, s: Sighting) -> bool:
    """True for "two Kenyans", False for "Kenyan troops" and "Kenyan-Ugandan talks"."""
    token = work.tokens[s.head]
    hyphen = s.last < len(work.tokens) and work.tokens[s.last].text in {"-", "–"}
    return token.pos in NOUNS and not hyphen and not (token.dep in MODIFYING and work.tokens[token.head].pos in NOUNS)


def nationals(work: Work, s: Sighting, state: Country) -> None:
    plural = is_plural(work.tree, s.head)
    code: str | None = state.code
    if any(work.scene.coref.is_a("ethnic", work.tokens[c].lemma) for c in work.tree.children(s.head, "amod", "compound")):
        kin = work.scene.belonging(s.head) or work.nearby.here(s.head, ("CVL",))
        code = kin.code if kin and kin.code != state.code else None  # "ethnic Albanians" are not of Albania
    entity = Entity(kind="people", name=work.phrase(s), code=code, sectors=("CVL", *state.sectors), rule=state.rule)
    once: Hashable = work.tokens[s.head].lemma if plural else s.head
    work.enter(s, (work.ledger.entity(("people", code, once), entity),), state.rule, "people" if plural else "man")


def capital(work: Work, s: Sighting, state: Country) -> None:
    """The government, told by its seat; and the seat where the grammar makes it a place. A namesake (Paris in Texas) is nobody."""
    if work.scene.place_code(s.head) not in {None, state.code}:
        return
    entity = Entity(kind="government", name=state.name, code=state.code, sectors=("GOV", *state.sectors), rule=state.rule)
    e = work.ledger.entity(("government", state.code, state.sectors), entity)
    acts = not located(work.scene, s.head)
    work.enter(s, (e,), state.rule, "country" if acts else "", metonym=acts)


def located(scene: Scene, head: int) -> bool:
    """True where a capital is the place and not the government: "in Moscow", "arrived from Moscow"."""
    token = scene.tree.tokens[joined(scene.tree, head)[0]]
    return token.dep == "pobj" and scene.coref.is_a("place", scene.tree.tokens[token.head].text.lower())


def organisation(work: Work, s: Sighting) -> None:
    """A body that only the tagger knows: a short form of one named before, or a new one, of the country that its name or modifiers tell."""
    scene = work.scene
    name = scene.reading.text[work.tokens[s.first].start : work.tokens[s.last - 1].end]
    if len(s) == 1 and name.lower() in work.bodies:
        work.enter(s, (work.bodies[name.lower()],), "name", "body")
        return
    if len(s) == 1 and name.isupper() and name.isalpha() and len(name) > LONGEST_INITIALS:
        return  # a word in capitals for stress
    kin = next((k for i in s.tokens if not scene.estranged(i) and (k := scene.kin(i)) and k.code), None) or scene.belonging(s.head)
    role = scene.actors.role(Words([work.tokens[s.last - 1].text]), 0)
    if kin is None and role and STATE.intersection(role.role.sectors[:1]):
        kin = work.nearby.here(s.head, role.role.sectors)
    entity = Entity(
        kind="organisation",
        name=name,
        code=kin.code if kin else None,
        sectors=role.role.sectors if role else (),
        rule=kin.rule if kin else "tagger",
    )
    e = work.ledger.entity(("organisation", name.lower()), entity)
    shorten(work, s, e)
    work.enter(s, (e,), entity.rule, "body")


def shorten(work: Work, s: Sighting, e: int) -> None:
    """Note by what short forms a body may come back: its last word, its initials."""
    if len(s) > 1:
        words = [work.tokens[i].text for i in s.tokens]
        work.bodies[words[-1].lower()] = e
        work.bodies["".join(w[0] for w in words if w[0].isupper()).lower()] = e
