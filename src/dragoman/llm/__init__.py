"""A reader that asks a large language model: any server that speaks the OpenAI way, one on this machine included. Off unless asked for.

The rule stages read sentences, dates, places and names as always. The model is then shown the sentences and asked for PLOVER events by a
JSON schema. It has read a stranger's text, so nothing of its answer is taken on trust: types, modes, codes and dates must be such as there
are, and every trigger, party, source and place must stand in the story, or it is left out with a ``Problem`` that says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ..knowledge import Knowledge
from ..pipeline import UNANSWERED, Stage
from ..pipeline import read as run
from ..stages.parse import parse
from ..stages.segment import segment
from ..stages.when import when
from ..stages.where import where
from ..stages.who import who
from ..types import Article, Problem, Reading
from .answer import EVENTS as MOST_EVENTS
from .answer import Checker, Unusable, found
from .client import KEY, Answer, Client, Server, Trouble
from .events import STAGE, Ledger
from .prompt import Prompt, numbered, prompt, story

__all__ = ["KEY", "LLMReader", "Server"]

#: What reads before the model does.
BEFORE: tuple[Stage, ...] = (segment, parse, when, where, who)
#: Parts of one story that are sent at most; more is no news report.
PARTS = 20
#: How often a part that is too much for the model is halved.
HALVINGS = 2


class LLMReader:
    """Reads by a model on a server: ``LLMReader("http://localhost:8080/v1", "some-model").read(article)``.

    The key, if the server wants one, is taken from the environment variable OPENAI_API_KEY. Raises ValueError for an address that cannot be
    used, DataError for a prompt file that cannot; reading itself raises nothing: see ``Reading.problems``.
    """

    def __init__(self, url: str, model: str, knowledge: Knowledge | None = None, *, timeout: float = 300.0, chunk: int = 12_000) -> None:
        self.server = Server(url=url, model=model, timeout=timeout, chunk=chunk)
        self.knowledge = knowledge or Knowledge()
        self.client = Client(self.server)

    @classmethod
    def of(cls, server: Server, knowledge: Knowledge) -> LLMReader:
        return cls(server.url, server.model, knowledge, timeout=server.timeout, chunk=server.chunk)

    @cached_property
    def prompt(self) -> Prompt:
        return prompt(self.knowledge)

    @property
    def rule(self) -> str:
        """What records are marked with: the model and the version of what it is asked."""
        return f"llm:{self.server.model}@{self.prompt.version}"

    def read(self, article: Article) -> Reading:
        """All that is understood of one article; what the rule stages saw is kept where the model fails."""
        return run(article, self.knowledge, (*BEFORE, self.llm))

    def llm(self, reading: Reading, knowledge: Knowledge) -> Reading:
        """The stage: sentences and names -> mentions and records."""
        ledger = Ledger(reading, knowledge, self.rule)
        checker = Checker(knowledge, self.prompt.sectors, ledger.complain)
        parts = list(chunks(reading, self.server.chunk))
        if len(parts) > PARTS:
            ledger.complain(f"a long text: sentences after number {parts[PARTS - 1][-1]} were not sent to the model")
        for part in parts[:PARTS]:
            if not self.code(part, reading, ledger, checker, HALVINGS):
                break
        return ledger.written()

    def code(self, part: Sequence[int], reading: Reading, ledger: Ledger, checker: Checker, halvings: int) -> bool:
        """Ask about some sentences, halving them where they are too much at once. False where there is no use in asking on."""
        try:
            answer = self.client.ask(self.prompt.system, story(reading, part), self.prompt.schema)
            raw = events_of(answer)
        except Trouble as trouble:
            if trouble.smaller and len(part) > 1 and halvings:
                half = len(part) // 2
                return all(self.code(p, reading, ledger, checker, halvings - 1) for p in (part[:half], part[half:]))
            ledger.problems.append(unanswered(str(trouble), part, reading))
            return not self.client.gone
        for number, one in enumerate(raw[:MOST_EVENTS], 1):
            try:
                ledger.take(checker.event(one), part, numbered(reading))
            except Unusable as reason:
                ledger.complain(f"event {number} of the model's answer is left out: {reason}")
        if len(raw) > MOST_EVENTS:
            ledger.complain(f"the model gave {len(raw):,} events at once; only the first {MOST_EVENTS} were looked at")
        return True


def events_of(answer: Answer) -> list[object]:
    """Raises Trouble where it holds none that can be read."""
    try:
        return found(answer.text)
    except Unusable as reason:
        why = "the model's answer was cut off before its end" if answer.cut else str(reason)
        raise Trouble(why, smaller=answer.cut) from None


def unanswered(why: str, part: Sequence[int], reading: Reading) -> Problem:
    """A part of the story of which nothing is known."""
    start, end = reading.sentences[part[0]].start, reading.sentences[part[-1]].end
    return Problem(stage=STAGE, message=f"{UNANSWERED}: {why}", start=start, end=end)


def chunks(reading: Reading, most: int) -> Iterator[list[int]]:
    """Positions of sentences, as many together as have ``most`` characters, at least one."""
    part: list[int] = []
    size = 0
    for n, sentence in enumerate(reading.sentences):
        length = sentence.end - sentence.start
        if part and size + length > most:
            yield part
            part, size = [], 0
        part.append(n)
        size += length
    if part:
        yield part
