"""Who is who: countries, governments, organisations, armed groups, people and their offices, roles and titles, each as of a day.

``Actors`` answers: ``match`` (longest name in a text), ``find`` (a name alone), ``family`` (a surname), ``spelt`` (an unlisted spelling),
``country`` (name, adjective, people, capital), ``role`` and ``title`` (common nouns), ``office_holder`` (who held it that day).
What an entity *was* on a day is the second question: ``Known.resolve(on)``.
"""

from .book import Actors
from .load import load
from .model import Country, Hit, Known, Match, Role, RoleMatch, Standing, Term, Title, TitleMatch
from .phrases import Words

__all__ = ["Actors", "Country", "Hit", "Known", "Match", "Role", "RoleMatch", "Standing", "Term", "Title", "TitleMatch", "Words", "load"]
