"""Where a word's parties stand in the parse: subject, object, possessor, "with …", also where they are inherited or left out.

Place names are those of the frames files; all answers are token indices.

======  ===================================================================================================
subj    who does it: subject, agent of a passive, possessor-like first half of "Iran-backed", or inherited
obj     whom it is done to: object, subject of a passive, the noun a participle follows, the gap of a relative clause
iobj    dative without a preposition
comp    subject of the clause that completes the word ("demanded that X leave", "urged X to leave")
act     the verb of that clause, or of a "to …"/"of …ing" that hangs on a noun (for conditions)
inner   whom that clause's act concerns: its objects and what follows "to", "with", "for", "from"
poss    possessor ("X's talks")
mod     words before a noun ("the Iran talks", "Iranian aid")
verb    the verb that an event noun is subject or object of (for conditions)
rel     verbs that describe a noun ("the attack that killed"); "rel.obj" is whom it struck
pair    two names joined by a hyphen before a noun ("the Israeli-Palestinian deal"; for conditions)
both    subjects after the first ("A and B agreed"; for conditions)
told    who is addressed by the verb an event noun hangs on ("told Trump in a call that")
under   the verb above an event noun, over prepositions (for conditions: "pulled out of the deal")
prt     particles and prepositions of a verb themselves (for conditions: "pull … out")
light   subject of that verb, if it is a light one ("held talks", "made an offer")
link    subject of the verb an event noun hangs on by a preposition ("flew to Cairo for talks")
later   the same after "after" and "before" ("signed a pact after talks with")
======  ===================================================================================================

Any other place is a preposition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from .clauses import CLAUSES
from .syntax import Tree

Place = Callable[[Tree, int], list[int]]

RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
#: Prepositions after which the doer of an -ing form is the object of the governing verb ("accused X of doing"), not its subject.
OBJECT_CONTROL = frozenset({"of", "from", "for", "into"})
#: An event noun after one of these shares its governing verb's subject ("flew to Cairo for talks", "is on a visit").
NOUN_LINKS = frozenset({"for", "in", "on", "at", "during", "with"})
#: After one of these it may ("signed a pact after talks with") or may not ("resigned after protests").
LATER_LINKS = frozenset({"after", "before", "following"})
#: Prepositions of time, place and matter: what follows their object may belong to the word before ("talks in Vienna with Iran").
SETTINGS = frozenset({"in", "at", "on", "over", "about", "during", "under"})
#: What follows these is a part of the noun before, or what it measures ("a round of talks", "meetings, including talks with").
PARTS = frozenset({"of", "include", "including"})
#: Where the one whom an act concerns stands, the surest place first.
TOWARDS = ("to", "obj", "with", "for", "between", "from")
#: Prepositions that name the sides of a meeting wherever they stand.
SHARED = frozenset({"with", "between", "among"})
BY = "by"
BEHALF = "behalf"
HYPHENS = frozenset({"-", "\u2010", "\u2011", "\u2013", "/"})
ANTI = frozenset({"anti"})
REACH = 30  # words of a noun phrase that are looked through
DEPTH = 8  # how far a missing subject is looked for; real chains are shorter, and this keeps odd text cheap


def is_passive(tree: Tree, i: int) -> bool:
    """True for "was hit", and for a bare participle that follows its noun ("shells sent to")."""
    token = tree.tokens[i]
    if tree.child(i, "nsubjpass", "auxpass") is not None or (tree.child(i, "agent") is not None and tree.child(i, "nsubj") is None):
        return True
    if token.dep == "conj" and token.tag == "VBN" and tree.child(i, "nsubj", "aux", "dobj") is None:
        return is_passive(tree, token.head)
    if token.dep == "advcl":
        return token.tag == "VBN" and tree.child(i, "aux", "nsubj", "dobj") is None
    return token.tag in {"VBN", "VBD"} and token.dep in {"acl", "oprd", "amod"} and tree.child(i, "dobj") is None and not mistaken(tree, i)


def mistaken(tree: Tree, i: int) -> bool:
    """True for the verb of "Seoul scrambled jets" where the parser takes it for an adjective of its object: it has a subject."""
    return tree.tokens[i].dep == "amod" and tree.tokens[i].head > i and tree.child(i, "nsubj") is not None


def antecedent(tree: Tree, i: int) -> int:
    """The noun that a relative pronoun stands for; the token itself if it is none."""
    if tree.tokens[i].lemma not in RELATIVES or tree.tokens[i].tag not in {"WP", "WDT", "WP$", "IN"}:
        return i
    for a in tree.ancestors(i):
        if tree.tokens[a].dep == "relcl":
            return tree.tokens[a].head
    return i


def with_conjuncts(tree: Tree, found: Collection[int]) -> list[int]:
    out: list[int] = []
    for i in found:
        out += [c for c in members(tree, antecedent(tree, i)) if c not in out]
    return out


def members(tree: Tree, i: int) -> list[int]:
    """``i`` and what is joined to it, also where the parser takes the second of a list for an apposition ("A, B and C")."""
    out = tree.conjuncts(i)
    for a in tree.children(i, "appos"):
        if tree.child(a, "cc", "conj") is not None:
            out += tree.conjuncts(a)
    return sorted(out)


def subjects(tree: Tree, i: int, depth: int = DEPTH) -> list[int]:
    """Logical subject of verb or predicate ``i``: its own, its agent, or the one it inherits. Empty where nobody is expressed."""
    if depth == 0:
        return []
    tokens = tree.tokens
    if is_passive(tree, i):
        agents = [p for a in tree.children(i, "agent") for p in tree.children(a, "pobj")]
        agents += [p for a in tree.children(i, "prep") if tree.tokens[a].lemma == "by" for p in tree.children(a, "pobj")]
        if not agents and tokens[i].dep == "amod":
            agents = tree.children(i, "npadvmod", "compound", "nmod", "advmod")
        if not agents and tokens[i].dep == "amod" and i and tokens[i - 1].pos in {"PUNCT", "CCONJ"}:
            return light(tree, tokens[i].head, None, depth)  # "scrapped the deal, reimposed sanctions": a verb taken for an adjective
        if not agents:  # "was hit and seized by X": the doer of both hangs on one
            agents = [p for c in joined(tree, i) for a in tree.children(c, "agent") for p in tree.children(a, "pobj")]
        return with_conjuncts(tree, agents)
    own = tree.children(i, "nsubj")
    if own:
        return with_conjuncts(tree, [*listed(tree, i, own[0]), *own, *represented(tree, i)])
    if attributive(tree, i):
        return tree.children(i, "dobj") or [tokens[i].head]
    return inherited(tree, i, depth) if tokens[i].dep not in {"ROOT", "relcl"} or tokens[i].pos in {"VERB", "AUX"} else []


def represented(tree: Tree, i: int) -> list[int]:
    """Kenya in "signed on behalf of Kenya"."""
    behalf = [o for p in tree.children(i, "prep") for o in tree.children(p, "pobj") if tree.tokens[o].lemma == BEHALF]
    return [x for o in behalf for p in tree.children(o, "prep") for x in tree.children(p, "pobj")]


def listed(tree: Tree, i: int, subject: int) -> list[int]:
    """The first of two subjects that a headline joins by a comma: "US, Iran hold talks"."""
    if tree.tokens[i].tag not in {"VBP", "VB"}:
        return []
    left = min(tree.subtree_left(subject), default=subject)
    before = [c for c in tree.children(i, "npadvmod", "dep", "nmod") if c == left - 2 and tree.tokens[c + 1].text == ","]
    return [c for c in before if tree.tokens[c].pos == "PROPN"]


def attributive(tree: Tree, i: int) -> bool:
    """True for "visiting" in "the visiting minister", which the parser also joins to a noun ("Abe and visiting minister Ban")."""
    token = tree.tokens[i]
    return token.tag == "VBG" and token.dep in {"amod", "conj"} and tree.tokens[token.head].pos in {"NOUN", "PROPN"}


def joined(tree: Tree, i: int) -> list[int]:
    """Passive verbs joined to passive ``i`` that have no subject of their own."""
    token = tree.tokens[i]
    before = [token.head] if token.dep == "conj" and tree.child(i, "nsubjpass") is None and is_passive(tree, token.head) else []
    after = [c for c in tree.children(i, "conj") if tree.tokens[c].tag == "VBN" and tree.child(c, "nsubj", "nsubjpass") is None]
    return [*before, *after]


def surface_subjects(tree: Tree, i: int, depth: int = DEPTH) -> list[int]:
    """Who stands as subject on the page, passive or not."""
    own = tree.children(i, "nsubj", "nsubjpass")
    return with_conjuncts(tree, own) if own else (inherited(tree, i, depth) if depth else [])


def inherited(tree: Tree, i: int, depth: int) -> list[int]:
    """Subject of a verb that has none of its own, from the word it hangs on."""
    token = tree.tokens[i]
    head = token.head
    if head == i:
        return []
    governor = tree.tokens[head]
    if token.dep == "conj":
        verb = head if governor.pos in {"VERB", "AUX", "ADJ"} else next(iter(above(tree, head)), head)
        return surface_subjects(tree, verb, depth - 1)
    decided = tree.child(head, "attr")
    if token.dep in {"xcomp", "advcl"} and token.tag == "VB" and decided is not None and tree.child(decided, "poss") is not None:
        return holders(tree, decided, depth - 1)  # "it was X's decision, in his last days, to leave"
    if token.dep in {"xcomp", "ccomp"} and governor.pos in {"VERB", "AUX", "ADJ", "NOUN"}:
        objects = tree.children(head, "dobj", "dative") if token.dep == "xcomp" and governor.pos == "VERB" else []
        return with_conjuncts(tree, objects) if objects else surface_subjects(tree, head, depth - 1)
    if token.dep == "acl":
        if token.tag in {"VBN", "VBD"} and tree.child(i, "dobj") is not None:  # "went to Rome, met X": a past tense taken for a participle
            return [s for verb in above(tree, head) for s in surface_subjects(tree, verb, depth - 1)]
        if token.tag in {"VBG", "VBN"}:
            return with_conjuncts(tree, [head])
        return holders(tree, head, depth - 1)
    if token.dep == "pcomp":
        return controllers(tree, head, depth - 1)
    if token.dep in {"advcl", "prep"} and governor.pos in {"VERB", "AUX", "ADJ"}:
        return surface_subjects(tree, head, depth - 1)
    if token.dep in {"acomp", "attr", "oprd"} and governor.pos in {"VERB", "AUX"}:
        return surface_subjects(tree, head, depth - 1)
    if token.dep == "relcl":
        return with_conjuncts(tree, [head])
    return []


def clause_subjects(tree: Tree, i: int) -> list[int]:
    """Whom the clause around ``i`` is about, or the clause around that one: the nearest subject that does not hold ``i`` itself."""
    below = i
    for steps, a in enumerate(tree.ancestors(i)):
        if steps >= DEPTH:
            break
        if tree.tokens[a].pos in {"VERB", "AUX"}:
            found = surface_subjects(tree, a)
            if found and below not in found and i not in found:
                return found
        below = a
    return []


def controllers(tree: Tree, preposition: int, depth: int) -> list[int]:
    """Doer of an -ing form under a preposition: "accused X of doing", "left after meeting", "X's role in killing"."""
    governor = tree.tokens[preposition].head
    if governor == preposition or depth <= 0:
        return []
    if tree.tokens[governor].pos in {"VERB", "AUX"}:
        objects = tree.children(governor, "dobj", "nsubjpass")
        if objects and tree.tokens[preposition].lemma in OBJECT_CONTROL:
            return with_conjuncts(tree, objects)
        return surface_subjects(tree, governor, depth)
    return holders(tree, governor, depth)


def holders(tree: Tree, noun: int, depth: int = DEPTH) -> list[int]:
    """Whose noun it is: possessor, "by …", or the subject of the verb that holds it ("made a decision to")."""
    for found in (tree.children(noun, "poss"), prepositional(tree, noun, "by")):
        if found:
            return with_conjuncts(tree, found)
    return light(tree, noun, None, depth)


def light(tree: Tree, noun: int, verbs: Collection[str] | None, depth: int = DEPTH) -> list[int]:
    """Logical subject of the verb whose object (or passive subject) the noun is. ``verbs``: lemmas allowed, None = any."""
    noun = tree.first_conjunct(noun)
    verb = governing(tree, noun)
    if verb is None or depth <= 0 or (verbs is not None and tree.tokens[verb].lemma not in verbs):
        return []
    return subjects(tree, verb, depth - 1)


def measured(tree: Tree, noun: int) -> int:
    """ "talks" -> "round" in "a round of talks", "days of talks": the noun that stands for it in the clause; itself if none."""
    for _ in range(3):
        noun = tree.first_conjunct(noun)
        token = tree.tokens[noun]
        preposition = tree.tokens[token.head]
        if token.dep != "pobj" or preposition.lemma not in PARTS or preposition.dep != "prep":
            break
        if tree.tokens[preposition.head].pos != "NOUN":
            break
        noun = preposition.head
    return noun


def governing(tree: Tree, noun: int) -> int | None:
    """The verb whose object the noun is, also as passive subject, as the noun a participle follows, or behind a measure."""
    for n in dict.fromkeys((tree.first_conjunct(noun), measured(tree, noun))):
        token = tree.tokens[n]
        if token.dep in {"dobj", "oprd", "attr", "nsubjpass"} and tree.tokens[token.head].pos in {"VERB", "AUX"}:
            return token.head
        for c in tree.children(n, "acl", "relcl"):
            told_of = tree.tokens[c].pos == "VERB" and tree.child(c, "nsubj", "agent", "prep") is not None
            if told_of and (tree.tokens[c].dep == "relcl" or tree.tokens[c].tag == "VBN"):
                return c
    return None


def holder(tree: Tree, i: int) -> list[int]:
    """The word that ``i`` hangs on, past a preposition: "a prisoner of war" -> prisoner."""
    head = tree.tokens[tree.first_conjunct(i)].head
    return [tree.tokens[head].head if tree.tokens[head].pos == "ADP" else head]


def described(tree: Tree, noun: int) -> list[int]:
    """Verbs that tell of a noun what it did: "an attack that killed"."""
    return [v for v in tree.children(noun, "relcl", "acl") if tree.tokens[v].pos == "VERB" and describes(tree, v)]


def describes(tree: Tree, verb: int) -> bool:
    """True for a relative clause or participle whose subject is the noun before: "an attack that killed", "a blast killing"."""
    own = tree.children(verb, "nsubj")
    return tree.tokens[verb].tag == "VBG" if not own else tree.tokens[own[0]].tag in {"WDT", "WP"}


def above(tree: Tree, noun: int) -> list[int]:
    """The verb above a noun, also over prepositions and nouns: "pulled out of the deal" -> pulled."""
    for steps, a in enumerate(tree.ancestors(noun)):
        if tree.tokens[a].pos in {"VERB", "AUX"}:
            return [a]
        if steps > 4:
            break
    return []


def linked(tree: Tree, noun: int, links: Collection[str]) -> list[int]:
    """Subject of the verb that an event noun hangs on by a preposition: "flew to Cairo for talks"."""
    preposition = tree.tokens[measured(tree, noun)].head
    if tree.tokens[preposition].pos not in {"ADP", "SCONJ"} or tree.tokens[preposition].lemma not in links:
        return []
    governor = tree.tokens[preposition].head
    for _ in range(2):  # "flew to Cairo for talks" may hang "for" on "Cairo"
        if tree.tokens[governor].dep == "pobj":
            governor = tree.tokens[tree.tokens[governor].head].head
    if tree.tokens[governor].pos in {"VERB", "AUX"}:
        return surface_subjects(tree, governor)
    return []


def content(tree: Tree, i: int) -> list[int]:
    """Verbs of what is agreed, promised, planned: "agreed to meet", "a pledge to send", "committed to sending", "open to sending"."""
    out = tree.children(i, "xcomp", "ccomp", "acl")
    for p in tree.children(i, "prep"):
        out += tree.children(p, "pcomp")
    if not out:
        out = [c for c in tree.children(i, "advcl") if tree.tokens[c].tag == "VB"]
    out = [c for c in out if tree.tokens[c].pos in {"VERB", "AUX"}]
    return [v for c in out for v in (c, *tree.children(c, "conj"))]


def inner(tree: Tree, i: int) -> list[int]:
    """Whom the content of a promise or plan concerns, at any of its places."""
    return list(dict.fromkeys(t for found in concerned(tree, i) for t in found))


def concerned(tree: Tree, i: int) -> list[list[int]]:
    """The same place by place, the surest first: "send tanks to Ukraine" concerns Ukraine, not the tanks."""
    verbs = content(tree, i)[:3]
    out = [[t for v in verbs for t in with_conjuncts(tree, tree.children(v, "dative"))]]
    for place in TOWARDS:
        out.append([t for v in verbs for t in with_conjuncts(tree, objects(tree, v) if place == "obj" else prepositional(tree, v, place))])
    return out


def objects(tree: Tree, i: int) -> list[int]:
    """Logical object: direct object, passive subject, the noun before a bare participle, or the gap of a relative clause."""
    token = tree.tokens[i]
    if attributive(tree, i):
        return []
    if is_passive(tree, i):
        found = tree.children(i, "nsubjpass")
        if found:
            return with_conjuncts(tree, found)
        return [token.head] if token.dep == "amod" else inherited(tree, i, DEPTH)  # "Moscow-backed rebels and army troops": only the first
    found = tree.children(i, "dobj") or [h for h in [token.head] if mistaken(tree, i)]
    if not found:
        found = [o for p in tree.children(i, "prt") for o in tree.children(p, "pobj")]  # "handed in their weapons"
    if not found:  # "trained and equipped the rebels": the object hangs on the last verb
        complete = tree.child(i, "prep", "ccomp", "xcomp") is not None
        found = [o for c in tree.children(i, "conj")[:1] if not complete for o in tree.children(c, "dobj")]
    subject = tree.child(i, "nsubj")
    if not found and token.dep == "relcl" and subject is not None and tree.tokens[subject].lemma not in RELATIVES:
        return with_conjuncts(tree, [token.head])
    return with_conjuncts(tree, found)


def prepositional(tree: Tree, i: int, preposition: str) -> list[int]:
    """Objects of "with …" and the like below ``i``, or below its direct object (the parser often hangs them there)."""
    out: list[int] = []
    for holder in (i, *tree.children(i, "dobj", "prt", "attr", "acomp", "nsubjpass")):
        for p in tree.children(holder, "prep", "agent", "dative"):
            if tree.tokens[p].lemma == preposition or tree.tokens[p].text.lower() == preposition:
                out += tree.children(p, "pobj")
            deeper = [p, *(o for o in tree.children(p, "pobj") if tree.tokens[p].lemma in SETTINGS)]
            inner_ = [q for d in deeper for q in tree.children(d, "prep") if tree.tokens[q].lemma == preposition]
            out += [o for q in inner_ for o in tree.children(q, "pobj")]
    if not out and preposition in SHARED:
        out = [t for o in tree.children(i, "dobj") for t in within(tree, o, preposition)]
    return [t for n, t in enumerate(out) if t not in out[:n]]


def within(tree: Tree, noun: int, preposition: str) -> list[int]:
    """ "with …" anywhere in a noun phrase: "a contract worth 3 million dollars with Peru"."""
    out: list[int] = []
    stack, steps = [noun], 0
    while stack and steps < REACH:
        t = stack.pop()
        steps += 1
        if tree.tokens[t].lemma == preposition:
            out += tree.children(t, "pobj")
        stack += [c for c in tree.children(t) if tree.tokens[c].pos not in {"VERB", "AUX"}]
    return out


def beside(tree: Tree, noun: int, preposition: str, verbs: Collection[str]) -> list[int]:
    """ "with …" of an event noun, also where the parser hangs it on the noun's light verb or its measure ("held talks on Monday with")."""
    found = prepositional(tree, noun, preposition)
    found += [o for v in tree.children(noun, "acl") if tree.tokens[v].text == preposition for o in tree.children(v, "dobj")]
    top = measured(tree, noun)
    if not found and top != noun:
        found = prepositional(tree, top, preposition)
    verb = governing(tree, noun)
    if not found and verb is not None and tree.tokens[verb].lemma in verbs:
        found = [o for p in tree.children(verb, "prep", "dative") if tree.tokens[p].lemma == preposition for o in tree.children(p, "pobj")]
    if not found and preposition == BY and verb is not None and not is_passive(tree, verb):  # "condemned the killing of X by Y"
        found = prepositional(tree, verb, BY)
    token = tree.tokens[top]
    if not found and token.dep == "nsubj" and preposition in SHARED:  # "talks resumed between A and B"
        found = [o for p in tree.children(token.head, "prep") if tree.tokens[p].lemma == preposition for o in tree.children(p, "pobj")]
    return found


