"""A network on this machine in which whatever leads inside leads to a canary, and the ways to write addresses of the inside.

Used by test_fetch.py and by the trial ``inside`` of tools/torture.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

from dragoman.sources.fetch import Limits, Policy
from servers import Local

PUBLIC = "93.184.216.34"

#: Ways to write an address of the inside: this machine, no host at all, the place where clouds keep secrets.
NOTATIONS = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.127.127.127",
    "0177.0.0.1",
    "0000000000000177.0.0.1",
    "0x7f.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "①②⑦.⓪.⓪.①",
    "１２７．０．０．１",
    "127。0。0。1",
    "127.0.0.1.",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "0",
    "0.0.0.0",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]",
    "[2001:db8:0:0:0:5efe:7f00:1]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "169.254.169.254",
    "2852039166",
    "0xA9FEA9FE",
    "0251.0376.0251.0376",
    "169.254.43518",
    "168.63.129.16",
    "100.100.100.200",
    "192.0.0.192",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "3232235777",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
)


def literal(host: str, port: int) -> list[str]:
    """What the system takes for an address without asking anybody; empty for a name."""
    try:
        found = socket.getaddrinfo(host.rstrip("."), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []
    return [str(item[4][0]) for item in found]


class Net:
    """A network in which every name means ``answers`` (the last of them for ever), and every address but public ones is the canary."""

    def __init__(self, canary: Local, *answers: Sequence[str]) -> None:
        self.port = canary.port
        self.answers = list(answers) or [["127.0.0.1"]]
        self.asked: list[str] = []
        self.dialled: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return literal(host, port) or (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        number = ipaddress.ip_address(address)
        if number.version == 4 and number.is_global and not number.is_multicast:
            raise ConnectionRefusedError(111, "nobody there")
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def policy(self, private: bool = False, seconds: float = 2.0) -> Policy:
        return Policy(private=private, resolve=self.resolve, dial=self.dial, limits=Limits(seconds=seconds))


def urls(hostile: Path) -> list[str]:
    """The URLs of the outside sets (folder ``hostile`` of DRAGOMAN_DATA): WPT, as they stand and joined to their base, and SSRF."""
    found = []
    for row in json.loads((hostile / "url" / "urltestdata.json").read_text(encoding="utf-8")):
        if isinstance(row, dict):
            found.append(row["input"])
            with suppress(ValueError):
                found.append(urljoin(row["base"] or "", row["input"]))
    return found + (hostile / "ssrf" / "patt_ssrf_urls.txt").read_text(encoding="utf-8").splitlines()
