"""Gathered events as link charts, networks, maps, calendars, feeds, annotations and STIX, each read back by its users' own library.

A library that is not installed skips its tests and says so: ``pip install 'dragoman[test-exports]'``; followthemoney, which compiles
PyICU (a compiler and libicu-dev are needed), is an extra of its own: ``dragoman[test-ftm]``.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

import gathered_events as made
from dragoman.exporters.gathered import FORMATS, Left, Options, format_of, ids, telling, writer
from dragoman.exporters.gathered.kinds import kind
from dragoman.exporters.gathered.options import TOLD
from dragoman.types import Article, Event, Evidence, Filed, Party, Report, Span

EVENTS = ("ftm", "graphml", "gexf", "geojson", "ical", "atom", "rss", "jsonfeed", "stix")
FILED = ("annotation", "brat")
XML = ("graphml", "gexf", "atom", "rss")
#: What no file of ours may be broken by, wherever a text can reach.
ODD = (
    "\x00\x01\x08\x0b\x0c\x1f null and bells",
    "]]> <![CDATA[ <!-- --> <?xml?> &amp; &#0; &bogus;",
    "\u202eright to left\u202c \u2067isolated\u2069 \u200fmark",
    "\ud800 lone surrogate \udfff",
    "\ufffe\uffff\U0001fffe no characters \ufeff",
    "\"quotes\" 'both' \\n \\; BEGIN:VEVENT\r\nEND:VCALENDAR\r\nX:1",
    "line\u2028separator\u2029paragraph\x85next\x1c\x1d\x1e",
    "{{7*7}} </title><script>alert(1)</script>",
    "𝕷" * 300,
    " ",
)


def library(name: str) -> Any:
    extra = "test-ftm" if name == "followthemoney" else "test-exports"
    return pytest.importorskip(name, reason=f"{name} is not installed: pip install 'dragoman[{extra}]'")


def written(form: str, found: Any = None, **more: Any) -> str:
    return told_of(form, found, **more)[0]


def told_of(form: str, found: Any = None, **more: Any) -> tuple[str, Left]:
    """The file, and what was left out."""
    given = found if found is not None else (made.filed() if form in FILED else made.events())
    out = io.StringIO(newline="")
    options = Options(now="2031-04-01", **more)
    return (left := writer(form)(iter(given), out, options)) and out.getvalue(), left


def zipped(found: list[Filed] | None = None) -> tuple[dict[str, str], Left]:
    out = io.BytesIO()
    left = writer("brat")(iter(made.filed() if found is None else found), out, Options(now="2031-04-01"))
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}, left


def odd(text: str) -> Event:
    """An event between two parties that has the text in every field that one can reach, and in the words of its report."""
    story = f"Before {text} met {text} after."
    who = (Party(code="KEN", sectors=("GOV",), entity_text=text, identifier_text=text, office=text, identifier_id=text), made.UGANDA)
    place = replace(made.KISUMU, name=text, adm1=text)
    proof = Evidence(start=0, end=len(story), text=story, trigger=Span(story.index("met"), story.index("met") + 3), rule=text)
    record = replace(made.record("A met B", "A met B", "met"), evidence=(proof,), actors=who[:1], recipients=who[1:], place=place)
    article = Article(id=text, text=story, title=text, published="2031-03-05", source=text, url="https://a.example/" + text, author=text)
    found = made.event(Report(record=record, article=article, origin=text), reported_as="claimed", asserted_by=who[:1], denied_by=who[:1])
    return replace(found, size=replace(found.size, quantity=text))


def told(reported_as: str) -> Event:
    return next(e for e in made.events() if e.reported_as == reported_as)


# ---- all formats


@pytest.mark.parametrize("form", [*EVENTS, *FILED])
def test_the_same_events_give_the_same_bytes(form: str) -> None:
    if form == "brat":
        assert zipped()[0] == zipped()[0]
    else:
        assert written(form) == written(form)


@pytest.mark.parametrize("form", EVENTS)
def test_no_events_give_a_file_that_is_whole(form: str) -> None:
    text, left = told_of(form, [])
    assert left.written == (2 if form == "stix" else 0)  # who we are, and what our extension means
    READERS[form](text)


@pytest.mark.parametrize("form", EVENTS)
@pytest.mark.parametrize("text", ODD)
def test_odd_text_anywhere_breaks_no_file(form: str, text: str) -> None:
    event = odd(text)
    file, left = told_of(form, [event, made.fact()], title=text)
    file.encode("utf-8")  # no lone surrogates
    assert not left.out
    assert not set(file) & set("\x00\x01\x08\x0b\x0c\x1f\x7f\u202e\u2067\ufffe\uffff")
    READERS[form](file)
    assert event.id in file


@pytest.mark.parametrize("form", EVENTS)
def test_events_that_stay_out_are_counted_by_reason(form: str) -> None:
    left = told_of(form)[1]
    assert sum(left.out.values()) == len(made.events()) - len(shown(form, written(form)))


@pytest.mark.parametrize(("form", "out"), [("ical", {"denied", "hypothetical", "negated"}), ("atom", set()), ("ftm", set())])
def test_formats_that_say_how_an_event_is_told_keep_more(form: str, out: set[str]) -> None:
    assert {reason for reason in told_of(form)[1].out if reason in TOLD} == out


@pytest.mark.parametrize("form", ["graphml", "gexf", "geojson", "stix"])
def test_what_is_counted_as_a_fact_leaves_out_plans_and_denials_unless_asked(form: str) -> None:
    assert {reason for reason in told_of(form)[1].out if reason in TOLD} == {"denied", "planned", "hypothetical", "negated"}
    assert {reason for reason in told_of(form, also=frozenset({"planned"}))[1].out if reason in TOLD} == {
        "denied",
        "hypothetical",
        "negated",
    }
    assert not [reason for reason in told_of(form, also=frozenset(TOLD))[1].out if reason in TOLD]


@pytest.mark.parametrize("form", EVENTS)
def test_how_an_event_is_told_stands_in_the_file(form: str) -> None:
    assert "contested" in written(form, [told("contested")])
    assert "Lake Front" in written(form, [told("contested")])  # who says so


@pytest.mark.parametrize("form", EVENTS)
def test_events_stream_through_and_are_not_held(form: str) -> None:
    """At most a few of 200 events are alive at a time, whatever the format writes first."""
    import gc
    import weakref

    class Held(Event):
        __slots__ = ("__weakref__",)

    alive: weakref.WeakSet[Event] = weakref.WeakSet()
    most = 0

    def many() -> Iterator[Event]:
        nonlocal most
        values = {name: getattr(made.fact(), name) for name in Event.__slots__}
        for n in range(200):
            event = Held(**{**values, "id": f"evt-{n}"})
            alive.add(event)
            yield event
            del event
            gc.collect(0)
            most = max(most, len(alive))

    writer(form)(many(), io.StringIO(), Options(now="2031-04-01"))
    assert most <= 3


def test_a_name_asks_for_a_format() -> None:
    names = {"a.ftm.json": "ftm", "a.graphml": "graphml", "A.GEXF": "gexf", "a.geojson": "geojson", "a.ics": "ical", "a.atom": "atom"}
    names |= {"a.rss": "rss", "a.feed.json": "jsonfeed", "a.jsonld": "annotation", "a.brat.zip": "brat", "a.stix.json": "stix"}
    assert {name: format_of(name) for name in names} == names
    assert {FORMATS[form].takes for form in FILED} == {"filed"}


# ---- ids, kinds, words


def test_ids_stay_the_same() -> None:
    """They are in files that people keep; whoever changes how they are made breaks those."""
    assert ids.party_key(made.KENYA) == "Q114"
    assert ids.party_key(made.POLICE) == "party-424bb489f136e531"
    assert ids.party_key(made.POLICE) != ids.party_key(replace(made.POLICE, code="UGA"))
    assert ids.article_key(made.fact().reports[0].article) == made.fact().reports[0].article.id
    assert ids.made_uuid("event", "evt-1") == "c99fd630-f0f1-5b3c-8b28-427847033aa3"
    assert ids.tag("evt-1") == "tag:dragoman.invalid,2026:evt-1"


@pytest.mark.parametrize(
    ("party", "sort"),
    [
        (made.KENYA, "country"),
        (made.UN, "organisation"),
        (made.MINISTER, "person"),
        (made.ARMY, "organisation"),
        (made.BLOC, "bloc"),
        (made.CROWD, "people"),
        (made.REBELS, "unknown"),
        (Party(code="RUS", sectors=("GOV",), entity_text="Putin", identifier_text="Vladimir Putin", identifier_id="Q7747"), "person"),
    ],
)
def test_what_sort_of_party_somebody_is(party: Party, sort: str) -> None:
    assert kind(party) == sort


def test_who_did_it_to_whom() -> None:
    """Each actor with each recipient; of those who agree, each with each; nobody with themselves."""
    assert [(a.entity_text, b.entity_text) for a, b in telling.pairs(made.several())] == [
        ("protesters", "police"),
        ("protesters", "Uganda"),
        ("United Nations", "police"),
        ("United Nations", "Uganda"),
    ]
    assert telling.pairs(made.planned()) == [(made.KENYA, made.UGANDA)]
    assert telling.pairs(replace(made.planned(), event="COERCE")) == []
    assert telling.pairs(replace(made.fact(), recipients=made.fact().actors)) == []


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://a.example/b?c=d&e=f#g", "https://a.example/b?c=d&e=f#g"),
        ("https://a.example/é ü", None),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://[::1", None),
        ('https://a.example/"><b>', None),
        (None, None),
    ],
)
def test_addresses_are_such_or_none(given: str | None, address: str | None) -> None:
    assert telling.url(given) == address


def test_xml_holds_what_it_can_hold_and_marks_the_rest() -> None:
    from dragoman.exporters.gathered.xml import element

    text = "".join(map(chr, [*range(0xD7FF), *range(0xD800, 0xE010), 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF])) + "]]>\"'<&"
    for found in (element("a", text), element("a", b=text)):
        root = ElementTree.fromstring(found)
        back = root.text or root.get("b") or ""
        assert back.endswith("]]>\"'<&")
        assert back.count("\ufffd") == 29 + 2048 + 1 + 2  # controls, surrogates, the one that was there, no characters


# ---- FollowTheMoney


def entities(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_ftm_every_entity_is_valid_and_no_value_is_lost() -> None:
    """As ``ftm validate`` does, and more: a value that the library would clean away or shorten is an error here."""
    library("followthemoney")
    from followthemoney.entity import ValueEntity

    for line in entities(written("ftm") + "".join(written("ftm", [odd(text)]) for text in ODD)):
        proxy = ValueEntity.from_dict(line, cleaned=False)
        proxy.schema.validate({"properties": line["properties"]})
        assert not proxy.schema.abstract
        for name, values in line["properties"].items():
            assert name in proxy.schema.properties, f"{line['schema']} has no {name}"
            kept = proxy.get(name)
            assert len(kept) == len(set(kept)) == len(values), (line["schema"], name, values, kept)
        assert set(proxy.schema.required) <= set(line["properties"])


def test_ftm_entities_point_at_entities_of_the_right_schema() -> None:
    library("followthemoney")
    from followthemoney import model

    found = {line["id"]: line for line in entities(written("ftm"))}
    seen = 0
    for line in found.values():
        for name, values in line["properties"].items():
            prop = model.get(line["schema"]).get(name)
            for value in values if prop.type.name == "entity" else ():
                assert model.get(found[value]["schema"]).is_a(prop.range), (line["schema"], name, found[value]["schema"])
                seen += 1
    assert seen > 50


def test_ftm_control_a_wrong_value_is_found() -> None:
    """The check above can fail: a country of three letters, a date that is none."""
    library("followthemoney")
    from followthemoney import model
    from followthemoney.exc import InvalidData

    for properties in ({"name": ["x"], "country": ["nowhere"]}, {"name": ["x"], "startDate": ["soon"]}):
        with pytest.raises(InvalidData):
            model.get("Event").validate({"properties": properties})


def test_ftm_who_and_whom() -> None:
    found = entities(written("ftm", [told("claimed")]))
    link = next(line["properties"] for line in found if line["schema"] == "UnknownLink")
    named = {line["id"]: line["properties"].get("name") for line in found}
    assert (named[link["subject"][0]], named[link["object"][0]]) == (["Lake Front"], ["protesters"])
    assert (link["role"], link["status"]) == (["ASSAULT heavy-weapons (claimed)"], ["claimed"])
    assert link["proof"] == [line["id"] for line in found if line["schema"] == "Article"]


def test_ftm_states_have_two_letters_and_are_public_bodies() -> None:
    found = {line["id"]: line for line in entities(written("ftm"))}
    assert found["Q114"] == {
        "id": "Q114",
        "schema": "PublicBody",
        "properties": {"name": ["Kenya"], "country": ["ke"], "wikidataId": ["Q114"], "keywords": ["KEN"]},
    }
    assert found["Q900001"]["schema"] == "Person"


def test_ftm_each_entity_once_and_areas_without_a_dot() -> None:
    found = entities(written("ftm", [made.country_level(), made.country_level(), made.fact()]))
    assert not [id for id, n in Counter(line["id"] for line in found if line["schema"] not in {"Event", "UnknownLink"}).items() if n > 1]
    area, town = (line["properties"] for line in found if line["schema"] == "Address")
    assert (area["full"], "latitude" in area, area["remarks"]) == (["Uganda"], False, ["country"])
    assert (town["latitude"], town["longitude"]) == (["0.316"], ["32.582"])


def test_ftm_days_are_as_exact_as_told() -> None:
    """A month is ``date`` 2031-03; a span has two ends."""

    def dates(event: Event) -> dict[str, Any]:
        line = next(x for x in entities(written("ftm", [event])) if x["schema"] == "Event")
        return {name: v for name, v in line["properties"].items() if name in {"date", "startDate", "endDate"}}

    assert dates(made.several()) == {"date": ["2031-03"]}
    assert dates(made.country_level()) == {"date": ["2031"]}
    assert dates(told("contested")) == {"startDate": ["2031-02-23"], "endDate": ["2031-03-01"]}
    assert dates(made.no_date()) == {}


@pytest.mark.parametrize("length", [300, 1_000, 70_000])
def test_ftm_long_words_are_kept(length: int) -> None:
    """The library drops a value that is too long for its property without a word: names, titles and texts are cut or split before."""
    library("followthemoney")
    from followthemoney.entity import ValueEntity

    lines = entities(written("ftm", [odd("long word " * (length // 10))]))
    for line in lines:
        proxy = ValueEntity.from_dict(line, cleaned=False)
        for name, values in line["properties"].items():
            most = proxy.schema.properties[name].max_length
            assert max(map(len, values)) <= most
            assert len(proxy.get(name)) == len(values), (line["schema"], name)
    (article,) = [line["properties"] for line in lines if line["schema"] == "Article"]
    assert "".join(article["bodyText"]).count("long word ") == 2 * (length // 10)


# ---- GraphML and GEXF


def graph(form: str, text: str) -> Any:
    """As networkx reads it. For GEXF, which it reads as a simple graph where no two edges share their ends."""
    networkx = library("networkx")
    return getattr(networkx, f"read_{form}")(io.BytesIO(text.encode("utf-8")))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_network_has_each_party_and_each_pair_of_each_event(form: str) -> None:
    events = [e for e in made.events() if e.reported_as in {"fact", "claimed", "contested"}]
    net = graph(form, written(form))
    pairs = Counter((ids.party_key(a), ids.party_key(b)) for e in events for a, b in telling.pairs(e))
    assert net.is_directed()
    assert Counter((a, b) for a, b in net.edges()) == pairs
    assert set(net.nodes) == {id for pair in pairs for id in pair}


def test_graphml_has_several_edges_between_two_and_types() -> None:
    first, other = told("claimed"), replace(told("claimed"), id="evt-other", event="THREATEN")
    net = graph("graphml", written("graphml", [first, other]))
    (edges,) = [list(net[a][b].values()) for a, b in set(net.edges())]
    assert [e["event_type"] for e in edges] == ["ASSAULT", "THREATEN"]
    assert (edges[0]["weight"], edges[0]["quad"], edges[0]["scale"], edges[0]["confidence"]) == (1.0, 4, -9.5, 0.77)
    assert (edges[0]["reported_as"], edges[0]["asserted_by"], edges[0]["date"]) == (
        "claimed",
        "Uganda People's Defence Force",
        "2031-03-03",
    )
    assert edges[0]["quote"].startswith("The army said rebels shelled")
    assert edges[0]["doc_id"] == first.reports[0].article.id
    assert {net.nodes[n]["n_events"] for n in net} == {2}


def test_nodes_tell_kind_country_and_span() -> None:
    early = replace(told("claimed"), id="evt-early", date_edtf="2030-01")
    net = graph("graphml", written("graphml", [told("claimed"), early, made.fact()]))
    army = net.nodes[ids.party_key(made.ARMY)]
    assert army == {
        **{"label": "Uganda People's Defence Force", "kind": "organisation", "country": "UGA", "sector": "MIL"},
        **{"n_events": 1, "first": "2031-03-04", "last": "2031-03-04"},
    }
    rebels = net.nodes[ids.party_key(made.REBELS)]
    assert (rebels["first"], rebels["last"], rebels["n_events"]) == ("2030-01-01", "2031-03-03", 2)


def test_gexf_ends_after_it_starts() -> None:
    """Gephi drops without a word what ends when it starts."""
    root = ElementTree.fromstring(written("gexf"))
    name = "{http://www.gexf.net/1.2draft}"
    graph_ = root.find(f"{name}graph")
    assert graph_ is not None
    assert (graph_.get("mode"), graph_.get("timeformat")) == ("dynamic", "date")
    spells = [(e.get("start"), e.get("end")) for tag in ("node", "edge") for e in root.iter(name + tag)]
    dated = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spells if a and b]
    assert len(dated) > 10
    assert all(a < b for a, b in dated)
    assert (date(2031, 3, 4), date(2031, 3, 5)) in dated
    assert (None, None) in spells  # the event without a date
    assert not [s for s in spells if (s[0] is None) != (s[1] is None)]


def test_gexf_spells_are_read_back() -> None:
    net = graph("gexf", written("gexf", [told("claimed")]))
    ((_, _, edge),) = net.edges(data=True)
    assert (edge["start"], edge["end"], edge["event_type"], edge["weight"]) == ("2031-03-03", "2031-03-04", "ASSAULT", 1.0)


# ---- GeoJSON


def test_geojson_is_as_rfc_7946_has_it() -> None:
    geojson = library("geojson")
    text, left = told_of("geojson")
    found = geojson.loads(text)
    assert isinstance(found, geojson.FeatureCollection)
    assert found.errors() == []
    assert left.out["no coordinates"] == 2
    for feature in found["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert not [v for v in feature["properties"].values() if isinstance(v, (dict, list))]  # maps want them flat
        assert "crs" not in feature


def test_geojson_longitude_comes_first() -> None:
    (feature,) = json.loads(written("geojson", [made.fact()]))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [32.582, 0.316]}
    assert feature["id"] == made.fact().id


def test_geojson_marks_the_middle_of_an_area() -> None:
    features = {f["properties"]["placename"]: f["properties"] for f in json.loads(written("geojson"))["features"]}
    assert {name: (p["area"], p["precision"]) for name, p in features.items() if name in {"Uganda", "Indian Ocean", "Kampala"}} == {
        **{"Uganda": (True, "country"), "Indian Ocean": (True, "region"), "Kampala": (False, "city")},
    }
    assert any("middle of an area" in line for line in told_of("geojson")[1].lines())


def test_geojson_plays_in_kepler_and_qgis() -> None:
    (feature,) = json.loads(written("geojson", [told("contested")]))["features"]
    assert [feature["properties"][name] for name in ("datetime", "start", "end")] == ["2031-02-23 00:00", "2031-02-23", "2031-03-01"]


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (None, 5.0), (0.0, float("inf"))])
def test_geojson_leaves_out_what_is_nowhere(lat: float | None, lon: float) -> None:
    text, left = told_of("geojson", [replace(made.fact(), place=replace(made.KAMPALA, lat=lat, lon=lon))])
    assert (json.loads(text)["features"], left.out) == ([], {"no coordinates": 1})


# ---- iCalendar


def calendar(text: str) -> Any:
    return library("icalendar").Calendar.from_ical(text.encode("utf-8"))


def test_ical_lines_are_folded_at_75_octets_and_end_in_crlf() -> None:
    text = written("ical", [made.unicode(), made.fact(), odd("𝕷" * 300)])
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert not [line for line in lines if "\n" in line or "\r" in line]
    assert max(len(line.encode("utf-8")) for line in lines) == 75
    assert calendar(text).walk("VEVENT")[2]["SUMMARY"].count("𝕷") == 300


def test_ical_entries_say_when_where_what_and_how_sure() -> None:
    entries = {str(e["UID"]): e for e in calendar(written("ical")).walk("VEVENT")}
    fact = entries[f"{made.fact().id}@dragoman.invalid"]
    assert fact.decoded("DTSTART") == date(2031, 3, 4)
    assert fact.decoded("DTEND") == date(2031, 3, 5)
    assert str(fact["SUMMARY"]) == "CONSULT visit: Wanjiru Odhiambo → Uganda People's Defence Force"
    assert str(fact["LOCATION"]) == "Kampala, Central, UGA"
    assert (fact["GEO"].latitude, fact["GEO"].longitude) == (0.316, 32.582)
    assert [str(c) for c in fact["CATEGORIES"].cats] == ["CONSULT", "visit", "diplomatic", "military", "fact"]
    assert "“The minister met Uganda's army chiefs in Kampala on Monday.” – Harbour Gazette, 2031-03-05" in str(fact["DESCRIPTION"])
    assert (str(fact["TRANSP"]), str(fact["URL"])[:24]) == ("TRANSPARENT", "https://gazette.example/")


def test_ical_plans_and_claims_are_tentative_and_denials_cancelled() -> None:
    status = {
        e.reported_as: str(calendar(written("ical", [e], also=frozenset(TOLD))).walk("VEVENT")[0]["STATUS"])
        for e in made.events()
        if e.date_edtf == "2031-03-04" or e.reported_as != "fact"
    }
    assert status == {
        **{"fact": "CONFIRMED", "claimed": "TENTATIVE", "contested": "TENTATIVE", "planned": "TENTATIVE"},
        **{"hypothetical": "TENTATIVE", "denied": "CANCELLED", "negated": "CANCELLED"},
    }


def test_ical_a_month_is_an_entry_and_a_year_is_none() -> None:
    (month,) = calendar(written("ical", [made.several()])).walk("VEVENT")
    assert month.decoded("DTEND") - month.decoded("DTSTART") == timedelta(days=31)
    assert told_of("ical", [made.country_level(), made.no_date()])[1].out == {"no day or month": 1, "no date": 1}


def test_ical_escapes_what_separates() -> None:
    """As RFC 5545 has it for values of type TEXT; readers in the field split at what is not escaped."""
    text = written("ical", [replace(made.fact(), modes=("a,b;c\\d",))]).replace("\r\n ", "")
    assert "\r\nLOCATION:Kampala\\, Central\\, UGA\r\n" in text
    assert "\r\nCATEGORIES:CONSULT,a\\,b\\;c\\\\d,diplomatic,military,fact\r\n" in text


def test_ical_no_property_can_be_slipped_in() -> None:
    text = written("ical", [odd("x\r\nATTENDEE:mailto:a@b.example\nATTACH:file:///etc/passwd")])
    (entry,) = calendar(text).walk("VEVENT")
    assert not {"ATTENDEE", "ATTACH"} & set(entry)
    assert "ATTENDEE" in str(entry["SUMMARY"])


# ---- feeds


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feeds_are_read_back(form: str) -> None:
    feedparser = library("feedparser")
    text = written(form)
    found = feedparser.parse(text.encode("utf-8"))
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == {"atom": "atom10", "rss": "rss20"}[form]
    assert [e.id for e in found.entries] == [ids.tag(e.id) for e in made.events()]
    assert [e.title for e in found.entries][:2] == [telling.title(e) for e in made.events()][:2]
    fact = found.entries[0]
    assert fact.link.startswith("https://gazette.example/")
    assert fact.published_parsed[:3] == (2031, 3, 5)
    assert "Lake Tribune" in text
    assert next(t.term for t in fact.tags) == "CONSULT"
    assert fact.where["coordinates"] == (32.582, 0.316)


def test_feeds_control_a_broken_one_is_found() -> None:
    feedparser = library("feedparser")
    assert feedparser.parse(written("atom").replace("</title>", "", 1).encode("utf-8")).bozo


def test_json_feed_has_what_version_1_1_demands() -> None:
    """No library of Python reads it well: what the format demands, by hand."""
    found = json.loads(written("jsonfeed"))
    assert (found["version"], found["title"]) == ("https://jsonfeed.org/version/1.1", "dragoman")
    assert [i["id"] for i in found["items"]] == [ids.tag(e.id) for e in made.events()]
    for item in found["items"]:
        assert item["content_text"]
        assert all(
            re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item[name]) for name in ("date_published", "date_modified") if name in item
        )
        assert all(isinstance(t, str) for t in item["tags"])
    assert found["items"][0]["_dragoman"]["reported_as"] == "fact"


def test_atom_has_what_rfc_4287_demands() -> None:
    root = ElementTree.fromstring(written("atom"))
    name = "{http://www.w3.org/2005/Atom}"
    for holder in (root, *root.iter(name + "entry")):
        for tag in ("id", "title", "updated"):
            (found,) = holder.findall(name + tag)
            assert found.text
    assert root.find(f"{name}author/{name}name") is not None
    stamps = [e.text for tag in ("updated", "published") for e in root.iter(name + tag)]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", s or "") for s in stamps)
    known = [e.findtext(name + "id") or "" for e in root.iter(name + "entry")]
    assert len(known) == len(set(known))
    assert all(re.fullmatch(r"tag:[a-z.]+,\d{4}:[!-~]+", id) for id in known)


def test_atom_an_entry_keeps_its_id_and_moves_its_day() -> None:
    """When a new report comes, readers show the entry as changed, not as another one."""

    def entry(event: Event) -> tuple[str, str]:
        text = written("atom", [event]).partition("<entry>")[2]
        return re.findall("<id>(.*)</id>", text)[0], re.findall("<updated>(.*)</updated>", text)[0]

    before, after = entry(made.fact()), entry(replace(made.fact(), last_seen="2031-03-20"))
    assert before == (ids.tag(made.fact().id), "2031-03-07T00:00:00Z")
    assert after == (before[0], "2031-03-20T00:00:00Z")


def test_feeds_put_no_dot_in_the_middle_of_a_country() -> None:
    text = written("atom", [made.country_level()])
    assert "georss:point" not in text
    assert "<georss:featurename>Uganda, UGA</georss:featurename>" in text


# ---- W3C Web Annotation


def resolved(selector: dict[str, Any], text: str) -> list[str]:
    """What a selector selects: one stretch for a position; for a quotation every stretch with these words and these around them."""
    if selector["type"] == "TextPositionSelector":
        return [text[selector["start"] : selector["end"]]]
    around = selector.get("prefix", "") + selector["exact"] + selector.get("suffix", "")
    return [selector["exact"]] * text.count(around)


def test_annotation_has_what_the_model_demands() -> None:
    page = json.loads(written("annotation"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert len(page["items"]) == sum(len(f.records) for f in made.filed())
    assert len({a["id"] for a in page["items"]}) == len(page["items"])
    iri = re.compile(r"(https?://|urn:uuid:|tag:)[!-~]+$")
    for one in page["items"]:
        assert one["type"] == "Annotation"
        assert iri.match(one["id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one["created"])
        assert one["motivation"] in {"tagging"}
        for body in one["body"]:
            assert body["type"] in {"TextualBody", "SpecificResource"}
            assert body["value"] if body["type"] == "TextualBody" else iri.match(body["source"])
            assert body["purpose"] in {"tagging", "describing", "identifying"}
        for target in one["target"]:
            assert iri.match(target["source"]["id"])
            assert {s["type"] for s in target["selector"]} == {"TextPositionSelector", "TextQuoteSelector"}


def test_annotation_selectors_find_the_words() -> None:
    """Both selectors of each target give the words of the record's evidence, in code points, also after letters beyond the first plane."""
    texts = {telling.url(f.article.url) or ids.tag(ids.article_key(f.article)): f for f in made.filed()}
    quotes = {e.text for f in made.filed() for r in f.records for e in r.evidence}
    seen = 0
    for one in json.loads(written("annotation"))["items"]:
        for target in one["target"]:
            text = texts[target["source"]["id"]].article.text
            exact = next(s["exact"] for s in target["selector"] if "exact" in s)
            assert exact in quotes
            assert [resolved(s, text) for s in target["selector"]] == [[exact], [exact]]
            seen += 1
    assert seen >= len(quotes)