def modifiers(tree: Tree, noun: int) -> list[int]:
    """Words before a noun, in "the Israeli-Palestinian talks" both; "the Iran nuclear talks" reaches over the adjective."""
    own = tree.children(noun, "compound", "amod", "nmod")
    if not own and tree.tokens[noun].dep == "conj" and tree.child(noun, "det", "poss") is None:  # "American aid and loans"
        own = tree.children(tree.first_conjunct(noun), "compound", "amod", "nmod")
    out = with_conjuncts(tree, own)
    for m in tuple(out):
        hyphened = any(tree.tokens[h].text in HYPHENS for h in tree.children(m, "punct"))
        out += [c for c in tree.children(m, "compound", "amod", "nmod", "npadvmod") if hyphened and c not in out]
    return sorted(m for m in out if not is_opposed(tree, m))


def opposed(tree: Tree, noun: int) -> list[int]:
    """Against whom a noun says it is: "anti-American protests" -> American."""
    return [m for m in tree.children(noun, "compound", "amod", "nmod") if is_opposed(tree, m)]


def is_opposed(tree: Tree, i: int) -> bool:
    return i >= 2 and tree.tokens[i - 1].text in HYPHENS and tree.tokens[i - 2].text.lower() in ANTI


def pair(tree: Tree, noun: int) -> list[int]:
    """Two names joined by a hyphen before a noun: "the Israeli-Palestinian deal"; empty where there is only one."""
    out = [m for m in modifiers(tree, noun) if any(tree.tokens[h].text in HYPHENS for h in (m - 1, m + 1) if 0 <= h < len(tree.tokens))]
    return out if len(out) > 1 else []


