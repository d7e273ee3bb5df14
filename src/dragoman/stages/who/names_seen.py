"""Names in the text: those of the tables, and those that only the name tagger marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...knowledge.actors import Actors, Match, Words
from ...syntax import Tree
from ...types import Name, Place, Reading, Sentence, Token
from .phrases import head_of
from .sighting import Sighting, day

OFTEN = 4  # countries named most, whose short names are trusted
TITLE = 4  # words of a title before the name that the tagger gave
NO_NAMES = frozenset({"VERB", "ADJ", "ADV", "AUX"})  # what the head of a name never is; the tagger errs there


def names_seen(reading: Reading, words: Words, tree: Tree, actors: Actors) -> list[Sighting]:
    """Names of the tables and of the tagger. The longer wins: "Jordan" is nobody in "Neil Jordan"."""
    on = day(reading)
    told = [s for sent in reading.sentences for s in listed(words[sent.first : sent.last], sent, reading, tree, actors, on)]
    ends = {p.end: p for p in reading.places if p.feature}
    known = supported([s for s in told if not ends_another(s, ends.get(reading.tokens[s.last - 1].end), reading.tokens)], on)
    tagged = only_tagged(reading, words, tree, known, actors)
    heads = {s.head for s in known}
    known = [larger(s, reading, heads, actors) for s in known]
    names = [s for s in known if not any(inside(s, t) for t in tagged.get(s.first, ()))]
    return names + list(dict.fromkeys(t for ts in tagged.values() for t in ts))


def ends_another(s: Sighting, place: Place | None, tokens: Sequence[Token]) -> bool:
    """True where a state's name is that of a place elsewhere, or ends it: Georgia in the USA; "South America" is not of America."""
    states = {h.country.code for h in s.hits if h.country}
    if not states or place is None or place.country in states or place.start > tokens[s.first].start:
        return False
    return place.start < tokens[s.first].start or (place.precision == "adm1" and place.country is not None)


def listed(words: Words, sentence: Sentence, reading: Reading, tree: Tree, actors: Actors, on: str | None) -> Iterator[Sighting]:
    """Longest names of the tables, left to right, none within another. ``words``: those of the sentence."""
    text, i = words.text, 0
    while i < len(text):
        match = actors.match(words, i, on) if text[i][0].isalnum() else None
        at = sentence.first + i
        if match and match.length > 1 and reading.tokens[at].tag == "DT":
            beyond = actors.match(words, i + 1, on)  # not "The North" of "The North Koreans"
            if beyond and beyond.length >= match.length:
                i += 1
                at, match = at + 1, beyond
        if match and reading.tokens[at - 1].pos == "CCONJ" and shared(match, i, words, on, actors):
            match = actors.match(words[i : i + 1], 0, on)  # of "American and British forces" only "British"
        if match:
            last = at + match.length
            yield Sighting(first=at, last=last, head=head_of(tree, at, last), kind="known", hits=match.hits)
            yield from nested(match, at, words[i : i + match.length - 1], on, actors)
            i += match.length
            continue
        stem, hyphen, _ = text[i].partition("-")
        if hyphen and (half := actors.match(Words([stem]), 0, on)) and half.length == 1:  # "U.S.-led" is one token
            yield Sighting(first=at, last=at + 1, head=at, kind="known", hits=half.hits, end=reading.tokens[at].start + len(stem))
        i += 1


def shared(match: Match, i: int, words: Words, on: str | None, actors: Actors) -> bool:
    """True where a listed body begins with a country that is joined to another before it, so that the noun is of both."""
    if match.length < 2 or i < 2 or match.first.country:
        return False
    own, other = actors.match(words[i : i + 1], 0, on), actors.match(words[i - 2 : i - 1], 0, on)
    return bool(own and other and own.first.country and other.first.country)


def supported(known: Sequence[Sighting], on: str | None) -> list[Sighting]:
    """The sightings without short names ("Congress", "the North") of countries that the text hardly names."""
    told = Counter(code for s in known if (code := code_of(s, on)))
    often = {code for code, _ in told.most_common(OFTEN)}
    out = []
    for s in known:
        hits = tuple(h for h in s.hits if h.form != "short" or h.known.resolve(on).code in often)
        if hits:
            out.append(s if len(hits) == len(s.hits) else replace(s, hits=hits))
    return out


def code_of(s: Sighting, on: str | None) -> str | None:
    """The one country that all readings of a name belong to; None where they differ or hold only in support of others."""
    codes = {h.known.resolve(on).code for h in s.hits}
    return next(iter(codes)) if len(codes) == 1 and any(h.form != "short" for h in s.hits) else None


def nested(match: Match, at: int, words: Words, on: str | None, actors: Actors) -> Iterator[Sighting]:
    """The country inside the name of a body: "Kenya's allies", "the Kenyan army". ``words``: the name without its last word."""
    if match.first.country or match.first.known.kind == "person":
        return
    for n in range(len(words)):
        inner = actors.match(words, n, on)
        if inner and inner.first.country:
            head = at + n + inner.length - 1
            yield Sighting(first=at + n, last=head + 1, head=head, kind="known", hits=inner.hits)
            return


