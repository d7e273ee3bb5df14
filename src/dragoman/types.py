"""The nouns. Everything a stage takes or gives is one of these: frozen, made of tuples, offsets in code points.

Every ``start``/``end`` is a half-open range of Unicode code points of ``Article.text``. ``None`` means unknown.
Integers named after another noun (``token``, ``sentence``, ``entity``, ``times`` …) are positions in the tuple of that name in ``Reading``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Stance = Literal["asserts", "denies", "doubts"]
Status = Literal["happened", "ongoing", "planned", "hypothetical", "negated"]
STATUSES: tuple[Status, ...] = ("happened", "ongoing", "planned", "hypothetical", "negated")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of code points of ``Article.text``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One report as it came in. ``text`` is never altered; ``published`` is an ISO 8601 date (``2024-01-16``) or None.

    ``problems``: trouble met while it was taken from its file (a guessed encoding, a field that could not be used).
    ``partial``: why the text is known to be incomplete (a cut file, a page nested too deep), None where nothing is known to lack.
    ``dated_by``: where ``published`` comes from: ``given``, ``feed``, ``meta article:published_time``, ``json-ld``, ``url``, ``header`` …;
    None where it was not given, so that it may still be found in the text. ``raw_sha256``: of the bytes as they came, for an article that
    was extracted from a page, feed or archive. ``locator``: where it stands in what was read: ``news.jsonl:17``, ``crawl.warc.gz@5119``.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    dyads: tuple[tuple[Span, Span], ...] = ()
    problems: tuple[Problem, ...] = ()
    author: str | None = None
    dated_by: str | None = None
    raw_sha256: str | None = None
    partial: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What went wrong, at which stage, and where in the text (None: no one place)."""

    stage: str
    message: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Text on the page that is not the story's prose.

    ``kind``: headline, byline, dateline, published, source, credit, caption, share, link, masthead, agency, other.
    A headline is furniture *and* a sentence (it reports events); every other kind is in no sentence.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence. ``first``/``last``: half-open range of ``Reading.tokens``, filled by ``parse``.

    ``kind``: ``headline`` or ``body``. ``paragraph``: counted from 0 over the article.
    """

    start: int
    end: int
    kind: str = "body"
    paragraph: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, as the parser saw it. ``head``: index of the governing token in ``Reading.tokens`` (its own index for a root).

    ``pos``: Universal POS; ``tag``: Penn Treebank; ``dep``: ClearNLP/spaCy English labels (nsubj, dobj, pobj …); ``lemma`` lower case.
    """

    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A stretch that the parser's name tagger marked. ``label``: OntoNotes (PERSON, ORG, GPE, NORP, LOC, FAC, DATE, CARDINAL …)."""

    start: int
    end: int
    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A TIMEX3 expression: ``type`` DATE, TIME, DURATION or SET; ``value`` in TIMEX3 (``2024-W03``, ``P2Y``, ``PRESENT_REF``).

    ``edtf``: the same as ISO 8601-2 for a record's date (``2024-01-15/2024-01-21``), None where it fixes no date.
    ``mod``: TIMEX3 mod or None.
    """

    start: int
    end: int
    type: str
    value: str
    edtf: str | None = None
    mod: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A toponym in the text. ``lat``/``lon``: degrees WGS 84; ``country``: ISO 3166-1 alpha-3; ``feature``: GeoNames code (``PPLC``).

    ``precision``: city, adm1, country, region, site; ``adm1``: name of the first-order division, None for a country or region.
    """

    start: int
    end: int
    name: str
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    country: str | None = None
    adm1: str | None = None
    feature: str | None = None
    precision: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Someone or something that acts, told once for the whole article.

    ``kind``: country, government, person, organisation, group, bloc, role, people, unknown.
    ``code``: ISO 3166-1 alpha-3 or PLOVER's UNO EUR IGO NGO ISM IMG MNC; None where nothing supports one.
    ``sectors``: PLOVER sectors, primary first. ``validity``: in office, former, future, unknown. ``rule``: data file and line, or pattern.
    """

    kind: str
    name: str
    code: str | None = None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    office: str | None = None
    validity: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A mention of one or more entities ("the two countries" has two). ``head``: index of its head word in ``Reading.tokens``.

    Mentions may nest: in "Ukraine's allies" both the bloc and Ukraine are mentions, with different heads.
    ``metonym``: a place name that stands for its government only where the grammar says so ("Moscow said", not "in Moscow").
    """

    start: int
    end: int
    text: str
    head: int
    entities: tuple[int, ...]
    metonym: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Somebody says something. Spans may be discontinuous; ``source`` is empty where nobody is named ("reportedly").

    ``actor``: position in ``Reading.actors`` of the speaker, None where the source is no known mention ("officials" is one).
    ``parent``: position in ``Reading.attributions`` of the attribution whose content holds this one, None at the top.
    ``stance``: what the source does with the content. ``cue_lemma``: dictionary form of the cue ("say"). ``rule``: data file and line.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stance: Stance = "asserts"
    actor: int | None = None
    parent: int | None = None
    cue_lemma: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor or recipient as a record carries it (PLOVER's entity fields)."""

    code: str | None
    sectors: tuple[str, ...]
    entity_text: str
    identifier_text: str | None = None
    identifier_id: str | None = None
    office: str | None = None
    validity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """According to whom. ``quoting``: whom that source itself cites, None at the end of the chain."""

    party: Party
    stance: Stance
    cue: str
    quoting: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Counts stated for an event, as (low, high) bounds; high None = open ("at least 12"). ``quantity``: words such as "40 tanks"."""

    dead: tuple[int, int | None] | None = None
    injured: tuple[int, int | None] | None = None
    arrested: tuple[int, int | None] | None = None
    quantity: str | None = None
    quantity_bounds: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One event-denoting word that was looked at. ``type`` None: no PLOVER event; ``note`` then says why.

    ``actors``/``recipients``: entity positions with the words that named them: ``(entity, start, end)``.
    ``certainty``: -3 certainly did not happen … 0 unknown … +3 certainly happened.
    ``time``/``place``: positions in ``Reading.times``/``places``. ``attributions``: positions, outermost first.
    ``record``: position in ``records``. ``left_out``: why the event it tells of was given no record, "" where it was or nobody looked.
    """

    start: int
    end: int
    token: int
    sentence: int
    type: str | None = None
    modes: tuple[str, ...] = ()
    symmetric: bool = False
    actors: tuple[tuple[int, int, int], ...] = ()
    recipients: tuple[tuple[int, int, int], ...] = ()
    status: Status = "happened"
    certainty: float = 3.0
    time: int | None = None
    place: int | None = None
    attributions: tuple[int, ...] = ()
    score: float = 1.0
    rule: str = ""
    note: str = ""
    record: int | None = None
    left_out: str = ""
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What a rule or a model says of a mention. ``of``: type, status, actor or recipient; ``says``: its answer.

    ``weight``: how much that counts. ``by``: data file and line, "rules", or the model.
    """

    of: str
    says: str
    weight: float
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words that report the event: ``text == article.text[start:end]``; ``trigger`` lies within; ``rule``: data file and line, or model."""

    start: int
    end: int
    text: str
    trigger: Span
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event of an article, PLOVER's fields plus status, sources, evidence and date_edtf (docs: record contract)."""

    id: str
    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date_edtf: str | None
    place: Place | None
    status: Status
    sources: tuple[Source, ...]
    size: Size
    confidence: float
    evidence: tuple[Evidence, ...]
    sentence: int
    quad: int = 0
    scale: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An article with its records, as a ledger keeps them: title, day, source and language as the reading found them."""

    article: Article
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One record of one article, as part of an event that several may report.

    ``origin``: whose report it is; reports of one origin (an outlet, the agency whose copy it prints, the outlet it quotes) are one
    independent report. ``reprint``: a copy of another article's text, word for word or lightly edited.
    """

    record: Record
    article: Article
    origin: str
    reprint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step in what is known of an event. ``at``: day of publication of the report that brought it (ISO), None where unknown.

    ``field``: ``status``, ``reported_as``, ``dead``, ``injured``, ``arrested``, ``date_edtf``, ``place`` …; ``old`` None: first told.
    ``record``: id of the record that says so.
    """

    at: str | None
    field: str
    old: str | None
    new: str | None
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What several articles report of one event, gathered (record contract: "Gathered events").

    ``id``: stable; it survives new reports, and a merge leaves the other id as a forwarding one. ``event`` … ``size``: as the reports
    together have it, the latest where they follow each other. ``confidence``: that it is told at all, from those of the reports.
    ``asserted_by``/``denied_by``: parties; empty ``asserted_by`` with a report in its own voice is told as ``fact``.
    ``independent_reports``: origins; ``reprints``: reports that are copies. ``first_seen``/``last_seen``: ISO days of publication.
    """

    id: str
    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date_edtf: str | None
    place: Place | None
    status: Status
    reported_as: str
    size: Size
    confidence: float
    quad: int
    scale: float
    reports: tuple[Report, ...]
    asserted_by: tuple[Party, ...] = ()
    denied_by: tuple[Party, ...] = ()
    independent_reports: int = 1
    reprints: int = 0
    first_seen: str | None = None
    last_seen: str | None = None
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """The answer for one pair that was asked for; all None and empty where the text reports no event between the two."""

    event: str | None = None
    modes: tuple[str, ...] = ()
    status: str | None = None
    confidence: float | None = None


class Opinion(Protocol):
    """What a learned model thinks of the words of one article. Answers are plain numbers; ``token`` is a position in ``Reading.tokens``.

    ``name``: the model and its version, for ``rule``.
    """

    name: str

    def kinds(self, token: int) -> dict[str, float]:
        """Probability of each PLOVER type, and of NONE, for the word as one that reports an event."""

    def likely(self, least: float) -> list[int]:
        """Words that report an event of any type with at least that probability."""

    def statuses(self, token: int, type: str) -> dict[str, float]:
        """Probability of each status, if the word reports an event of that type."""

    def said(self, token: int) -> tuple[float, float, float]:
        """Probability that the word belongs to a source, to a reporting cue, to what is reported."""

    def certainty(self, token: int) -> float:
        """-3 certainly did not happen … +3 certainly happened."""

    def parts(self, token: int, type: str, sentence: int) -> dict[str, dict[int, float]]:
        """For actor, recipient, time, place and source: the probability that a word of the sentence heads that part of the event."""

    def pair(self, one: Sequence[int], other: Sequence[int], sentence: int) -> dict[str, float]:
        """Probability of what the sentence says the first words' bearer did to the other's: NONE, a type, or YIELD (CONCEDE or RETREAT)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What dragoman has understood of one article so far. Stages fill it left to right; each changes only its own fields.

    ``opinion``: what the model thinks of the words, while the stages run; None afterwards, and where rules read alone.
    ``attitudes``: what somebody wants, judges or speaks of without stating it as a fact ("urged", "praised"); never a record's source.
    """

    article: Article
    title: str | None = None
    published: str | None = None
    source: str | None = None
    language: str | None = None
    furniture: tuple[Furniture, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tokens: tuple[Token, ...] = ()
    names: tuple[Name, ...] = ()
    opinion: Opinion | None = field(default=None, compare=False, repr=False)
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    entities: tuple[Entity, ...] = ()
    actors: tuple[Actor, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    attitudes: tuple[Attribution, ...] = ()
    mentions: tuple[Mention, ...] = ()
    records: tuple[Record, ...] = ()
    dyads: tuple[Dyad, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        return self.article.text

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain dicts and lists (``dragoman schema reading``), ready for JSON."""
        from .plain import reading  # the one look upwards: for those who hold a Reading and nothing else

        return reading(self)
