"""Time expressions and what they mean on the day of publication. Words and patterns are data; meanings are in timesense."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..knowledge import Knowledge
from ..knowledge.time import Pattern, TimeWords
from ..timeline import at_grain, edtf, first_day, parse_day
from ..types import Reading, Sentence, Time, Token
from .ranges import ranges
from .timesense import RESOLVERS, Hit, Meaning, Scene, Tense

#: Sentences after which a date named earlier is no longer what "two weeks later" counts from, and a quarter no longer "the quarter".
_NEAR_DATE, _NEAR_QUARTER = 3, 4
#: Characters looked at before and after an expression.
_ROUND = 40
#: Heads followed from an expression up to its verb; deeper nesting is no news sentence.
_DEEP = 12
_OF_NOUN = frozenset({"acl", "relcl"})
_NAMING = frozenset({"NOUN", "PROPN", "ADJ", "PRON"})
#: Old years that a text of history names at least.
_YEARS = 8
_VERBS = frozenset({"VERB", "AUX"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_QUARTER = re.compile(r"\d{4}-Q\d$")
_LONGER = re.compile(r"P(?:[6-9]|1\d)M$|P\dY$")


def when(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``times``, in text order. Without a publication day only absolute dates get a full value."""
    words = knowledge.time
    reader = _Reader(reading, words)
    times: list[Time] = []
    for number, sentence in enumerate(reading.sentences):
        times.extend(reader.sentence(number, sentence))
    return replace(reading, times=tuple(times))


@dataclass(frozen=True, slots=True)
class _Found:
    """A stretch that a pattern matched; ``start``/``end`` in the article."""

    start: int
    end: int
    match: re.Match[str]
    pattern: Pattern


