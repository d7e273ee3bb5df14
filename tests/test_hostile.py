"""Hostile input: odd bytes, odd characters, odd lengths. Nothing raises, every span holds, cost grows with length and no faster.

Cases of our own always run; outside collections run where the variable DRAGOMAN_DATA (default ../shared/data) leads to them.
"""

from __future__ import annotations

import gc
import io
import json
import os
import random
import re
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import dragoman.cli.reading
from dragoman.exporters import FORMATS, Options, exporter
from dragoman.knowledge import Knowledge
from dragoman.pipeline import STAGES, read
from dragoman.sources import Article, Unread, articles
from dragoman.sources.text import article
from dragoman.stages.segment import segment
from dragoman.stages.sentences import LONGEST
from dragoman.threads import alone
from dragoman.types import Reading

KNOWLEDGE = Knowledge()
OUTSIDE = Path(os.environ.get("DRAGOMAN_DATA", Path(__file__).parents[2] / "shared" / "data")) / "hostile"
PROSE = "The minister met the envoy in the capital on Tuesday and said the talks went well. "
#: Bytes of one outside file that are looked at, so that the whole takes seconds.
SAMPLE = 10_000

needs_outside = pytest.mark.skipif(
    not OUTSIDE.is_dir(), reason=f"no outside data at {OUTSIDE}; set DRAGOMAN_DATA to the folder that has it"
)


def check(text: str) -> Reading:
    """Segment the text and look whether all that must hold of any text does."""
    reading = segment(Reading(article=Article(id="x", text=text)), KNOWLEDGE)
    last = 0
    for sentence in reading.sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert sentence.end - sentence.start <= LONGEST
        quote = text[sentence.start : sentence.end]
        assert any(map(str.isalnum, quote))
        quote.encode("utf-8")
        last = sentence.end
    last = 0
    for piece in reading.furniture:
        assert last <= piece.start < piece.end <= len(text)
        last = piece.end
    for problem in reading.problems:
        problem.message.encode("utf-8")
    return reading


def check_bytes(data: bytes, path: str = "case.txt") -> None:
    found = article(data, path, "case")
    if isinstance(found, Unread):
        assert found.message
    else:
        check(found.text)


def check_lines(data: bytes) -> list[Article | Unread]:
    found = list(articles(["-"], io.BytesIO(data)))
    for item in found:
        if isinstance(item, Article):
            check(item.text)
        else:
            assert item.message
    return found


OWN = {
    "empty": "",
    "blank": " \t\r\n\u2028\u00a0",
    "nul": "\0",
    "half a pair": "The envoy \ud83d met the minister.",
    "swapped pair": "\ude00\ud83d",
    "right to left": "\u202eThe envoy met the minister.\u202c He left.",
    "marks": "e" + "\u0301" * 5000,
    "joined faces": "\U0001f468\u200d" * 3000,
    "full width": "Ｔｈｅ ｅｎｖｏｙ ｍｅｔ ｔｈｅ ｍｉｎｉｓｔｅｒ．",
    "private use": "\ue000\uf8ff\U0010ffff",
    "not characters": "\ufffe\uffff",
    "line ends": "One line.\rTwo lines.\r\nThree.\x0bFour.\x0cFive.\x85Six.\u2028Seven.\u2029Eight.",
    "only marks": "?!.,;:…\"'“”‘’«»()[]{}<>",
    "only quotes": '"' * 999,
    "unclosed": "“The envoy said. ‘He said. (The minister. [Met. {Him. " * 50,
    "only a dateline": "JERUSALEM (AP) —",
    "only furniture": "Share\nTweet\nAdvertisement\nBy Jane Doe\n© 2024",
    "markup": "<script>alert(1)</script> <b>The envoy met the minister.</b> &amp; left",
    "formulas": "=cmd|' /C calc'!A0\n+1\n-1\n@SUM(A1)",
    "a number": "9" * 10_000,
}


