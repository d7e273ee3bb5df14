"""Kinds of sentences that the default reader once misread: type, mode, and the codes of both sides. Every sentence is invented."""

from __future__ import annotations

import pytest

from dragoman.knowledge import Knowledge
from dragoman.pipeline import read
from dragoman.types import Article

KNOWLEDGE = Knowledge()

READ = (
    # envoys called home: a step down in relations, and whose envoy it is no party
    ("Togo recalled its ambassador to Benin over the seizure of two boats.", "SANCTION/withdraw TGO BEN"),
    ("Kenya recalled its ambassador to Somalia for consultations on Monday.", "SANCTION/withdraw KEN SOM"),
    ("Turkey has recalled its ambassador from Sweden over the burning.", "SANCTION/withdraw TUR SWE"),
    ("Zambia's ambassador to Angola was recalled for consultations.", "SANCTION/withdraw ZMB AGO"),
    ("Malta called back its ambassador from Tunis.", "SANCTION/withdraw MLT TUN"),
    ("Gabon gave the Cuban ambassador 72 hours to leave the country.", "SANCTION/expel GAB CUB"),
    # raids: with blood an attack, without a search
    ("Kenyan soldiers raided a camp in Somalia, killing nine fighters and burning tents.", "ASSAULT/ KEN -"),
    ("Turkish warplanes raided Kurdish villages in northern Iraq.", "ASSAULT/aerial TUR -"),
    ("Ugandan soldiers raided the home of opposition leader Kizza Besigye.", "COERCE/seize UGA UGA"),
    ("Police raided the offices of a newspaper in Nairobi on Friday.", "COERCE/seize KEN KEN"),
    # plans: an agreement is made, nothing else has happened
    ("Envoys from Sudan and Chad were to meet on Saturday.", "AGREE/ SDN+TCD -"),
    ("Turkey's foreign minister was set to hold talks with his Greek counterpart later on Tuesday.", "AGREE/ GRC+TUR -"),
    ("Britain will send 10 tonnes of food to Malawi.", "AGREE/ GBR MWI"),
    # help: people and goods that are sent
    ("Croatia sent firefighting planes to Greece.", "AID/ HRV GRC"),
    ("Turkey sent 70 rescue workers to Nepal after the earthquake.", "AID/ TUR NPL"),
    ("Qatar is sending two planes loaded with water and food to Yemen.", "AID/ QAT YEM"),
    ("Japan sent tents and blankets to Turkey.", "AID/ JPN TUR"),
    ("Canada pledged 2 million dollars in aid to Haiti.", "AGREE/ CAN HTI"),
)


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_the_one_event_of_the_sentence_is_read(text: str, wanted: str) -> None:
    reading = read(Article(id="t", text=text, published="2023-05-16"), KNOWLEDGE)
    found = []
    for r in reading.records:
        actors, recipients = ("+".join(sorted(p.code or "?" for p in side)) or "-" for side in (r.actors, r.recipients))
        found.append(f"{r.event}/{'+'.join(r.modes)} {actors} {recipients}")
    assert found == [wanted]
