"""Role nouns to entities: "Israeli soldiers", "the minister", "a spokesman for the ministry", "police"."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from ...types import Entity
from .nearby import ONE
from .people import rule_of, sectors_of
from .phrases import MODIFYING, determiner, objects_of, start_of
from .pointers import anaphor, bare, beside_body, counted_two, measure, two_people
from .scene import HEAD, Kin
from .sighting import Sighting
from .work import SEVERAL, Work

OF_STATE = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "SPY"})
BOTH_SIDES = frozenset({"GOV", "MIL"})
OFFICES = 40  # of a story that are looked through for "the ministers"
ARMED = frozenset({"MIL", "REB", "PRM", "UAF", "CRM"})


def role(work: Work, s: Sighting) -> None:
    """Enter a role: as the person or body that stands beside it, as one named before, or by itself."""
    if is_title(work, s) or beside_person(work, s) or beside_body(work, s) or is_modifier(work, s):
        return
    kin = work.scene.belonging(s.head)
    if kin and kin.token > s.head:
        kin = owner(work, s.head) or kin  # "its ambassador from Kenya" is not Kenya's
    if s.pointer and not kin and not s.title:
        anaphor(work, s)
        if s.head in work.ledger.actors:
            return
    if is_body(s) and not s.pointer and not sectors_of(s, None):
        if work.scene.coref.is_a("measure", work.tokens[s.head].lemma):
            measure(work, s)  # "a team of officers"
        if s.head in work.ledger.actors or kin is None or work.scene.coref.is_a("meeting", work.tokens[s.head].lemma):
            return  # a "conference", a "front" that points back to nobody is nobody
    if is_matter(work, s):
        return
    kin = kin or owner(work, s.head) or of_person(work, s.head)
    if any(member(work, s, k) for k in (kin, *(work.scene.kin(m) for m in work.scene.reach(s.head) if not work.scene.estranged(m))) if k):
        return
    if kin is None and the_same_two(work, s):
        return
    alone = not is_body(s) and not is_plural_role(s)
    same = same_office(work, s, kin) if alone else None
    if same is None and alone:
        same = named_later(work, s, kin)
    if same is None and kin is None and points_back(work, s):
        same = again(work, s)
    if same is None and kin is None:
        same = more_of(work, s)
    if same is not None:
        work.enter(s, (same,), rule_of(s), sort_of(s))
    else:
        new(work, s, kin)


def is_body(s: Sighting) -> bool:
    return bool(s.role and s.role.role.kind == "body") and not s.title


def is_plural_role(s: Sighting) -> bool:
    return s.title.plural if s.title else bool(s.role and s.role.plural)


def is_matter(work: Work, s: Sighting) -> bool:
    """True for "justice" that somebody wants, "president" that he became: outside headlines one person has a determiner."""
    token = work.tokens[s.head]
    if is_body(s) or is_plural_role(s) or token.text[0].isupper() or token.dep not in {"dobj", "pobj", "oprd"}:
        return False
    if work.scene.reading.sentences[token.sentence].kind == "headline":
        return False
    return s.first == start_of(work.tree, s.head) and work.tree.child(s.head, "prep") is None


def term_of(s: Sighting) -> str:
    """The role word as the table has it, lower case."""
    return (s.title.title.term if s.title else s.role.role.term if s.role else "").lower()


def sort_of(s: Sighting) -> str:
    if is_plural_role(s):
        return "people"
    if is_body(s):
        return "office" if OF_STATE.intersection(sectors_of(s, None)[:1]) else "body"
    return "man"


def is_title(work: Work, s: Sighting) -> bool:
    """True where the role is part of a person's name: it is no mention of its own."""
    token = work.tokens[s.head]
    return token.head in work.persons and token.head > s.head and token.dep in {*MODIFYING, "appos"}


def is_modifier(work: Work, s: Sighting) -> bool:
    """True for "rebel" in "rebel fighters", which are one mention; not in "rebel attack"."""
    token = work.tokens[s.head]
    above = work.scene.by_head.get(token.head)
    return token.dep in {"compound", "nmod", "amod"} and above is not None and above.kind != "measure"


def beside_person(work: Work, s: Sighting) -> bool:
    """Enter the person whose name stands beside the role: "the spokesman, X", "X, a spokesman", "X is the spokesman"."""
    head = None if is_plural_role(s) else _name_beside(work, s)
    if head is None:
        return False
    e = work.named(head)
    work.sex(e, [work.tokens[s.head].lemma])
    work.enter(s, (e,), "apposition", "man")
    return True


def _name_beside(work: Work, s: Sighting) -> int | None:
    token, persons = work.tokens[s.head], work.persons
    after = work.scene.name_after(s)
    near = [after.head] if after else []
    near += work.tree.children(s.head, "appos")
    if token.dep == "appos":
        near.append(token.head)
    if token.dep == "attr" and work.tokens[token.head].lemma == "be":
        near += work.tree.children(token.head, "nsubj")
    return next((i for i in near if i in persons), None)


