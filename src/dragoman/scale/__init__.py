"""Archives that are too large for one process or one machine: read in partitions, then gathered by keys, on the engine that people have.

A run is seven phases, each a number of small tasks (``tasks.py``) that read files of the work folder and write one file into it; an engine
does nothing but run tasks. Every task is a pure function of its input files and writes by an atomic rename. So a run that was ended goes on
where it was, and the result is the same, byte for byte, on every engine.

    read     a partition of the input -> its articles with their records, and the keys to look them up by
    same     a bucket of texts' hashes -> articles whose text came before, word for word
    block    a bucket of keys -> pairs of articles, and of records, that share one
    score    the pairs of a partition -> those that may be one story, or one event
    stories  connected articles -> stories and copies
    events   connected records -> events
    finish   a partition -> its articles and records, with their stories and events

Only keys and pairs of numbers are put together across partitions, never texts.
"""

from .plan import Asked, ScaleError
from .run import scale

__all__ = ["Asked", "ScaleError", "scale"]
