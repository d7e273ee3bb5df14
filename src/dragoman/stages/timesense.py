"""What a time expression means: one small function for each meaning that time_patterns.tsv names. Pure arithmetic on values, no words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.easter import easter

from ..timeline import at_grain, first_day, move

Tense = Literal["past", "present", "future"]

#: TIMEX3 durations count these with a T before the number.
_CLOCK_UNITS = frozenset({"TS", "TM", "TH"})
#: Days from publication within which a day without a year is the nearest such day whatever the tense ("the offer, due Nov. 6, was raised").
_CLOSE = 60
#: Months ahead that a month without a year is still the coming one when no verb tells directly.
_SOON = 2
#: Days that "in recent days" and "in recent weeks" reach back, about.
_REACH = {"D": 7, "W": 30}
#: From this age on, a text that has just named a year is telling of that year.
_HISTORY_YEARS = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words around tell.

    ``today``: day of publication; in a text of history the day last named. ``direct``: the verb governs the expression, no noun between.
    ``anchor``: TIMEX3 value of the last date named, ``None`` where none is near. ``quarter``: last quarter named.
    ``day``: day named before in the sentence. ``amount``: something counted stands just before ("$3 a year").
    ``open_``: a word such as "by" or "until" stands before; ``since``: one such as "since".
    ``first``: the first day that the article names by its weekday.
    """

    today: date | None
    tense: Tense = "past"
    direct: bool = False
    headline: bool = False
    history: bool = False
    anchor: str | None = None
    quarter: str | None = None
    day: str | None = None
    amount: bool = False
    open_: bool = False
    since: bool = False
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A matched expression: values and numbers of its named groups (absent groups are absent). ``count`` None: a vague number."""

    values: Mapping[str, str]
    counts: Mapping[str, float | None]

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def int(self, name: str, default: int = 0) -> int:
        """The value as a whole number; digits of ordinals ("5th") count."""
        digits = "".join(c for c in self.values.get(name, "") if c in "-0123456789")
        return int(digits) if digits.strip("-") else default

    @property
    def mod(self) -> str | None:
        return self.values.get("approx") or self.values.get("approx_") or self.values.get("edge") or self.values.get("edge_") or None


@dataclass(frozen=True, slots=True)
class Meaning:
    """TIMEX3 type, value and mod; ``rough``: the date is about then ("two years ago"); ``until``: last day of a range.

    ``span``: days that a reference without a date of its own reaches over, about.
    """

    type: str
    value: str
    mod: str | None = None
    rough: bool = False
    until: str | None = None
    span: tuple[date, date] | None = None


Resolver = Callable[[Hit, Scene], Meaning | None]


def _date(value: str, hit: Hit | None = None, rough: bool = False) -> Meaning:
    return Meaning("DATE", value, hit.mod if hit else None, rough)


def _choose(candidates: list[date], scene: Scene, today: date) -> date:
    """Of the days that a bare date can be (a year apart): the nearest, unless the tense speaks against it and the day is not close by."""
    nearest = min(candidates, key=lambda d: abs((d - today).days))
    past = [d for d in candidates if d <= today]
    future = [d for d in candidates if d >= today]
    if future and (today - nearest).days > _CLOSE and scene.tense == "future":
        return future[0]
    if past and (nearest - today).days > _CLOSE and scene.tense == "past" and scene.direct and not scene.open_:
        return past[-1]
    return nearest


def iso(hit: Hit, scene: Scene) -> Meaning | None:
    return _date(hit.values["iso"]) if first_day(hit.values["iso"]) else None


def calendar(hit: Hit, scene: Scene) -> Meaning | None:
    """Day and month, with or without the year; a weekday in front adds nothing."""
    month, day = hit.int("month"), hit.int("day") or hit.int("ordinal")
    year = _year(hit)
    if year is None:
        year = _year_of(month, day, scene)
    if year is None:
        return _date(f"XXXX-{month:02}-{day:02}")
    value = f"{year:04}-{month:02}-{day:02}"
    return _date(value) if first_day(value) else None


def days(hit: Hit, scene: Scene) -> Meaning | None:
    """ "March 3-4": the first day, and how long it goes on."""
    first = calendar(hit, scene)
    if first is None:
        return None
    until = f"{first.value[:8]}{hit.int('until_day'):02}"
    return Meaning("DATE", first.value, until=until if (first_day(until) or date.min) > (first_day(first.value) or date.max) else None)


def _year(hit: Hit) -> int | None:
    if short := hit.get("short"):
        return 1900 + int(short[-2:])
    if hit.get("hundred"):
        return hit.int("hundred") * 100 + hit.int("ten") + hit.int("digit")
    return hit.int("year") if hit.get("year") else None


def _year_of(month: int, day: int, scene: Scene) -> int | None:
    """The year of a month (and day) that names none."""
    told = _told_year(scene)
    if told:
        return told
    if scene.today is None:
        return None
    if scene.history:
        return _nearest_year(month, scene.today)
    days = []
    for year in (scene.today.year - 1, scene.today.year, scene.today.year + 1):
        d = first_day(f"{year:04}-{month:02}-{day:02}")
        if d:
            days.append(d)
    return _choose(days, scene, scene.today).year if days else None


def _told_year(scene: Scene) -> int | None:
    """In news, the year that the text has just named, where it is long before publication: a story of that year goes on in it."""
    anchor = first_day(scene.anchor) if scene.anchor else None
    if anchor is None or (scene.history and len(scene.anchor or "") != 4):
        return None
    if not scene.history and not re.match(r"\d{4}-\d\d", scene.anchor or ""):
        return None
    return anchor.year if scene.today is None or scene.history or anchor.year <= scene.today.year - _HISTORY_YEARS else None


def month(hit: Hit, scene: Scene) -> Meaning | None:
    number, year = hit.int("month"), _year(hit)
    if year is None and (shift := hit.get("shift") or hit.get("chain")) is not None:
        year = _shifted_year(number, int(shift), scene, whole="unit" in hit.values)
    elif year is None:
        year = _year_of_month(number, scene)
    return _date(f"{year:04}-{number:02}" if year else f"XXXX-{number:02}", hit)


def _shifted_year(number: int, shift: int, scene: Scene, whole: bool) -> int | None:
    """ "last May", "this September", "next March"; with ``whole`` the shift is the year's own ("May last year")."""
    if scene.today is None:
        return None
    year, here = scene.today.year, scene.today.month
    if whole or shift == 0:
        return year + shift
    if shift < 0:
        return year if number < here else year - 1
    return year if number > here else year + 1


