"""Which country people belong to of whom nothing says it ("police", "the protesters"): what the story is about, and what stands near them.

Each rule below asks two or three such signs to agree. They were chosen on annotated stories, 330 words of this kind: the country is right
in three cases of four; where the signs differ it stays unknown, since a wrong country is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ...types import Entity, Reading, Sentence
from .scene import LEAD, Kin, Scene

COURTS = frozenset({"JUD", "COP"})
SOLDIERS = frozenset({"MIL", "PRM"})
FIGHTERS = frozenset({"REB"})
OFFICIALS = frozenset({"GOV"})
LAWMAKERS = frozenset({"LEG"})
CIVILIANS = ("CVL",)
STRANGERS = frozenset({"UAF", "CRM", "NGO", "IGO"})  # gunmen, aid groups: seldom of a known country
ONE = 5  # rank (titles.tsv) down to which a state has one such officer
AROUND = 40  # mentions looked at on either side; bounds a sentence of thousands of names


class Nearby:
    """Countries of a story: named, named or meant by a body or person, those of the places below a country; and where each stands."""

    def __init__(self, scene: Scene, persons: Mapping[int, Entity]) -> None:
        self.scene = scene
        self.sentences = [t.sentence for t in scene.tree.tokens]
        states = list(zip(scene.country_heads, scene.country_codes, strict=True))
        bodies = [(s.head, code) for s in scene.sightings if (code := self._body(s.head))]
        people = [(head, e.code) for head, e in persons.items() if e.code and scene.actors.state(e.code)]
        met = sorted({*states, *bodies, *people})
        self.state_heads, self.state_codes = scene.country_heads, scene.country_codes
        self.heads, self.codes = [h for h, _ in met], [c for _, c in met]
        self.towns = [(p.start, p.country) for p in scene.reading.places if p.country and p.precision != "country"]
        self.town_starts = [start for start, _ in self.towns]
        self.named = top(self._weights(states))
        self.about = top(self._weights(met))
        grounds = Counter(dict(self._grounds(scene.reading)))
        self.ground = top(grounds) or self.named
        self.all = top(grounds + self._weights(states))

    def _body(self, head: int) -> str | None:
        """Country of a known body whose name has this head."""
        found = self.scene.by_head.get(head)
        if not found or not found.hits or found.countries or found.is_person:
            return None
        known = self.scene.known(found)
        code = known.resolve(self.scene.on).code if known else None
        return code if code and self.scene.actors.state(code) else None

    def _weights(self, met: Iterable[tuple[int, str]]) -> Counter[str]:
        """How often each country is met; in the first LEAD sentences each time counts LEAD times."""
        out: Counter[str] = Counter()
        for head, code in met:
            out[code] += LEAD if self.sentences[head] < LEAD else 1
        return out

    def _grounds(self, reading: Reading) -> Iterable[tuple[str, int]]:
        out: Counter[str] = Counter()
        for start, code in self.towns:
            out[code] += LEAD if sentence_at(reading.sentences, start) < LEAD else 1
        return out.items()

    def last(self, token: int) -> str | None:
        """Country met last before a token, in whatever form; None where there is none."""
        n = bisect_left(self.heads, token) - 1
        return self.codes[n] if n >= 0 else None

    def last_state(self, token: int) -> str | None:
        """The same for names of countries alone; before the first, the first."""
        n = bisect_right(self.state_heads, token) - 1
        return self.state_codes[max(n, 0)] if self.state_codes else None

    def around(self, token: int) -> str | None:
        """Country met most in the sentence, the one before and the one after."""
        here, n = self.sentences[token], bisect_left(self.heads, token)
        low, high = max(n - AROUND, 0), n + AROUND
        near = zip(self.heads[low:high], self.codes[low:high], strict=True)
        return top(Counter(code for head, code in near if abs(self.sentences[head] - here) <= 1))

    def guess(self, token: int, sectors: Sequence[str]) -> str | None:
        """The country of people of these sectors at this token, None where the signs do not agree."""
        sort = sectors[0] if sectors else ""
        if sort in COURTS:
            return agreed(self.about, self.ground)
        if sort in SOLDIERS:
            return agreed(self.about, self.ground, self.named)
        if sort in FIGHTERS:
            return agreed(self.named, self.all)
        if sort in OFFICIALS:
            return agreed(self.all, self.last(token))
        if sort in LAWMAKERS:
            return agreed(self.around(token), self.last(token))
        if sort and sort not in STRANGERS:
            return agreed(self.ground, self.last_state(token), self.last(token))
        return None

    def here(self, token: int, sectors: tuple[str, ...]) -> Kin | None:
        """What a word of this sort lends itself: the country it is guessed to be of, unless the words around it speak against that."""
        scene = self.scene
        if scene.is_joint(token):
            return None
        if self._the_office(token):
            return Kin(self.about, (), token, "story") if self.about and self.about == self.named else None
        domestic = any(scene.coref.is_a("domestic", scene.tree.tokens[m].text.lower()) for m in scene.reach(token))
        code = self.about if domestic and sectors else self.guess(token, sectors)
        if code is None or code in scene.foreign(token, self.named):
            return None
        return None if sectors[:1] == CIVILIANS and self._abroad(token, code) else Kin(code, (), token, "story")

    def _abroad(self, token: int, code: str) -> bool:
        """True where all towns of the sentence are in other countries: who died in Hiroshima is no American."""
        sentence = self.scene.reading.sentences[self.sentences[token]]
        first = bisect_left(self.town_starts, sentence.start)
        here = {country for start, country in self.towns[first : first + AROUND] if start < sentence.end}
        return bool(here) and code not in here

    def _the_office(self, token: int) -> bool:
        """True for "the president", "the foreign minister": there is one, of the country that the story is about."""
        found = self.scene.by_head.get(token)
        title = found.title if found else None
        return bool(title and not title.plural and title.title.rank <= ONE and self.scene.definite(token))


def agreed(*codes: str | None) -> str | None:
    """The country that all signs give, else None."""
    return codes[0] if len(set(codes)) == 1 else None


def top(counts: Counter[str]) -> str | None:
    return counts.most_common(1)[0][0] if counts else None


def sentence_at(sentences: Sequence[Sentence], start: int) -> int:
    """Which sentence holds a code point."""
    return max(bisect_right(sentences, start, key=lambda s: s.start) - 1, 0)
