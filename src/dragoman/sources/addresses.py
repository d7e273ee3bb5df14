"""Which network addresses are the outside world. An address is judged by its number; how somebody wrote it is of no account.

The table is our own: Python's ``is_global`` takes NAT64, 6to4, site-local and some multicast addresses for public ones. Its rows follow
IANA's registries of special-purpose addresses (RFC 6890 and later), and the addresses at which clouds tell machines their secrets.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

MACHINE, PRIVATE = "this machine", "a private network"
#: Kinds that a user may open: their own machine and network. All other kinds stay closed.
OPENED = frozenset({MACHINE, PRIVATE})

CLOSED4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "an address that means no host"),
        ("10.0.0.0/8", PRIVATE),
        ("100.64.0.0/10", PRIVATE),  # of carriers (CGNAT); Alibaba's metadata at 100.100.100.200
        ("127.0.0.0/8", MACHINE),
        ("168.63.129.16/32", "a cloud's own service"),  # Azure's, in the midst of public addresses
        ("169.254.0.0/16", "a link-local address, where clouds keep secrets"),
        ("172.16.0.0/12", PRIVATE),
        ("192.0.0.0/24", "an address of a protocol"),  # Oracle's metadata at 192.0.0.192
        ("192.0.2.0/24", "an address for examples"),
        ("192.31.196.0/24", "an address of a protocol"),  # AS112
        ("192.52.193.0/24", "an address of a protocol"),  # AMT
        ("192.88.99.0/24", "an address of a protocol"),  # 6to4 relays
        ("192.168.0.0/16", PRIVATE),
        ("192.175.48.0/24", "an address of a protocol"),  # AS112
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for examples"),
        ("203.0.113.0/24", "an address for examples"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
CLOSED6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::1/128", MACHINE),
        ("fc00::/7", PRIVATE),  # AWS's metadata at fd00:ec2::254
        ("fec0::/10", "a site-local address"),
        ("fe80::/10", "a link-local address, where clouds keep secrets"),
        ("ff00::/8", "a multicast address"),
        ("2001::/23", "an address of a protocol"),  # Teredo, ORCHID, benchmarks …
        ("2001:db8::/32", "an address for examples"),
        ("2002::/16", "an address that hides another (6to4)"),
        ("2620:4f:8000::/48", "an address of a protocol"),  # AS112
        ("3fff::/20", "an address for examples"),
    )
)
#: All public IPv6 addresses are in here.
UNICAST = IPv6Network("2000::/3")
#: The IPv4 address behind these is what is reached: its last 32 bits.
MAPPED = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
#: The middle of an interface id that carries an IPv4 address in its last 32 bits (ISATAP, RFC 5214).
ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def inside(text: str) -> str | None:
    """What kind of place other than the outside world an address is; None for a public one. ``text``: in standard notation.

    Raises ValueError for what is no address.
    """
    address = ip_address(text.split("%", 1)[0])  # a zone ("fe80::1%eth0") says by which way, not where
    return _inside4(address) if isinstance(address, IPv4Address) else _inside6(address)


def _inside4(address: IPv4Address) -> str | None:
    return next((kind for network, kind in CLOSED4 if address in network), None)


def _inside6(address: IPv6Address) -> str | None:
    carried = IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in MAPPED):
        return _inside4(carried)
    known = next((kind for network, kind in CLOSED6 if address in network), None)
    if known or address not in UNICAST:
        return known or "a reserved address"
    return _inside4(carried) if (int(address) >> 32) & 0xFFFFFFFF in ISATAP else None