def _nearest_year(month: int, today: date) -> int:
    """The year whose ``month`` is nearest to the day's; half a year off, the one past."""
    return min((today.year - 1, today.year, today.year + 1), key=lambda y: abs((y - today.year) * 12 + month - today.month))


def _year_of_month(number: int, scene: Scene) -> int | None:
    told = _told_year(scene)
    if told or scene.today is None:
        return told
    if scene.history:
        return _nearest_year(number, scene.today)
    year, here = scene.today.year, scene.today.month
    if scene.open_ or (scene.tense == "future" and not scene.direct):
        return _nearest_year(number, scene.today)
    if scene.tense == "future" or _arranged(scene):
        return year if number >= here else year + 1
    if number > here:
        return year if not scene.direct and number - here <= _SOON else year - 1
    return year + 1 if not scene.direct and number + 12 - here <= _SOON else year


def year(hit: Hit, scene: Scene) -> Meaning | None:
    return _date(f"{_year(hit):04}", hit)


def spoken_year(hit: Hit, scene: Scene) -> Meaning | None:
    """ "nineteen ninety-six"."""
    return _date(f"{_year(hit):04}")


def year_two_thousand(hit: Hit, scene: Scene) -> Meaning | None:
    return _date("2000")


def decade(hit: Hit, scene: Scene) -> Meaning | None:
    digits = "".join(c for c in hit.get("tens") or "" if c.isdigit()) or f"{hit.int('decades')}0"
    if len(digits) == 2:
        this = scene.today.year if scene.today else 2000
        digits = f"{19 if int(digits) > this % 100 or this < 2000 else 20}{digits}"
    return _date(digits[:3], hit)


def century(hit: Hit, scene: Scene) -> Meaning | None:
    number = hit.int("ordinal")
    if number < 1:
        return Meaning("DURATION", "P1C", hit.mod)
    return _date(f"{number - 1:02}", hit)


