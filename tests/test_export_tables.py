"""Gathered events as tables: each is read back the way its users read it, and nothing in a text breaks a line or runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import gathered_events as invented
from dragoman import schema
from dragoman.exporters.gathered import FORMATS, Left, Options, acled, coded, flat, format_of, gdelt, ged, native, panel, polecat, writer
from dragoman.exporters.gathered.cells import on_one_line, runs, safe, unsafe
from dragoman.exporters.gathered.options import NO_FACT, TOLD
from dragoman.knowledge import Knowledge, codes
from dragoman.knowledge.tables import DATA, rows
from dragoman.types import Event, Size

OUTSIDE = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data")) / "hostile" / "csv"
GOLDEN = Path(__file__).parent / "golden" / "gathered"
#: Format, part, and the file that holds what it makes of the invented events.
TABLES = [
    ("plover", None, "events.jsonl"),
    ("csv", None, "events.csv"),
    ("polecat", None, "events.polecat.txt"),
    ("gdelt", "events", "events.export.CSV"),
    ("gdelt", "mentions", "events.mentions.CSV"),
    ("acled", None, "events.acled.csv"),
    ("ged", None, "events.ged.csv"),
    ("panel", None, "events.panel.csv"),
]
FACTS_ONLY = ("polecat", "gdelt", "acled", "ged", "panel")
EVERYTHING = frozenset(TOLD)


def written(form: str, events: list[Event], **more: Any) -> tuple[str, Left]:
    out = io.StringIO(newline="")
    left = writer(form)(events, out, Options(now="2031-04-02", coder="dragoman 9.9 plover-2.0", **more))
    return out.getvalue(), left


def frame(text: str, **more: Any) -> Any:
    """As pandas reads it by default, all columns as text."""
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False, **more)


def typed(text: str, **more: Any) -> Any:
    """As pandas reads it when nobody says anything."""
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(io.StringIO(text, newline=""), **more)


def lines(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.removesuffix("\n").split("\n")]


def toll(low: int, high: int | None, **more: Any) -> Event:
    return replace(invented.claimed(), size=Size(dead=(low, high)), **more)


# all of them


@pytest.mark.parametrize(("form", "part", "file"), TABLES, ids=[t[2] for t in TABLES])
def test_golden(form: str, part: str | None, file: str) -> None:
    """DRAGOMAN_GOLDEN=1 writes the files anew; read the difference before you commit it."""
    made, _ = written(form, invented.events(), part=part)
    path = GOLDEN / file
    if os.environ.get("DRAGOMAN_GOLDEN"):
        path.write_bytes(made.encode("utf-8"))
    assert made == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("form", FACTS_ONLY)
def test_what_is_no_fact_stays_out_of_formats_whose_users_count_rows(form: str) -> None:
    only = [invented.denied(), invented.planned(), invented.hypothetical(), invented.negated()]
    made, left = written(form, only)
    assert left.written == 0
    assert left.out == Counter(NO_FACT)
    assert left.lines()[0].startswith("4 events left out: ")
    for event in only:
        assert event.id not in made


@pytest.mark.parametrize("form", ["polecat", "gdelt", "panel"])
def test_asked_for_they_go_in(form: str) -> None:
    several = [
        replace(make(), date_edtf="2031-03-04", place=invented.KISUMU) for make in (invented.denied, invented.planned, invented.negated)
    ]
    _, left = written(form, several, also=EVERYTHING)
    assert not left.out
    assert left.written >= 3


def test_what_is_only_claimed_stays_in_and_is_marked() -> None:
    claimed = invented.claimed()
    assert "military; claimed" in written("polecat", [claimed])[0]
    assert "status=claimed; " in written("gdelt", [claimed], part="mentions")[0]
    assert "attr=Uganda People's Defence Force" in written("gdelt", [claimed], part="mentions")[0]
    assert "status=claimed" in written("acled", [claimed])[0]
    assert frame(written("ged", [claimed])[0]).source_original[0] == "Uganda People's Defence Force"
    assert frame(written("panel", [claimed])[0]).status[0] == "claimed"


@pytest.mark.parametrize("form", [f for f in ("plover", "csv", *FACTS_ONLY) if f != "panel"])
def test_every_format_carries_our_own_id(form: str) -> None:
    event = invented.claimed()
    assert event.id in written(form, [event], part="mentions" if form == "gdelt" else None)[0]


@pytest.mark.parametrize("form", ["plover", "csv", "parquet", "polecat", "gdelt", "acled", "ged"])
def test_events_are_written_as_they_come(form: str) -> None:
    """An exporter holds no events: what came before the last is let go."""
    import gc
    import weakref

    class Kept(list[int]):
        """Something that can be watched."""

    seen: list[weakref.ref[Kept]] = []
    most = 0

    def many() -> Iterator[Event]:
        nonlocal most
        for n in range(400):
            mark = Kept()
            seen.append(weakref.ref(mark))
            event = replace(invented.claimed(), id=f"evt-{n:016x}", history=mark)  # type: ignore[arg-type]
            del mark
            yield event
            del event
            if n % 100 == 99:
                gc.collect()
                most = max(most, sum(ref() is not None for ref in seen))

    out: Any = io.BytesIO() if FORMATS[form].binary else io.StringIO()
    left = writer(form)(many(), out, Options(now="2031-04-02"))
    assert left.written == 400
    assert most <= 2


def test_the_same_events_give_the_same_bytes() -> None:
    for form, part, _ in TABLES:
        assert written(form, invented.events(), part=part)[0] == written(form, invented.events(), part=part)[0]


def test_file_names_tell_the_format() -> None:
    names = {
        "a.jsonl": "plover",
        "a.csv": "csv",
        "a.ACLED.csv": "acled",
        "x.export.CSV": "gdelt",
        "b.ged.csv": "ged",
        "b.panel.csv": "panel",
    }
    names |= {"p.polecat.txt": "polecat", "p.tsv": "polecat", "p.parquet": "parquet"}
    assert {name: format_of(name) for name in names} == names
    assert format_of("story.txt") is None
    assert len({s for f in FORMATS.values() for s in f.suffixes}) == sum(len(f.suffixes) for f in FORMATS.values()), (
        "two formats, one suffix"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_its_writer(form: str) -> None:
    assert callable(writer(form))


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ValueError, match="no format 'xml'; choose from plover, csv"):
        writer("xml")


def test_an_event_without_evidence_or_outlet_is_written() -> None:
    event = invented.claimed()
    bare = replace(event, reports=tuple(replace(r, record=replace(r.record, evidence=())) for r in event.reports))
    for form, part, _ in TABLES[1:]:  # a PLOVER line has its evidence
        assert written(form, [bare], part=part)[1].written == 1, form
    nobody = replace(event, actors=())
    for form in ("polecat", "gdelt", "acled"):
        assert written(form, [nobody])[1].out == {"no actor": 1}


# PLOVER


def test_plover_lines_hold_to_the_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema("event"))
    validator = Draft202012Validator(schema("event"))
    made, left = written("plover", invented.events())
    told = [json.loads(line) for line in made.splitlines()]
    assert [f"{e.json_path}: {e.message}" for line in told for e in validator.iter_errors(line)] == []
    assert len(told) == left.written == len(invented.KINDS)
    for line in told:
        # PLOVER's compulsory fields, and the fields of its manual that we know
        assert {"id", "date", "actor", "event", "recipient", "mode", "context", "quad_code", "event_scale", "event_loc"} <= line.keys()
        assert {"event_text", "text_info", "cite_info", "coder", "coded_date", "status", "sources"} <= line.keys()
        assert line["id"] == line["event_id"]


def test_the_schema_can_fail() -> None:
    from jsonschema import Draft202012Validator

    line = json.loads(written("plover", [invented.fact()])[0])
    assert list(Draft202012Validator(schema("event")).iter_errors({**line, "reported_as": "rumoured"}))
    assert list(Draft202012Validator(schema("event")).iter_errors({k: v for k, v in line.items() if k != "reports"}))


def test_gathered_events_as_dicts_hold_to_the_schema() -> None:
    from jsonschema import Draft202012Validator

    from dragoman.plain.events import event as plain_event

    validator = Draft202012Validator(schema("event"))
    for event in invented.events():
        assert not list(validator.iter_errors(json.loads(json.dumps(plain_event(event)))))


# our own rows


def test_a_row_for_each_report() -> None:
    table = frame(written("csv", invented.events())[0])
    assert list(table.columns) == list(flat.COLUMNS)
    assert len(table) == sum(len(e.reports) for e in invented.events())
    visit = table[table.event_id == invented.fact().id]
    assert list(visit.source_name) == ["Harbour Gazette", "Morning Post", "Lake Tribune"]
    assert list(visit.reprint) == ["0", "1", "0"]
    assert set(visit.independent_reports) == {"2"}


def test_columns_are_those_of_the_convention() -> None:
    """notes on conventions, 3.1, in its order; its event_id (of a report) and cluster_id are our record_id and event_id."""
    wanted = """event_id record_id doc_id ontology event_type event_mode contexts status polarity actor recipient attribution
        date_start date_end date_precision date_text date_span place_name place_id lat lon geo_precision country_iso3 adm1 quote start end
        sentence_index trigger_start trigger_end prefix suffix confidence extractor model_version text_sha256 source_name source_url
        published_at language first_seen last_seen"""
    assert [c for c in native.COLUMNS if c in wanted.split()] == wanted.split()


def test_quotes_stand_where_the_row_says() -> None:
    texts = {r.article.id: r.article.text for e in invented.events() for r in e.reports}
    table = frame(written("csv", invented.events(), exact=True)[0])
    for row in table.itertuples():
        text, start, end = texts[row.doc_id], int(row.start), int(row.end)
        assert text[start:end] == row.quote
        assert start <= int(row.trigger_start) < int(row.trigger_end) <= end
        assert text[:start].endswith(row.prefix)
        assert text[end:].startswith(row.suffix)
        for words, at, to in zip(row.actor_text.split("; "), row.actor_start.split("; "), row.actor_end.split("; "), strict=False):
            assert not at or text[int(at) : int(to)] == words


def test_lists_of_a_row_run_side_by_side() -> None:
    row = frame(written("csv", [invented.several()])[0]).iloc[0]
    assert row.actor_name == "protesters; United Nations"
    assert row.actor_country_iso3 == "KEN; UNO"
    assert row.actor_sector == "CVL; "
    assert row.recipient_wikidata_id == "; Q1036"


def test_who_is_quoted_by_whom() -> None:
    row = frame(written("csv", [invented.bloc()])[0]).iloc[0]
    assert row.attribution_text == "State radio; the ministry"
    assert row.attribution_stance == "asserts; asserts"
    assert (row.actor_text, row.actor_country_iso3) == ("the West", "")


def test_pandas_takes_numbers_as_numbers() -> None:
    table = typed(written("csv", invented.events())[0])
    kinds = {name: table[name].dtype.kind for name in ("confidence", "event_scale", "lat", "lon", "quad_code", "start", "end", "reprint")}
    assert kinds == {
        "confidence": "f",
        "event_scale": "f",
        "lat": "f",
        "lon": "f",
        "quad_code": "i",
        "start": "i",
        "end": "i",
        "reprint": "i",
    }
    assert table.event_scale.min() == -9.5


def test_polars_and_csv_read_the_same() -> None:
    polars = pytest.importorskip("polars")
    made, _ = written("csv", invented.events())
    table = polars.read_csv(io.BytesIO(made.encode()), infer_schema=False)
    own = list(csv.DictReader(io.StringIO(made, newline="")))
    assert table.fill_null("").to_dicts() == own


def test_parquet_keeps_types_and_lists() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    left = writer("parquet")(invented.events(), out, Options(now="2031-04-02"))
    table = parquet.read_table(io.BytesIO(out.getvalue()))
    assert table.num_rows == left.written
    assert table.column_names == list(native.COLUMNS)
    first = next(r for r in table.to_pylist() if r["event_type"] == "PROTEST")
    assert [p["country_iso3"] for p in first["actor"]] == ["KEN", "UNO"]
    assert first["actor"][0]["sector"] == ["CVL"]
    assert str(table.schema.field("place_id").type) == "int64"
    assert str(table.schema.field("confidence").type) == "double"
    assert {r["event_id"] for r in table.to_pylist()} == {e.id for e in invented.events()}


def test_parquet_reads_in_pandas_and_polars() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    pytest.importorskip("pyarrow")
    out = io.BytesIO()
    writer("parquet")(invented.events(), out, Options(now="2031-04-02"))
    seen = pandas.read_parquet(io.BytesIO(out.getvalue()))
    assert seen.quad_code.dtype.kind == "i"
    assert polars.read_parquet(io.BytesIO(out.getvalue())).height == len(seen)


def test_parquet_of_no_events_is_a_table_without_rows() -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    writer("parquet")([], out, Options())
    assert parquet.read_table(io.BytesIO(out.getvalue())).num_rows == 0


# POLECAT


def test_polecat_has_40_columns_in_every_line() -> None:
    made, left = written("polecat", invented.events())
    table = lines(made)
    assert {len(row) for row in table} == {40}
    assert table[0] == list(polecat.COLUMNS)
    assert len(table) == left.written + 1
    assert left.out["no country"] == 1, "the West; pirates are somebody without a country too"
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):  # users read it both ways
        assert len(typed(made, sep="\t", quoting=quoting)) == left.written


def test_polecat_as_its_users_load_it() -> None:
    """``None`` is what is missing; the id is cut at the underscore; several parties are split."""
    table = typed(written("polecat", invented.events())[0], sep="\t", na_values="None", parse_dates=["Event Date"])
    assert table["Event Date"].dtype.kind == "M"
    assert list(table["Event ID"].str.split("_").str[1]) == [i for i in table["Event ID"].str.split("_").str[1] if i.startswith("evt-")]
    protest = table[table["Event Type"] == "PROTEST"].iloc[0]
    assert protest["Actor Country"] == "KEN; UNO"
    assert protest["Actor COW"] == "501; None"
    visit = table[table["Event Mode"] == "visit"].iloc[0]
    assert (visit["Actor Name"], visit["Actor Name Raw"], visit["Actor COW"]) == ("Wanjiru Odhiambo", "the minister", "501")
    assert (visit["Placename"], visit["Province"], visit["Country"], visit["GeoNames ID"]) == ("Kampala", "Central", "UGA", 232422)
    assert table.Latitude.dtype.kind == "f"


# GDELT


def test_gdelt_has_61_and_16_columns_and_no_header() -> None:
    events, left = written("gdelt", invented.events(), part="events")
    mentions, noted = written("gdelt", invented.events(), part="mentions")
    assert (len(gdelt.EVENTS), len(gdelt.MENTIONS)) == (61, 16)
    assert {len(row) for row in lines(events)} == {61}
    assert {len(row) for row in lines(mentions)} == {16}
    assert left.out == noted.out
    assert all(row[0].isdigit() for row in lines(events))


def test_gdelt_as_its_users_load_it() -> None:
    text = {"EventCode": str, "EventBaseCode": str, "EventRootCode": str}
    events = typed(written("gdelt", invented.events())[0], sep="\t", header=None, names=list(gdelt.EVENTS), dtype=text)
    mentions = typed(written("gdelt", invented.events(), part="mentions")[0], sep="\t", header=None, names=list(gdelt.MENTIONS))
    assert events.GLOBALEVENTID.dtype.kind == "i"
    assert events.GLOBALEVENTID.is_unique
    assert set(mentions.GLOBALEVENTID) == set(events.GLOBALEVENTID)
    visit = events[events.Actor1Code == "KENGOV"].iloc[0]
    assert (visit.EventCode, visit.EventRootCode, visit.QuadClass) == ("042", "04", 1)
    assert (visit.SQLDATE, visit.MonthYear, visit.Year) == (20310304, 203103, 2031)
    assert visit.FractionDate == pytest.approx(2031 + 64 / 365, abs=1e-4)
    assert (visit.NumMentions, visit.NumSources, visit.NumArticles) == (3, 3, 3)
    assert (visit.ActionGeo_CountryCode, visit.ActionGeo_FullName) == ("UG", "Kampala, Central, Uganda")
    assert set(events.QuadClass) <= {1, 2, 3, 4}
    assert events.AvgTone.isna().all()
    assert mentions.SentenceID.min() >= 1
    assert mentions.Confidence.between(0, 100).all()
    assert set(mentions.MentionType) == {1, 2}


def test_gdelt_writes_a_row_for_each_pair() -> None:
    protest = lines(written("gdelt", [invented.several()])[0])
    assert len(protest) == 4
    assert {(row[5], row[15]) for row in protest} == {("KENCVL", "KENCOP"), ("KENCVL", "UGA"), ("IGOUNO", "KENCOP"), ("IGOUNO", "UGA")}
    accord = lines(written("gdelt", [invented.planned()], also=EVERYTHING)[0])
    assert {(row[5], row[15]) for row in accord} == {("KEN", "UGA"), ("UGA", "KEN")}, "who agree side by side stand both ways"


def test_a_fraction_of_a_year_stays_in_it() -> None:
    made = [gdelt.dated(replace(invented.fact(), date_edtf=f"2031-{m:02}-28"))["FractionDate"] for m in range(1, 13)]
    assert made == sorted(made)
    assert float(gdelt.dated(replace(invented.fact(), date_edtf="2031-12-31"))["FractionDate"]) < 2032


def test_offsets_of_mentions_are_those_of_the_text() -> None:
    for event in invented.events():
        for pair in gdelt.pairs(event):
            for row, report in zip(gdelt.mentioned(event, pair, Options(now="2031-04-02")), event.reports, strict=True):
                at = row["Actor1CharOffset"]
                assert at == -1 or report.article.text[at:].startswith(pair[0].entity_text)
                assert report.article.text[row["ActionCharOffset"]] != " "


# ACLED, GED, panel


def test_acled_has_31_columns() -> None:
    made, left = written("acled", invented.events())
    table = frame(made)
    assert list(table.columns) == list(acled.COLUMNS)
    assert len(acled.COLUMNS) == 31
    assert left.out["outside ACLED's scope"] > 0
    assert any("not ACLED data" in note for note in left.notes)
    assert table.tags.str.contains("not ACLED data").all()


def test_acled_words_or_numbers() -> None:
    words = frame(written("acled", [invented.claimed()])[0]).iloc[0]
    numbers = frame(written("acled", [invented.claimed()], acled_inter="numeric")[0]).iloc[0]
    assert (words.inter1, words.inter2, words.interaction) == ("Rebel Forces", "Civilians", "Rebel Forces-Civilians")
    assert (numbers.inter1, numbers.inter2, numbers.interaction) == ("2", "7", "27")
    assert (words.event_type, words.sub_event_type) == ("Explosions/Remote violence", "Shelling/artillery/missile attack")
    assert (words.iso, words.country, words.region, words.fatalities) == ("404", "Kenya", "Eastern Africa", "7")
    assert (words.time_precision, words.geo_precision, words.civilian_targeting) == ("1", "1", "Civilian targeting")
    assert words.notes.endswith("[according to: Uganda People's Defence Force]")


def test_acled_forces_of_another_state_are_foreign() -> None:
    event = replace(invented.contested(), place=invented.KISUMU)
    assert frame(written("acled", [event])[0]).inter1[0] == "Foreign / Others"
    assert frame(written("acled", [invented.contested()])[0]).inter1[0] == "State Forces"


def test_acled_leaves_out_what_it_cannot_place() -> None:
    assert written("acled", [replace(invented.claimed(), place=None)])[1].out == {"no country": 1}
    assert written("acled", [replace(invented.claimed(), date_edtf=None)])[1].out == {"no date": 1}
    assert written("acled", [replace(invented.claimed(), date_edtf="2031")])[1].out == {"date wider than a month": 1}
    unknown = {"sides unarmed or unknown": 1}
    assert written("acled", [replace(invented.claimed(), modes=(), recipients=())])[1].out == unknown
    assert written("acled", [replace(invented.claimed(), modes=(), actors=(invented.CROWD,))])[1].out == unknown


def test_ged_has_38_columns() -> None:
    made, _ = written("ged", invented.events())
    table = typed(made)
    assert list(table.columns) == list(ged.COLUMNS)
    assert len(ged.COLUMNS) == 38
    row = table.iloc[0]
    assert (row.type_of_violence, row.side_a, row.side_b) == (ged.ONE_SIDED, "Lake Front", "Civilians")
    assert (row.best, row.low, row.deaths_civilians) == (7, 7, 7)
    assert row[["high", "conflict_new_id", "dyad_new_id", "side_a_new_id"]].isna().all()
    assert (row.date_prec, row.where_prec, row.country, row.region) == (1, 1, "Kenya", "Africa")


def test_ged_sides() -> None:
    army, rebels = (invented.ARMY,), (invented.REBELS,)
    attacked = toll(3, 3, actors=rebels, recipients=army)
    row = frame(written("ged", [attacked])[0]).iloc[0]
    assert (row.type_of_violence, row.side_a, row.side_b) == ("1", "Government of Uganda", "Lake Front"), "the state is side A"
    assert (row.deaths_unknown, row.best, row.high) == ("3", "3", "3")
    among = frame(written("ged", [toll(3, 5, actors=rebels, recipients=(invented.party("Hill Band", "UGA", "REB"),))])[0]).iloc[0]
    assert (among.type_of_violence, among.best, among.high) == ("2", "3", "5")
    assert written("ged", [toll(0, 0)])[1].out == {"no deaths told": 1}
    assert written("ged", [toll(3, 3, recipients=())])[1].out == {"sides of unknown kind": 1}


def test_the_panel_counts() -> None:
    events = [invented.fact(), replace(invented.fact(), id="evt-00000000000000aa"), invented.claimed(), invented.no_place()]
    table = typed(written("panel", events)[0])
    assert list(table.columns) == list(panel.COLUMNS)
    visits = table[table.event_type == "CONSULT"].iloc[0]
    assert (visits.country_iso3, visits.year, visits.month, visits.month_id) == ("UGA", 2031, 3, 51 * 12 + 3)
    assert (visits.n_events, visits.n_reports, visits.n_sources) == (2, 6, 4)
    assert table.n_events.sum() == 3
    assert written("panel", events)[1].out == {"no country": 1}


# codes


def test_every_country_has_its_codes() -> None:
    table = codes.countries()
    kenya, kosovo = table["KEN"], table["KOS"]
    assert (kenya.iso2, kenya.numeric, kenya.fips, kenya.cow, kenya.cameo) == ("KE", "404", "KE", "501", "KEN")
    assert (kosovo.iso2, kosovo.numeric, kosovo.cow) == ("XK", "", "347")
    assert table["AFG"].numeric == "004", "codes are text"
    assert table["DEU"].fips == "GM"
    for column in ("iso2", "numeric", "fips", "cow", "name"):
        found = [value for c in table.values() if (value := getattr(c, column))]
        assert len(found) == len(set(found)), column
    assert all(
        re.fullmatch(r"\d{3}|", c.numeric) and re.fullmatch(r"\d{1,3}|", c.cow) and re.fullmatch(r"[A-Z]{2}|", c.fips)
        for c in table.values()
    )


def test_codes_cover_the_ontology_and_the_actors() -> None:
    kinds = Knowledge().ontology
    for kind in kinds.values():
        for mode in [(), *((m,) for m in kind.modes)]:
            assert re.fullmatch(r"\d{3,4}", codes.cameo(kind.name, mode, (), "happened").code), kind.name
    modes = {kind.name: set(kind.modes) for kind in kinds.values()}
    for row in (*codes.cameo_rows(), *codes.acled_rows()):
        assert row.event in modes
        assert not row.mode or row.mode in modes[row.event], row
    sectors = {row["sector"] for row in rows(DATA / "ontology" / "sectors.csv", ("sector",))}
    assert sectors <= set(codes.roles())
    named = {row["code"] for row in rows(DATA / "actors" / "countries.tsv", ("code",)) if row["code"]}
    assert named - set(codes.countries()) - set(codes.roles()) == set()


def test_cameo_codes_are_those_of_the_outside_table() -> None:
    path = OUTSIDE.parents[1] / "dictionaries" / "CAMEO2PLOVER-2021.txt"
    if not path.exists():
        pytest.skip(f"no {path.name}: set DRAGOMAN_DATA to the folder of the outside sets")
    types = dict(re.findall(r"^(\d+): *([A-Z]+)", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE))
    wrong = []
    for row in rows(DATA / "codes" / "cameo.csv", ("event", "code", "source", "status")):
        if row["source"] == "CAMEO2PLOVER-2021" and row["status"] != "planned" and types.get(row["code"]) != row["event"]:
            wrong.append(row.cells)
    assert not wrong


def test_ids_are_63_bits_and_differ() -> None:
    made = {coded.number("evt-", str(n)) for n in range(20_000)}
    assert len(made) == 20_000
    assert all(0 < n < 2**63 for n in made)


# cells


WHITE = ["", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u200b", "\ufeff", "\u3000", "\x00", "\u202e"]
PREFIXES = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n"]
QUOTES = ["", '"', "'", '""', "\"'"]
BEFORE = ["", "words", "words\n", "words\r\n", "words;", "words\t", "-3.0\n"]
GRID = ["".join(parts) + "cmd|' /C calc'!A0" for parts in product(BEFORE, WHITE, QUOTES, PREFIXES)]


def test_no_cell_of_the_grid_runs() -> None:
    for text in GRID:
        made = safe(text)
        assert unsafe(made) == text
        for part in re.split(r"[;\t\r\n]", made):
            bare = part.lstrip('\x00 \u00a0\u200b\ufeff\u3000\u202e"')
            assert not bare or bare[0] not in "=+-@\uff1d\uff0b\uff0d\uff20" or not runs(part), (text, made)
        assert made[:1] not in {"=", "+", "@", "\t", "\r", "\n"}, (text, made)


def test_any_text_comes_back() -> None:
    chance = random.Random(4)
    pieces = [*PREFIXES, *WHITE, *QUOTES, "a", "1", ".", ";", "é", "'=", "\u2028", "3.0", "-3.0"]
    for _ in range(20_000):
        text = "".join(chance.choices(pieces, k=chance.randint(0, 8)))
        assert unsafe(safe(text)) == text
        assert safe(unsafe(safe(text))) == safe(text)


@pytest.mark.parametrize("number", ["-3.0", "+5", "-1,234.5", "-12%", "-1e5", "-7", " -3 "])
def test_numbers_are_no_formulas(number: str) -> None:
    assert safe(number) == number


@pytest.mark.parametrize("text", ["-2+3", "+1-555-0100", "-A1", "- so he said", "=", "@home", "-1e5x", "--1"])
def test_what_only_looks_like_a_number_is_marked(text: str) -> None:
    assert safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Kenya met Uganda", "a-b", "1 = 1", "x@y.example", "'quoted'", "2024-01-16", "“-”"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


def hostile(payload: str) -> Event:
    """The payload in every field that a text can reach."""
    event = invented.hostile()
    who = invented.party(payload, "KEN", "GOV", office=payload)
    place = replace(invented.KISUMU, name=payload, adm1=payload)
    report = event.reports[0]
    article = replace(report.article, source=payload, title=payload, url=payload)
    record = replace(
        report.record, actors=(who,), recipients=(who,), place=place, evidence=(replace(report.record.evidence[0], text=payload),)
    )
    told = replace(report, record=record, article=article, origin=payload)
    return replace(
        event,
        event="ASSAULT",
        modes=("aerial",),
        actors=(who,),
        recipients=(who,),
        place=place,
        reports=(told,),
        size=Size(dead=(1, 1), quantity=payload),
    )


def payloads() -> list[str]:
    own = [p + "cmd|' /C calc'!A0" for p in ("=", " =", "\t=", '"=', "x;=", "x\n=", "x\r\n@", "\u00a0+")]
    return [*own, 'say "hi"\tthere', '"', "a\r\nb\rc\nd", "\x00\ud800\x1b[2J\u2028x", invented.HOSTILE]


def outside() -> list[str]:
    path = OUTSIDE / "payloadbox-csv.txt"
    return [line for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line] if path.exists() else []


@pytest.mark.parametrize("given", ["ours", "outside"])
@pytest.mark.parametrize(("form", "part", "file"), [t for t in TABLES if t[0] not in {"plover", "panel"}], ids=lambda x: str(x))
def test_hostile_text_breaks_no_table(form: str, part: str | None, file: str, given: str) -> None:
    found = payloads() if given == "ours" else outside()
    if not found:
        pytest.skip(f"no payloads in {OUTSIDE}: set DRAGOMAN_DATA to the folder of the outside sets")
    events = [replace(hostile(p), id=f"evt-{n:016x}") for n, p in enumerate(found)]
    made, left = written(form, events, part=part)
    made.encode("utf-8")
    tabs = form in {"polecat", "gdelt"}
    assert left.written == len(events)
    read = lines(made) if tabs else list(csv.reader(io.StringIO(made, newline="")))
    body = read if form == "gdelt" else read[1:]
    assert {len(row) for row in read} == {len(read[0])}
    assert len(body) == len(events)
    assert not [cell for row in body for cell in row if runs(cell) and not cell.startswith("'")]
    assert any("--exact" in line for line in left.lines())


@pytest.mark.parametrize("exact", [False, True])
def test_csv_round_trip(exact: bool) -> None:
    """Words come back letter by letter, by the mark taken away or by --exact; only what UTF-8 cannot hold is lost."""
    found = [p.replace("\x00", "").replace("\ud800", "") for p in [*payloads(), *outside(), "it's", "'=1", "''", "-3.0"]]
    made, left = written("csv", [hostile(p) for p in found], exact=exact)
    cells = [row["place_name"] for row in csv.DictReader(io.StringIO(made, newline=""))]
    assert (cells if exact else [unsafe(cell) for cell in cells]) == found
    assert bool(left.marks) != exact
    if exact:
        assert cells[0].startswith("=")


def test_pandas_reads_hostile_csv_as_csv_does() -> None:
    made, _ = written("csv", [hostile(p) for p in payloads()])
    own = [row["quote"] for row in csv.DictReader(io.StringIO(made, newline=""))]
    assert list(frame(made).quote) == own


@pytest.mark.parametrize("text", ["a\tb", "a\r\nb", "a\x0bb", "a\x85b", "a\u2028b", "a\x1fb", "a\x00b", "\ud800"])
def test_no_line_of_a_tab_separated_file_breaks(text: str) -> None:
    assert len(on_one_line(text).splitlines()) == 1
    assert "\t" not in on_one_line(text)
    on_one_line(text).encode("utf-8")


def test_what_is_left_out_is_told() -> None:
    marks = Counter({("cell", "with ' in front"): 3, ("entity", "twice"): 1})
    left = Left(out=Counter({"planned": 7, "no country": 5}), notes=["so and so"], marks=marks)
    assert left.lines() == ["12 events left out: planned 7, no country 5", "so and so", "3 cells with ' in front", "1 entity twice"]
    assert Left(out=Counter({"planned": 1}), what="record").lines() == ["1 record left out: planned 1"]
    assert Left().lines() == []
