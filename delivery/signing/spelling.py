"""The one spelling of a signed URL: whatever is written otherwise is another URL, and nobody signed it."""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

SIGNATURE = "signature"
"""The last parameter, the only one that the signature does not cover."""

MOST_BYTES = 2_000
"""Of a path, and of a query; our own have a few hundred."""

_DOTS_OR_NOTHING = re.compile(r"/\.{0,2}(?:/|$)")
_NAME = re.compile(r"[a-z]+")


def spell_path(path: str) -> str:
    """Return a decoded path in its one spelling: RFC 3986's unreserved signs and `@` stand, all else is %XX."""
    return quote(path, safe="/@")


def spell_query(parameters: Mapping[str, str]) -> str:
    """Return parameters in their one spelling: by name, each once."""
    return "&".join(f"{name}={quote(parameters[name], safe='')}" for name in sorted(parameters))


def is_spelt_path(path: bytes) -> bool:
    """Tell whether a path, as it came over the wire, has its one spelling: no `//`, `/./`, `%2F`, nothing encoded in vain."""
    if len(path) > MOST_BYTES or not path.isascii():
        return False
    text = path.decode()
    return spell_path(unquote(text)) == text and _DOTS_OR_NOTHING.search(text) is None


def read_query(query: bytes) -> dict[str, str] | None:
    """Read a query in its one spelling; None when a name comes twice, out of order, or spelt otherwise."""
    if len(query) > MOST_BYTES or not query.isascii():
        return None
    found: dict[str, str] = {}
    for part in query.decode().split("&"):
        name, is_pair, value = part.partition("=")
        if not is_pair or not _NAME.fullmatch(name) or name <= max(found, default=""):
            return None
        found[name] = unquote(value)
    return found if spell_query(found).encode() == query else None
