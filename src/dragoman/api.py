"""What programs call: text in, Readings out, records as a data frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import pipeline
from .exporters import rows
from .knowledge import Knowledge
from .runner import readings
from .sources import Unread, articles
from .sources.text import fingerprint
from .types import Article, Reading

if TYPE_CHECKING:
    from .llm import LLMReader

#: Readers that need no server.
READERS = ("models", "rules")


@cache
def default_knowledge(reader: str = "models") -> Knowledge:
    """The data that came with the package, loaded once."""
    return Knowledge(reader=reader)


def read(
    text: str,
    published: str | date | None = None,
    *,
    id: str | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    language: str | None = None,
    knowledge: Knowledge | None = None,
    reader: str | LLMReader = "models",
) -> Reading:
    """Read one article.

    ``published``: its day of publication, as a date or in ISO 8601, against which "on Tuesday" is resolved; None: looked for in the text.
    ``id``: by default the beginning of the text's SHA-256. ``reader``: ``models`` (rules and the models that come along), ``rules``, or an
    ``LLMReader``, which sends the text to its server and has its own knowledge; a ``knowledge`` given says for itself who reads.
    Odd text never raises: see ``Reading.problems``. Raises ValueError for a ``published`` that is no date and a reader that is none,
    DataError for data files that cannot be used.
    """
    article = Article(
        id=id or fingerprint(text), text=text, title=title, published=day(published), source=source, url=url, language=language
    )
    if not isinstance(reader, str):
        return reader.read(article)
    return pipeline.read(article, knowledge or known_by(reader))


def known_by(reader: str) -> Knowledge:
    """What a reader that needs no server knows. Raises ValueError for another."""
    if reader not in READERS:
        raise ValueError(f"no reader {reader!r}: models, rules, or an LLMReader(url, model)")
    return default_knowledge() if reader == READERS[0] else default_knowledge(reader)


def day(published: str | date | None) -> str | None:
    """An ISO day of whatever was given for one."""
    if published is None:
        return None
    if isinstance(published, str):
        published = datetime.fromisoformat(published)
    return (published.date() if isinstance(published, datetime) else published).isoformat()


def read_all(
    paths: str | Path | Sequence[str | Path],
    *,
    jobs: int | None = None,
    knowledge: Knowledge | None = None,
    reader: str | LLMReader = "models",
) -> Iterator[Reading | Unread]:
    """Read files and folders (text, JSONL), an article at a time, in order. What gave no article is an ``Unread`` with the reason.

    ``jobs``: processes; None = one for few articles, all cores for many. ``reader``: as for ``read``.
    """
    named = [paths] if isinstance(paths, (str, Path)) else paths
    found = articles([str(p) for p in named])
    if not isinstance(reader, str):
        return readings(found, reader.knowledge, jobs, reader.server)
    return readings(found, knowledge or known_by(reader), jobs)


def to_frame(found: Reading | Iterable[Reading]) -> Any:
    """Records as a data frame, a row each: of pandas if it is installed, else of polars. Raises ImportError where neither is."""
    table = list(rows.rows([found] if isinstance(found, Reading) else found))
    try:
        import pandas

        return pandas.DataFrame(table, columns=list(rows.COLUMNS))
    except ImportError:
        pass
    try:
        import polars

        return polars.DataFrame(table, schema=rows.COLUMNS, orient="row")
    except ImportError:
        raise ImportError("to_frame needs pandas or polars: pip install 'dragoman[frame]'") from None
