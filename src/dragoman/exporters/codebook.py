"""The codebook: event types, modes, what counts, examples with the records they must give. As text, Markdown or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import IO, Any

from ..knowledge.ontology import EventType, Example

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


@dataclass(frozen=True, slots=True)
class Line:
    """``kind``: title, quad, type, label, text, item, mode, example, expect. Nothing else is known to the three forms."""

    kind: str
    text: str


def lines(types: Sequence[EventType]) -> Iterator[Line]:
    """The whole book, type by type in the order of the quads."""
    yield Line("title", "Codebook")
    yield Line("text", "Who did what to whom, after PLOVER 2.0. Every example is also a test: dragoman gives exactly these records.")
    last = 0
    for kind in sorted(types, key=lambda t: (t.quad, t.name)):
        if kind.quad != last:
            last = kind.quad
            yield Line("quad", f"{kind.quad} · {QUADS[kind.quad].capitalize()}")
        yield from of_type(kind)


def of_type(kind: EventType) -> Iterator[Line]:
    yield Line("type", f"{kind.name} ({number(kind.scale)})")
    yield Line("text", kind.definition)
    if kind.needs_recipient:
        yield Line("text", "A recipient is required.")
    for label, items in (("Counts", kind.counts), ("Does not count", kind.counts_not)):
        if items:
            yield Line("label", label)
            yield from (Line("item", item) for item in items)
    if kind.modes:
        yield Line("label", "Modes")
        yield from (Line("mode", f"{m.name} ({number(m.scale)}): {m.definition}") for m in kind.modes.values())
    if kind.examples:
        yield Line("label", "Examples")
        for example in kind.examples:
            yield from of_example(example)


def of_example(example: Example) -> Iterator[Line]:
    note = " ".join(filter(None, [f"[{example.published}]" if example.published else "", f"({example.note})" if example.note else ""]))
    yield Line("example", f"{example.text} {note}".strip())
    yield from (Line("expect", expected(record)) for record in example.expect)
    if not example.expect:
        yield Line("expect", "no record")


def expected(record: dict[str, Any]) -> str:
    """``CONSULT visit: PRK GOV → RUS GOV; happened; 2024-01-16``."""
    head = " ".join([record["event"], *record.get("mode", [])])
    sides = [", ".join(record[side]) for side in ("actor", "recipient") if record.get(side)]
    rest = [told(key, value) for key, value in record.items() if key not in {"event", "mode", "actor", "recipient"}]
    return "; ".join(filter(None, [f"{head}: {' → '.join(sides)}" if sides else head, *rest]))


def told(key: str, value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words if key in {"status", "date"} else f"{key.replace('_', ' ')} {words}"


def number(scale: float) -> str:
    return f"{scale:+g}" if scale else "0"


def as_markdown(types: Sequence[EventType], out: IO[str]) -> None:
    marks = {
        "title": "# {}\n\n", "quad": "\n## {}\n", "type": "\n### {}\n\n", "label": "\n**{}**\n\n", "text": "{}\n",
        "item": "- {}\n", "mode": "- {}\n", "example": "- *{}*\n", "expect": "  - `{}`\n",
    }  # fmt: skip
    out.writelines(marks[line.kind].format(line.text) for line in lines(types))


def as_text(types: Sequence[EventType], out: IO[str]) -> None:
    marks = {
        "title": "{}\n\n", "quad": "\n\n== {} ==\n", "type": "\n{}\n", "label": "  {}:\n", "text": "  {}\n",
        "item": "    - {}\n", "mode": "    - {}\n", "example": "    “{}”\n", "expect": "      → {}\n",
    }  # fmt: skip
    out.writelines(marks[line.kind].format(line.text) for line in lines(types))


def as_html(types: Sequence[EventType], out: IO[str]) -> None:
    """A page in the dress of the story page, with a list of types to jump to."""
    from .page import foot, head

    out.write(head("Codebook", told=False))
    out.write('<article class="codebook"><h1>Codebook</h1>\n')
    names = sorted(types, key=lambda t: (t.quad, t.name))
    out.write(f"<nav>{' '.join(f'<a href=#{t.name}>{escape(t.name)}</a>' for t in names)}</nav>\n")
    out.writelines(body(lines(types)))
    out.write("</article>\n" + foot("After PLOVER 2.0. Every example is also a test."))


def body(book: Iterable[Line]) -> Iterator[str]:
    """Lines as HTML; neighbouring items share a list."""
    tags = {"quad": "h2", "type": "h3", "label": "h4", "text": "p"}
    open_list = False
    for line in book:
        listed = line.kind in {"item", "mode", "example", "expect"}
        if listed != open_list:
            yield "<ul>\n" if listed else "</ul>\n"
            open_list = listed
        text = escape(line.text)
        if listed:
            yield f'<li class="{line.kind}">{text}</li>\n'
        elif line.kind in tags:
            anchor = f' id="{text.split()[0]}"' if line.kind == "type" else ""
            yield f"<{tags[line.kind]}{anchor}>{text}</{tags[line.kind]}>\n"
    if open_list:
        yield "</ul>\n"


#: The form that a file name asks for.
SUFFIXES = {".html": "html", ".htm": "html", ".md": "markdown"}
FORMS: dict[str, Callable[[Sequence[EventType], IO[str]], None]] = {"text": as_text, "markdown": as_markdown, "html": as_html}