def season(hit: Hit, scene: Scene) -> Meaning | None:
    """A season; winter belongs to the year in which it begins."""
    part, year = hit.values["season"], _year(hit)
    if year is None and scene.history:
        year = scene.today.year if scene.today else None
    if year is None and scene.today is None:
        return _date(f"XXXX-{part}", hit)
    if year is None and scene.today:
        shift, middle = hit.get("shift"), {"SP": 4, "SU": 7, "FA": 10, "WI": 12}[part]
        year, here = scene.today.year, scene.today.month
        if part == "WI" and here < 6:
            year -= 1
        if (shift == "-1" and middle >= here - 1) or (shift is None and scene.tense == "past" and middle > here + 2):
            year -= 1
        elif (shift == "1" and middle <= here) or (shift is None and scene.tense == "future" and middle + 1 < here):
            year += 1
    return _date(f"{year:04}-{part}", hit)


def quarter(hit: Hit, scene: Scene) -> Meaning | None:
    """ "third-quarter": the last one begun, or the next for a plan; a shift is the year's own ("this year's third quarter")."""
    number, year = hit.int("which"), _year(hit)
    if number > 4 or (number < 1 and not hit.get("year")):
        return None
    if number < 1:
        number = 4
    if year is None and scene.today is None:
        return _date(f"XXXX-Q{number}")
    if year is None and scene.today:
        year, here = scene.today.year, (scene.today.month + 2) // 3
        if shift := hit.get("shift"):
            year += int(shift)
        elif number > here:
            # a quarter that has not begun is the coming one when the year is well on its way to it
            year -= 0 if scene.tense == "future" and number - here <= 2 else 1
        elif number < here - 2 and scene.tense == "future":
            year += 1
    return _date(f"{year:04}-Q{number}")


def quarter_year_ago(hit: Hit, scene: Scene) -> Meaning | None:
    """The quarter spoken of, a year before."""
    number = hit.get("which")
    now = scene.quarter or (_last_quarter(scene.today) if scene.today else None)
    if now is None:
        return _date("XXXX-QX")
    return _date(f"{int(now[:4]) - 1:04}-Q{number}" if number else f"{int(now[:4]) - 1:04}{now[4:]}")


def _last_quarter(today: date) -> str:
    """The last quarter that has ended."""
    return at_grain(move(today, -1, "Q"), "Q")


def the_quarter(hit: Hit, scene: Scene) -> Meaning | None:
    value = scene.quarter or (_last_quarter(scene.today) if scene.today else None)
    return _date(value) if value else None


def quarter_of(hit: Hit, scene: Scene) -> Meaning | None:
    """ "the 1988 period": the quarter spoken of, in that year."""
    year = f"{_year(hit):04}"
    return _date(f"{year}{scene.quarter[4:]}" if scene.quarter else year)


def this_quarter(hit: Hit, scene: Scene) -> Meaning | None:
    value = scene.quarter or (at_grain(scene.today, "Q") if scene.today else None)
    return _date(value) if value else None


def half(hit: Hit, scene: Scene) -> Meaning | None:
    number, year = hit.int("which", 1), _year(hit)
    if number > 2:
        return None
    number = 2 if number < 1 else number
    if year is None and scene.today is None:
        return _date(f"XXXX-H{number}")
    if year is None and scene.today:
        year = scene.today.year - (number == 2 and scene.today.month < 7 and scene.tense == "past")
    return _date(f"{year:04}-H{number}")


def deictic(hit: Hit, scene: Scene) -> Meaning | None:
    return _day(_from_today(hit.int("deictic"), scene), hit)


def _from_today(days: int, scene: Scene) -> str:
    return move(scene.today, days, "D").isoformat() if scene.today else "XXXX-XX-XX"


def _day(day: str, hit: Hit) -> Meaning:
    """A day, or a part of it where the words name one."""
    part = hit.get("part")
    return Meaning("TIME", f"{day}T{part}", hit.mod) if part else _date(day, hit)


