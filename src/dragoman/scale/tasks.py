"""The tasks: each reads some files of the run's folder and writes one, whole or not at all. Any process may run any task at any time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..plain.events import event as plain_event
from ..store.rows import event_row
from . import blocking, gathering, reading, tables
from .blocking import ARTICLE, RECORD, TEXT
from .plan import Manifest, ScaleError, load
from .tables import number, part_of, row_of

WORK = ".work"


def file(out: Path, phase: str, n: int) -> Path:
    """Where a task puts what it made."""
    folder = {"events": out / "events", "finish": out / "records"}.get(phase, out / WORK / phase)
    return folder / f"part-{n:05d}.parquet"


def work(out: str, phase: str, n: int) -> str:
    """Run one task; what it tells, as JSON: the file's SHA-256 and counts."""
    return json.dumps(TASKS[phase](Path(out), n), sort_keys=True)


@lru_cache(maxsize=1)
def plan(out: Path) -> Manifest:
    found = load(out)
    if found is None:
        raise ScaleError(f"{out} has no manifest.json")
    return found


def read(out: Path, n: int) -> dict[str, Any]:
    """A mark that is left behind tells that the process died over this partition; then it is read with care."""
    run, mark = plan(out), out / WORK / f"began-{n:05d}"
    careful = mark.exists()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    part = run.partitions[n]
    table = reading.map_partition(reading.given(run.inputs[part.input], part), run.reader, run.day, careful)
    tables.write(file(out, "keys", n), blocking.keys(table, n, run.buckets))
    sha = tables.write(file(out, "read", n), table)
    mark.unlink(missing_ok=True)
    status = table.column("status").to_pylist()
    words = sum(w or 0 for w in table.column("words").to_pylist())
    return {"sha256": sha, "counts": {"inputs": len(status), "words": words, **{s: status.count(s) for s in ("read", "refused", "failed")}}}


def _keys(out: Path, bucket: int, kinds: Iterable[str]) -> list[tables.Row]:
    where = [("bucket", "=", bucket), ("kind", "in", list(kinds))]
    return [
        row for n in range(len(plan(out).partitions)) for row in tables.read(file(out, "keys", n), ["kind", "key", "number", "asks"], where)
    ]


def same(out: Path, n: int) -> dict[str, Any]:
    found = list(blocking.same(_keys(out, n, [TEXT])))
    return {"sha256": tables.write(file(out, "same", n), tables.made(found, tables.SAME)), "counts": {"duplicates": len(found)}}


def duplicates(out: Path) -> dict[int, int]:
    """Articles with a text that came before -> the first one with it."""
    return {row["number"]: row["first"] for n in range(plan(out).buckets) for row in tables.read(file(out, "same", n))}


def block(out: Path, n: int) -> dict[str, Any]:
    found = list(blocking.pairs(_keys(out, n, [ARTICLE, RECORD]), frozenset(duplicates(out))))
    return {"sha256": tables.write(file(out, "block", n), tables.made(found, tables.PAIRS)), "counts": {"pairs": len(found)}}


def score(out: Path, n: int) -> dict[str, Any]:
    found = [row for b in range(plan(out).buckets) for row in tables.read(file(out, "block", b), where=[("part", "=", n)])]
    known = blocking.Known((m for row in found for m in (row["a"], row["b"])), fetch(out))
    held = list(blocking.holding(found, known))
    return {"sha256": tables.write(file(out, "score", n), tables.made(held, tables.PAIRS)), "counts": {"links": len(held)}}


def fetch(out: Path) -> blocking.Fetch:
    def rows(part: int, positions: Iterable[int]) -> Mapping[int, tables.Row]:
        wanted = set(positions)
        return {at: row for at, row in enumerate(tables.read(file(out, "read", part))) if at in wanted}

    return rows


def groups(out: Path, kind: str, home: int) -> list[list[int]]:
    """Connected articles, or records, of which the first is in this partition."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in tables.read(out / WORK / "groups.parquet", where=[("home", "=", home), ("kind", "=", kind)]):
        found[row["group"]].append(row["number"])
    return list(found.values())


def stories(out: Path, n: int) -> dict[str, Any]:
    connected = groups(out, ARTICLE, n)
    known = blocking.Known((m for group in connected for m in group), fetch(out))
    placed = sorted((row for group in connected for row in gathering.story(group, known)), key=lambda row: int(row["number"]))
    return {"sha256": tables.write(file(out, "stories", n), tables.made(placed, tables.PLACED)), "counts": {}}


def homes(out: Path, kind: str, parts: Iterable[int]) -> list[int]:
    """Partitions whose tasks have gathered something of these ones' articles, or records, with others."""
    inside = [[("kind", "=", kind), ("number", ">=", number(n, 0)), ("number", "<", number(n + 1, 0))] for n in sorted(set(parts))]
    return sorted({row["home"] for row in tables.read(out / WORK / "groups.parquet", ["home"], inside)}) if inside else []