@pytest.mark.parametrize("name", OWN)
def test_own_cases(name: str) -> None:
    for text in (OWN[name], OWN[name] + PROSE, PROSE + OWN[name], f"{PROSE}\n\n{OWN[name]}\n\n{PROSE}"):
        check(text)


@pytest.mark.parametrize("name", OWN)
def test_own_cases_as_bytes(name: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-32"):
        data = OWN[name].encode(encoding, "surrogatepass")
        for cut in (0, 1, 3):
            check_bytes(data[cut:])
            check_lines(data[cut:])


def test_every_byte_and_every_control_character() -> None:
    for n in range(256):
        check_bytes(PROSE.encode() + bytes([n]) + PROSE.encode())
        check(f"{PROSE}{chr(n)}{PROSE}")


def test_a_cut_line_spoils_no_other() -> None:
    line = json.dumps({"id": "é", "text": PROSE, "dyads": [{"actor": [0, 3], "recipient": [4, 7]}]}, ensure_ascii=False).encode()
    for cut in range(1, len(line)):
        found = check_lines(line[:cut] + b"\n" + line)
        assert isinstance(found[-1], Article)


#: Texts that have made readers of text slow; each gives about n code points.
FAMILIES: dict[str, Callable[[int], str]] = {
    "prose": lambda n: (PROSE * 3 + "\n\n") * (n // 250),
    "one line": lambda n: PROSE * (n // 83),
    "one sentence": lambda n: "The envoy met " + "and the envoy met him " * (n // 22),
    "no spaces": lambda n: "a" * n,
    "line ends": lambda n: PROSE + "\n" * n,
    "short lines": lambda n: PROSE + "Ab\n" * (n // 3),
    "straight quotes": lambda n: PROSE + ' "a' * (n // 3),
    "curly quotes": lambda n: PROSE + "“" * n,
    "nested quotes": lambda n: PROSE + "“a " * (n // 6) + "b” " * (n // 6),
    "stops": lambda n: PROSE + "." * n,
    "initials": lambda n: PROSE + "A. " * (n // 3),
    "glued stops": lambda n: PROSE + "abc.Abc" * (n // 7),
    "open brackets": lambda n: PROSE + "(" * n,
    "brackets": lambda n: PROSE + "(" * (n // 2) + ")" * (n // 2),
    "capitals": lambda n: ("ABC " * 40 + "\n") * (n // 161),
    "names": lambda n: ("By Abc Def, Abc Def and Abc Def, " * 10 + "\n") * (n // 331),
    "dates": lambda n: ("12 May 2020 10:10 AM | " * 16 + "\n") * (n // 369),
    "captions": lambda n: PROSE + "Image caption " * (n // 14),
    "links": lambda n: PROSE + "http://a.b/c) " * (n // 14),
    "dashes": lambda n: PROSE + "— a" * (n // 3),
    "spaces": lambda n: PROSE + " " * n + "x",
    "marks": lambda n: PROSE + "e" + "\u0301" * n,
}


def cost(text: str) -> float:
    """CPU seconds, the better of two runs."""
    reading = Reading(article=Article(id="x", text=text))
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        segment(reading, KNOWLEDGE)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", FAMILIES)
def test_cost_grows_no_faster_than_length(name: str) -> None:
    """Four times the text must not cost ten times as much; a quadratic step would cost sixteen times. A floor keeps clock noise out."""
    small, large = 15_000, 60_000
    check(FAMILIES[name](small))
    assert cost(FAMILIES[name](large)) < 10 * max(cost(FAMILIES[name](small)), 0.002)


@needs_outside
def test_outside_naughty_strings() -> None:
    strings = json.loads((OUTSIDE / "text" / "blns.json").read_text(encoding="utf-8"))
    assert len(strings) > 500
    for text in strings:
        for spliced in (text, f"{text} {PROSE}", f"The minister {text} met the envoy. {PROSE}", f"{PROSE}\n{text}\n{PROSE}"):
            check(spliced)


def outside_files() -> Iterator[Path]:
    for folder in ("text", "encodings", "unicode", "html"):
        yield from sorted(path for path in (OUTSIDE / folder).rglob("*") if path.is_file())


@needs_outside
def test_outside_files_as_text_and_as_lines() -> None:
    count = 0
    for path in outside_files():
        data = path.read_bytes()
        for part in (data[:SAMPLE], data[len(data) // 2 :][: SAMPLE // 10]):
            check_bytes(part)
            check_lines(part)
        count += 1
    assert count > 100


@needs_outside
def test_outside_json() -> None:
    with tarfile.open(OUTSIDE / "json" / "JSONTestSuite_test_parsing.tar.gz") as archive:
        cases = [(m.name, file.read()) for m in archive.getmembers() if (file := archive.extractfile(m))]
    assert len(cases) > 300
    good = b'{"text": "last"}'
    for name, data in cases:
        found = check_lines(b'{"text": "first"}\n' + data + b"\n" + good)
        assert isinstance(found[-1], Article), name
        assert len(found) > 2 or not data.strip(), f"{name}: passed over in silence"


# end to end: every stage, every form of output


def written(reading: Reading) -> dict[str, str]:
    """The reading in every form."""
    out = {}
    for form in FORMATS:
        stream = io.StringIO()
        exporter(form)([reading], stream, Options(knowledge=KNOWLEDGE, explain=True, width=80))
        out[form] = stream.getvalue()
    return out


def check_whole(text: str) -> Reading:
    """Read the text by all stages and look whether all that must hold does: no stage crashed, every span is of the text."""
    reading = read(Article(id="x", text=text, published="2024-03-12"), KNOWLEDGE)
    assert not [p for p in reading.problems if "failed" in p.message], reading.problems
    told = json.loads(written(reading)["reading"])
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert told["text"] == text
    for record in told["records"]:
        for e in record["evidence"]:
            assert text[e["start"] : e["end"]] == e["text"]
            assert e["start"] <= e["trigger"][0] < e["trigger"][1] <= e["end"]
    for kind in ("furniture", "times", "places", "actors", "mentions"):
        assert all(0 <= item["start"] < item["end"] <= len(text) for item in told[kind])
    for a in told["attributions"]:
        assert all(0 <= start < end <= len(text) for role in ("source", "cue", "content") for start, end in a[role])
    return reading


@pytest.mark.parametrize("name", OWN)
def test_own_cases_end_to_end(name: str) -> None:
    news = "Kenya accused Uganda of killing 12 rebels in Moyale on Monday, the minister said. "
    for text in (OWN[name], news + OWN[name] + news, f"Kenya accused {OWN[name]} of killing rebels."):
        check_whole(text)


#: Texts that make much work for the stages after the parse: many events, names, sources, times, all alike or all different.
NEWS: dict[str, Callable[[int], str]] = {
    "accusations": lambda n: "Kenya accused Uganda of killing rebels on Monday. " * (n // 50),
    "said that": lambda n: ("The minister " + "said that the envoy " * 40 + "left. ") * (n // 830),
    "short lists": lambda n: "Kenya, Uganda, Somalia, Ethiopia and Sudan met in Nairobi. " * (n // 60),
    "long lists": lambda n: ("Kenya, " * 400 + "and Uganda met. ") * (n // 2800),
    "pronouns": lambda n: "He met him and they attacked them. " * (n // 35),
    "quotations": lambda n: "“They attacked us,” he said. " * (n // 30),
    "days": lambda n: "On Monday Kenya met Uganda in Kampala on Tuesday. " * (n // 50),
    "two countries": lambda n: "The two countries signed a deal. " * (n // 34),
    "many people": lambda n: " ".join(f"President Abc{i} Def{i} met Minister Ghi{i} Jkl{i} in Nairobi." for i in range(n // 60)),
    "one name": lambda n: PROSE + "abc.Abc" * (n // 7),
    "places": lambda n: "Troops shelled Moyale, Garissa, Mombasa and Kisumu. " * (n // 52),
    "paragraphs": lambda n: "Kenya condemned Uganda.\n\nUganda denied it.\n\n" * (n // 44),
}


def cost_after_parse(text: str) -> float:
    """CPU seconds of all stages but the parse (whose cost is the parser's, sentence by sentence), and of every form of output."""
    reading = Reading(article=Article(id="x", text=text, published="2024-03-12"))
    spent = 0.0
    gc.collect()
    gc.disable()
    try:
        for stage in STAGES:
            start = time.process_time()
            with alone():  # as when it is read: threads that wait count as well
                reading = stage(reading, KNOWLEDGE)
            spent += 0.0 if stage.__name__ == "parse" else time.process_time() - start
        start = time.process_time()
        written(reading)
        return spent + time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("name", NEWS)
def test_cost_of_all_stages_grows_no_faster_than_length(name: str) -> None:
    """As above: four times the text must not cost ten times as much."""
    small, large = 10_000, 40_000
    check_whole(NEWS[name](3_000))
    assert cost_after_parse(NEWS[name](large)) < 10 * max(cost_after_parse(NEWS[name](small)), 0.02)


BAD_FILES: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 3, "empty"),
    "blank": (b" \n\n", 3, "empty"),
    "binary": (bytes(range(256)) * 100, 3, "binary"),
    "picture": (b"\x89PNG\r\n\x1a\n", 3, "picture"),
    "markup": (b"<!DOCTYPE html><p>Kenya condemned the attack.", 0, "no publication date"),
    "wrong encoding": ("Kenya condemned the attack in Lomé on 3 May 2024, a “grave” act.".encode("cp1252"), 0, "Windows-1252"),
    "no date": (b"Kenya condemned the attack on Monday.", 0, "no publication date"),
    "another language": (b"Der Minister hat am Montag in Berlin mit seinem Kollegen gesprochen.", 3, "only en is read"),
    "brackets": (b"(" * 1_000_000, 3, "no letters"),
    "brackets after words": (b"Kenya met Uganda. " + b"(" * 1_000_000, 0, "first 200,000 were read"),
    "10 MB of lines": (b"\n" * (10 * 2**20), 3, "empty"),
    "10 MB of letters": (b"a" * (10 * 2**20), 0, "first 200,000 were read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_get_a_reason_and_an_exit_code(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, code, reason = BAD_FILES[name]
    (tmp_path / "bad.txt").write_bytes(data)
    monkeypatch.setattr(dragoman.cli.reading, "knowing", lambda actors=(), reader="models": KNOWLEDGE)
    errors = tmp_path / "errors.jsonl"
    start = time.process_time()
    result = CliRunner().invoke(dragoman.cli.cli, ["read", str(tmp_path / "bad.txt"), "--errors", str(errors)], catch_exceptions=False)
    assert time.process_time() - start < 30
    assert result.exit_code == code
    assert re.search(reason, errors.read_text(encoding="utf-8"))
    assert re.search(reason, result.stderr)


def test_words_in_any_order_end_to_end() -> None:
    """Sentences that no grammar allows: the words of the codebook's examples, shuffled, with marks strewn in; the same every time."""
    chance = random.Random(1)
    texts = [example.text for kind in KNOWLEDGE.ontology.values() for example in kind.examples]
    for _ in range(40):
        words = " ".join(chance.sample(texts, 4)).split()
        chance.shuffle(words)
        for _ in range(12):
            words.insert(chance.randrange(len(words)), chance.choice(("“", "”", "—", "(", ")", ".", ",", ":", "\n\n", "\u202e", "5", "US")))
        check_whole(" ".join(words))


@needs_outside
def test_outside_naughty_strings_end_to_end() -> None:
    """Many in one text each, as whole readings take their time; then the text is the same whole."""
    strings = json.loads((OUTSIDE / "text" / "blns.json").read_text(encoding="utf-8"))
    for first in range(0, len(strings), 25):
        check_whole("".join(f"Kenya condemned {s} on Monday. The minister met {s} in Nairobi.\n\n" for s in strings[first : first + 25]))
