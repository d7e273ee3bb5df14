"""When, where and according to whom a word's event is told: the nearest time, place and attributions in the parse."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from .syntax import Tree
from .types import Reading

HERE = frozenset({"in", "at", "near", "outside", "inside", "on", "around", "across", "from", "to", "into", "over", "off", "within"})
CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis", "acl", "xcomp", "pcomp"})


class Setting:
    """Times, places and attributions of one article by token."""

    def __init__(self, reading: Reading, tree: Tree) -> None:
        self.reading = reading
        self.tree = tree
        starts = [t.start for t in reading.tokens]
        self.times: dict[int, list[int]] = defaultdict(list)  # sentence -> times
        self.places: dict[int, list[int]] = defaultdict(list)
        self.token_of_time: dict[int, int] = {}
        self.token_of_place: dict[int, int] = {}
        for kind, table, where in ((reading.times, self.times, self.token_of_time), (reading.places, self.places, self.token_of_place)):
            for n, item in enumerate(kind):
                first = bisect_right(starts, item.start) - 1
                if first < 0:
                    continue
                last = max(first, bisect_right(starts, item.end - 1) - 1)
                where[n] = self.top(first, last)
                table[reading.tokens[first].sentence].append(n)
        self.contents: list[tuple[int, int, int]] = sorted(
            (s.start, s.end, n) for n, a in enumerate(reading.attributions) for s in a.content
        )

    def top(self, first: int, last: int) -> int:
        """The token of a span that governs the others."""
        inside = range(first, last + 1)
        return next((i for i in inside if self.tree.tokens[i].head not in inside or self.tree.tokens[i].head == i), first)

    def clause(self, i: int) -> int:
        """The verb (or root) of the clause that holds token ``i``."""
        while self.tree.tokens[i].dep not in CLAUSE and self.tree.tokens[i].head != i:
            i = self.tree.tokens[i].head
        return i

    def distance(self, trigger: int, item: int) -> int:
        """0: hangs on the trigger; 1: on the verb of its clause; 2: on a clause above; then by words between (10+)."""
        above = [trigger, *self.tree.ancestors(trigger)]
        path = [item, *self.tree.ancestors(item)]
        meet = next((a for a in path if a in set(above)), None)
        if meet is None:
            return 99
        if meet == trigger:
            return 0
        if self.clause(item) == self.clause(trigger) or meet == self.clause(trigger):
            return 1
        up = above.index(meet)
        down = sum(1 for a in path[: path.index(meet)] if self.tree.tokens[a].dep in CLAUSE)
        return 2 + up + 3 * down

    def time(self, trigger: int) -> int | None:
        sentence = self.tree.tokens[trigger].sentence
        found = [
            (self.distance(trigger, self.token_of_time[n]), abs(self.token_of_time[n] - trigger), n)
            for n in self.times.get(sentence, ())
            if self.reading.times[n].edtf
        ]
        return min(found)[2] if found and min(found)[0] < 12 else None

    def place(self, trigger: int) -> int | None:
        sentence = self.tree.tokens[trigger].sentence
        found = []
        for n in self.places.get(sentence, ()):
            token = self.token_of_place[n]
            head = self.tree.tokens[token].head
            if self.tree.tokens[token].dep != "pobj" or self.tree.tokens[head].lemma not in HERE:
                continue
            found.append((self.distance(trigger, token), abs(token - trigger), n))
        return min(found)[2] if found and min(found)[0] < 9 else None

    def attributions(self, trigger: int) -> tuple[int, ...]:
        """Attributions whose content holds the trigger, widest first."""
        at = self.tree.tokens[trigger].start
        held = [(s - e, n) for s, e, n in self.contents if s <= at < e]
        return tuple(dict.fromkeys(n for _, n in sorted(held)))
