"""The house: arrows point one way, and a stage opens nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dragoman

SOURCE = Path(dragoman.__file__).parent
#: Rooms by floor; a module may import from its own floor's room and from lower floors only (ARCHITECTURE.md).
FLOORS: tuple[tuple[str, ...], ...] = (
    ("types",),
    ("syntax", "timeline", "rules", "threads", "counted"),
    ("plain",),
    ("parsers", "taggers"),
    ("knowledge",),
    ("clauses",),
    ("arguments",),
    ("cast", "setting", "modality", "meetings", "tablecheck", "wikidata"),
    ("stages",),
    ("pipeline", "explain", "schemas", "kb"),
    ("llm", "sources", "gather"),
    ("exporters", "runner"),
    ("store",),
    ("api", "evaluation", "report", "ask", "bench"),
    ("intake", "watch"),
    ("web", "scale"),
    ("cli",),
    ("__main__",),
)
#: The one look upwards: a Reading can tell itself as a dict, for those who hold nothing else.
ALLOWED = {("types", "dragoman.plain.reading")}
#: What no stage may import: anything that could open a file, a socket or a clock, and heavy libraries.
CLOSED = frozenset({"os", "pathlib", "io", "socket", "urllib", "http", "time", "subprocess", "tempfile", "random"})
CLOSED |= {"spacy", "numpy", "pandas", "onnxruntime", "tokenizers", "click", "rich"}
MODULES = sorted(p for p in SOURCE.rglob("*.py"))


def room(module: Path) -> str:
    first = module.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def floor(name: str) -> int | None:
    return next((n for n, rooms in enumerate(FLOORS) if name in rooms), None)


def imported(module: Path) -> Iterator[str]:
    """Dotted names that a module imports, ours as ``dragoman.…``; imports for type checking only are passed over."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    typing_only = {
        id(n) for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" for n in ast.walk(node)
    }
    package = ["dragoman", *module.relative_to(SOURCE).parts[:-1]]
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield from (".".join(filter(None, (base, node.module, a.name))) for a in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(SOURCE).as_posix())
def test_arrows_point_one_way(module: Path) -> None:
    here = room(module)
    if here == "__init__":
        return
    assert floor(here) is not None, f"{here} stands on no floor: add it to FLOORS and to ARCHITECTURE.md"
    for name in imported(module):
        parts = name.split(".")
        if parts[0] != "dragoman" or len(parts) == 1 or parts[1] in {here, "__version__"} or (here, name) in ALLOWED:
            continue
        there = floor(parts[1])
        if there is None:
            continue  # a public name of the package itself
        assert there < (floor(here) or 0), f"{here} imports {name}"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) == "stages"], ids=lambda m: m.stem)
def test_a_stage_opens_nothing(module: Path) -> None:
    assert not {name.split(".")[0] for name in imported(module)} & CLOSED