def test_annotation_positions_are_code_points() -> None:
    (filed,) = [f for f in made.filed() if "🐟" in f.article.text]
    (one,) = json.loads(written("annotation", [filed]))["items"]
    position, quote = one["target"][0]["selector"]
    assert position["start"] == filed.article.text.index(" Příští") == 12  # 14 units of UTF-16
    assert quote["prefix"] == filed.article.text[:12]
    assert "suffix" not in quote  # the quotation ends the text


def test_annotation_tells_words_that_stand_twice_apart() -> None:
    text = "Alpha. " + 2 * "The port of Mombasa lies on the coast of the ocean. Kenya met Uganda there. It rained all day, they said. "
    quote = "Kenya met Uganda there."
    record = made.record(text, quote, "met")
    again = replace(
        record.evidence[0],
        start=text.rindex(quote),
        end=text.rindex(quote) + len(quote),
        trigger=Span(text.rindex("met"), text.rindex("met") + 3),
    )
    filed = Filed(article=made.article(text), records=(replace(record, evidence=(record.evidence[0], again)),))
    for target in json.loads(written("annotation", [filed]))["items"][0]["target"]:
        assert [resolved(s, text) for s in target["selector"]] == [[quote], [quote]]


@pytest.mark.parametrize("text", ODD)
def test_annotation_of_odd_text_resolves(text: str) -> None:
    article = odd(text).reports[0].article
    page = written("annotation", [Filed(article=article, records=(odd(text).reports[0].record,))])
    page.encode("utf-8")
    position, quote = json.loads(page)["items"][0]["target"][0]["selector"]
    whole = telling.whole(article.text)
    assert len(whole) == len(article.text)
    assert whole[position["start"] : position["end"]] == quote["exact"]


