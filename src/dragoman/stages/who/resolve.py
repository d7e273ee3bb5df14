"""Each noun phrase to its entity, in the order of the text."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from ...types import Actor, Entity
from .ledger import Ledger
from .memory import Memory, Trace
from .people import rule_of, sectors_of
from .phrases import NOUNS, determiner, is_plural, is_subject, objects_of, start_of, verb_above
from .scene import Kin, Known, Scene
from .sightings import Sighting
from .speakers import quoted, speakers

OF = frozenset({"of"})
DEFINITE = frozenset({"the", "this", "that", "both", "these", "those"})
ARMED = frozenset({"MIL", "REB", "PRM", "UAF", "CRM"})
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj"})
MODIFYING = frozenset({"amod", "compound", "nmod", "npadvmod", "poss"})


class Resolver:
    """Works through a scene once; ``ledger`` holds what it found."""

    def __init__(self, scene: Scene, persons: Mapping[int, Entity]) -> None:
        self.scene = scene
        self.tree = scene.tree
        self.tokens = scene.tree.tokens
        self.persons = persons
        self.ledger = Ledger()
        self.memory = Memory()
        self.terms: dict[tuple[str, bool], int] = {}  # role word -> the last entity so called
        self.bodies: dict[str, int] = {}  # short form -> the body last named so in full
        self.later: list[Sighting] = []  # "I", "we": once the speakers are known

    def run(self) -> None:
        order = sorted({s.head: s for s in self.scene.sightings if self.scene.by_head.get(s.head) is s}.values(), key=lambda s: s.head)
        for s in order:
            if s.head not in self.ledger.actors:
                self.resolve(s)
        self.speak()

    # ---- one sighting

    def resolve(self, s: Sighting) -> None:
        """Enter the mention at ``s``, if it names somebody."""
        if s.head in self.persons:
            self.person(s)
        elif s.kind == "known":
            self.known(s)
        elif s.kind == "tagged":
            self.organisation(s)
        elif s.kind == "role":
            self.role(s)
        elif s.kind == "measure":
            self.measure(s)
        else:
            self.pointer(s)

    def person(self, s: Sighting) -> None:
        entity = self.persons[s.head]
        (e,) = self.named(s.head)
        self.sex(e, [t.text for t in self.tokens[start_of(self.tree, s.head) : s.first]], entity.name)
        self.enter(s, (e,), entity.rule, "man")

    def sex(self, e: int, titles: Sequence[str], name: str = "") -> None:
        """Note whether "he" or "she" takes up an entity, by its titles, else by the given name."""
        coref = self.scene.coref
        told = next((g for t in titles if (g := coref.gender(t.lower().rstrip(".")))), None)
        if told is None and " " in name:
            told = coref.given_names.get(name.split()[0].lower())
        if told:
            self.memory.gender.setdefault(e, told)

    def known(self, s: Sighting) -> None:
        if s.countries:
            self.country(s)
            return
        known = s.hits[0].known
        standing = known.resolve(self.scene.on)
        entity = Entity(
            kind=known.kind,
            name=spelled_out(known),
            code=standing.code,
            sectors=standing.sectors,
            wikidata=known.wikidata,
            office=standing.office,
            rule=standing.rule,
        )
        sort = "firm" if standing.sectors[:1] == ("BUS",) or standing.code == "MNC" else ("group" if known.kind == "group" else "body")
        e = self.ledger.entity(known.id, entity)
        self.shorten(s, e)
        self.enter(s, (e,), standing.rule, sort)

    def country(self, s: Sighting) -> None:
        state = self.scene.country(s)
        if state is None:
            return
        form = next(h.form for h in s.hits if h.country is state)
        dep = self.tokens[s.head].dep
        joined = s.last < len(self.tokens) and self.tokens[s.last].text in {"-", "–"}
        apart = joined or self.tokens[s.head].pos not in NOUNS or (dep in MODIFYING and self.tokens[self.tokens[s.head].head].pos in NOUNS)
        if form in {"adjective", "people"} and not apart and (form == "people" or determiner(self.tree, s.head) not in DEFINITE):
            plural = is_plural(self.tree, s.head)
            entity = Entity(kind="people", name=self.phrase(s), code=state.code, sectors=("CVL", *state.sectors), rule=state.rule)
            once: Hashable = self.tokens[s.head].lemma if plural else s.head
            self.enter(s, (self.ledger.entity(("people", state.code, once), entity),), state.rule, "people" if plural else "man")
        elif form == "capital" and self.scene.place_code(s.head) not in {None, state.code}:
            return  # a namesake: Paris in Texas
        elif form == "capital":
            entity = Entity(kind="government", name=state.name, code=state.code, sectors=("GOV", *state.sectors), wikidata=None, rule=state.rule)
            used = not self.located(s.head)
            self.enter(s, (self.ledger.entity(("government", state.code), entity),), state.rule, "country" if used else "", metonym=used)
        else:
            self.enter(s, (self.state(s),), state.rule, "country")

    def state(self, s: Sighting) -> int:
        state = self.scene.country(s)
        assert state is not None
        entity = Entity(kind="country", name=state.name, code=state.code, sectors=state.sectors, wikidata=state.wikidata, rule=state.rule)
        return self.ledger.entity(("country", state.code), entity)

    def located(self, head: int) -> bool:
        """True where a capital is the place and not the government: "in Moscow", "arrived from Moscow"."""
        token = self.tokens[self.tree.first_conjunct(head)]
        return token.dep == "pobj" and self.scene.coref.is_a("place", self.tokens[token.head].text.lower())

    def organisation(self, s: Sighting) -> None:
        """A body that only the tagger knows: a new one, of the country that its name or modifiers tell."""
        name = self.scene.reading.text[self.tokens[s.first].start : self.tokens[s.last - 1].end]
        if len(s) == 1 and name.lower() in self.bodies:
            self.enter(s, (self.bodies[name.lower()],), "name", "body")
            return
        kin = next((k for i in range(s.first, s.last) if not self.scene.estranged(i) and (k := self.scene.kin(i)) and k.code), None)
        kin = kin or self.scene.belonging(s.head)
        role = self.scene.actors.role([self.tokens[s.last - 1].text], 0)
        entity = Entity(
            kind="organisation", name=name, code=kin.code if kin else None, sectors=role.role.sectors if role else (), rule=kin.rule if kin else "tagger"
        )
        e = self.ledger.entity(("organisation", name.lower()), entity)
        self.shorten(s, e)
        self.enter(s, (e,), entity.rule, "body")

    def shorten(self, s: Sighting, e: int) -> None:
        """Note by what short forms a body may come back: its last word, its initials."""
        if len(s) > 1:
            words = [self.tokens[i].text for i in s.tokens]
            self.bodies[words[-1].lower()] = e
            self.bodies["".join(w[0] for w in words if w[0].isupper()).lower()] = e

    # ---- roles

    def role(self, s: Sighting) -> None:
        token = self.tokens[s.head]
        above = token.head
        if above in self.persons and above > s.head and token.dep in {*MODIFYING, "appos"}:
            return  # the title of a name
        named = self.beside(s)
        if named is not None:
            self.sex(self.named(named)[0], [self.tokens[s.head].lemma])
            self.enter(s, self.named(named), "apposition", "man")
            return
        if self.apposed(s):
            return
        if token.dep in {"compound", "nmod", "amod"} and (above in self.scene.by_head and self.scene.by_head[above].kind != "measure"):
            return  # "rebel fighters" are one mention
        kin = self.scene.belonging(s.head)
        if s.pointer and not kin and not s.title:
            self.anaphor(s)
            if s.head in self.ledger.actors:
                return
        body = bool(s.role and s.role.role.kind == "body") and not s.title
        if body and not s.pointer and not (s.role and s.role.role.sectors):
            return  # a "conference", a "front" that points back to nobody is nobody
        kin = kin or self.owner(s.head) or self.of_person(s.head)
        if kin and self.member(s, kin):
            return
        plural = s.title.plural if s.title else bool(s.role and s.role.plural)
        if not plural and not body and (same := self.same_office(s, kin)) is not None:
            self.enter(s, (same,), rule_of(s), "man")
            return
        self.enter_role(s, kin, plural, body)

    def beside(self, s: Sighting) -> int | None:
        """Head of the person's name that stands beside the role ("the spokesman, X", "X, a spokesman") or is said to be it."""
        token = self.tokens[s.head]
        following = self.scene.name_after(s)
        if following is not None and following.head in self.persons:
            return following.head
        for c in self.tree.children(s.head, "appos"):
            if c in self.persons:
                return c
        if token.dep == "appos" and token.head in self.persons:
            return token.head
        if token.dep == "attr" and self.tokens[token.head].lemma == "be":
            subject = self.tree.child(token.head, "nsubj")
            if subject is not None and subject in self.persons:
                return subject
        return None

    def apposed(self, s: Sighting) -> bool:
        """Enter the state or body that stands beside the noun: "its neighbour, Kenya"."""
        beside = self.tree.children(s.head, "appos")
        if s.last < len(self.tokens) and self.scene.coref.is_a("other", self.tokens[s.head].lemma):
            beside.append(s.last)  # "Syria's ally Iran", however the parser hung it
        for c in beside:
            found = self.scene.by_head.get(c)
            if found and found.kind in {"known", "tagged"}:
                self.resolve(found)
                if self.ledger.of(c):
                    self.enter(s, self.ledger.of(c), "apposition", "country" if found.countries else "body")
                    return True
        return False

    def member(self, s: Sighting, kin: Kin) -> bool:
        """Enter fighters of a known group as the group: "Boko Haram militants"."""
        group = self.scene.by_head.get(kin.token)
        armed = set(sectors_of(s, None)) & ARMED
        if not armed or not group or not group.hits or group.hits[0].known.kind != "group":
            return False
        if kin.token not in self.ledger.actors:
            self.resolve(group)
        self.enter(s, self.ledger.of(kin.token), rule_of(s), "group")
        return True

    def named(self, head: int) -> tuple[int, ...]:
        entity = self.persons[head]
        return (self.ledger.entity(("person", id(entity)), entity),)

    def owner(self, head: int) -> Kin | None:
        """The country of "its", "his", "their" before the noun."""
        for p in self.tree.children(head, "poss"):
            found = self.scene.by_head.get(p)
            if found and found.kind == "pointer" and p not in self.ledger.actors:
                self.resolve(found)
            for e in self.ledger.of(p):
                entity = self.ledger.entities[e]
                if entity.code:
                    return Kin(entity.code, () if entity.kind == "person" else entity.sectors, p, entity.rule)
        return None

    def of_person(self, head: int) -> Kin | None:
        """The country of the person before the noun ("Ruto's lawyer") or after "of"."""
        near = [*self.scene.reach(head), *(o for _, o in objects_of(self.tree, head, frozenset({"of", "for"})))]
        for m in near:
            if m in self.persons and self.persons[m].code:
                return Kin(self.persons[m].code, (), m, self.persons[m].rule)
        return None

    def same_office(self, s: Sighting, kin: Kin | None) -> int | None:
        """The person already named who holds the office: "the president" after "President Ruto"."""
        if determiner(self.tree, s.head) in {"a", "an", "another", "every", "any"}:
            return None
        office = s.title.title.office if s.title else None
        term = (s.title.title.term if s.title else s.role.role.term if s.role else "").lower()
        for trace in self.memory.back("group", self.tokens[s.head].sentence):
            if trace.sort != "man" or len(trace.entities) != 1 or trace.plural:
                continue
            entity = self.ledger.entities[trace.entities[0]]
            if kin and kin.code != entity.code:
                continue
            if entity.office and (entity.office == office or (not kin and term and entity.office.lower().startswith(term))):
                return trace.entities[0]
        return None

    def enter_role(self, s: Sighting, kin: Kin | None, plural: bool, body: bool) -> None:
        term = (s.title.title.term if s.title else s.role.role.term if s.role else "").lower()
        det = determiner(self.tree, s.head)
        back = det in DEFINITE or (not det and set(sectors_of(s, None)[:1]) & ARMED and self.tree.child(s.head, "nummod", "amod", "compound") is None)
        if kin is None and back and (same := self.again(s, term, plural)) is not None:
            self.enter(s, (same,), rule_of(s), sort_of(plural, body))
            return
        if kin is None and not (s.title and s.title.title.code):
            kin = self.scene.here(s.head, sectors_of(s, None)) or (self.governed(s) if body and det in DEFINITE else None)
        code = kin.code if kin else (s.title.title.code if s.title else None)
        entity = Entity(
            kind="people" if plural and not body else "role",
            name=self.phrase(s),
            code=code,
            sectors=sectors_of(s, kin),
            office=s.title.title.office if s.title else None,
            rule=rule_of(s),
        )
        counted = self.tree.child(s.head, "nummod") is not None  # "32 soldiers" are the same only as 32 soldiers
        again: Hashable = entity.name.lower() if counted else None
        once: Hashable = again if plural or body or determiner(self.tree, s.head) in DEFINITE else s.head
        e = self.ledger.entity(("role", code, entity.sectors, term, plural, once), entity)
        self.terms[term, plural] = e
        self.sex(e, [term.split()[-1]] if term and not plural else [])
        self.enter(s, (e,), rule_of(s), sort_of(plural, body))

    def again(self, s: Sighting, term: str, plural: bool) -> int | None:
        """The entity that "the soldiers", "the army" were before: by the same word, else by the same sort of armed men."""
        if (term, plural) in self.terms:
            return self.terms[term, plural]
        armed = sectors_of(s, None)[:1]
        if not set(armed) & ARMED:
            return None
        for trace in self.memory.back("group", self.tokens[s.head].sentence):
            if len(trace.entities) == 1 and trace.sort != "man" and self.ledger.entities[trace.entities[0]].sectors[:1] == armed:
                return trace.entities[0]
        return None

    def governed(self, s: Sighting) -> Kin | None:
        """The country whose "the government", "the regime" is meant: the one a "the country" would mean."""
        if sectors_of(s, None)[:1] != ("GOV",):
            return None
        trace = self.memory.best("country", self.tokens[s.head].sentence, None, False)
        return Kin(self.ledger.entities[trace.entities[0]].code, (), s.head, "story") if trace else None

    # ---- pointing words

    def measure(self, s: Sighting) -> None:
        """ "Dozens of rebels": the rebels. "The two": the last two. "Thousands fled": people of the place."""
        for _, o in objects_of(self.tree, s.head, OF):
            found = self.scene.by_head.get(o)
            if found and o not in self.ledger.actors:
                self.resolve(found)
            if self.ledger.of(o):
                self.enter(s, self.ledger.of(o), self.ledger.actors[o].rule, "people", last=self.ledger.actors[o].end)
                return
        token = self.tokens[s.head]
        rule = self.scene.coref.rule("measure", token.lemma)
        if token.dep not in ARGUMENTS or self.tree.child(s.head, "prep") is not None:
            return
        if token.lemma in self.scene.coref.classes["two"] and determiner(self.tree, s.head) in {"", "the"}:
            two = self.memory.last({"man"}, 2, token.sentence) or self.memory.last({"country", "group", "body"}, 2, token.sentence)
            if two and (determiner(self.tree, s.head) or token.pos != "NUM"):
                self.enter(s, two, rule, "people")
        elif token.tag == "NNS" and token.pos == "NOUN":
            self.crowd(s, rule)

    def crowd(self, s: Sighting, rule: str) -> None:
        """People of whom only the number is told."""
        kin = self.scene.here(s.head, ("CVL",))
        entity = Entity(kind="people", name=self.phrase(s), code=kin.code if kin else None, sectors=("CVL",), rule=rule)
        self.enter(s, (self.ledger.entity(("crowd", s.head), entity),), rule, "people")

    def pointer(self, s: Sighting) -> None:
        assert s.pointer is not None
        token = self.tokens[s.head]
        if s.pointer.refers == "speaker":
            self.later.append(s)
        elif token.tag in {"PRP", "PRP$"}:
            self.pronoun(s)
        else:
            self.anaphor(s)

    def pronoun(self, s: Sighting) -> None:
        assert s.pointer is not None
        token = self.tokens[s.head]
        refers = s.pointer.refers
        if refers == "body" and token.tag == "PRP" and (not is_subject(self.tree, s.head) or self.empty(s.head)):
            return
        verb = None if token.tag == "PRP$" or token.lemma.endswith("self") else verb_above(self.tree, s.head)
        trace = self.memory.best(refers, token.sentence, verb, s.pointer.number == "many")
        if trace is None:
            return
        if refers in {"man", "woman"}:
            self.memory.gender[trace.entities[0]] = refers
        self.enter(s, trace.entities, s.pointer.rule, trace.sort)

    def empty(self, it: int) -> bool:
        """True for the "it" that stands for nothing: "it is clear that", "it seems"."""
        verb = self.tokens[it].head
        if self.tokens[it].dep == "expl":
            return True
        if self.tree.child(verb, "ccomp", "csubj") is not None and not self.scene.coref.is_a("report", self.tokens[verb].lemma):
            return True
        return self.tokens[verb].lemma == "be" and self.tree.child(verb, "acomp", "attr", "xcomp", "advcl") is not None

    def anaphor(self, s: Sighting) -> None:
        """ "The country", "both sides", "the two leaders", "the group"."""
        assert s.pointer is not None
        sentence, plural = self.tokens[s.head].sentence, is_plural(self.tree, s.head)
        refers = s.pointer.refers
        kin = self.scene.belonging(s.head)
        if kin is not None and kin.code:
            entity = Entity(kind="role", name=self.phrase(s), code=kin.code, sectors=kin.sectors, rule=s.pointer.rule)
            self.enter(s, (self.ledger.entity(("role", kin.code, self.tokens[s.head].lemma), entity),), s.pointer.rule, "body")
            return
        counted = self.tree.child(s.head, "nummod", "det", "predet")
        word = self.tokens[counted].text.lower() if counted is not None else ""
        if plural:
            sorts = {"man"} if refers in {"man", "woman"} else {"country", "group", "body"} - ({"group", "body"} if refers == "country" else set())
            two = self.memory.last(sorts, 2, sentence) if word in {"two", "both", "the"} else ()
            if two:
                self.enter(s, two, s.pointer.rule, "people")
            elif refers in {"country", "pair"}:
                self.bloc(s)
            return
        if refers == "pair" or determiner(self.tree, s.head) not in DEFINITE or self.another(s.head):
            return
        trace = self.memory.best(refers, sentence, None, False)
        if trace:
            self.enter(s, trace.entities, s.pointer.rule, trace.sort)

    def another(self, head: int) -> bool:
        """True for "the other group": not the one named last."""
        return any(self.scene.coref.is_a("another", self.tokens[m].text.lower()) for m in self.tree.children(head, "amod", "det"))

    def bloc(self, s: Sighting) -> None:
        """States that are not told one by one: "neighbouring countries"; no code."""
        assert s.pointer is not None
        entity = Entity(kind="bloc", name=self.phrase(s), sectors=("GOV",), rule=s.pointer.rule)
        self.enter(s, (self.ledger.entity(("bloc", entity.name.lower()), entity),), s.pointer.rule, "people")

    def speak(self) -> None:
        """ "I" and "we" in quotations: the speaker, or the state he speaks for."""
        if not self.later:
            return
        inside = quoted(self.scene.reading)
        told = speakers(self.scene.reading, self.tree, self.scene.coref, inside)
        for s in self.later:
            assert s.pointer is not None
            speaker = told[self.tokens[s.head].sentence]
            if speaker is not None and inside[s.head] and (found := self.ledger.of(speaker)):
                self.enter(s, found[:1], s.pointer.rule, "")

    # ---- entering

    def enter(self, s: Sighting, entities: tuple[int, ...], rule: str, sort: str, metonym: bool = False, last: int | None = None) -> None:
        """Note a mention and remember it. ``sort``: see Trace; empty = nothing points back to it."""
        start, end = self.span(s)
        end = max(end, last or 0)
        text = self.scene.reading.text[start:end]
        self.ledger.actors[s.head] = Actor(start=start, end=end, text=text, head=s.head, entities=entities, metonym=metonym, rule=rule)
        if sort:
            token = self.tokens[s.head]
            plural = sort == "people" or len(entities) > 1
            generic = 3.0 if sort == "man" and self.ledger.entities[entities[0]].kind != "person" else 0.0
            weight = self.weight(s.head) - generic
            self.memory.add(Trace(entities, s.head, token.sentence, sort, plural, weight, verb_above(self.tree, s.head)))

    def weight(self, head: int) -> float:
        """Prominence of a mention's place: subjects before objects before what stands within another phrase."""
        dep = self.tokens[head].dep
        if is_subject(self.tree, head):
            return 6.0
        return {"dobj": 3.0, "dative": 3.0, "pobj": 1.0, "poss": 1.0}.get(dep, -2.0 if dep in MODIFYING else 0.0)

    def span(self, s: Sighting) -> tuple[int, int]:
        """Code points of the phrase: from its determiner to its name or noun."""
        first = min(start_of(self.tree, s.head), s.first) if self.tokens[s.head].dep not in {"amod", "compound", "nmod"} else s.first
        return self.tokens[first].start, s.end or self.tokens[max(s.last, s.head + 1) - 1].end

    def phrase(self, s: Sighting) -> str:
        """Words of the phrase without determiner."""
        start, end = self.span(s)
        first = start_of(self.tree, s.head)
        if (self.tokens[first].dep in {"det", "predet"} or self.tokens[first].tag == "PRP$") and first < s.head:
            start = self.tokens[first + 1].start
        return self.scene.reading.text[start:end]


def sort_of(plural: bool, body: bool) -> str:
    return "people" if plural else ("body" if body else "man")


def spelled_out(known: Known) -> str:
    """The usual name, in full where that is an abbreviation and the table has the words."""
    if not known.name.isupper() or " " in known.name:
        return known.name
    return next((name for name in known.names[1:] if " " in name and not name.isupper()), known.name)
