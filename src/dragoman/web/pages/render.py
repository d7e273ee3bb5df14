"""Templates: everything that they print is escaped, and characters that would act on the reader are shown instead."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ... import __version__
from ...counted import many
from ...exporters import wording
from . import labels, links

TEMPLATES = Path(__file__).parent.parent / "templates"
#: Characters that a browser would drop, or that turn the line around (Trojan Source). Tabs and line ends stay.
_ACTIVE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text with every active character as ``⟨U+202E⟩``."""
    return _ACTIVE.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def printed(value: Any) -> Any:
    """What a template prints for a value: nothing for None, active characters shown. Jinja2 escapes it afterwards."""
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=printed,
        undefined=StrictUndefined,
        auto_reload=False,  # an update beneath a running server is not half of its pages
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"count": labels.count, "score": labels.score, "many": many, "bare": labels.bare}
    made.globals |= {"version": __version__, "TOLD": labels.TOLD, "MEANING": wording.MEANING, "QUADS": labels.QUADS, "links": links}
    return made


def text(template: str, /, **context: Any) -> str:
    """A template as text. Raises jinja2.UndefinedError where the context lacks a name that it prints."""
    return environment().get_template(template).render(**context)


def page(request: Request, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page. ``here``: the path asked for, so that the navigation can mark where we are; ``note``: what every page says."""
    return HTMLResponse(text(template, here=request.url.path, note=request.app.state.note, **context), status_code=status)
