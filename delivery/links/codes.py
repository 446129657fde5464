"""Codes of short links: drawn at random, chosen as a word, or derived from an asset so that paper needs no row."""

import re
import secrets
from dataclasses import dataclass

from dam.errors import FieldError, Invalid
from dam.ids import ALPHABET, LENGTH, is_id

PATH = "/q/"
"""What every short link begins with."""

MOST_SIGNS = 60
"""Characters of the longest code: an asset, a channel and a placement."""

CODE_LENGTH = 8
"""Of a random code: 40 bits, so that among 10⁶ links the next one collides once in a million draws."""

_ID = rf"[{ALPHABET}]{{{LENGTH}}}"
_WORD = r"[a-z0-9][a-z0-9_-]{0,39}"
_DERIVED = re.compile(rf"({_ID})(?:\.(?:({_WORD})\.)?({_WORD}))?")
_CHOSEN = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
_MISREAD = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class Derived:
    """What a code says by itself: `/q/{asset}`, `/q/{asset}.{placement}` or `/q/{asset}.{channel}.{placement}`."""

    asset_id: str
    channel: str
    placement: str


def new_code() -> str:
    """Draw a code of 8 signs that nobody misreads (Crockford's base 32)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def derived_code(asset_id: str, channel: str = "", placement: str = "") -> str:
    """Return the code that an asset has without a row; `asset_id` may be the word that a preset replaces by it."""
    told = "" if channel in ("", "print") else f".{channel}"
    return f"{asset_id}{told}.{placement}" if placement else asset_id


def read_derived(code: str) -> Derived | None:
    """Read a derived code; what names no channel stands on paper. None for any other code."""
    found = _DERIVED.fullmatch(code) if len(code) <= MOST_SIGNS else None
    if found is None:
        return None
    asset_id, channel, placement = found.groups()
    return Derived(asset_id, channel or "print", placement or "")


def spellings(code: str) -> tuple[str, ...]:
    """Return the codes that somebody who typed this may mean, the likeliest first; none for what cannot be a code."""
    low = code.lower()
    if not low.isascii() or (_CHOSEN.fullmatch(low) is None and read_derived(low) is None):
        return ()
    return tuple(dict.fromkeys((low, low.translate(_MISREAD))))


def check_chosen(code: str) -> str:
    """Return a chosen word as it is kept, or raise `Invalid`; the shape of an asset's id is kept for derived codes."""
    low = code.strip().lower()
    if _CHOSEN.fullmatch(low) is None or is_id(low):
        sentence = "A code has 3 to 40 lower-case letters, digits and hyphens, such as summer-2026."
        raise Invalid(sentence, [FieldError("code", sentence)])
    return low
