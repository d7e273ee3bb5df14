"""When, where and according to whom a word's event is told: the times, places and attributions that the parse ties to it.

A time or place belongs to a trigger where the way between them through the parse is cheap: hanging on the trigger costs nothing,
hanging on its clause little, and each clause or noun phrase that must be left or entered costs more (table COSTS).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from .arguments import subjects
from .knowledge.setting import SettingWords
from .syntax import Tree
from .types import Mention, Reading

#: Types whose events are words: they happen when and where they are said.
SAID = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "CONCEDE", "AGREE"})
#: Types whose parties stand side by side: A met B is B met A.
SIDE_BY_SIDE = frozenset({"CONSULT", "AGREE", "COOPERATE"})
LONGEST_QUOTATION = 200  # words that are looked back on for its mark
#: Penn Treebank tags of the marks that open and close a quotation.
MARKS = ("``", "''")
#: Types whose events are where their possessor is: "Syria's war", "Cairo's protests".
WHERE_IT_IS = frozenset({"ASSAULT", "PROTEST"})
#: Going up from the trigger out of a clause or phrase of this kind.
UP = {"conj": 1.0, "xcomp": 1.0, "pcomp": 1.5, "advcl": 2.0, "acl": 3.0, "ccomp": 3.0, "parataxis": 3.0, "relcl": 4.0}
#: Going down to the time or place into one.
DOWN = {"conj": 2.0, "xcomp": 1.5, "pcomp": 2.5, "advcl": 3.0, "acl": 3.5, "ccomp": 4.0, "parataxis": 4.0, "relcl": 3.5}
#: Into a clause that describes the trigger itself: "talks held on Monday", "the attack, which took place in …".
DESCRIBES = {"acl": 1.0, "relcl": 1.5}
PHRASE = 0.5  # from an event noun to the verb it stands by ("held talks")
WITHIN = frozenset({"compound", "nmod", "nummod", "amod", "poss"})
NAMES = 1.5  # a time that is part of another thing's name ("the 2015 deal")
DEEPER = 1.5  # each further noun phrase
#: The dearest way that still ties a time or place to a trigger.
LIMIT = 4.6
#: What it costs to take the time or place of a reporting verb for what was reported, and for words that were said themselves.
REPORTED, UTTERED = 6.0, 1.0


def in_own_words(trigger: int, tree: Tree) -> bool:
    """True for an act done by saying so, in a quotation: "We support Chad", he said."""
    return is_quoted(trigger, tree) and any(tree.tokens[s].tag == "PRP" for s in subjects(tree, trigger))


def is_quoted(i: int, tree: Tree) -> bool:
    """Whether the last quotation mark before a token in its sentence opens."""
    before = range(i - 1, max(-1, i - LONGEST_QUOTATION), -1)
    mark = next((t for t in before if tree.tokens[t].sentence != tree.tokens[i].sentence or tree.tokens[t].tag in MARKS), None)
    return mark is not None and tree.tokens[mark].tag == MARKS[0] and tree.tokens[mark].sentence == tree.tokens[i].sentence


class Setting:
    """Times, places and attributions of one article by token."""

    def __init__(self, reading: Reading, tree: Tree, words: SettingWords) -> None:
        self.reading = reading
        self.tree = tree
        self.words = words
        starts = [t.start for t in reading.tokens]
        self.times: dict[int, list[int]] = defaultdict(list)  # sentence -> times
        self.places: dict[int, list[int]] = defaultdict(list)
        self.token_of_time: dict[int, int] = {}
        self.token_of_place: dict[int, int] = {}
        self.spread([(t.start, t.end) for t in reading.times], starts, self.times, self.token_of_time)
        self.spread([(p.start, p.end) for p in reading.places], starts, self.places, self.token_of_place)
        self.place_of_token = {i: reading.places[n].precision for n, i in self.token_of_place.items()}
        self.cues = {bisect_right(starts, c.start) - 1 for a in reading.attributions for c in a.cue}
        self.triggers = sorted({m.token for m in reading.mentions if m.type is not None and not m.note})
        self.contents: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # sentence -> contents that reach into it
        floors = [s.start for s in reading.sentences]
        for start, end, n in ((s.start, s.end, n) for n, a in enumerate(reading.attributions) for s in a.content if s.start < s.end):
            for sentence in range(max(0, bisect_right(floors, start) - 1), bisect_right(floors, end - 1)):
                self.contents[sentence].append((start, end, n))

    def spread(self, spans: list[tuple[int, int]], starts: list[int], by_sentence: dict[int, list[int]], token_of: dict[int, int]) -> None:
        """Fill the tables: positions by sentence, and the governing token of each."""
        for n, (start, end) in enumerate(spans):
            first = bisect_right(starts, start) - 1
            if first >= 0:
                token_of[n] = self.top(first, max(first, bisect_right(starts, end - 1) - 1))
                by_sentence[self.tree.tokens[first].sentence].append(n)

    def top(self, first: int, last: int) -> int:
        """The token of a span that governs the others."""
        inside = range(first, last + 1)
        return next((i for i in inside if self.tree.tokens[i].head not in inside or self.tree.tokens[i].head == i), first)

    def time(self, mention: Mention) -> int | None:
        """Position in ``Reading.times`` of the time that dates the mention's event, None where its words do not date it."""
        dated = [n for n in self.times.get(mention.sentence, ())[:30] if self.reading.times[n].edtf]
        return self.nearest(mention, [(self.token_of_time[n], n) for n in dated])

    def place(self, mention: Mention) -> int | None:
        """Position in ``Reading.places`` of the place where the mention's event happens, None where its words do not tell."""
        near = [(self.token_of_place[n], n) for n in self.places.get(mention.sentence, ())[:30]]
        return self.nearest(mention, [(token, n) for token, n in near if self.stands_for_place(token, mention)])

    def nearest(self, mention: Mention, items: list[tuple[int, int]]) -> int | None:
        ways = [(self.cost(mention, token), abs(token - mention.token), n) for token, n in items]
        best = min(ways, default=None)
        return best[2] if best and best[0] <= LIMIT else None

    def stands_for_place(self, token: int, mention: Mention) -> bool:
        """Whether the words place an event: "in (the town of) Kabul", "the Kabul attack", "visited Kabul"; not "talks with Kabul"."""
        tokens = self.tree.tokens
        dep, head = tokens[token].dep, tokens[token].head
        if dep in {"conj", "appos"} and head != token:
            return self.stands_for_place(head, mention)
        if dep == "pobj":
            kind = tokens[head].lemma
            noun = tokens[head].head
            if kind == self.words.of and tokens[noun].lemma in self.words.areas and noun < token:
                return self.stands_for_place(noun, mention) or tokens[noun].dep == "dobj"
            return mention.type in self.words.prepositions.get(kind, frozenset()) or self.words.anywhere(kind)
        if dep in {"compound", "nmod"}:
            return self.local(token) and (head == mention.token or tokens[head].dep in {"pobj", "dobj"})
        if dep == "poss":
            return head == mention.token and mention.type in WHERE_IT_IS
        met = mention.type == "CONSULT" and "visit" not in mention.modes  # "met Kenya" is no place, "visited Kenya" is one
        return dep in {"dobj", "npadvmod"} and head == mention.token and mention.type not in SAID and not met

    def local(self, token: int) -> bool:
        """True for a place smaller than a country: "the Hanoi summit" is in Hanoi, "the Iran talks" need not be in Iran."""
        return self.place_of_token.get(token) != "country"

    def cost(self, mention: Mention, item: int) -> float:
        """How dear the way from the trigger to token ``item`` is."""
        up, down, meet = self.ways(mention.token, item)
        if meet is None or self.of_another(mention.token, item):
            return 99.0
        total = self.climb(up) + self.descend(down, meet, mention)
        if up and meet in self.cues and not self.utters(mention.token, meet):
            total += (UTTERED if mention.type in SAID else REPORTED) - UP["ccomp"] * any(self.tree.tokens[i].dep == "ccomp" for i in up)
        return total

    def of_another(self, trigger: int, item: int) -> bool:
        """True for "last year" and "the talks" in "the talks follow a visit last year": it tells of the event named last."""
        verb = self.tree.tokens[trigger].head
        if self.tree.tokens[trigger].dep != "nsubj" or item < verb or self.tree.tokens[verb].lemma not in self.words.sequence:
            return False
        return bisect_left(self.triggers, item) > bisect_right(self.triggers, verb)

    def utters(self, trigger: int, cue: int) -> bool:
        """True where the cue is the trigger's own light or governing verb ("made a call")."""
        return self.tree.tokens[trigger].dep in {"dobj", "nsubj", "nsubjpass"} and self.tree.tokens[trigger].head == cue

    def ways(self, trigger: int, item: int) -> tuple[list[int], list[int], int | None]:
        """Tokens left on the way up from the trigger and on the way down to the item, and where the two meet."""
        up = [trigger, *self.tree.ancestors(trigger)]
        places = {t: k for k, t in enumerate(up)}
        down: list[int] = []
        for t in (item, *self.tree.ancestors(item)):
            if t in places:
                return up[: places[t]], down, t
            down.append(t)
        return up, down, None

    def climb(self, up: list[int]) -> float:
        total, phrases = 0.0, 0
        previous = ""
        for i in up:
            dep = self.tree.tokens[i].dep
            if dep in UP:
                total += UP[dep]
            elif previous not in {"", "phrase"} or not previous:
                total += DEEPER if phrases else PHRASE
                phrases += 1
            previous = dep if dep in UP else "phrase"
        return total

    def descend(self, down: list[int], meet: int, mention: Mention) -> float:
        inside = down and self.tree.tokens[down[0]].dep in WITHIN and self.tree.tokens[down[0]].head != mention.token
        total = NAMES if inside else 0.0
        for i in down[1:]:
            token = self.tree.tokens[i]
            if token.dep in DOWN:
                describes = i == down[-1] and meet == mention.token and self.nominal(meet)
                total += DESCRIBES.get(token.dep, DOWN[token.dep]) if describes else DOWN[token.dep]
            elif token.pos in {"NOUN", "PROPN", "PRON"} and token.lemma not in self.words.areas:
                total += DEEPER
        return total

    def nominal(self, i: int) -> bool:
        return self.tree.tokens[i].pos in {"NOUN", "PROPN"}

    def attributions(self, trigger: int) -> tuple[int, ...]:
        """Attributions whose content holds the trigger, widest first."""
        at = self.tree.tokens[trigger].start
        held = [(s - e, n) for s, e, n in self.contents.get(self.tree.tokens[trigger].sentence, ()) if s <= at < e]
        return tuple(dict.fromkeys(n for _, n in sorted(held)))
