"""No URL leads inside: not by how it is written, what its name means or comes to mean, nor by where a server sends us.

A canary on this machine stands for everything inside; it must not be met. The control is the same with the inside opened.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from canary import NOTATIONS, PUBLIC, Net, urls  # noqa: E402
from dragoman.sources.fetch import Policy, Trouble, fetch  # noqa: E402
from servers import Local, Reply, serving  # noqa: E402

DATA = Path(os.environ.get("DRAGOMAN_DATA", ROOT.parent / "shared" / "data"))
INSIDE = [IPv4Network(n) for n in ("127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "100.64.0.0/10")]
#: These stay closed even where the inside is opened.
SECRET = [IPv4Network(n) for n in ("169.254.0.0/16", "0.0.0.0/8", "224.0.0.0/4", "192.0.0.0/24")]
DIGITS = ("0123456789", "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
PORTS = ("", ":80", ":443", ":8080", ":22")
BEFORE = ("", "", "", "", "", "user@", "news.example@", "news.example%40", "news.example#@", "news.example\\@")
CARRIERS = ("::ffff:{h}:{l}", "::ffff:{d}", "64:ff9b::{h}:{l}", "64:ff9b::{d}", "2002:{h}:{l}::1", "::{d}", "2001:db8::5efe:{h}:{l}")


def written(number: int, dice: random.Random) -> str:
    """An IPv4 address in one of the ways that some program takes for it."""
    way = dice.randrange(4)
    if way == 0:
        values = {"h": f"{number >> 16:x}", "l": f"{number & 0xFFFF:x}", "d": str(IPv4Address(number))}
        return f"[{dice.choice(CARRIERS).format(**values)}]"
    parts = dice.randint(1, 4)
    head = [(number >> (24 - 8 * n)) & 0xFF for n in range(parts - 1)]
    numbers = [*head, number & (2 ** (32 - 8 * (parts - 1)) - 1)]
    forms = ("{}", "0x{:x}", "0X{:X}", "0{:o}", "000{:o}", "0x00{:x}")
    host = ".".join(dice.choice(forms).format(n) for n in numbers)
    if way == 1:
        host = host.translate(str.maketrans(DIGITS[0], dice.choice(DIGITS)))
    return host + dice.choice(("", "", "."))


def made(count: int, dice: random.Random) -> Iterator[str]:
    """URLs of addresses inside."""
    for _ in range(count):
        network = dice.choice(INSIDE + SECRET)
        host = written(int(network.network_address) + dice.randrange(network.num_addresses), dice)
        scheme, port, path = dice.choice(("http", "https")), dice.choice(PORTS), dice.choice(("", "?a=1", "#x"))
        yield f"{scheme}://{dice.choice(BEFORE)}{host}{port}/{path}"


def tried(url: str, policy: Policy) -> str | None:
    """None where it was fetched or not for a reason; what else it raised."""
    try:
        fetch(url, policy)
    except Trouble:
        return None
    except Exception as error:
        return f"{url!r} raises {type(error).__name__}: {error}"
    return None


def trial(work: Path, seed: int, count: int) -> Outcome:
    """``count``: generated URLs; each is asked for itself, and is where an allowed server sends us."""
    promise = "no URL that a user or a feed names leads to this machine, a private network or a cloud's secrets, unless that is allowed"
    outcome = Outcome("inside", promise, seed=seed)
    generated = list(made(count, random.Random(seed)))
    hostile = DATA / "hostile"
    outside = urls(hostile) if hostile.exists() else []
    listed = [f"http://{host}/" for host in NOTATIONS] + outside + generated
    outcome.figures["URLs"] = len(listed)
    outcome.figures["of the outside sets"] = len(outside)
    with serving({"/": Reply(b"secret")}) as canary:
        for name, answers in (("inside by name", [["127.0.0.1"]]), ("names that change their mind", [[PUBLIC], ["127.0.0.1"]])):
            before = canary.met
            for url in listed:
                net = Net(canary, *answers)
                outcome.broken += filter(None, [tried(url, net.policy())])
            outcome.figures[f"hits ({name})"] = canary.met - before
        outcome.figures["hits (redirects)"] = redirected(generated, canary, outcome)
        if canary.met:
            outcome.broken.append(f"the canary was met {canary.met:,} times")
    opened = listed[:: 1 + len(listed) // 2000]
    with serving({"/": Reply(b"secret")}) as canary:
        for url in opened:
            tried(url, Net(canary).policy(private=True, seconds=1.0))
        outcome.control = f"with the inside opened, {len(opened):,} of the URLs meet the canary {canary.met:,} times"
        outcome.caught = canary.met > len(opened) // 10
    return outcome


def redirected(generated: list[str], canary: Local, outcome: Outcome) -> int:
    """Hits by way of a server that may be asked, and sends us on."""
    before = canary.met
    with serving(lambda path, _: Reply(status=302, headers={"Location": targets[int(path[1:])]})) as server:
        targets = [url for url in generated if url.isascii()]
        for n in range(len(targets)):
            first = Net(server)
            net = Net(canary)

            def dial(address: str, port: int, seconds: float, first: Net = first, net: Net = net) -> object:
                return (net if first.dialled else first).dial(address, port, seconds)

            policy = Policy(hosts=frozenset({"first.example"}), resolve=net.resolve, dial=dial)
            outcome.broken += filter(None, [tried(f"http://first.example/{n}", policy)])
    outcome.add("redirects", len(server.hits))
    return canary.met - before
