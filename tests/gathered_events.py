"""Gathered events that we invent, for the tests of exporters: a function for each kind. Nothing in them happened."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from dragoman.types import Article, Change, Event, Evidence, Filed, Party, Place, Record, Report, Size, Source, Span

HOSTILE = "=cmd|' /C calc'!A0\twith\ta tab,\r\na line \"end\" and <b>&amp;</b> \x07 \u202e]]>"


def party(name: str, code: str | None, *sectors: str, **more: Any) -> Party:
    return Party(code=code, sectors=sectors, entity_text=more.pop("words", name), identifier_text=name, **more)


KENYA = party("Kenya", "KEN", identifier_id="Q114")
MINISTER = party("Wanjiru Odhiambo", "KEN", "GOV", words="the minister", identifier_id="Q900001", office="Minister of Foreign Affairs")
UGANDA = party("Uganda", "UGA", identifier_id="Q1036")
ARMY = party("Uganda People's Defence Force", "UGA", "MIL", words="the army")
REBELS = party("Lake Front", "UGA", "REB", words="rebels")
CROWD = party("protesters", "KEN", "CVL")
POLICE = party("police", "KEN", "COP")
BLOC = party("the West", None)
UN = party("United Nations", "UNO", identifier_id="Q1065")

KISUMU = Place(
    start=0,
    end=0,
    name="Kisumu",
    lat=-0.102,
    lon=34.762,
    geonames_id=191245,
    country="KEN",
    adm1="Kisumu",
    feature="PPLA",
    precision="city",
)
KAMPALA = Place(
    start=0,
    end=0,
    name="Kampala",
    lat=0.316,
    lon=32.582,
    geonames_id=232422,
    country="UGA",
    adm1="Central",
    feature="PPLC",
    precision="city",
)
IN_UGANDA = Place(start=0, end=0, name="Uganda", lat=1.25, lon=32.5, geonames_id=226074, country="UGA", feature="PCLI", precision="country")
AT_SEA = Place(start=0, end=0, name="Indian Ocean", lat=-20.0, lon=80.0, feature="OCN", precision="region")


def article(text: str, outlet: str | None = "Harbour Gazette", published: str | None = "2031-03-05", **more: Any) -> Article:
    key = "art-" + digest(text)[:16]
    url = more.pop("url", f"https://gazette.example/{key[4:10]}?a=1&b=2")
    return Article(
        id=key, text=text, title=more.pop("title", "A day at the lake"), published=published, source=outlet, url=url, language="en", **more
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def record(text: str, quote: str, trigger: str, **more: Any) -> Record:
    """A record whose evidence is ``quote`` of ``text``; everything else by name, CONSULT of Kenya and Uganda where nothing is said."""
    start = text.index(quote)
    at = text.index(trigger, start)
    proof = Evidence(start=start, end=start + len(quote), text=quote, trigger=Span(at, at + len(trigger)), rule="en/frames/CONSULT.csv:1")
    made: dict[str, Any] = {
        "id": "drg-" + digest(text + quote + trigger)[:12],
        "event": "CONSULT",
        "modes": (),
        "contexts": (),
        "actors": (KENYA,),
        "recipients": (UGANDA,),
        "date_edtf": "2031-03-04",
        "place": KISUMU,
        "status": "happened",
        "sources": (),
        "size": Size(),
        "confidence": 0.91,
        "evidence": (proof,),
        "sentence": 0,
        "quad": 1,
        "scale": 2.5,
    }
    return Record(**{**made, **more})


def event(*reports: Report, reported_as: str = "fact", **more: Any) -> Event:
    """The event of these reports: the fields of the first one's record, except what is given by name."""
    first = reports[0].record
    days = sorted(r.article.published for r in reports if r.article.published)
    made: dict[str, Any] = {
        name: getattr(first, name)
        for name in (
            *("event", "modes", "contexts", "actors", "recipients", "date_edtf", "place", "status", "size", "confidence", "quad", "scale"),
        )
    }
    made |= {
        "id": "evt-" + digest(first.id)[:16],
        "reported_as": reported_as,
        "reports": reports,
        "independent_reports": len({r.origin for r in reports}),
        "reprints": sum(r.reprint for r in reports),
        "first_seen": days[0] if days else None,
        "last_seen": days[-1] if days else None,
    }
    return Event(**{**made, **more})