def owner(work: Work, head: int) -> Kin | None:
    """The country of "its", "his", "the group's" before the noun."""
    coref, lemma = work.scene.coref, work.tokens[head].lemma
    for p in work.tree.children(head, "poss") if not coref.is_a("other", lemma) and not coref.is_a("match", lemma) else ():
        for e in work.of(p):
            entity = work.ledger.entities[e]
            if entity.code:
                return Kin(entity.code, () if entity.kind == "person" else entity.sectors, p, entity.rule)
    return None


def of_person(work: Work, head: int) -> Kin | None:
    """The country of the person before the noun ("Ruto's lawyer") or after it ("a lawyer for Ruto")."""
    after = (o for _, o in objects_of(work.tree, head, work.scene.coref.words("owner")))
    for m in (*work.scene.reach(head), *after):
        if m in work.persons and work.persons[m].code:
            return Kin(work.persons[m].code, (), m, work.persons[m].rule)
    return None


def member(work: Work, s: Sighting, kin: Kin) -> bool:
    """Enter fighters of a known group as the group, and the noun that says what it is: "Boko Haram militants", "the Hamas movement"."""
    group = work.scene.by_head.get(kin.token)
    if not group or not group.hits or group.hits[0].known.kind != "group":
        return False
    is_it = s.pointer is not None and work.tokens[kin.token].dep in {"compound", "nmod", "amod"}
    if not is_it and not set(sectors_of(s, None)) & ARMED:
        return False
    work.enter(s, work.of(kin.token), rule_of(s), "group")
    return True


def the_same_two(work: Work, s: Sighting) -> bool:
    """Enter "the two presidents", "both ministers": the two persons named last; "the ministers" if two ministers were named."""
    if not is_plural_role(s) or not s.title:
        return False
    two = two_people(work, s) if counted_two(work, s.head) else the_only_two(work, s) if bare(work, s.head) else ()
    if two and (work.scene.definite(s.head)):
        work.enter(s, two, rule_of(s), "people")
    return bool(two) and s.head in work.ledger.actors


def the_only_two(work: Work, s: Sighting) -> tuple[int, ...]:
    """The two ministers named last, or all those of the story before, where "the ministers" are meant."""
    office = f"{s.title.title.office} " if s.title else ""
    last = work.memory.last_two(
        {"man"}, work.tokens[s.head].sentence, fits=lambda e: f"{work.ledger.entities[e].office} ".startswith(office)
    )
    if last or len(work.holders) > OFFICES:
        return last
    told = [h for (_, held), heads in work.holders.items() if f"{held} ".startswith(office) for h in heads if h < s.head]
    return tuple(work.named(h) for h in told) if len(told) == 2 else ()


def same_office(work: Work, s: Sighting, kin: Kin | None) -> int | None:
    """The person already named who holds the office: "the president" after "President Ruto"."""
    if work.scene.coref.is_a("indefinite", determiner(work.tree, s.head)):
        return None
    office, term = s.title.title.office if s.title else None, term_of(s)
    for trace in work.memory.back("group", work.tokens[s.head].sentence):
        if trace.sort != "man" or trace.plural:
            continue
        entity = work.ledger.entities[trace.entities[0]]
        if not entity.office or (kin and kin.code != entity.code):
            continue
        if kin and kin.state and is_head(work, entity) and work.scene.coref.is_a("head", work.tokens[s.head].lemma):
            return trace.entities[0]
        if entity.office == office or (not kin and term and entity.office.lower().startswith(term)):
            return trace.entities[0]
    return None


def named_later(work: Work, s: Sighting, kin: Kin | None) -> int | None:
    """The one person of the story who holds a state's high office: "hosts Kenya's foreign minister" before the minister is named."""
    office = s.title.title.office if s.title else None
    if kin is None or not kin.state or work.scene.coref.is_a("indefinite", determiner(work.tree, s.head)):
        return None
    if work.scene.actors.ranks.get(office or "", ONE + 1) <= ONE:
        found = work.holders.get((kin.code, office), ())
    elif work.scene.coref.is_a("head", work.tokens[s.head].lemma):
        found = [h for (code, _), heads in work.holders.items() if code == kin.code for h in heads if is_head(work, work.persons[h])]
    else:
        return None
    return work.named(found[0]) if len(found) == 1 else None


def is_head(work: Work, entity: Entity) -> bool:
    """True for a head of state or government."""
    return work.scene.actors.ranks.get(entity.office or "", HEAD + 1) <= HEAD


def points_back(work: Work, s: Sighting) -> bool:
    """True for "the soldiers", and for bare fighters ("rebels"), who are seldom new ones."""
    if work.scene.definite(s.head):
        return True
    armed = bool(set(sectors_of(s, None)[:1]) & ARMED)
    return armed and work.tree.child(s.head, "det", "nummod", "amod", "compound") is None


