"""Who was named lately: what "he", "it", "both sides" may point back to. Bounded, so that a long text costs no more a word."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

SIDES = frozenset({"country", "group", "body", "office"})
TOPIC = 1.5  # worth of each earlier mention, up to five; measured on annotated stories, flat from 1 to 2
QUOTED = 6.0  # less for somebody of whom only a quotation speaks, outside quotations
SPEAKS = 6.0  # more for who spoke before, as who speaks on ("he added")
REACH = 24  # mentions looked back on
#: Sentences that each kind of pointing word may look back.
OLDEST: dict[str, int] = {"man": 4, "woman": 4, "body": 2, "organ": 6, "any": 3} | dict.fromkeys(("country", "group", "firm", "pair"), 12)


@dataclass(slots=True)
class Trace:
    """A mention as memory keeps it. ``sort``: man, country, group, body, office (a body of a state), firm, people.

    ``weight``: how prominent its place in the sentence is. ``quoted``: it stands in a quotation. ``speaks``: it is who says something.
    """

    entities: tuple[int, ...]
    token: int
    sentence: int
    sort: str
    plural: bool
    weight: float
    verb: int | None
    quoted: bool = False
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose voice a pointing word is told. ``quoted``: in a quotation, of which ``speaker`` is the entity that speaks, if known.

    ``before``: the entity that speaks in a quotation right before. ``speaks``: the word itself is who says something.
    """

    quoted: bool = False
    speaker: int | None = None
    before: int | None = None
    speaks: bool = False

    def excludes(self, trace: Trace) -> bool:
        """True for the "he" of a quotation and who speaks there, and for the "he" who speaks and whom only the quotation names."""
        return self.speaker in trace.entities or (self.speaks and trace.quoted)

    def favours(self, trace: Trace) -> float:
        """How much the voice speaks for a trace: less for who is named in a quotation only, more for who spoke before."""
        return (SPEAKS if self.speaks and trace.speaks else 0.0) - (QUOTED if trace.quoted and not self.quoted else 0.0)


OWN_VOICE = Voice()

#: What each kind of pointing word may point back to, with a handicap for the less usual.
ACCEPTS: dict[str, dict[str, float]] = {
    "man": {"man": 0.0},
    "woman": {"man": 0.0},
    "body": {"country": 0.0, "body": 0.0, "group": 0.0, "office": 0.0},
    "organ": {"body": 0.0, "group": 2.0, "office": 2.0},
    "country": {"country": 0.0},
    "group": {"group": 0.0, "body": 6.0},
    "firm": {"firm": 0.0, "body": 8.0},
    "any": {"people": 0.0, "group": 2.0, "body": 5.0, "office": 5.0, "country": 7.0, "firm": 5.0},
}


class Memory:
    """Mentions in the order of the text, the last REACH of them."""

    def __init__(self) -> None:
        self.traces: deque[Trace] = deque(maxlen=REACH)
        self.told: Counter[int] = Counter()  # how often each entity was named: what a story is about is what it points back to
        self.gender: dict[int, str] = {}

    def add(self, trace: Trace) -> None:
        self.traces.append(trace)
        for e in trace.entities:
            self.told[e] += 1

    def back(self, refers: str, sentence: int) -> Iterator[Trace]:
        """Traces that a pointing word may mean, latest first."""
        for trace in reversed(self.traces):
            if sentence - trace.sentence <= OLDEST[refers]:
                yield trace

    def best(
        self,
        refers: str,
        sentence: int,
        verbs: Collection[int | None],
        plural: bool,
        barred: int | None = None,
        voice: Voice = OWN_VOICE,
    ) -> Trace | None:
        """The most prominent recent mention that fits. ``verbs``: those of the word's own clause, whose other arguments it cannot mean.

        ``barred``: a head word that it cannot mean either.
        """
        found: Trace | None = None
        score = 0.0
        for n, trace in enumerate(self.back(refers, sentence)):
            handicap = self._fits(refers, trace, plural)
            if handicap is None or trace.token == barred or (trace.verb is not None and trace.verb in verbs):
                continue
            if voice.excludes(trace):
                continue
            age = sentence - trace.sentence if voice.before not in trace.entities else min(1, sentence - trace.sentence)
            here = trace.weight + voice.favours(trace) - 8.0 * age - 0.4 * n - handicap + TOPIC * min(5, self.told[trace.entities[0]])
            if found is None or here > score:
                found, score = trace, here
        return found

    def _fits(self, refers: str, trace: Trace, plural: bool) -> float | None:
        """Handicap of a trace for a pointing word, None where it cannot be meant."""
        handicap = ACCEPTS[refers].get(trace.sort)
        if refers == "any" and len(trace.entities) > 1:
            return 0.0
        if handicap is None or (trace.plural and refers != "any") or len(trace.entities) > 1:
            return None
        if refers in {"man", "woman"} and self.gender.get(trace.entities[0], refers) != refers:
            return None
        return handicap

    def last_joint(self, sorts: Collection[str], sentence: int) -> tuple[int, ...]:
        """The entities last named together ("Kenya, Uganda and Chad"), if they are of these sorts; else empty."""
        return next((t.entities for t in self.back("pair", sentence) if len(t.entities) > 1 and t.sort in sorts), ())

    def last_two(
        self,
        sorts: Collection[str],
        sentence: int,
        same: Callable[[int, int], bool] = int.__eq__,
        fits: Callable[[int], bool] = lambda e: True,
    ) -> tuple[int, ...]:
        """The last two entities of these sorts that ``fits`` and are not the ``same``, in the order they were named; empty if fewer."""
        found: list[int] = []
        for trace in self.back("pair", sentence):
            for e in reversed(trace.entities if trace.sort in sorts else ()):
                if fits(e) and not any(same(e, f) for f in found):
                    found.append(e)
            if len(found) >= 2:
                return found[1], found[0]
        return ()