# ---- brat


def standoff(ann: str, text: str) -> dict[str, list[list[str]]]:
    """A small reader of brat's format: checks each offset against the text, each id against those that there are. Lines by letter."""
    found: dict[str, list[list[str]]] = {}
    known: set[str] = set()
    for line in ann.split("\n")[:-1]:
        id, body, *rest = line.split("\t")
        assert re.fullmatch(r"[TERAN#]\d+", id), line
        assert id not in known
        known.add(id)
        if id[0] == "T":
            type, _, places = body.partition(" ")
            parts = [tuple(map(int, p.split(" "))) for p in places.split(";")]
            assert all(a < b <= len(text) for a, b in parts)
            assert rest == [" ".join(text[a:b] for a, b in parts)], line
            assert not {"\n", "\r"} & set(rest[0])
            assert re.fullmatch("[A-Za-z_]+", type)
        found.setdefault(id[0], []).append([id, body, *rest])
    for _, body, *_ in found.get("E", []):
        assert {part.split(":")[1] for part in body.split(" ")} <= known
    for letter, at in (("A", 1), ("N", 1), ("#", 1)):
        assert {body.split(" ")[at] for _, body, *_ in found.get(letter, [])} <= known
    for _, body, *_ in found.get("R", []):
        assert {part.split(":")[1] for part in body.split(" ")[1:]} <= known
    return found


