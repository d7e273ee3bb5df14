"""The figures are those of the sets' own scorers: on cases made up here, and on the given data where they are (DRAGOMAN_DATA)."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dragoman import plain
from dragoman.api import default_knowledge
from dragoman.evaluation import layer, made_of, stories
from dragoman.evaluation.attribution import score as attribution
from dragoman.evaluation.factuality import score as factuality
from dragoman.evaluation.geo import kilometres
from dragoman.evaluation.geo import score as geo
from dragoman.evaluation.timex import score as timex
from dragoman.pipeline import read
from dragoman.sources import Article, articles

DATA = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data"))
TOOLS = DATA.parent / "tools"
FEW = 6

needs_data = pytest.mark.skipif(
    not (DATA / "stories").is_dir(), reason=f"no given data at {DATA}; set DRAGOMAN_DATA to the folder that has it"
)
needs_scorer = pytest.mark.skipif(not (TOOLS / "score_events.py").is_file(), reason=f"no given scorers at {TOOLS}")


def given(name: str) -> ModuleType:
    """A scorer that came with the data."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# made-up cases


def record(event: str, actor: str, recipient: str, **more: Any) -> dict[str, Any]:
    sides = {"actor": [{"code": actor, "entity_text": actor}], "recipient": [{"code": recipient, "entity_text": recipient}]}
    return {"event": [event], "status": "happened", "sources": [], "date_edtf": None, "event_loc": None, "evidence": [], **sides, **more}


def event(type: str, actor: str, recipient: str, **more: Any) -> dict[str, Any]:
    sides = {"actors": [{"country": actor, "name": actor}], "recipients": [{"country": recipient, "name": recipient}]}
    return {"type": type, "status": "happened", "sources": [], "date": None, "place": None, "core": True, **sides, **more}


def test_events() -> None:
    from dragoman.evaluation.stories import score

    predicted = [record("ACCUSE", "KEN", "UGA"), record("CONSULT", "UGA", "KEN", date_edtf="2024-03-12"), record("AID", "KEN", "SOM")]
    gold = [
        event("ACCUSE", "KEN", "UGA", status="planned"),
        event("CONSULT", "KEN", "UGA", date="2024-03"),
        event("ASSAULT", "KEN", "SOM"),
        event("AID", "KEN", "SOM", core=False),
    ]
    made = score([(predicted, gold)], by_type=True)
    assert (made["hit"], made["neutral"], made["core"], made["pred"]) == (2, 1, 3, 3)
    assert (made["precision"], made["recall"]) == (1.0, 0.667)
    assert (made["status_acc"], made["date_acc"]) == (0.667, 1.0)
    assert made["by_type"]["ASSAULT"]["recall"] == 0
    assert made["by_type"]["ACCUSE"]["event_f1"] == 1


def test_times() -> None:
    item = {"timexes": [{"start": 0, "end": 6, "type": "DATE", "value": "2024"}, {"start": 10, "end": 16, "type": "DATE", "value": "2025"}]}
    found = {"times": [{"start": 0, "end": 6, "type": "DATE", "value": "2023"}, {"start": 12, "end": 18, "type": "TIME", "value": "2025"}]}
    made = timex([item], [found])
    assert (made["strict"]["F1"], made["relaxed"]["F1"], made["type_F1"], made["value_F1"]) == (50.0, 100.0, 50.0, 50.0)


def test_places() -> None:
    near, far, nowhere = {"lat": 0.0, "lon": 0.0}, {"lat": 50.0, "lon": 8.0}, {"lat": None}
    toponyms = [{"start": 0, "end": 5, **near}, {"start": 6, "end": 9, **far}, {"start": 20, "end": 22, **nowhere}]
    made = geo([{"toponyms": toponyms}], [{"places": [{"start": 1, "end": 4, "lat": 0.5, "lon": 0.5}]}])
    assert made["toponym_recall"] == 33.3
    assert made["of_those_resolved"]["acc161"] == 100
    assert made["end_to_end"]["acc161"] == 50
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015, abs=2)


def test_attributions() -> None:
    text = "Kenya said Uganda lied."
    whole = {"source": [[0, 5]], "cue": [[6, 10]], "content": [[11, 22]]}
    half = {"source": [[0, 5]], "cue": [], "content": [[11, 17]]}
    made = attribution([{"text": text, "attributions": [whole]}], [{"attributions": [half]}])
    assert made["source"]["token"]["F1"] == 100
    assert made["cue"]["token"]["R"] == 0
    assert made["relation"]["F1"] == 100


def test_certainty() -> None:
    item = {"text": "He came and she left", "tokens": ["He", "came", "and", "she", "left"], "events": [
        {"i": 1, "j": 2, "label": 1.0}, {"i": 4, "j": 4, "label": 3.0}]}  # fmt: skip
    made = factuality([item], [{"mentions": [{"start": 3, "end": 7, "certainty": 0.0}]}])
    assert (made["found"], made["n"], made["MAE"], made["r"]) == (0.5, 2, 0.5, 1.0)


def test_an_empty_set() -> None:
    assert geo([], [])["end_to_end"] == {"n": 0}
    assert factuality([], [])["n"] == 0
    assert timex([], [])["n"] == 0


def test_stories_from_files(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text(json.dumps({"story": "a", "events": [event("ACCUSE", "KEN", "UGA")]}), encoding="utf-8")
    lines = [json.dumps({"id": i, "text": "Kenya condemned Uganda on Monday.", "published": "2024-03-12"}) for i in "ab"]
    (tmp_path / "s.jsonl").write_text("\n".join(lines), encoding="utf-8")
    made = stories(tmp_path / "gold", articles([str(tmp_path / "s.jsonl")]), default_knowledge())
    assert (made["event_f1"], made["core"], made["pred"]) == (1.0, 1, 1)


# against the given scorers


@needs_data
@needs_scorer
def test_events_as_the_given_scorer_has_them(tmp_path: Path) -> None:
    gold, file = DATA / "stories" / "gold", DATA / "stories" / "dev.jsonl"
    ours = stories(gold, articles([str(file)]), default_knowledge(), by_type=True)
    ids = set()
    for article in articles([str(file)]):
        assert isinstance(article, Article)
        ids.add(article.id)
        records = read(article, default_knowledge()).to_dict()["records"]
        (tmp_path / f"{article.id}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    theirs = given("score_events").score(gold, tmp_path, ids)
    assert {key: value for key, value in ours.items() if key != "by_type"} == theirs
    for key in ("core", "pred", "hit", "neutral"):
        assert sum(row[key] for row in ours["by_type"].values()) == ours[key]


#: A set of each layer.
SETS = {
    "timex": "timex_timebank.jsonl",
    "geo": "geo_lgl.jsonl",
    "attribution": "attribution_polnear_train.jsonl",
    "factuality": "fact_uw_train.jsonl",
}


@needs_data
@needs_scorer
@pytest.mark.parametrize("name", SETS)
def test_layers_as_the_given_scorers_have_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The given command line, with its call of ours answered here."""
    monkeypatch.syspath_prepend(str(TOOLS))
    theirs = given("score")
    path = DATA / SETS[name]

    def answered(inputs: list[dict[str, Any]], verb: object = None, keep: object = None) -> list[dict[str, Any]]:
        return [plain.reading(read(a, default_knowledge())) for a in made_of(inputs, "x")]

    monkeypatch.setattr(theirs, "run", answered)
    wanted = getattr(theirs, name)(type("Args", (), {"files": [str(path)], "limit": FEW, "keep": None}))
    assert layer(name, path, default_knowledge(), jobs=1, limit=FEW) == wanted
