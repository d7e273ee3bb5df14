"""Everything that ``read`` writes holds to the schemas that ``schema`` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dragoman import Reading, plain, schema
from dragoman.api import default_knowledge, read
from dragoman.cli.options import EXAMPLE
from dragoman.exporters import Options
from dragoman.exporters.jsonl import understood
from dragoman.plain import back
from dragoman.types import STATUSES, Article, Span

TEXTS = {
    "example": EXAMPLE.read_text(encoding="utf-8"),
    "empty": "",
    "no letters": "12 34",
    "another language": "Der Minister hat am Montag in Berlin mit seinem Kollegen aus Frankreich über den Krieg gesprochen.",
    "odd": "\x00\ud800 Kenya \x1b[2J met Uganda\u202e.",
}
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def validator(what: str) -> Draft202012Validator:
    made = schema(what)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def complaints(what: str, value: Any) -> list[str]:
    return [f"{e.json_path}: {e.message[:200]}" for e in validator(what).iter_errors(json.loads(json.dumps(value)))]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("explain", [False, True])
def test_readings_hold_to_the_schema(name: str, explain: bool) -> None:
    told = understood(read(TEXTS[name], published="2024-03-13"), Options(knowledge=default_knowledge(), explain=explain))
    assert complaints("reading", told) == []
    assert [c for record in told["records"] for c in complaints("record", record)] == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda p: p.stem)
def test_readings_of_the_golden_sentences_hold_to_the_schema(path: Path) -> None:
    assert complaints("reading", read(path.read_text(encoding="utf-8"), published="2024-03-13").to_dict()) == []


def test_examples_of_the_codebook_hold_to_the_schema() -> None:
    for kind in default_knowledge().ontology.values():
        text = "\n\n".join(e.text for e in kind.examples)
        assert complaints("reading", read(text, published="2024-03-13").to_dict()) == [], kind.name


def test_dyads_hold_to_the_schema() -> None:
    from dragoman.pipeline import read as chain

    text = "Kenya condemned Uganda on Monday."
    pairs = ((Span(0, 5), Span(16, 22)), (Span(0, 0), Span(0, 0)))
    told = chain(Article(id="x", text=text, dyads=pairs, published="2024-03-13"), default_knowledge()).to_dict()
    assert complaints("reading", told) == []
    assert [d["event"] for d in told["dyads"]] == ["ACCUSE", None]


def test_the_schema_refuses_what_is_wrong() -> None:
    """A negative control: one field taken away, one added, one of a wrong kind."""
    (record, *_) = read(TEXTS["example"]).to_dict()["records"]
    assert complaints("record", record) == []
    for wrong in ({k: v for k, v in record.items() if k != "status"}, {**record, "extra": 1}, {**record, "confidence": 2}):
        assert complaints("record", wrong)


def test_the_schema_knows_the_types_and_statuses_there_are() -> None:
    parts = schema("record")["properties"]
    assert set(parts["event"]["items"]["enum"]) == set(default_knowledge().ontology)
    assert parts["status"]["enum"] == list(STATUSES)


def test_the_schema_names_the_fields_of_a_reading() -> None:
    assert list(schema("reading")["properties"]) == list(read("x").to_dict())
    assert isinstance(read("x"), Reading)


def test_a_record_comes_back_as_it_was() -> None:
    found = read(TEXTS["example"])
    for record, made in zip(found.records, plain.reading(found)["records"], strict=True):
        again = back.record(json.loads(json.dumps(made)))
        assert plain.record(again, found, made["coded_date"]) == made
        assert (again.actors, again.sources, again.size, again.evidence) == (record.actors, record.sources, record.size, record.evidence)