def test_brat_every_offset_fits_the_text() -> None:
    files, left = zipped()
    names = {name.removesuffix(".ann") for name in files if name.endswith(".ann")}
    assert names == {name.removesuffix(".txt") for name in files if name.endswith(".txt")}
    assert left.written == len(names) == len(made.filed())
    total = Counter[str]()
    for name in names:
        found = standoff(files[f"{name}.ann"], files[f"{name}.txt"])
        total.update({letter: len(lines) for letter, lines in found.items()})
        records = [r for f in made.filed() if f.article.id == name for r in f.records]
        assert len(found["E"]) == sum(len(r.evidence) for r in records)
    assert total["A"] == 2 * total["E"]


def test_brat_control_a_shifted_offset_is_found() -> None:
    with pytest.raises(AssertionError):
        standoff("T1\tCONSULT 1 4\tmet\n", "I met her")


def test_brat_texts_are_those_of_the_articles() -> None:
    files, _ = zipped()
    for filed in made.filed():
        assert files[f"{filed.article.id}.txt"] == telling.whole(filed.article.text)


def test_brat_says_who_did_it_to_whom_and_according_to_whom() -> None:
    text = "Lake Front shelled protesters, said\nthe army. Lake Front shelled them."
    record = made.record(text, text, "shelled", event="ASSAULT", actors=(made.party("Lake Front", "UGA"),), recipients=(made.CROWD,))
    said = made.Source(party=made.party("UPDF", "UGA", words="said\nthe army", identifier_id="Q7"), stance="asserts", cue="said")
    again = replace(record.evidence[0], start=46, text=text[46:], trigger=Span(57, 64))
    filed = Filed(article=made.article(text), records=(replace(record, sources=(said,), evidence=(record.evidence[0], again)),))
    files, left = zipped([filed])
    found = standoff(files[f"{filed.article.id}.ann"], text)
    marked = {id: (body.split(" ")[0], words) for id, body, words in found["T"]}
    events = [[(p.split(":")[0], *marked[p.split(":")[1]]) for p in body.split(" ")] for _, body in found["E"]]
    assert events[0] == [
        ("ASSAULT", "ASSAULT", "shelled"),
        ("Actor", "Party", "Lake Front"),
        ("Recipient", "Party", "protesters"),
        ("Source", "Party", "said the army"),  # in two fragments, since no span of brat runs over a line end
    ]
    assert events[1] == [("ASSAULT", "ASSAULT", "shelled"), ("Actor", "Party", "Lake Front")]
    assert [body for _, body, *_ in found["R"]] == ["SameEvent Arg1:E1 Arg2:E2"]
    assert [body.split(" ", 1)[1].split(" ")[1] for _, body, *_ in found["N"]] == ["Wikidata:Q7"]
    assert [body.split(" ")[0] + body[-5:] for _, body in found["A"][:1]] == ["ReportedAsaimed"]
    assert not left.marks