def told(tree: Tree, noun: int) -> list[int]:
    """Who is spoken to at an event: "told Trump in a call that …" -> Trump."""
    preposition = tree.tokens[measured(tree, noun)].head
    verb = tree.tokens[preposition].head
    says = tree.child(verb, "ccomp", "xcomp") is not None or tree.child(noun, "relcl", "acl") is not None
    if tree.tokens[preposition].pos != "ADP" or tree.tokens[verb].pos != "VERB" or not says:
        return []
    return with_conjuncts(tree, tree.children(verb, "dobj", "dative"))


def complement(tree: Tree, i: int) -> list[int]:
    """Subject of the clause that completes ``i``: "demanded that X leave", "urged X to leave"."""
    for c in tree.children(i, "ccomp", "xcomp", "advcl"):
        found = tree.children(c, "nsubj", "nsubjpass")
        if found:
            return with_conjuncts(tree, found)
    return []


def doers(tree: Tree, i: int) -> list[int]:
    """Subject of a verb; of an adjective, noun or preposition that is a predicate, of its verb."""
    token = tree.tokens[i]
    predicate = token.pos in {"ADJ", "ADP", "NOUN", "ADV"} and token.head != i and token.dep != "relcl"
    return surface_subjects(tree, token.head) if predicate else subjects(tree, i)