class _Reader:
    """Goes through an article once, remembering the date and the quarter named last."""

    def __init__(self, reading: Reading, words: TimeWords) -> None:
        self.text = reading.text
        self.lower = _lower(reading.text)
        self.words = words
        self.today = parse_day(reading.published)
        self.tokens = reading.tokens
        self.starts = [t.start for t in reading.tokens]
        self.people = [n for n in reading.names if n.label == "PERSON"]
        self.people_starts = [n.start for n in self.people]
        self.headline = False
        self.number = 0
        self.history = _is_history(self.lower, self.today, words)
        self.date: tuple[int, str] | None = None
        self.quarter: tuple[int, str] | None = None
        self.first: str | None = None

    def sentence(self, number: int, sentence: Sentence) -> list[Time]:
        """The times of one sentence. Of overlapping matches the leftmost, then the longest, then the first in the table wins."""
        patterns = self.words.search.within(_plain(self.lower[sentence.start : sentence.end]))
        out: list[Time] = []
        end, day = sentence.start, None
        self.number = number
        self.headline = sentence.kind == "headline"
        for found in _matches(self.lower, sentence, patterns):
            if found.start < end or self._vetoed(found):
                continue
            meaning = self._meaning(found, number, day)
            if meaning is None:
                continue
            end = found.end
            out.append(_time(found, meaning, self.today))
            self._remember(number, meaning)
            if self.first is None and found.pattern.meaning == "weekday":
                self.first = meaning.value[:10]
            day = meaning.value[:10] if _DAY.match(meaning.value) else day
        return ranges(_joined(out, self.lower, self.words), self.lower, self.words)

    def _meaning(self, found: _Found, number: int, day: str | None) -> Meaning | None:
        hit = _hit(found, self.words)
        try:
            return RESOLVERS[found.pattern.meaning](hit, self._scene(found, number, day))
        except (ValueError, OverflowError):  # off the calendar: "9,000 years ago", "February 30"
            return None

    def _scene(self, found: _Found, number: int, day: str | None) -> Scene:
        tense, direct = self._tense(found)
        told = first_day(self.date[1]) if self.history and self.date else None
        before = _word_before(self.lower, found.start)
        return Scene(
            today=told or self.today,
            history=told is not None,
            tense=tense,
            direct=direct,
            headline=self.headline,
            anchor=self.date[1] if self.date and (told or number - self.date[0] <= _NEAR_DATE) else None,
            quarter=self.quarter[1] if self.quarter and number - self.quarter[0] <= _NEAR_QUARTER else None,
            day=day,
            amount=self._counted(found),
            open_=before in self.words.words["until"],
            since=before in self.words.words["since"],
            first=self.first,
        )

    def _remember(self, number: int, meaning: Meaning) -> None:
        if meaning.type in {"DATE", "TIME"} and first_day(meaning.value.partition("T")[0]) and len(meaning.value) >= 4:
            self.date = (number, meaning.value.partition("T")[0])
        if _QUARTER.match(meaning.value):
            # a quarter that has not ended is what is expected, not what is told of
            running = self.today is not None and meaning.value >= at_grain(self.today, "Q")
            value = self.quarter[1] if self.quarter and (running or meaning.value < self.quarter[1]) else meaning.value
            self.quarter = (number, value)
        elif _LONGER.match(meaning.value):
            self.quarter = None

    def _vetoed(self, found: _Found) -> bool:
        """Words that look like a time and are none: "May" the name, "march" the walk, "a quarter of the troops", an age."""
        groups = {name: text for name, text in found.match.groupdict().items() if text}
        for kind in ("month", "weekday"):
            if groups.get(kind) in self.words.capital and not self.text[found.match.start(kind)].isupper():
                return True
        return self._no_length(found, groups) or self._no_date(found, groups)

    def _no_length(self, found: _Found, groups: dict[str, str]) -> bool:
        """ "34 years old", "a quarter of the troops", "a second attack"."""
        words = self.words.words
        after = self.lower[found.end : found.end + 12].lstrip(" -\n")
        if ("unit" in groups or "bare" in groups) and any(_starts(after, age) for age in words["age"]):
            return True
        unit, number = words["unit"].get(groups.get("unit", "")), groups.get("n")
        if unit == "Q" and number and "turned" not in groups and self._fraction(number):
            return True
        return unit == "TS" and number in words["one"]

    def _no_date(self, found: _Found, groups: dict[str, str]) -> bool:
        """ "as soon as", "in her 80s", and months, seasons and years that stand where none can."""
        words, before = self.words.words, _word_before(self.lower, found.start)
        after = self.lower[found.end : found.end + 12].split()[:1]
        if "future" in groups and after and after[0] in words["not_soon"]:
            return True
        if len(groups.get("tens", "")) == 3 and before in words["own"]:
            return True
        if len(groups) == 1 and "month" in groups:
            return self._person(found) or self._no_month(found)
        if "season" in groups and not groups.keys() & {"year", "hundred", "shift"}:
            named = self.text[found.match.start("season")].isupper() and found.start == found.match.start("season")
            alone = found.start == found.match.start("season") and before not in words["season_lead"]
            return named or alone or (bool(after) and after[0] in words["not_season"])
        return len(groups) == 1 and "year" in groups and self._no_year(found)

    def _fraction(self, number: str) -> bool:
        """ "a quarter", "three-quarters": parts, not months."""
        return self.words.number(number) in {1, 3}

    def _person(self, found: _Found) -> bool:
        i = bisect_right(self.people_starts, found.start) - 1
        return i >= 0 and self.people[i].end >= found.end

    def _no_month(self, found: _Found) -> bool:
        """A bare month that is spelt like another word must stand where a month can: "in May"."""
        if found.match["month"] not in self.words.capital:
            return False
        named = self.text[found.end : found.end + 1] == " " and self.text[found.end + 1 : found.end + 2].isupper()
        before = _word_before(self.lower, found.start)
        return before not in self.words.words["lead"] or (named and before in self.words.words["also"])

    def _no_year(self, found: _Found) -> bool:
        """A bare number that can be a year: old ones only after a preposition, others unless they count a plural noun."""
        if found.start != found.match.start("year"):
            return False
        led = _word_before(self.lower, found.start) in self.words.words["lead"]
        if found.match["year"] < "1900" or found.match["year"] > "2100":
            return not led
        i = self._token(found.end)
        counted = i is not None and self.tokens[i].tag == "NNS" and found.match["year"].endswith("00")
        return counted and not led

    def _token(self, offset: int) -> int | None:
        """First token at or after an offset."""
        i = bisect_left(self.starts, offset)
        return i if i < len(self.tokens) else None

    def _counted(self, found: _Found) -> bool:
        """Does a noun or a number stand right before ("$3 a year", "four flights a week")?"""
        i = bisect_left(self.starts, found.start) - 1
        return (
            0 <= i < len(self.tokens)
            and self.tokens[i].end >= found.start - 2
            and (self.tokens[i].pos in {"NOUN", "NUM", "SYM", "PROPN"} or self.tokens[i].lemma in {"once", "twice", "%"})
        )

    def _tense(self, found: _Found) -> tuple[Tense, bool]:
        """Tense of the verb over an expression, and whether no noun stands between. Past where nothing tells: news tells what was."""
        i = bisect_left(self.starts, found.end) - 1
        if i < 0 or not self.tokens or self.tokens[i].end <= found.start:
            return "past", False
        if self._said(found):
            return "past", True
        direct = happened = True
        for _ in range(_DEEP):
            token = self.tokens[i]
            if token.end <= found.start or token.start >= found.end:
                if token.pos in _VERBS:
                    tense = _tense_of(self.tokens, i, self.words, self.headline)
                    if tense == "present" and token.lemma in self.words.words["aftermath"]:
                        tense = "past"
                    return tense, direct or (happened and tense == "past")
                if token.lemma in self.words.words["plan"]:
                    return "future", direct
                if token.pos in _NAMING:
                    direct, happened = False, happened and self._happened(i)
            elif direct and token.dep in {"compound", "nmod"} and self.tokens[token.head].start >= found.end:
                return "past", True
            if token.head == i:
                break
            i = token.head
        return "past", False

    def _happened(self, noun: int) -> bool:
        """ "Clashes in May killed ten", "it followed clashes in May": what did something or came before it is past where that is."""
        token, above = self.tokens[noun], self.tokens[self.tokens[noun].head]
        return (token.dep == "nsubj" and above.tag in {"VBD", "VBN"}) or (
            token.dep in {"dobj", "pobj"} and above.lemma in self.words.words["aftermath"]
        )

    def _said(self, found: _Found) -> bool:
        """ "said on Monday she would go": right after a verb in the past the day is that verb's, whatever the parser hung it on."""
        i = bisect_left(self.starts, found.start) - 1
        if 0 <= i < len(self.tokens) and self.tokens[i].lemma in self.words.words["join"]:
            i -= 1
        return 0 <= i < len(self.tokens) and self.tokens[i].tag == "VBD" and self.tokens[i].sentence == self.number