@pytest.mark.parametrize("text", ODD)
def test_brat_of_odd_text_can_be_read(text: str) -> None:
    article = odd(text).reports[0].article
    files, _ = zipped([Filed(article=article, records=(odd(text).reports[0].record,))])
    key = ids.article_key(article)
    assert standoff(files[f"{key}.ann"], files[f"{key}.txt"])["E"]
    assert set(files) == {"annotation.conf", "visual.conf", f"{key}.ann", f"{key}.txt"}  # no name out of a text


def test_brat_goes_into_a_pipe() -> None:
    """``-o -``: nothing in the ZIP needs going back."""

    class Pipe(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    writer("brat")(made.filed(), pipe, Options(now="2031-04-01"))
    with zipfile.ZipFile(io.BytesIO(pipe.data)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n).decode() for n in archive.namelist()} == zipped()[0]


def test_brat_knows_all_types() -> None:
    """``annotation.conf`` has each type and part that an .ann uses, or brat shows an error in their place."""
    files, _ = zipped()
    used = {
        body.split(":")[0]
        for name, ann in files.items()
        if name.endswith(".ann")
        for _, body, *_ in standoff(ann, files[name[:-3] + "txt"])["E"]
    }
    assert used <= set(re.findall(r"^([A-Z]+)\t", files["annotation.conf"], re.M))