def one(text: str, quote: str, trigger: str, *, reported_as: str = "fact", about: dict[str, Any] | None = None, **more: Any) -> Event:
    """An event with one report. ``about``: fields of the article; ``more``: of the record."""
    wrote = article(text, **(about or {}))
    report = Report(record=record(text, quote, trigger, **more), article=wrote, origin=wrote.source or "unknown")
    says = tuple(s.party for s in more.get("sources", ()) if s.stance == "asserts")
    against = tuple(s.party for s in more.get("sources", ()) if s.stance != "asserts")
    return event(report, reported_as=reported_as, asserted_by=says, denied_by=against)


def fact() -> Event:
    """Told by three reports, of which one is a reprint: a visit in Kampala."""
    text = "KAMPALA, March 4 - The minister met Uganda's army chiefs in Kampala on Monday. They talked about the lake."
    quote = "The minister met Uganda's army chiefs in Kampala on Monday."
    made = record(
        text,
        quote,
        "met",
        modes=("visit",),
        contexts=("diplomatic", "military"),
        actors=(MINISTER,),
        recipients=(ARMY,),
        place=KAMPALA,
        scale=4.0,
        sentence=1,
    )
    again = "Lake Tribune reports that the minister met Uganda's army chiefs in Kampala on Monday."
    told = record(
        again, "the minister met Uganda's army chiefs", "met", modes=("visit",), actors=(MINISTER,), recipients=(ARMY,), place=KAMPALA
    )
    copy = article(text + " ", outlet="Morning Post", published="2031-03-06", url=None)
    return event(
        Report(record=made, article=article(text), origin="Harbour Gazette"),
        Report(record=replace(made, id="drg-c0b1e5000001"), article=copy, origin="Harbour Gazette", reprint=True),
        Report(record=told, article=article(again, outlet="Lake Tribune", published="2031-03-07"), origin="Lake Tribune"),
        history=(Change(at="2031-03-05", field="status", old=None, new="happened", record=made.id),),
    )


def claimed() -> Event:
    """Only the army says so: an attack with a toll, at least seven dead."""
    text = "The army said rebels shelled a village near Kisumu on March 3, killing at least seven people."
    says = Source(party=ARMY, stance="asserts", cue="said")
    return one(
        text,
        text,
        "shelled",
        reported_as="claimed",
        event="ASSAULT",
        modes=("heavy-weapons",),
        contexts=("military",),
        actors=(REBELS,),
        recipients=(CROWD,),
        date_edtf="2031-03-03",
        sources=(says,),
        size=Size(dead=(7, None), injured=(10, 12)),
        quad=4,
        scale=-9.5,
        confidence=0.77,
    )


def contested() -> Event:
    """The rebels say so, the army denies it."""
    text = "Rebels said the army detained forty fishermen last week; the army denied it."
    sources = (Source(party=REBELS, stance="asserts", cue="said"), Source(party=ARMY, stance="denies", cue="denied"))
    return one(
        text,
        text,
        "detained",
        reported_as="contested",
        event="COERCE",
        modes=("arrest",),
        actors=(ARMY,),
        recipients=(party("fishermen", "UGA", "LAB"),),
        date_edtf="2031-02-23/2031-03-01",
        place=KAMPALA,
        sources=sources,
        size=Size(arrested=(40, 40)),
        quad=4,
        scale=-7.0,
    )


def denied() -> Event:
    text = "Uganda denied that its army had seized two boats."
    against = (Source(party=UGANDA, stance="denies", cue="denied"),)
    return one(
        text, text, "seized", reported_as="denied", event="COERCE", modes=("seize",), actors=(ARMY,), recipients=(), sources=against, quad=4
    )


def planned() -> Event:
    text = "Kenya and Uganda will sign a fishing accord in Kisumu on April 1."
    return one(
        text,
        text,
        "sign",
        reported_as="planned",
        event="AGREE",
        actors=(KENYA, UGANDA),
        recipients=(),
        date_edtf="2031-04-01",
        status="planned",
    )


def hypothetical() -> Event:
    text = "If Uganda seized the boats, Kenya would respond."
    return one(
        text, text, "seized", reported_as="hypothetical", event="COERCE", actors=(UGANDA,), status="hypothetical", place=None, quad=4
    )


def negated() -> Event:
    text = "Kenya did not expel the envoy."
    return one(text, text, "expel", reported_as="negated", event="SANCTION", modes=("expel",), status="negated", place=None, quad=4)