def larger(s: Sighting, reading: Reading, known: set[int], actors: Actors) -> Sighting:
    """A body of the tables that is only the tail of a longer name ("National Security Council") is another, unknown one."""
    if s.countries or s.hits[0].known.kind not in {"organisation", "government"} or s.first == 0:
        return s
    before = reading.tokens[s.first - 1]
    part = before.dep == "compound" and before.head == s.head and before.pos == "PROPN" and before.text[0].isupper()
    if not part or s.first - 1 in known or reading.sentences[before.sentence].kind == "headline" or actors.title(Words([before.text]), 0):
        return s
    return Sighting(first=s.first - 1, last=s.last, head=s.head, kind="tagged", label="ORG")


def only_tagged(reading: Reading, words: Words, tree: Tree, known: Sequence[Sighting], actors: Actors) -> dict[int, list[Sighting]]:
    """People and organisations that only the tagger knows, under every token they cover; what the tables know as well is left to them."""
    heads = {s.head: s for s in known}
    covered = {i for s in known for i in s.tokens}
    heads_of = {i: s for s in known for i in s.tokens}
    places = {(p.start, p.end) for p in reading.places}
    out: dict[int, list[Sighting]] = {}
    for name in reading.names:
        place = (name.start, name.end) in places and (name.label == "ORG" or somewhere(name, reading.tokens))
        if place or name.label not in {"PERSON", "ORG"}:
            continue
        first, last = extent(name, reading.tokens, heads)
        if name.label == "PERSON" and first < last:
            last = numbered(last, reading.tokens)
            first = untitled(first, last, words, reading.tokens, actors)
        if first >= last or covered.issuperset(range(first, last)):
            continue
        s = Sighting(first=first, last=last, head=head_of(tree, first, last), kind="tagged", label=name.label)
        better = heads.get(s.head)
        if s.label == "ORG" and any(p.is_person and p.first < s.last < p.last for p in (heads_of.get(i) for i in s.tokens) if p):
            continue  # "British PM Ana" of "British PM Ana Rojas"
        if believable(s, reading, covered) and not (better and len(better) > 1):
            for i in s.tokens:
                out.setdefault(i, []).append(s)
    return out


def somewhere(name: Name, tokens: Sequence[Token]) -> bool:
    """True for one word after a preposition: a place that the tagger took for a person ("to Goma")."""
    return name.last - name.first == 1 and tokens[name.first].dep == "pobj"


def extent(name: Name, tokens: Sequence[Token], known: dict[int, Sighting]) -> tuple[int, int]:
    """Token range of a tagged name, put right; empty for two people whom the tagger took for one ("Lula-Ruto")."""
    first, last = trimmed(name.first, name.last, tokens)
    if first >= last or name.label != "PERSON":
        return first, last
    joined = last - first == 3 and tokens[first + 1].text in {"-", "–"} and tokens[last - 1].text[0].isupper()
    if joined and (first in known or first + 2 in known):
        return first, first
    return first, after_initial(last, tokens)


def numbered(last: int, tokens: Sequence[Token]) -> int:
    """The tagger stops at "King Azad"; "II" follows."""
    more = last < len(tokens) and tokens[last].pos in {"PROPN", "NUM"} and len(tokens[last].text) < 6
    return last + 1 if more and not set(tokens[last].text) - set("IVX") and tokens[last].sentence == tokens[last - 1].sentence else last


def untitled(first: int, last: int, words: Words, tokens: Sequence[Token], actors: Actors) -> int:
    """First token of a person's name after the titles that the tagger took for part of it ("Crown Prince", "State" of a secretary)."""
    for start in range(max(first - TITLE, 0), first):
        match = actors.title(words[start:last], 0) if tokens[start].sentence == tokens[first].sentence else None
        if match and first < start + match.length < last:
            return start + match.length
    while (match := actors.title(words[first:last], 0) if first < last else None) and match.length < last - first:
        first += match.length
    return first


def believable(s: Sighting, reading: Reading, covered: set[int]) -> bool:
    """False for a "name" without capital or around a verb, and in a headline for one that runs into a known name.

    Where every word has a capital, the tagger joins what does not belong together ("Peru Strikes").
    """
    head = reading.tokens[s.head]
    if s.label == "PERSON" and any(c.isdigit() for i in s.tokens for c in reading.tokens[i].text):
        return False  # "F-16s"
    if head.pos in NO_NAMES or not (reading.tokens[s.first].text[0].isupper() or head.text[0].isupper()):
        return False
    return reading.sentences[head.sentence].kind != "headline" or covered.isdisjoint(s.tokens)


def trimmed(first: int, last: int, tokens: Sequence[Token]) -> tuple[int, int]:
    """A tagged name without determiner, possessive and quotes."""
    while first < last and (tokens[first].tag in {"DT", "PRP$", "POS"} or not tokens[first].text[0].isalnum()):
        first += 1
    while first < last and (tokens[last - 1].tag == "POS" or not tokens[last - 1].text[0].isalnum()):
        last -= 1
    return first, last


def after_initial(last: int, tokens: Sequence[Token]) -> int:
    """The tagger stops at "George W."; the surname follows."""
    if len(tokens[last - 1].text) != 2 or tokens[last - 1].text[1] != "." or last >= len(tokens):
        return last
    following = tokens[last]
    return last + 1 if following.pos == "PROPN" and following.sentence == tokens[last - 1].sentence else last


def inside(small: Sighting, big: Sighting) -> bool:
    """True for a name of the tables that is only part of a tagged one of another sort: "Jordan" in "Neil Jordan"."""
    if not (big.first <= small.first and small.last <= big.last and len(small) < len(big)):
        return False
    return big.label == "PERSON" or any(hit.form in {"capital", "family"} for hit in small.hits[:1])
