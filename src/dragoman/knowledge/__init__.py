"""Everything the stages know, loaded once from data/. The only package that opens data files; DataError names file and line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .tables import DATA, DataError

if TYPE_CHECKING:
    from ..parsers.spacy import Parser
    from ..taggers.reader import Tagger
    from .actors import Actors
    from .contexts import Contexts
    from .coref import Coref
    from .cues import Cues
    from .frames import Frames
    from .modality import Modality
    from .numbers import NumberWords
    from .ontology import EventType
    from .page import Page
    from .places import Gazetteer
    from .recode import Recode
    from .setting import SettingWords
    from .settling import Settling
    from .time import TimeWords
    from .voting import Voting

__all__ = ["DataError", "Knowledge"]


class Knowledge:
    """Data files and the parser; each part is loaded when first asked for and kept.

    ``actors``: extra actor tables of the user, later ones win. ``data``: the data folder (tests point it elsewhere).
    ``model``: folder of another model than the one that came with the package.
    ``reader``: ``models`` (rules and the learned model vote) or ``rules`` (rules alone).
    """

    def __init__(
        self, language: str = "en", actors: tuple[Path, ...] = (), data: Path = DATA, reader: str = "models", model: Path | None = None
    ) -> None:
        self.reader = reader
        self.model = model
        self.language = language
        self.extra_actors = actors
        self.data = data

    @cached_property
    def parser(self) -> Parser:
        from ..parsers.spacy import Parser

        return Parser()

    @cached_property
    def tagger(self) -> Tagger | None:
        """The learned model, None where rules read alone."""
        if self.reader == "rules":
            return None
        from ..taggers.reader import FOLDER, Tagger

        return Tagger(self.model or FOLDER)

    @cached_property
    def voting(self) -> Voting:
        from .voting import load

        return load(self.data / "ontology" / "voting.csv")

    @cached_property
    def frames(self) -> Frames:
        from .frames import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def actors(self) -> Actors:
        from .actors import load

        return load(self.data, self.language, self.extra_actors)

    @cached_property
    def contexts(self) -> Contexts:
        from .contexts import load

        return load(self.data, self.language)

    @cached_property
    def coref(self) -> Coref:
        from .coref import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def cues(self) -> Cues:
        from .cues import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def ontology(self) -> dict[str, EventType]:
        from .ontology import load

        return load(self.data / "ontology")

    @cached_property
    def modality(self) -> Modality:
        from .modality import load

        return load(self.data, self.language)

    @cached_property
    def lemmas(self) -> Mapping[str, str]:
        from .lemmas import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def numbers(self) -> NumberWords:
        from .numbers import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def page(self) -> Page:
        from .page import load

        return load(self.data / "languages" / self.language)

    @cached_property
    def places(self) -> Gazetteer:
        from .places import load

        return load(self.data, self.language)

    @cached_property
    def setting(self) -> SettingWords:
        from .setting import load

        return load(self.data / "languages" / self.language / "setting.csv")

    @cached_property
    def recode(self) -> Recode:
        from .recode import load

        return load(self.data)

    @cached_property
    def settling(self) -> Settling:
        from .settling import load

        return load(self.data, self.language)

    @cached_property
    def time(self) -> TimeWords:
        from .time import load

        return load(self.data / "languages" / self.language)

    def language_of(self, text: str) -> str:
        """ISO 639-1 code of the text's language, ours where the text is too short to tell."""
        from .language import language_of

        return language_of(text, self.language)