def bloc() -> Event:
    """A party without a code, and a source that quotes another."""
    text = "State radio, citing the ministry, said the West condemned the accord."
    ministry = Source(party=party("the ministry", "KEN", "GOV"), stance="asserts", cue="citing")
    radio = Source(party=party("State radio", "KEN", "JRN"), stance="asserts", cue="said", quoting=ministry)
    return one(
        text,
        text,
        "condemned",
        reported_as="claimed",
        event="ACCUSE",
        modes=("disapprove",),
        actors=(BLOC,),
        recipients=(KENYA,),
        place=None,
        sources=(radio,),
        quad=3,
        scale=-2.0,
    )


def several() -> Event:
    """Two actors of different countries and two recipients; a protest that goes on for a month."""
    text = "Kenyan protesters and the United Nations' staff marched against police and Uganda through March."
    return one(
        text,
        text,
        "marched",
        event="PROTEST",
        modes=("demo",),
        contexts=("rights_freedoms",),
        actors=(CROWD, UN),
        recipients=(POLICE, UGANDA),
        date_edtf="2031-03",
        status="ongoing",
        quad=4,
        scale=-5.0,
    )


def unicode() -> Event:
    """Letters of other scripts, astral code points before the quote, a name with a comma and a quotation mark."""
    text = '𝕷ake 🐟 news: Příští «Öl, Gas» 北京 met Łódź\'s "Ängel, Ltd" in São Tomé.'
    place = Place(
        start=0, end=0, name="São Tomé", lat=0.337, lon=6.727, geonames_id=2410763, country="STP", feature="PPLC", precision="city"
    )
    who = party('Ängel, "Ltd"', "POL", "BUS")
    return one(text, text[12:], "met", actors=(party("北京", "CHN", "GOV"),), recipients=(who,), place=place)


def hostile() -> Event:
    """Every field that a text can reach holds what a spreadsheet would run, tabs, line ends, markup and control characters."""
    text = f"{HOSTILE} met {HOSTILE}"
    who = party(HOSTILE, "KEN", "GOV", office=HOSTILE)
    says = Source(party=who, stance="asserts", cue=HOSTILE)
    place = replace(KISUMU, name=HOSTILE, adm1=HOSTILE)
    about = {"outlet": HOSTILE, "title": HOSTILE, "url": HOSTILE}
    return one(text, text, "met", about=about, reported_as="claimed", actors=(who,), recipients=(who,), place=place, sources=(says,))


def no_date() -> Event:
    text = "Police arrested two protesters."
    return one(
        text,
        text,
        "arrested",
        event="COERCE",
        modes=("arrest",),
        actors=(POLICE,),
        recipients=(CROWD,),
        date_edtf=None,
        quad=4,
        about={"published": None, "outlet": None, "url": None},
    )


def no_place() -> Event:
    text = "Kenya sent Uganda medicine on March 4."
    return one(
        text, text, "sent", event="AID", contexts=("health",), place=None, quad=2, scale=10.0, size=Size(quantity="40 tonnes of medicine")
    )


def country_level() -> Event:
    """Somewhere in Uganda, some time in 2031."""
    text = "The army fought rebels in Uganda this year."
    return one(
        text, text, "fought", event="ASSAULT", actors=(ARMY,), recipients=(REBELS,), date_edtf="2031", place=IN_UGANDA, quad=4, scale=-9.0
    )


def at_sea() -> Event:
    """A place of no country."""
    text = "Kenya's navy fired on pirates in the Indian Ocean."
    navy = party("Kenya Navy", "KEN", "MIL")
    return one(
        text,
        text,
        "fired",
        event="ASSAULT",
        modes=("firearms",),
        actors=(navy,),
        recipients=(party("pirates", None, "CRM"),),
        place=AT_SEA,
        quad=4,
    )


KINDS = (
    *(fact, claimed, contested, denied, planned, hypothetical, negated, bloc, several, unicode, hostile),
    *(no_date, no_place, country_level, at_sea),
)


def events() -> list[Event]:
    """One of each kind."""
    return [make() for make in KINDS]


def filed() -> list[Filed]:
    """The articles of those events with their records."""
    found: dict[str, Filed] = {}
    for each in events():
        for report in each.reports:
            key = report.article.id
            known = found.get(key, Filed(article=report.article))
            found[key] = replace(known, records=(*known.records, report.record))
    return list(found.values())