def more_of(work: Work, s: Sighting) -> int | None:
    """The entity of "protesters" without a word that says which others: those that the story has named, if any."""
    same = so_called(work, s) if is_plural_role(s) else None
    if same is None or work.tree.child(s.head, "det", "predet", "nummod", "poss") is not None:
        return None
    told = work.ledger.entities[same].name.lower().split()
    return same if all(work.tokens[i].text.lower() in told for i in range(start_of(work.tree, s.head), s.head)) else None


def so_called(work: Work, s: Sighting) -> int | None:
    """The entity last called so, or by a longer term that ends so ("the demonstrators" after "student demonstrators")."""
    return work.terms.get((term_of(s), is_plural_role(s)))


def again(work: Work, s: Sighting) -> int | None:
    """The entity that "the soldiers", "the army" were before: by the same word, else by the same sort of armed men."""
    found = so_called(work, s)
    if found is not None:
        return found
    armed = sectors_of(s, None)[:1]
    if not set(armed) & ARMED or len(s) > 1:  # "the rebel alliance" says which
        return None
    for trace in work.memory.back("group", work.tokens[s.head].sentence):
        entity = work.ledger.entities[trace.entities[0]]
        alike = entity.sectors[:1] == armed or (armed == ("REB",) and entity.kind == "group")
        if len(trace.entities) == 1 and trace.sort != "man" and alike:
            return trace.entities[0]
    return None


def new(work: Work, s: Sighting, kin: Kin | None) -> None:
    """Enter a role by itself, of the country that its words or the story tell."""
    title, term, plural = s.title.title if s.title else None, term_of(s), is_plural_role(s)
    nowhere = s.pointer is not None and s.pointer.refers == "country"  # "a country" is not the country of the story
    nowhere = nowhere or (is_body(s) and plural and sectors_of(s, None)[:1] in {("GOV",), ("PTY",)})  # a state has one government
    nowhere = nowhere or (is_body(s) and counted_two(work, s.head) and work.scene.definite(s.head))  # nor do "the two armies" share one
    if kin is None and not nowhere and not (title and title.code):
        kin = like_before(work, s) or work.nearby.here(s.head, sectors_of(s, None)) or governed(work, s)
    entity = Entity(
        kind="people" if plural and not is_body(s) else "role",
        name=work.phrase(s),
        code=kin.code if kin else (title.code if title else None),
        sectors=sectors_of(s, kin),
        office=title.office if title else None,
        rule=rule_of(s),
    )
    found = [
        work.ledger.entity(("role", one.code, one.sectors, term, plural, identity(work, s, one)), one) for one in each(work, s, kin, entity)
    ]
    work.terms[term, plural] = work.terms[term.split()[-1] if term else "", plural] = found[0]
    if term and not plural:
        work.sex(found[0], [term.split()[-1]])
    work.enter(s, tuple(dict.fromkeys(found)), rule_of(s), sort_of(s))


def like_before(work: Work, s: Sighting) -> Kin | None:
    """The country of those last called so: "two settlers" after "Israeli settlers". Officials and soldiers come from both sides."""
    if BOTH_SIDES.intersection(sectors_of(s, None)[:1]) or work.tree.child(s.head, "amod", "compound", "poss") is not None:
        return None
    same = next((e for plural in (True, False) if (e := work.terms.get((term_of(s), plural))) is not None), None)
    code = work.ledger.entities[same].code if same is not None else None
    if code is None or s.title or work.scene.is_joint(s.head) or code in work.scene.foreign(s.head, work.nearby.named):
        return None
    return Kin(code, (), s.head, "story")


def each(work: Work, s: Sighting, kin: Kin | None, entity: Entity) -> list[Entity]:
    """One entity for each country of "Kenyan and Ugandan officials"."""
    countries = [c for c in work.tree.conjuncts(kin.token) if c < s.first] if kin and kin.state else []
    kins = [k for c in countries if (k := work.scene.kin(c)) and k.state]
    if entity.code and SEVERAL in entity.code:  # "officials from the two Koreas"
        return [replace(entity, name=f"{work.words(s)}", code=code) for code in entity.code.split(SEVERAL)]
    if len(kins) < 2:
        return [entity]
    return [replace(entity, name=f"{work.words(work.scene.by_head[k.token])} {work.words(s)}", code=k.code) for k in kins]


def identity(work: Work, s: Sighting, entity: Entity) -> Hashable:
    """What besides country and role word makes it the same: the count ("32 soldiers"); "a soldier" is a new one each time."""
    if work.tree.child(s.head, "nummod") is not None:
        return entity.name.lower()
    return None if is_plural_role(s) or is_body(s) or work.scene.definite(s.head) else s.head


def governed(work: Work, s: Sighting) -> Kin | None:
    """The country whose "the government", "the regime" is meant: the one a "the country" would mean."""
    if not is_body(s) or sectors_of(s, None)[:1] != ("GOV",) or not work.scene.definite(s.head):
        return None
    trace = work.memory.best("country", work.tokens[s.head].sentence, (), False)
    return Kin(work.ledger.entities[trace.entities[0]].code, (), s.head, "story") if trace else None