def _is_history(lower: str, today: date | None, words: TimeWords) -> bool:
    """A text that names many years, all but a few long past, and hardly a day by its name tells history, not news."""
    years = re.findall(r"(?<!\S)(?:1[5-9]|20)\d\d\b", lower)
    old = sum(today is None or int(year) < today.year - 1 for year in years)
    if old < _YEARS or old <= 0.8 * len(years):
        return False
    news = sum(word in words.words["deictic"] or word in words.words["weekday"] for word in re.findall(r"\w+", lower))
    return old > 4 * news


def _lower(text: str) -> str:
    """Lower case at the same offsets (a few letters grow when lowered; they stay as they are)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _plain(lower: str) -> str:
    """White space as single spaces, apostrophes straight."""
    return " ".join(lower.split()).replace("’", "'")


def _matches(lower: str, sentence: Sentence, patterns: Sequence[Pattern]) -> list[_Found]:
    found = [
        _Found(match.start(), match.end(), match, pattern)
        for pattern in patterns
        for match in pattern.regex.finditer(lower, sentence.start, sentence.end)
    ]
    return sorted(found, key=lambda f: (f.start, -f.end))


def _hit(found: _Found, words: TimeWords) -> Hit:
    """Group texts to values; groups of class n to numbers."""
    values: dict[str, str] = {}
    counts: dict[str, float | None] = {}
    for name, kind in found.pattern.classes.items():
        text = found.match[name]
        if text is None:
            continue
        if kind == "n":
            counts[name] = words.number(text)
        else:
            values[name] = words.value(kind, text.replace("’", "'"))
    return Hit(values, counts)


def _time(found: _Found, meaning: Meaning, today: date | None) -> Time:
    fixed = edtf(meaning.value) if meaning.type in {"DATE", "TIME"} else None
    if meaning.span:
        first, last = meaning.span
        fixed = f"{first}~/{last}" if today == last else f"{first}/{last}~"
    elif fixed and meaning.until:
        fixed = f"{fixed}/{meaning.until}"
    elif fixed and "-W" in meaning.value and today:
        fixed = _so_far(fixed, meaning.mod, today.isoformat())
    elif fixed and (meaning.rough or meaning.mod == "APPROX") and "/" not in fixed:
        fixed += "~"
    rule = found.pattern.rule
    return Time(start=found.start, end=found.end, type=meaning.type, value=meaning.value, edtf=fixed, mod=meaning.mod, rule=rule)


def _so_far(week: str, mod: str | None, today: str) -> str:
    """ "earlier this week" ends on the day of publication and "later this week" begins there."""
    first, _, last = week.partition("/")
    if not first <= today <= last:
        return week
    return f"{first}/{today}" if mod == "START" else f"{today}/{last}" if mod == "END" else week


def _joined(times: list[Time], lower: str, words: TimeWords) -> list[Time]:
    """An hour and its day side by side ("10 p.m. Wednesday", "Friday, 9 a.m.") as one time."""
    out: list[Time] = []
    for time in times:
        before = out[-1] if out else None
        gap = lower[before.end : time.start].replace(",", " ").split() if before and time.start - before.end < 6 else None
        if before and gap is not None and (not gap or gap == [w for w in gap if w in words.words["join"]]):
            day, hour = (before, time) if before.type == "DATE" else (time, before)
            if day.type == "DATE" and hour.type == "TIME" and _DAY.fullmatch(day.value) and "T" in hour.value:
                out[-1] = replace(
                    hour, start=before.start, end=time.end, value=f"{day.value}T{hour.value.partition('T')[2]}", edtf=day.edtf
                )
                continue
        out.append(time)
    return out


def _starts(text: str, word: str) -> bool:
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalpha()


def _word_before(lower: str, offset: int) -> str:
    words = lower[max(0, offset - _ROUND) : offset].split()
    return words[-1] if words else ""


def _tense_of(tokens: Sequence[Token], verb: int, words: TimeWords, headline: bool) -> Tense:
    """Past, present or future of a verb, from its auxiliaries; infinitives and bare participles ask the verb above."""
    for _ in range(_DEEP):
        tense = _own_tense(tokens, verb, words, headline)
        infinitive = any(tokens[h].tag == "TO" for h in _helpers(tokens, verb))
        if tense or tokens[verb].head == verb:
            return tense or ("future" if infinitive else "past")
        above = tokens[verb].head
        if tokens[above].lemma in words.words["plan"] or (infinitive and tokens[above].lemma == "be"):
            return "past" if infinitive and _had(tokens, above) else "future"
        verb = above
        while tokens[verb].pos not in _VERBS and tokens[verb].head != verb:
            verb = tokens[verb].head
    return "past"


def _own_tense(tokens: Sequence[Token], verb: int, words: TimeWords, headline: bool) -> Tense | None:
    """What the verb's own form and its auxiliaries say; None for infinitives and participles without any."""
    tag, lemma = tokens[verb].tag, tokens[verb].lemma
    helpers = [tokens[h] for h in _helpers(tokens, verb)]
    if any(h.tag == "TO" for h in helpers):
        # "a conference to be held in May", in a headline also "Ministers to meet in May", but not "agreed to be held"
        return "future" if tokens[verb].dep in _OF_NOUN and (headline or any(h.dep == "auxpass" for h in helpers)) else None
    have = any(h.lemma == "have" for h in helpers)
    if any(h.tag == "MD" for h in helpers):
        return "future" if not have and any(h.text.lower() in words.words["will"] for h in helpers) else "past"
    if tag == "VBN" and lemma in words.words["plan"] and not have:
        return "past" if lemma in words.words["uttered"] else "future"
    if tag == "VBP" and tokens[verb].text in words.words["same_past"] and not helpers:
        return "past"  # "they hit": the past looks the same, and news is told in the past
    if tag == "VBD" or have or any(h.tag == "VBD" for h in helpers):
        return "past"
    if tag in {"VBZ", "VBP"} or any(h.tag in {"VBZ", "VBP"} for h in helpers):
        return "future" if tag == "VBG" else "present"
    return "past" if tag == "VBN" else None


def _had(tokens: Sequence[Token], plan: int) -> bool:
    """ "had been due to expire Friday": what was planned once, and that day is past."""
    verb = plan if tokens[plan].pos in _VERBS else tokens[plan].head
    return any(tokens[h].lemma == "have" and tokens[h].tag == "VBD" for h in _helpers(tokens, verb))


def _helpers(tokens: Sequence[Token], verb: int) -> Iterator[int]:
    """Auxiliaries of a verb: they stand close before it."""
    for i in range(max(0, verb - _DEEP), min(len(tokens), verb + 3)):
        if tokens[i].head == verb and i != verb and tokens[i].dep in {"aux", "auxpass"}:
            yield i