def below(*deps: str) -> Place:
    """A place that is simply the children of certain labels, with what is joined to them."""
    return lambda tree, i: with_conjuncts(tree, tree.children(i, *deps))


#: Place name of the frames files -> the words that stand there.
PLACES: dict[str, Place] = {
    **CLAUSES,
    "subj": doers,
    "obj": objects,
    "iobj": below("dative"),
    "comp": complement,
    "poss": below("poss"),
    "compound": below("compound", "nmod"),
    "mod": modifiers,
    "anti": opposed,
    "pair": pair,
    "prt": lambda tree, i: tree.children(i, "prt", "advmod", "prep"),
    "rel": described,
    "both": lambda tree, i: subjects(tree, i)[1:],
    "told": told,
    "act": content,
    "inner": inner,
    "head": holder,
    "under": above,
    "verb": lambda tree, i: [v for v in [governing(tree, i)] if v is not None],
    "link": lambda tree, i: linked(tree, i, NOUN_LINKS),
    "later": lambda tree, i: linked(tree, i, LATER_LINKS),
}


def at(tree: Tree, i: int, place: str, light_verbs: Collection[str]) -> list[int]:
    """Tokens that stand at ``place`` of word ``i``, conjuncts included. Unknown places are taken for prepositions.

    ``obj.by``: what stands at "by" of the object. The places of clauses (``inf``, ``that`` …) are those of clauses.py.
    """
    first, dot, rest = place.partition(".")
    if dot:
        return list(dict.fromkeys(t for inner in at(tree, i, first, light_verbs) for t in at(tree, inner, rest, light_verbs)))
    if place in PLACES:
        return PLACES[place](tree, i)
    if place == "light":
        return light(tree, i, light_verbs)
    noun = tree.tokens[i].pos in {"NOUN", "PROPN"}
    return with_conjuncts(tree, beside(tree, i, place, light_verbs) if noun else prepositional(tree, i, place))