def placed(out: Path, parts: Iterable[int]) -> list[tables.Row]:
    """Where articles are, those of these partitions among them, that are not alone."""
    return [row for n in homes(out, ARTICLE, parts) for row in tables.read(file(out, "stories", n))]


def events(out: Path, n: int) -> dict[str, Any]:
    """The events of which the first record is in this partition."""
    connected = groups(out, RECORD, n)
    gone = duplicates(out)
    rows = tables.read(file(out, "read", n), ["records", "status"])
    linked = {row["number"] for row in tables.read(out / WORK / "groups.parquet", ["number"], [("kind", "=", RECORD)])}
    own = [number(n, at, k) for at, row in enumerate(rows) if number(n, at) not in gone for k in range(1, len(row["records"]) + 1)]
    alone = [[m] for m in own if m not in linked]
    members = [m for group in (*connected, *alone) for m in group]
    firsts = {row["number"]: row["first"] for row in placed(out, map(part_of, members)) if row["first"] is not None}
    known = blocking.Known([*members, *(firsts[a] for m in members if (a := tables.article_of(m)) in firsts)], fetch(out))
    found = [told for group in connected for told in gathering.events(group, known)] + alone
    told = sorted(((gathering.event(records, known, firsts), records) for records in found), key=lambda item: item[0].id)
    whose = [{"number": m, "event_id": event.id} for event, records in told for m in records]
    tables.write(file(out, "told", n), tables.made(sorted(whose, key=lambda row: int(row["number"])), tables.IN_EVENT))
    lines = ({**event_row(event), "event_json": _json(plain_event(event))} for event, _ in told)
    sha = tables.write(file(out, "events", n), tables.made(lines, tables.EVENTS))
    return {"sha256": sha, "counts": {"events": len(told), "reports": len(whose)}}


def finish(out: Path, n: int) -> dict[str, Any]:
    """The partition's articles and records, with what they belong to."""
    rows = tables.read(file(out, "read", n))
    gone = duplicates(out)
    mine = {m: row for row in placed(out, [n]) if part_of(m := row["number"]) == n}
    told_by = {n, *homes(out, RECORD, [n])}
    in_event = {row["number"]: row["event_id"] for p in sorted(told_by) for row in tables.read(file(out, "told", p))}
    names = keys_of(
        out, [*(gone[m] for m in gone if part_of(m) == n), *(row["first"] for row in mine.values() if row["first"] is not None)]
    )
    articles, records = [], []
    for at, row in enumerate(rows):
        m = number(n, at)
        where = mine.get(m, {"story": row["key"] and gathering.story_of(row["key"]), "first": None})
        same = names[gone[m]] if m in gone else None
        of = names[where["first"]] if where["first"] is not None else None
        story = None if row["status"] != "read" or same else where["story"]
        articles.append({**{c: row[c] for c in tables.KEPT}, "duplicate_of": same, "copy_of": of, "story": story})
        for k in range(1, len(row["records"]) + 1 if same is None else 1):
            held = blocking.record(row, k)["record"]
            event = in_event[m + k]
            records.append({"record_id": held["id"], "article": row["key"], "event_id": event, "record_json": _json(held)})
    sha = tables.write(out / "articles" / f"part-{n:05d}.parquet", tables.made(articles, tables.ARTICLES))
    told = tables.write(file(out, "finish", n), tables.made(records, tables.RECORDS))
    return {"sha256": told, "articles_sha256": sha, "counts": {"records": len(records)}}


def keys_of(out: Path, numbers: Iterable[int]) -> dict[int, str]:
    """The articles' keys, which others know them by."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for m in numbers:
        wanted[part_of(m)].add(m)
    found: dict[int, str] = {}
    for part, them in sorted(wanted.items()):
        rows = tables.read(file(out, "read", part), ["key"])
        found |= {m: rows[row_of(m)]["key"] for m in them}
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


TASKS: Mapping[str, Callable[[Path, int], dict[str, Any]]] = {
    "read": read,
    "same": same,
    "block": block,
    "score": score,
    "stories": stories,
    "events": events,
    "finish": finish,
}
