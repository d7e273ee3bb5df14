"""Where a word's parties stand in the parse: subject, object, possessor, "with …", also where they are inherited or left out.

Place names are those of the frames files: subj, obj, iobj, comp, poss, mod, light, or a preposition. All answers are token indices.
"""

from __future__ import annotations

from collections.abc import Collection

from .syntax import Tree

RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
#: Prepositions after which the doer of an -ing form is the object of the governing verb ("accused X of doing"), not its subject.
OBJECT_CONTROL = frozenset({"of", "from", "for", "into"})
#: An event noun after one of these shares its governing verb's subject ("flew to Cairo for talks", "is on a visit").
NOUN_LINKS = frozenset({"for", "in", "on", "at", "during", "after", "before", "with"})
DEPTH = 8  # how far a missing subject is looked for; real chains are shorter, and this keeps odd text cheap


def is_passive(tree: Tree, i: int) -> bool:
    """True for "was hit", and for a bare participle that follows its noun ("shells sent to")."""
    token = tree.tokens[i]
    if tree.child(i, "nsubjpass", "auxpass", "agent") is not None:
        return True
    return token.tag == "VBN" and token.dep in {"acl", "advcl", "oprd"} and tree.child(i, "aux", "nsubj") is None


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
        out += [c for c in tree.conjuncts(antecedent(tree, i)) if c not in out]
    return out


def subjects(tree: Tree, i: int, depth: int = DEPTH) -> list[int]:
    """Logical subject of verb or predicate ``i``: its own, its agent, or the one it inherits. Empty where nobody is expressed."""
    if depth == 0:
        return []
    tokens = tree.tokens
    if is_passive(tree, i):
        agents = [p for a in tree.children(i, "agent") for p in tree.children(a, "pobj")]
        return with_conjuncts(tree, agents)
    own = tree.children(i, "nsubj")
    if own:
        return with_conjuncts(tree, own)
    return inherited(tree, i, depth) if tokens[i].dep not in {"ROOT", "relcl"} or tokens[i].pos in {"VERB", "AUX"} else []


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
        return surface_subjects(tree, head, depth - 1)
    if token.dep in {"xcomp", "ccomp"} and governor.pos in {"VERB", "AUX", "ADJ", "NOUN"}:
        objects = tree.children(head, "dobj", "dative") if token.dep == "xcomp" and governor.pos == "VERB" else []
        return with_conjuncts(tree, objects) if objects else surface_subjects(tree, head, depth - 1)
    if token.dep == "acl":
        if token.tag in {"VBG", "VBN"}:
            return with_conjuncts(tree, [head])
        return holders(tree, head, depth - 1)
    if token.dep == "pcomp":
        return controllers(tree, head, depth - 1)
    if token.dep in {"advcl", "prep"} and governor.pos in {"VERB", "AUX", "ADJ"}:
        return surface_subjects(tree, head, depth - 1)
    if token.dep == "relcl":
        return with_conjuncts(tree, [head])
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
    token = tree.tokens[noun]
    head = token.head
    if head == noun or depth <= 0 or tree.tokens[head].pos not in {"VERB", "AUX"}:
        return []
    if verbs is not None and tree.tokens[head].lemma not in verbs:
        return []
    if token.dep in {"dobj", "oprd", "attr", "nsubjpass"}:
        return subjects(tree, head, depth - 1)
    return []


def linked(tree: Tree, noun: int) -> list[int]:
    """Subject of the verb that an event noun hangs on by a preposition: "flew to Cairo for talks"."""
    preposition = tree.tokens[tree.first_conjunct(noun)].head
    if tree.tokens[preposition].pos != "ADP" or tree.tokens[preposition].lemma not in NOUN_LINKS:
        return []
    governor = tree.tokens[preposition].head
    if tree.tokens[governor].pos in {"VERB", "AUX"}:
        return surface_subjects(tree, governor)
    return []


def objects(tree: Tree, i: int) -> list[int]:
    """Logical object: direct object, passive subject, the noun before a bare participle, or the gap of a relative clause."""
    token = tree.tokens[i]
    if is_passive(tree, i):
        found = tree.children(i, "nsubjpass")
        if found:
            return with_conjuncts(tree, found)
        return inherited(tree, i, DEPTH)
    found = tree.children(i, "dobj")
    if not found and token.dep == "conj" and tree.tokens[token.head].pos == "VERB" and tree.child(i, "prep", "ccomp", "xcomp") is None:
        return []
    if not found and token.dep == "relcl" and tree.child(i, "nsubj") is not None and tree.tokens[tree.children(i, "nsubj")[0]].lemma not in RELATIVES:
        return with_conjuncts(tree, [token.head])
    return with_conjuncts(tree, found)


def prepositional(tree: Tree, i: int, preposition: str) -> list[int]:
    """Objects of "with …" and the like below ``i``, or below its direct object (the parser often hangs them there)."""
    out: list[int] = []
    for holder in (i, *tree.children(i, "dobj", "prt", "attr", "acomp", "nsubjpass")):
        for p in tree.children(holder, "prep", "agent", "dative"):
            if tree.tokens[p].lemma == preposition or tree.tokens[p].text.lower() == preposition:
                out += tree.children(p, "pobj")
            out += [q for inner in tree.children(p, "prep") if tree.tokens[inner].lemma == preposition for q in tree.children(inner, "pobj")]
    return out


def complement(tree: Tree, i: int) -> list[int]:
    """Subject of the clause that completes ``i``: "demanded that X leave", "urged X to leave"."""
    for c in tree.children(i, "ccomp", "xcomp", "advcl"):
        found = tree.children(c, "nsubj", "nsubjpass")
        if found:
            return with_conjuncts(tree, found)
    return []


def at(tree: Tree, i: int, place: str, light_verbs: Collection[str]) -> list[int]:
    """Tokens that stand at ``place`` of word ``i``, conjuncts included. Unknown places are taken for prepositions."""
    if place == "subj":
        if tree.tokens[i].pos in {"ADJ", "ADP", "NOUN", "ADV"} and tree.tokens[i].head != i and tree.tokens[i].dep != "relcl":
            return surface_subjects(tree, tree.tokens[i].head)
        return subjects(tree, i)
    if place == "obj":
        return objects(tree, i)
    if place == "iobj":
        return with_conjuncts(tree, tree.children(i, "dative"))
    if place == "comp":
        return complement(tree, i)
    if place == "poss":
        return with_conjuncts(tree, tree.children(i, "poss"))
    if place == "mod":
        return with_conjuncts(tree, tree.children(i, "compound", "amod", "nmod"))
    if place == "light":
        return light(tree, i, light_verbs)
    if place == "link":
        return linked(tree, i)
    return with_conjuncts(tree, prepositional(tree, i, place))