# ---- STIX


def bundle(text: str) -> Any:
    return library("stix2").parse(text)


def test_stix_is_a_valid_bundle() -> None:
    """Parsed without leave for properties of one's own: what is ours stands in an extension that the bundle defines."""
    text, left = told_of("stix")
    found = bundle(text)
    assert Counter(o.type for o in found.objects)["incident"] == 11
    assert len(found.objects) == left.written
    assert len({o.id for o in found.objects}) == len(found.objects)
    assert {o.type for o in found.objects} == {
        *("identity", "location", "incident", "note", "report", "relationship", "extension-definition"),
    }
    assert "marking" not in text


def test_stix_everything_referred_to_is_there() -> None:
    objects = {o["id"]: o for o in json.loads(written("stix"))["objects"]}

    def refs(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key.endswith("_ref"):
                    yield inner
                elif key.endswith("_refs"):
                    yield from inner
                else:
                    yield from refs(inner)
                if key == "extensions":
                    yield from inner

    seen = [ref for o in objects.values() for ref in refs(o)]
    assert len(seen) > 100
    assert set(seen) <= set(objects)
    assert all(re.fullmatch(r"[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", id) for id in objects)


def test_stix_incident_tells_how_and_by_whom() -> None:
    found = json.loads(written("stix", [told("contested")]))["objects"]
    by_id = {o["id"]: o for o in found}
    (incident,) = [o for o in found if o["type"] == "incident"]
    (own,) = incident["extensions"].values()
    assert (incident["confidence"], own["reported_as"], own["date_edtf"]) == (91, "contested", "2031-02-23/2031-03-01")
    assert (
        [by_id[i]["name"] for i in own["actor_refs"]]
        == [by_id[i]["name"] for i in own["denied_by_refs"]]
        == ["Uganda People's Defence Force"]
    )
    assert [by_id[i]["name"] for i in own["asserted_by_refs"]] == ["Lake Front"]
    parts = {o["description"]: by_id[o["target_ref"]]["name"] for o in found if o["type"] == "relationship"}
    assert parts == {"actor": "Uganda People's Defence Force", "recipient": "fishermen", "place": "Kampala"}


def test_stix_each_article_is_a_report_of_its_objects() -> None:
    found = json.loads(written("stix", [made.fact(), made.no_date()]))["objects"]
    by_id = {o["id"]: o for o in found}
    reports = [o for o in found if o["type"] == "report"]
    assert [r["published"][:10] for r in reports] == ["2031-03-05", "2031-03-06", "2031-03-07"]  # none for the article without a day
    assert {by_id[ref]["type"] for ref in reports[0]["object_refs"]} == {"identity", "location", "incident", "note", "relationship"}
    quotes = [by_id[ref]["content"] for r in reports for ref in r["object_refs"] if by_id[ref]["type"] == "note"]
    assert quotes[0] == "The minister met Uganda's army chiefs in Kampala on Monday."


def test_stix_countries_have_two_letters_and_areas_no_point() -> None:
    found = [
        o for o in json.loads(written("stix", [made.country_level(), made.fact(), made.at_sea()]))["objects"] if o["type"] == "location"
    ]
    assert [(o["name"], o.get("country"), "latitude" in o) for o in found] == [
        ("Uganda", "UG", False),
        ("Kampala", "UG", True),
        ("Indian Ocean", None, True),  # of no country: its middle, and it says so
    ]


@pytest.mark.parametrize("confidence", [-0.1, 0.0, 0.005, 0.995, 1.0, 1.2])
def test_stix_confidence_is_a_whole_number_to_100(confidence: float) -> None:
    found = bundle(written("stix", [replace(made.fact(), confidence=confidence)]))
    (value,) = [o.confidence for o in found.objects if o.type == "incident"]
    assert value == min(100, max(0, round(100 * confidence)))


def test_stix_a_later_export_is_a_later_version() -> None:
    """The same id and ``created``, a later ``modified``: what STIX calls a version."""

    def incident(event: Event) -> tuple[str, str, str]:
        (o,) = [o for o in json.loads(written("stix", [event]))["objects"] if o["type"] == "incident"]
        return o["id"], o["created"], o["modified"]

    before, after = incident(made.fact()), incident(replace(made.fact(), last_seen="2031-05-01"))
    assert before[:2] == after[:2]
    assert before[2] < after[2]


# ---- readers of all


def shown(form: str, text: str) -> set[str]:
    """Ids of the events that are in a file."""
    return {e.id for e in made.events() if e.id in text}


def json_lines(text: str) -> None:
    for line in text.split("\n")[:-1]:
        assert json.loads(line)["id"]


def feed(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert root.tag.endswith(("feed", "rss"))


def xml_graph(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert root.tag.endswith(("graphml", "gexf"))


def ics(text: str) -> None:
    lines = text.replace("\r\n ", "").split("\r\n")
    depth = [line.partition(":") for line in lines if line.startswith(("BEGIN:", "END:"))]
    assert depth[0][2] == depth[-1][2] == "VCALENDAR"
    assert [kind for kind, _, name in depth if name == "VCALENDAR"] == ["BEGIN", "END"]
    assert [kind for kind, _, name in depth if name == "VEVENT"] == ["BEGIN", "END"] * (len(depth) // 2 - 1)
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines[:-1])


READERS: dict[str, Callable[[str], Any]] = {
    **{"ftm": json_lines, "graphml": xml_graph, "gexf": xml_graph, "atom": feed, "rss": feed, "ical": ics},
    **dict.fromkeys(("geojson", "jsonfeed", "stix"), json.loads),
}
