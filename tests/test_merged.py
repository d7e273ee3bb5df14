"""What several reports together tell of one event. The stories are invented."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from dragoman.gather.merged import merged
from dragoman.types import Article, Change, Evidence, Party, Place, Record, Report, Size, Source, Span

NAVY = Party(code="RUS", sectors=("MIL",), entity_text="the navy", identifier_text="Russian navy")
VILLAGE = Party(code="UKR", sectors=("CVL",), entity_text="villagers", identifier_text="villagers")
KYIV = Party(code="UKR", sectors=("GOV",), entity_text="Kyiv", identifier_text="Government of Ukraine", identifier_id="Q1")
MOSCOW = Party(code="RUS", sectors=("GOV",), entity_text="Moscow", identifier_text="Government of Russia", identifier_id="Q2")
TOWN = Place(start=0, end=0, name="Ochakiv", country="UKR", precision="city", geonames_id=7)
UKRAINE = Place(start=0, end=0, name="Ukraine", country="UKR", precision="country", geonames_id=8)


def says(party: Party, stance: str = "asserts") -> Source:
    return Source(party=party, stance="denies" if stance == "denies" else "asserts", cue="said")


def report(day: str | None, origin: str = "Reuters", reprint: bool = False, name: str = "", **fields: object) -> Report:
    made = Record(
        id=f"drg-{name or origin}-{day}",
        event="ASSAULT",
        modes=(),
        contexts=(),
        actors=(NAVY,),
        recipients=(VILLAGE,),
        date_edtf="2024-03-01",
        place=None,
        status="happened",
        sources=(),
        size=Size(),
        confidence=0.8,
        evidence=(Evidence(start=0, end=6, text="struck", trigger=Span(0, 6), rule="x"),),
        sentence=0,
        quad=4,
        scale=-9.0,
    )
    article = Article(id=f"a-{origin}-{day}", text="struck", published=day, source=origin)
    return Report(record=replace(made, **fields), article=article, origin=origin, reprint=reprint)  # type: ignore[arg-type]


def steps(history: tuple[Change, ...], field: str) -> list[tuple[str | None, str | None]]:
    return [(c.old, c.new) for c in history if c.field == field]


def test_one_report_is_told_as_it_is() -> None:
    event = merged("evt-1", [report("2024-03-02", place=TOWN, size=Size(dead=(3, 3)))])
    assert (event.status, event.reported_as, event.confidence, event.independent_reports, event.reprints) == ("happened", "fact", 0.8, 1, 0)
    assert (event.first_seen, event.last_seen, event.place, event.size.dead) == ("2024-03-02", "2024-03-02", TOWN, (3, 3))
    assert event.asserted_by == event.denied_by == ()


def test_no_report_is_no_event() -> None:
    with pytest.raises(ValueError, match="at least one"):
        merged("evt-1", [])


def test_one_side_asserts_and_the_other_denies_in_another_article() -> None:
    event = merged("evt-1", [report("2024-03-02", sources=(says(KYIV),)), report("2024-03-03", "Tass", sources=(says(MOSCOW, "denies"),))])
    assert event.reported_as == "contested"
    assert [p.identifier_text for p in event.asserted_by] == ["Government of Ukraine"]
    assert [p.identifier_text for p in event.denied_by] == ["Government of Russia"]
    assert steps(event.history, "reported_as") == [(None, "claimed"), ("claimed", "contested")]


def test_told_as_a_fact_by_one_and_denied_by_another_is_contested() -> None:
    assert merged("e", [report("2024-03-02"), report("2024-03-03", "Tass", sources=(says(MOSCOW, "denies"),))]).reported_as == "contested"


def test_denials_alone_deny() -> None:
    denials = [report(f"2024-03-0{n}", f"outlet {n}", sources=(says(MOSCOW, "denies"),)) for n in (2, 3)]
    event = merged("e", denials)
    assert event.reported_as == "denied"
    assert len(event.denied_by) == 1


def test_a_claim_is_later_confirmed() -> None:
    event = merged("e", [report("2024-03-02", sources=(says(KYIV),)), report("2024-03-04", "AFP")])
    assert event.reported_as == "fact"
    assert Change(at="2024-03-04", field="reported_as", old="claimed", new="fact", record="drg-AFP-2024-03-04") in event.history


def test_the_toll_rises_and_the_history_keeps_what_was_told_before() -> None:
    tolls = [("2024-03-02", (3, 3)), ("2024-03-03", (12, None)), ("2024-03-05", (15, 15))]
    event = merged("e", [report(day, f"outlet {day}", size=Size(dead=dead)) for day, dead in tolls])
    assert event.size.dead == (15, 15)
    assert steps(event.history, "dead") == [(None, "3"), ("3", "12+"), ("12+", "15")]


def test_a_report_without_a_toll_leaves_the_last_one() -> None:
    event = merged("e", [report("2024-03-02", size=Size(dead=(3, 3), quantity="4 rockets")), report("2024-03-03", "AFP")])
    assert (event.size.dead, event.size.quantity) == ((3, 3), "4 rockets")


def test_a_plan_is_carried_out() -> None:
    plan = report("2024-02-20", status="planned", date_edtf="2024-03")
    event = merged("e", [report("2024-03-02", "AFP"), plan])
    assert (event.status, event.reported_as, event.date_edtf) == ("happened", "fact", "2024-03-01")
    assert steps(event.history, "status") == [(None, "planned"), ("planned", "happened")]


def test_what_happened_is_not_undone_by_a_later_plan() -> None:
    assert merged("e", [report("2024-03-02"), report("2024-03-04", "AFP", status="planned")]).status == "happened"


def test_an_agreement_to_meet_and_the_meeting_are_a_consultation() -> None:
    agreed = report("2024-03-02", event="AGREE", date_edtf="2024-03-02", quad=1)
    event = merged("e", [agreed, report("2024-03-09", "AFP", event="CONSULT", date_edtf="2024-03-08", quad=1)])
    assert (event.event, event.status, event.date_edtf) == ("CONSULT", "happened", "2024-03-08")
    assert steps(event.history, "status") == [(None, "planned"), ("planned", "happened")]
    assert steps(event.history, "event") == [(None, "AGREE"), ("AGREE", "CONSULT")]


def test_a_report_that_it_did_not_happen_makes_it_contested() -> None:
    event = merged("e", [report("2024-03-02"), report("2024-03-03", "Tass", status="negated")])
    assert (event.status, event.reported_as) == ("happened", "contested")


def test_an_outlet_may_take_back_its_own_report() -> None:
    assert merged("e", [report("2024-03-02"), report("2024-03-03", status="negated")]).status == "negated"


def test_reprints_are_no_further_reports() -> None:
    copies = [report("2024-03-02", reprint=True, name=f"copy {n}") for n in range(5)]
    event = merged("e", [report("2024-03-02"), *copies])
    assert (event.independent_reports, event.reprints, len(event.reports), event.confidence) == (1, 5, 6, 0.8)


def test_only_copies_still_tell() -> None:
    assert merged("e", [report("2024-03-02", reprint=True)]).event == "ASSAULT"


def test_independent_reports_make_it_surer_but_never_sure() -> None:
    two = merged("e", [report("2024-03-02"), report("2024-03-02", "AFP")]).confidence
    many = merged("e", [report("2024-03-02", f"outlet {n}") for n in range(40)]).confidence
    assert 0.8 < two < many <= 0.99
    assert two == pytest.approx(1 - 0.2 * 0.6)


def test_the_most_precise_place_and_date_win() -> None:
    vague = [report("2024-03-02", f"outlet {n}", place=UKRAINE, date_edtf="2024-03") for n in range(3)]
    event = merged("e", [*vague, report("2024-03-03", place=TOWN)])
    assert (event.place, event.date_edtf) == (TOWN, "2024-03-01")


def test_of_dates_alike_the_one_that_most_tell() -> None:
    reports = [report("2024-03-04", f"outlet {n}", date_edtf=f"2024-03-0{day}") for n, day in enumerate((2, 1, 1))]
    assert merged("e", reports).date_edtf == "2024-03-01"


def test_a_party_that_few_name_is_left_out_and_each_has_its_fullest_name() -> None:
    short = Party(code="RUS", sectors=("GOV",), entity_text="Putin", identifier_text="Putin")
    full = Party(code="RUS", sectors=("GOV",), entity_text="Putin", identifier_text="Vladimir Putin", identifier_id="Q7747")
    reports = [
        report("2024-03-02", "A", actors=(short,)),
        report("2024-03-02", "B", actors=(full, KYIV)),
        report("2024-03-02", "C", actors=(full,)),
    ]
    assert merged("e", reports).actors == (full,)


def test_people_counted_anew_are_one_party_unless_a_report_names_both() -> None:
    five, eight, twelve = (
        Party(code=c, sectors=(), entity_text=f"{n} traders") for n, c in (("at least five", None), ("eight", "KEN"), ("12", None))
    )
    told = [report(f"2024-03-0{n}", o, recipients=(p,)) for n, o, p in ((2, "A", five), (3, "B", eight), (4, "C", twelve))]
    assert merged("e", told).recipients == (replace(twelve, code="KEN"),)
    assert merged("e", [report("2024-03-02", "A", recipients=(five, twelve))]).recipients == (five, twelve)
    assert merged("e", [told[0], report("2024-03-03", "B", recipients=(replace(eight, entity_text="eight miners"),))]).recipients[0] == five


def test_general_words_give_way_to_a_name_in_another_report_but_not_beside_it() -> None:
    officer = Party(code="USA", sectors=("COP",), entity_text="a police officer", identifier_text="police officer")
    oduya = Party(code="USA", sectors=("COP",), entity_text="Officer Oduya", identifier_text="Peter Oduya")
    others = Party(code="USA", sectors=("COP",), entity_text="two colleagues", identifier_text="two colleagues")
    apart = merged("e", [report("2024-03-02", "A", actors=(officer,)), report("2024-03-03", "B", actors=(oduya,))])
    beside = merged("e", [report("2024-03-02", "A", actors=(officer,)), report("2024-03-03", "B", actors=(oduya, others))])
    assert (apart.actors, beside.actors) == ((oduya,), (oduya, others))


def test_one_person_worded_in_two_ways_is_one_party() -> None:
    short, full = (Party(code="KEN", sectors=("GOV",), entity_text=n, identifier_text=n) for n in ("Amos Kamau", "Amos R. Kamau"))
    assert merged("e", [report("2024-03-02", "A", actors=(short,)), report("2024-03-03", "B", actors=(full,))]).actors == (full,)


def test_the_order_of_the_reports_does_not_matter() -> None:
    reports = [
        report("2024-02-20", status="planned"),
        report("2024-03-02", "AFP", sources=(says(KYIV),), size=Size(dead=(3, 3)), place=UKRAINE),
        report("2024-03-02", "Tass", sources=(says(MOSCOW, "denies"),), actors=(MOSCOW,)),
        report("2024-03-03", "AFP", size=Size(dead=(5, 5)), place=TOWN, name="later"),
        report(None, "blog", size=Size(dead=(50, 50))),
    ]
    first = merged("e", reports)
    for seed in range(20):
        mixed = list(reports)
        random.Random(seed).shuffle(mixed)
        assert merged("e", mixed) == first
