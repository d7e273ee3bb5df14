"""How real a word's event is: certainty (-3 … +3) and status, from the word's own clause and from all that governs it.

The idea: a governing word passes down what it implies about its complement where it holds, and where it is denied (implicatives, factives:
Karttunen 1971, Nairn et al. 2006, Lotan et al. 2013). The word's own negation, auxiliaries and adverbs come on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .knowledge.modality import Effect, Modality, plain
from .syntax import Tree
from .types import Sentence, Status, Token

CERTAIN = 3.0
DEPTH = 12  # governors looked at above a word; more make no difference, and odd text stays cheap
REAL = frozenset({"happened", "ongoing"})
ANY = "*"  # the row for words that the lexicon does not list
PASSIVE = "be"  # how the lexicon marks a passive: "be schedule"
SUBJECT_OR_OBJECT = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "oprd"})
PAST = frozenset({"VBD", "VBN"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
LONGEST_SUBJECT = 16  # words before a headline's infinitive


@dataclass(frozen=True, slots=True)
class View:
    """How an event is presented. ``certainty``: -3 … +3. ``why``: names of the effects that made it unreal, innermost first.

    ``over``: what is below has come to an end, even if it is a thing that lasts ("ended the war").
    """

    certainty: float = CERTAIN
    status: Status = "happened"
    why: tuple[str, ...] = ()
    over: bool = False


FACT = View()


def under(effect: Effect, view: View) -> View:
    """What an effect makes of an event whose own clause looks like ``view`` (an operator), or of a complement (a governor's ``view``)."""
    certainty = effect.denied + (effect.holds - effect.denied) * (view.certainty + CERTAIN) / (2 * CERTAIN)
    status = effect_status(effect, view.status)
    over = status == "happened" and effect.status_denied == "ongoing"
    return View(certainty, status, () if status in REAL else (*view.why, effect.name), over)


def effect_status(effect: Effect, before: Status) -> Status:
    """The status of what stands under an effect, where the word itself is told as ``before``."""
    if effect.status is not None and effect.status == effect.status_denied:
        return effect.status
    if before == "ongoing" and effect.status is None and effect.denied < 0:  # "are trying to help" goes on; what "is saying" tells need not
        return "ongoing"
    if before in REAL:
        return effect.status or "happened"
    if effect.status_denied == "ongoing":  # what is not yet stopped goes on
        return "ongoing"
    if before == "negated":
        return effect.status_denied or "happened"
    return before if effect.status in {None, "happened", "planned", "ongoing"} else effect.status


def within(inner: View, outer: View) -> View:
    """An event that looks like ``inner`` in a clause that is itself ``outer``."""
    status = "happened" if outer.over and inner.status == "ongoing" else joined(inner.status, outer.status)
    return View(inner.certainty * outer.certainty / CERTAIN, status, () if status in REAL else (*inner.why, *outer.why))


def joined(inner: Status, outer: Status) -> Status:
    """ "Will" within "if" is hypothetical; "not" within "will" is negated; "not" within "not" happened."""
    if inner == "happened":
        return outer
    if outer in REAL:
        return inner
    if inner == "ongoing":
        return outer
    if "hypothetical" in (inner, outer):
        return "hypothetical"
    if "negated" in (inner, outer):
        return "happened" if inner == outer else "negated"
    return "planned"


def in_order(words: Iterable[str], tokens: Iterable[Token]) -> bool:
    """Whether the words stand in this order: "have to", not "to have"."""
    rest = iter(tokens)
    return all(any(word in {t.lemma, plain(t.text)} for t in rest) for word in words)


class Views:
    """Views of the words of one article, each worked out once."""

    def __init__(self, tree: Tree, sentences: tuple[Sentence, ...], words: Modality) -> None:
        self.tree = tree
        self.sentences = sentences
        self.words = words
        self._own: dict[int, View] = {}
        self._seen: dict[int, View] = {}

    def view(self, i: int, depth: int = DEPTH) -> View:
        """How the event that word ``i`` denotes is presented. ``depth``: governors still looked at; only full looks are kept."""
        if depth <= 0:
            return FACT
        found = self._seen.get(i)
        if found is None:
            found = within(self.own(i), self.context(i, depth))
            if depth == DEPTH:
                self._seen[i] = found
        return found

    # the word's own clause

    def own(self, i: int) -> View:
        """How word ``i`` is told by its own clause or noun phrase alone."""
        if i not in self._own:
            view = FACT
            for effect in self.effects(i):
                view = under(effect, view)
            self._own[i] = view
        return self._own[i]

    def effects(self, i: int) -> Iterator[Effect]:
        """Operators on word ``i``, innermost first: negation, auxiliaries, adverbs, conjunctions; on a noun: determiner, adjectives."""
        token = self.tree.tokens[i]
        if token.pos in {"VERB", "AUX"} or self.tree.child(i, "cop", "aux") is not None:
            yield from self.clause_effects(i)
        else:
            yield from self.noun_effects(i)

    def clause_effects(self, i: int) -> Iterator[Effect]:
        tree = self.tree
        helped = self.helped(i)
        if self.lasting(i):
            yield self.words.effects["ongoing"]
        if self.denied(i) or (helped != i and tree.child(helped, "neg") is not None):
            yield self.words.effects["not"]
        auxiliary = self.auxiliary(i, helped)
        if auxiliary:
            yield auxiliary
        for c in tree.children(i, "advmod", "npadvmod"):
            if effect := self.word("r", c, "own"):
                yield effect
        for c in (*tree.children(i, "mark", "advmod"), *(tree.children(helped, "mark") if helped != i else ())):
            if effect := self.word("m", c, "own"):
                yield effect
        for c in tree.children(i, "nsubj", "nsubjpass", "dobj", "attr"):
            if effect := self.quantity(c):
                yield effect
                break

    def helped(self, i: int) -> int:
        """The verb whose auxiliaries count for ``i`` too: "will meet and sign"; ``i`` itself if it has its own or stands alone."""
        tree, token = self.tree, self.tree.tokens[i]
        first = tree.first_conjunct(i)
        if first == i or tree.child(i, "nsubj", "nsubjpass", "aux") is not None or tree.tokens[first].tag != token.tag:
            return i
        return first

    def lasting(self, i: int) -> bool:
        """A state by its verb ("backed by"), unless told in the simple past; a progressive of now, or a present that tells a state."""
        tag = self.tree.tokens[i].tag
        if tag == "VBG" and any(self.word("x", c, "progressive") for c in self.tree.children(i, "aux")):
            return True
        present = tag in {"VBZ", "VBP"} and self.sentences[self.tree.tokens[i].sentence].kind != "headline"
        return (tag != "VBD" and self.word("v", i, "own") is not None) or (present and self.word("v", i, "present") is not None)

    def denied(self, i: int) -> bool:
        """Negated, unless "not until" says that it came to be."""
        if self.tree.child(i, "neg") is None:
            return False
        limits = (*self.tree.children(i, "prep"), *(m for c in self.tree.children(i, "advcl") for m in self.tree.children(c, "mark")))
        return not any(self.word("p", c, "denied") for c in limits)

    def auxiliary(self, i: int, helped: int) -> Effect | None:
        """What the auxiliaries do, those of more words first ("would have")."""
        tree = self.tree
        found = [tree.tokens[c] for c in tree.children(helped, "aux", "auxpass")]
        reported = self.reported(helped)
        for t in found:
            for form in dict.fromkeys((plain(t.text), t.lemma)):
                for word in self.words.starting("x", form):
                    fits = "reported" in word.frames if reported and self.has_reported(form, word.words) else "own" in word.frames
                    if fits and in_order(word.words, found):
                        return word.effect
        return None

    def has_reported(self, form: str, words: tuple[str, ...]) -> bool:
        return any("reported" in w.frames and w.words == words for w in self.words.starting("x", form))

    def reported(self, i: int) -> bool:
        """Inside what somebody said in the past: "said it would leave"."""
        token = self.tree.tokens[self.tree.first_conjunct(i)]
        governor = self.tree.tokens[token.head]
        return token.dep in {"ccomp", "acl"} and (governor.tag in PAST or governor.pos == "NOUN")

    def quantity(self, i: int) -> Effect | None:
        """ "no troops", "nobody": the determiner or pronoun of a subject or object, which counts for its verb."""
        found = self.word("d", i, "own") if self.tree.tokens[i].pos in {"PRON", "DET", "NOUN", "ADJ"} else None
        return found or next((e for c in self.tree.children(i, "det", "neg", "amod") if (e := self.word("d", c, "own"))), None)

    def noun_effects(self, i: int) -> Iterator[Effect]:
        if self.tree.tokens[i].dep not in SUBJECT_OR_OBJECT and (effect := self.quantity(i)):
            yield effect
        if self.tree.tokens[i].pos == "NOUN" and (effect := self.word("n", i, "own")):
            yield effect
        for c in self.tree.children(i, "amod", "compound", "advmod", "nmod"):
            if effect := self.word("q", c, "own"):
                yield effect
        for c in self.tree.children(i, "acl"):  # "talks called off", "a visit scheduled for May"
            if self.tree.tokens[c].tag in PAST and (effect := self.word("v", c, "obj")):
                yield effect

    def eventive(self, i: int) -> bool:
        """True where word ``i`` denotes an event: a main verb, or a noun of the list."""
        token = self.tree.tokens[i]
        if token.pos == "VERB":
            return token.dep not in {"aux", "auxpass"}
        return token.pos == "NOUN" and plain(token.lemma) in self.words.event_nouns

    # what governs it

    def context(self, i: int, depth: int = DEPTH) -> View:
        """What the words above say about ``i``, its own clause apart."""
        tree = self.tree
        first = tree.first_conjunct(i)
        token = tree.tokens[first]
        head = token.head
        if head == first:
            return self.root(first)
        if token.dep in {"appos", "conj"}:
            return self.context(head, depth - 1) if depth > 1 else FACT
        if tree.tokens[i].pos in {"VERB", "AUX"}:
            return self.clause_context(first, depth)
        return self.noun_context(first, depth)

    def root(self, i: int) -> View:
        """A main clause: a question, an order, a headline's "Leader to visit"; else a fact."""
        token = self.tree.tokens[i]
        sentence = self.sentences[token.sentence]
        if token.tag == "VB" and self.tree.child(i, "nsubj", "nsubjpass") is None and self.tree.child(i, "aux") is None:
            return FACT if sentence.kind == "headline" else self.effect("command")
        if self.infinitive(i):
            return self.effect("planned")
        if self.tree.tokens[sentence.last - 1].text == "?":
            return self.effect("question")
        return FACT

    def effect(self, name: str) -> View:
        return under(self.words.effects[name], FACT)

    def infinitive(self, i: int) -> bool:
        return any(self.tree.tokens[c].tag == "TO" for c in self.tree.children(i, "aux"))

    def clause_context(self, first: int, depth: int) -> View:
        """The context of a verb, by the shape of its clause and how that hangs on the word above."""
        token, head = self.tree.tokens[first], self.tree.tokens[first].head
        frame = self.frame(first)
        if frame == "inf" and self.announced(first):
            return self.effect("planned")
        if token.dep == "advcl" and frame != "ing":
            return self.adverbial(first, frame, depth)
        if token.dep == "relcl" and frame != "inf":
            return FACT
        if token.dep == "acl" and frame == "ing":
            return FACT
        if token.dep == "pcomp":
            return self.prepositional(head, depth)
        if token.dep in {"csubj", "csubjpass"}:  # "that it struck is no surprise", but "to strike would be a mistake"
            outer = self.view(head, depth - 1)
            return outer if outer.status in {"planned", "hypothetical"} else FACT
        if token.dep in {"xcomp", "ccomp", "acl", "relcl", "advcl"}:
            return self.complement(head, frame, depth)
        return FACT

    def announced(self, i: int) -> bool:
        """ "Leader to visit": a headline's infinitive before which there is no verb and no noun that governs it ("plan to visit")."""
        token = self.tree.tokens[i]
        sentence = self.sentences[token.sentence]
        before = range(sentence.first, i)
        if sentence.kind != "headline" or len(before) > LONGEST_SUBJECT or not self.infinitive(i):
            return False
        governed = token.head < i and self.tree.tokens[token.head].pos != "VERB" and self.governed(token.head, "inf") is not None
        return not governed and not any(self.tree.tokens[t].tag in FINITE for t in before)

    def frame(self, i: int) -> str:
        """inf, ing or that: the shape of the clause that ``i`` heads."""
        token = self.tree.tokens[i]
        if self.infinitive(i) or (token.dep == "xcomp" and token.tag in {"VB", "VBN"}):
            return "inf"
        if token.dep == "ccomp" and token.tag == "VB" and self.tree.child(i, "aux") is None:
            return "inf"
        if token.tag in {"VBG", "VBN"} and self.tree.child(i, "aux", "auxpass", "nsubj", "nsubjpass") is None:
            return "ing"
        if token.tag == "VBG" and token.dep in {"xcomp", "pcomp"}:
            return "ing"
        return "that"

    def adverbial(self, i: int, frame: str, depth: int) -> View:
        """Purpose ("to meet"), time ("before it leaves"), or another clause, which stands for itself."""
        head = self.tree.tokens[i].head
        if frame == "inf":
            return self.complement(head, frame, depth)
        for c in self.tree.children(i, "mark", "advmod"):
            if effect := self.word("m", c, "time"):
                outer = self.view(head, depth - 1)
                if outer.status in {"planned", "hypothetical"} and self.tree.tokens[i].tag not in {"VBD"}:
                    return within(under(effect, FACT), outer) if effect.name == "begun" else under(effect, FACT)
        return FACT

    def complement(self, head: int, frame: str, depth: int) -> View:
        """A clause or noun under a governing word; the governor's own certainty decides which side of its effect applies."""
        governor = self.tree.tokens[head]
        effect = self.governed(head, frame)
        if governor.pos in {"NOUN", "PROPN"}:  # "the first to sign"
            effect = next((e for c in self.tree.children(head, "amod", "advmod") if (e := self.word("q", c, frame))), effect)
        if effect is None and governor.pos == "AUX" and (word := self.tree.child(head, "acomp", "attr")) is not None:
            effect = self.governed(word, frame)
        effect = effect or self.default(governor.pos, frame)
        if effect is None:
            return FACT
        return under(effect, self.view(head, depth - 1))

    def governed(self, head: int, frame: str) -> Effect | None:
        kind = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n", "ADJ": "a", "ADP": "a", "ADV": "a"}.get(self.tree.tokens[head].pos, "v")
        found = self.word(kind, head, frame)
        if found is None and kind == "v" and self.tree.tokens[head].tag in {"VBN", "JJ"}:
            found = self.word("a", head, frame)
        return found

    def default(self, pos: str, frame: str) -> Effect | None:
        kind = {"VERB": "v", "AUX": "v", "NOUN": "n", "PROPN": "n"}.get(pos, "a")
        return next((w.effect for w in self.words.starting(kind, ANY) if frame in w.frames), None)

    def noun_context(self, i: int, depth: int) -> View:
        """The context of a noun, by its place: object, subject, after a preposition, before another noun."""
        token = self.tree.tokens[i]
        if token.dep == "pobj":
            return self.prepositional(token.head, depth, i)
        if token.dep in {"dobj", "nsubjpass", "dative"}:
            return self.argument(i, "obj", depth)
        if token.dep == "nsubj":
            return self.argument(i, "subj", depth)
        if token.dep in {"compound", "nmod", "amod"}:
            effect = self.word("n", token.head, "mod")
            return under(effect, self.view(token.head, depth - 1)) if effect else FACT
        if token.dep in {"attr", "acomp", "oprd"}:
            return self.view(token.head, depth - 1)
        return FACT

    def argument(self, i: int, frame: str, depth: int) -> View:
        """A noun as object or subject: what its verb does to it, else a fact if definite ("condemned the raid"), else real as the verb."""
        head = self.tree.tokens[i].head
        effect = self.word("v", head, frame)
        if effect is not None and effect.status == "negated" and self.content(i):
            return FACT
        if effect is not None and effect.status == "hypothetical" and self.definite(i):  # "discussed the test"
            return FACT
        if effect is None and (self.definite(i) or (frame == "subj" and not self.single(i))):
            return FACT
        outer = self.view(head, depth - 1)
        return under(effect, outer) if effect else outer

    def content(self, i: int) -> bool:
        """A noun of speech or intent: a plan is there before it is refused."""
        return any({"inf", "that"} & set(w.frames) for w in self.words.starting("n", self.tree.tokens[i].lemma))

    def single(self, i: int) -> bool:
        """ "A war", "any war", "war could …": as real as what is said of it."""
        head = self.tree.tokens[i].head
        if self.tree.tokens[head].pos == "AUX":
            return False
        supposed = self.own(head).status == "hypothetical"
        return supposed or any(self.word("d", c, "single") for c in self.tree.children(i, "det"))

    def definite(self, i: int) -> bool:
        return self.tree.child(i, "poss") is not None or any(self.word("d", c, "definite") for c in self.tree.children(i, "det"))

    def prepositional(self, preposition: int, depth: int, noun: int | None = None) -> View:
        """ "threat of war", "called for talks", "without talks": by the preposition and what it hangs on."""
        tree = self.tree
        head = tree.tokens[preposition].head
        frame = tree.tokens[preposition].lemma
        effect = self.word("p", preposition, "own")
        if effect:
            return under(effect, FACT)
        if head == preposition:
            return FACT
        effect = self.governed(head, frame)
        if effect:
            return under(effect, self.view(head, depth - 1))
        if noun is not None and self.definite(noun):
            return FACT
        outer = self.view(head, depth - 1)
        return outer if outer.status in {"planned", "hypothetical"} else FACT

    # the lexicon

    def word(self, kind: str, i: int, frame: str) -> Effect | None:
        """The effect of token ``i`` as a word of ``kind`` on what stands at ``frame``; of several, that of most words."""
        token = self.tree.tokens[i]
        for form in self.words.forms(token.text, token.lemma):
            for word in self.words.starting(kind, form):
                if frame in word.frames and (len(word.words) == 1 or self.beside(i, word.words[1:])):
                    return word.effect
        if kind == "v" and self.tree.child(i, "auxpass") is not None:
            passives = (w for w in self.words.starting(kind, PASSIVE) if w.words[1:] == (token.lemma,))
            return next((w.effect for w in passives if frame in w.frames), None)
        return None

    def beside(self, i: int, rest: tuple[str, ...]) -> bool:
        """True where the further words of a phrase hang on token ``i`` or stand right after it."""
        near = [*self.tree.children(i), *range(i + 1, min(i + 1 + len(rest), len(self.tree.tokens)))]
        if self.tree.tokens[i].pos == "VERB":  # "went on" but not "went on television"
            near = [c for c in near if self.tree.child(c, "pobj") is None]
        said = {form for c in near for form in (self.tree.tokens[c].lemma, self.tree.tokens[c].text.lower())}
        return all(r in said for r in rest)
