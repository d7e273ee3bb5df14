"""Ids that stay the same from export to export: of parties, articles, and names in the ways that formats want."""

from __future__ import annotations

import hashlib
import re
import uuid
from functools import lru_cache

from ...knowledge.codes import countries
from ...plain import sha256
from ...types import Article, Party

#: Where our UUIDs of version 5 come from; it must never change, or all ids would.
NAMESPACE = uuid.UUID("5d0c1c1e-6c4e-5f0a-9a53-0d9a1c0f7b21")
#: RFC 4151 wants a domain that the namer holds; ``.invalid`` is held by nobody (RFC 2606), so that no other can name the same.
TAG = "tag:dragoman.invalid,2026:"
_WIKIDATA = re.compile(r"Q[1-9]\d*$")


def wikidata(party: Party) -> str | None:
    """The party's Wikidata id, None where it has none."""
    return party.identifier_id if party.identifier_id and _WIKIDATA.match(party.identifier_id) else None


def party_key(party: Party) -> str:
    """The Wikidata id; without one ``party-`` and 16 hex digits of code and name, so that "police" of two states are two."""
    named = " ".join((party.identifier_text or party.entity_text).casefold().split())
    return wikidata(party) or "party-" + digest(party.code or "", named)


def article_key(article: Article) -> str:
    """As a ledger calls it: ``art-`` and 16 hex digits of the text's SHA-256."""
    return "art-" + sha256(article.text)[:16]


def digest(*parts: str) -> str:
    """16 hex digits that stand for these words."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=65536)  # of the same parties again and again
def made_uuid(*parts: str) -> str:
    """UUID of version 5 that stands for these words."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(p.encode("utf-8", "backslashreplace").decode() for p in parts)))


def tag(name: str) -> str:
    """An address that names a thing and leads nowhere: ``tag:dragoman.invalid,2026:evt-9f3c``."""
    return TAG + name


def iso2(code: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of a state (KOS is XK, which ISO leaves to users); None for bodies of no state, and where there is none."""
    known = countries().get(code) if code else None
    return known.iso2 or None if known else None
