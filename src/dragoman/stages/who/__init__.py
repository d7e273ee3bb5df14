"""Who is named: every mention of somebody who can act, resolved to code, sectors and name as of the day of the story.

The road: ``sightings`` (words and names by themselves) -> ``scene`` (countries of the story) -> ``people`` (which names are one person)
-> ``resolve`` (each noun phrase in the order of the text: ``names``, ``roles``, ``pointers``; ``memory`` holds who was named lately).
"""

from __future__ import annotations

from dataclasses import replace

from ...knowledge import Knowledge
from ...syntax import Tree
from ...types import Reading
from .people import people
from .resolve import resolve
from .scene import scene
from .sightings import sightings

__all__ = ["who"]


def who(reading: Reading, knowledge: Knowledge) -> Reading:
    """Fill ``entities`` and ``actors``. Mentions may nest; each has its own head word."""
    if not reading.tokens:
        return reading
    tree = Tree(reading.tokens)
    seen = sightings(reading, tree, knowledge.actors, knowledge.coref)
    story = scene(reading, tree, knowledge.actors, knowledge.coref, seen)
    ledger = resolve(story, people(story))
    actors = sorted(ledger.actors.values(), key=lambda a: (a.start, -a.end))
    return replace(reading, entities=tuple(ledger.entities), actors=tuple(actors))