def tonight(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("TIME", f"{_from_today(0, scene)}TNI")


def part_of_today(hit: Hit, scene: Scene) -> Meaning | None:
    return _day(_from_today(0, scene), hit)


def part_of_day(hit: Hit, scene: Scene) -> Meaning | None:
    """ "in the morning": of the day last named in the sentence, else of publication."""
    return _day(scene.day or _from_today(0, scene), hit)


def last_night(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("TIME", f"{_from_today(-1, scene)}TNI")


def weekday(hit: Hit, scene: Scene) -> Meaning | None:
    """ "on Tuesday": the last one, publication day included, or the next where the verb tells of what is to come."""
    number, shift = hit.int("weekday"), hit.get("shift")
    if scene.today is None:
        return _day(f"XXXX-WXX-{number}", hit)
    back = (scene.today.isoweekday() - number) % 7
    ahead = (number - scene.today.isoweekday()) % 7
    if shift == "-1":
        days = -(back or 7)
    elif shift == "1":
        days = ahead or 7
    else:
        days = ahead if scene.tense == "future" or _arranged(scene) or (ahead == 1 and _tomorrow(scene)) else -back
    return _day(_from_today(days, scene), hit)


def _tomorrow(scene: Scene) -> bool:
    """Whether tomorrow's name is tomorrow: it is hardly six days ago unless the past tense says so.

    But a page may bear the day before its story's: then that name comes first in it.
    """
    told = scene.tense == "past" and scene.direct and scene.first not in {None, _from_today(1, scene)}
    return not (scene.since or told)


def _arranged(scene: Scene) -> bool:
    """ "The two meet Monday": the present tells of what is arranged; in a headline it tells of what was."""
    return scene.tense == "present" and scene.direct and not scene.headline


def weekday_of_week(hit: Hit, scene: Scene) -> Meaning | None:
    """ "Tuesday last week"."""
    if scene.today is None:
        return _date(f"XXXX-WXX-{hit.int('weekday')}", hit)
    monday = scene.today - timedelta(days=scene.today.weekday())
    return _date(move(move(monday, hit.int("shift"), "W"), hit.int("weekday") - 1, "D").isoformat(), hit)


def chain_weekday(hit: Hit, scene: Scene) -> Meaning | None:
    """ "the previous Friday", counted from the date last named."""
    here, number, shift = _here(scene), hit.int("weekday"), hit.int("chain")
    if here is None:
        return _day(f"XXXX-WXX-{number}", hit)
    back = (here.isoweekday() - number) % 7
    days = {-1: -(back or 7), 0: -back, 1: (number - here.isoweekday()) % 7 or 7}[shift]
    return _day(move(here, days, "D").isoformat(), hit)


def _here(scene: Scene) -> date | None:
    """The day that a chain ("a week later") counts from: of the date last named, else of publication."""
    return (first_day(scene.anchor) if scene.anchor else None) or scene.today


def _adrift(scene: Scene) -> bool:
    """A story told in the past goes on ("two days later") from a date that was not given: it cannot be after publication."""
    return scene.anchor is None and scene.tense == "past"


def weekend(hit: Hit, scene: Scene) -> Meaning | None:
    """ "over the weekend": the last one, or the one to come for a plan."""
    if scene.today is None:
        return _date("XXXX-WXX-WE", hit)
    shift, weekend_now = hit.get("shift"), scene.today.isoweekday() >= 6
    if shift == "1":
        week = 1 if weekend_now else 0
    elif shift == "0" or scene.tense == "future":
        week = -1 if scene.today.isoweekday() == 1 and scene.tense != "future" else 0
    else:
        week = 0 if weekend_now and shift is None else -1
    return _date(at_grain(move(scene.today, week, "W"), "W") + "-WE", hit)


def this_unit(hit: Hit, scene: Scene) -> Meaning | None:
    """ "last year", "this month", "next week"."""
    unit, shift = hit.values["unit"], hit.int("shift")
    if unit in _CLOCK_UNITS or unit == "2W":
        return Meaning("DURATION", _duration(1, unit), hit.mod)
    if unit == "D":  # "the next day" is counted from the day last named
        here = scene.today if shift == 0 or _adrift(scene) else _here(scene)
        return _date(move(here, shift, "D").isoformat() if here and (shift == 0 or not _adrift(scene)) else "XXXX-XX-XX", hit)
    if scene.today is None:
        return _date({"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX"}.get(unit, "XXXX-XX-XX"), hit)
    return _date(at_grain(move(scene.today, shift, unit), unit), hit)


def edge_unit(hit: Hit, scene: Scene) -> Meaning | None:
    """ "earlier in the day", "the end of the year": of publication, or of the date last named where that is a day."""
    if hit.values["unit"] in _CLOCK_UNITS or scene.today is None or not hit.get("edge"):
        return None
    return _date(at_grain(scene.today, hit.values["unit"]), hit)


def year_end(hit: Hit, scene: Scene) -> Meaning | None:
    return _date(f"{scene.today.year:04}-12-31") if scene.today else None


def the_year(hit: Hit, scene: Scene) -> Meaning | None:
    """ "for the year" is this one; "the year ended June 30" a stretch of twelve months."""
    return _date(at_grain(scene.today, "Y")) if scene.today and "ending" not in hit.values else Meaning("DURATION", "P1Y")


def the_week(hit: Hit, scene: Scene) -> Meaning | None:
    here = scene.today
    return _date(at_grain(here, "W")) if here else Meaning("DURATION", "P1W")


def the_month(hit: Hit, scene: Scene) -> Meaning | None:
    here = _here(scene)
    return _date(at_grain(here, "M")) if here else Meaning("DURATION", "P1M")


def the_decade(hit: Hit, scene: Scene) -> Meaning | None:
    return _date(at_grain(scene.today, "E")) if scene.today else Meaning("DURATION", "P1E")


def chain_unit(hit: Hit, scene: Scene) -> Meaning | None:
    """ "the next day", "that year", "the following month", counted from the date last named."""
    unit, here = hit.values["unit"], _here(scene)
    if unit == "Q" and scene.quarter:
        here = first_day(scene.quarter)
    if unit in _CLOCK_UNITS or unit in {"2W", "E", "C"} or here is None:
        return None
    if hit.int("chain") > 0 and _adrift(scene):
        return _date({"Y": "XXXX", "M": "XXXX-XX", "W": "XXXX-WXX", "Q": "XXXX-QX"}.get(unit, "XXXX-XX-XX"), hit)
    return _date(at_grain(move(here, hit.int("chain"), unit), unit), hit)


def ago(hit: Hit, scene: Scene) -> Meaning | None:
    """ "two years ago" names a year, "three months ago" a month, weeks and days a day; "several years ago" only the past."""
    unit, count, way = hit.values["unit"], hit.counts.get("n"), hit.int("ago")
    if count is None or count != int(count):
        return _date("PAST_REF" if way < 0 else "FUTURE_REF", hit)
    if unit == "Y" and count == 1 and scene.quarter and way < 0:
        return _date(f"{int(scene.quarter[:4]) - 1:04}{scene.quarter[4:]}", hit)
    if scene.today is None:
        return _date("PAST_REF" if way < 0 else "FUTURE_REF", hit)
    return _moved(scene.today, int(count) * way, unit, hit)


def _moved(here: date, count: int, unit: str, hit: Hit) -> Meaning:
    if unit in _CLOCK_UNITS:
        return Meaning("TIME", here.isoformat(), hit.mod)
    if unit == "2W":
        count, unit = count * 2, "W"
    there = move(here, count, unit)
    return _date(at_grain(there, "D" if unit == "W" else unit), hit, rough=unit not in {"D", "W"})


def vague_ago(hit: Hit, scene: Scene) -> Meaning | None:
    return _date("PAST_REF" if hit.int("ago") < 0 else "FUTURE_REF")


def away(hit: Hit, scene: Scene) -> Meaning | None:
    """ "two weeks earlier", "a day later": from the date last named; "a year earlier" in talk of quarters is that quarter."""
    unit, count, way = hit.values["unit"], hit.counts.get("n"), hit.int("away")
    if count is None or count != int(count):
        return Meaning("DURATION", _duration(count, unit), hit.mod)
    if unit == "Y" and count == 1 and way < 0 and scene.quarter:
        return _date(f"{int(scene.quarter[:4]) - 1:04}{scene.quarter[4:]}", hit)
    here = _here(scene)
    if here is None or unit in _CLOCK_UNITS or (way > 0 and _adrift(scene)):
        return Meaning("DURATION", _duration(count, unit), hit.mod)
    return _moved(here, int(count) * way, unit, hit)


def duration(hit: Hit, scene: Scene) -> Meaning | None:
    """A stretch of time; "the past year" and "the last day" without a number are dates and read elsewhere."""
    return Meaning("DURATION", _duration(hit.counts.get("n"), hit.values["unit"]), hit.mod)


def _duration(count: float | None, unit: str) -> str:
    """TIMEX3 duration; a vague count is X."""
    if unit == "2W":
        count, unit = (count * 2 if count else None), "W"
    if count is not None and count != int(count) and unit == "Y":
        return f"P{int(count)}Y{round((count - int(count)) * 12)}M"
    number = "X" if count is None else f"{count:g}" if count < 1e6 else str(int(count))
    return f"PT{number}{unit[1]}" if unit in _CLOCK_UNITS else f"P{number}{unit}"


def bare(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("DURATION", _duration(None, hit.values["bare"]), hit.mod)


def ahead(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("DURATION", _duration(None, hit.values["bare"]))


def reference(hit: Hit, scene: Scene) -> Meaning | None:
    """ "now", "recently", "in the coming days": present, past or future; days and weeks stay near the day of publication."""
    reach = _REACH.get(hit.get("many") or "")
    if reach and scene.today and hit.get("many_") is None:
        way = -1 if hit.get("recent") == "PAST_REF" else 1
        first, last = sorted((scene.today, move(scene.today, way * reach, "D")))
        return Meaning("DATE", hit.values["recent"], span=(first, last))
    for kind in ("present", "past", "future", "recent", "adjective"):
        if value := hit.get(kind):
            return _date(value)
    return None


def one_day(hit: Hit, scene: Scene) -> Meaning | None:
    return _date("FUTURE_REF") if scene.tense == "future" else Meaning("DURATION", "P1D")


def each(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("SET", _duration(hit.counts.get("n", 1), hit.values["unit"]))


def each_weekday(hit: Hit, scene: Scene) -> Meaning | None:
    part = hit.get("part") or hit.get("parts")
    return Meaning("SET", f"XXXX-WXX-{hit.int('weekday')}" + (f"T{part}" if part else ""))


def rate(hit: Hit, scene: Scene) -> Meaning | None:
    """ "$33 million a year"; without an amount before it, "a year" is a stretch of time."""
    return Meaning("SET", _duration(1, hit.values["unit"])) if scene.amount else None


def clock(hit: Hit, scene: Scene) -> Meaning | None:
    hour, minute, half_day = hit.int("hour"), hit.int("minute"), hit.get("ampm")
    if half_day is not None:
        hour = hour % 12 + int(half_day)
    return Meaning("TIME", f"{scene.day or _from_today(0, scene)}T{hour:02}:{minute:02}")


def named_clock(hit: Hit, scene: Scene) -> Meaning | None:
    return Meaning("TIME", f"{scene.day or _from_today(0, scene)}T{hit.values['clock']}")


def holiday(hit: Hit, scene: Scene) -> Meaning | None:
    """A feast day of the year named, or the nearest that the tense allows."""
    named, years = _year(hit), []
    if named is None and scene.today is None:
        return _date(f"XXXX-{hit.values['holiday']}") if "easter" not in hit.values["holiday"] else None
    for y in [named] if named else [scene.today.year + i for i in (-1, 0, 1)] if scene.today else []:
        years.append(_feast(hit.values["holiday"], y))
    return _date((_choose(years, scene, scene.today) if scene.today and not named else years[0]).isoformat())


def _feast(value: str, year: int) -> date:
    if value.startswith("easter"):
        return easter(year) + timedelta(days=int(value[6:] or 0))
    return date.fromisoformat(f"{year:04}-{value}")


RESOLVERS: Mapping[str, Resolver] = {
    "adjective": reference,
    "ago": ago,
    "ahead": ahead,
    "away": away,
    "bare": bare,
    "calendar": calendar,
    "century": century,
    "chain_unit": chain_unit,
    "chain_weekday": chain_weekday,
    "clock": clock,
    "decade": decade,
    "days": days,
    "deictic": deictic,
    "duration": duration,
    "each": each,
    "each_weekday": each_weekday,
    "edge_unit": edge_unit,
    "half": half,
    "holiday": holiday,
    "iso": iso,
    "last_night": last_night,
    "month": month,
    "named_clock": named_clock,
    "one_day": one_day,
    "part_of_day": part_of_day,
    "part_of_today": part_of_today,
    "quarter": quarter,
    "quarter_of": quarter_of,
    "quarter_year_ago": quarter_year_ago,
    "rate": rate,
    "reference": reference,
    "season": season,
    "spoken_year": spoken_year,
    "the_quarter": the_quarter,
    "the_decade": the_decade,
    "the_month": the_month,
    "the_week": the_week,
    "the_year": the_year,
    "this_quarter": this_quarter,
    "this_unit": this_unit,
    "tonight": tonight,
    "vague_ago": vague_ago,
    "weekday": weekday,
    "weekday_of_week": weekday_of_week,
    "weekend": weekend,
    "year": year,
    "year_end": year_end,
    "year_two_thousand": year_two_thousand,
}
