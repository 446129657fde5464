"""E-mail addresses: checked once at the door and kept case-folded, so that one person has one account."""

import re
import unicodedata

from dam.errors import FieldError, Invalid

MAX_LENGTH = 254
"""Characters of an address that mail can carry (RFC 5321, 4.5.3.1.3, without the angle brackets)."""

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\]{1,64}")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")


def fold_email(text: str) -> str:
    """Return the address as it is kept and compared, or raise `Invalid`; letters of any script are welcome."""
    folded = fold_quietly(text)
    local, _, domain = folded.rpartition("@")
    is_good = (
        len(folded) <= MAX_LENGTH
        and text.strip().isprintable()
        and _LOCAL.fullmatch(local) is not None
        and all(_LABEL.fullmatch(label) for label in domain.split("."))
    )
    if is_good:
        return folded
    sentence = f"An e-mail address looks like name@example.org, and {text[:80]!r} came."
    raise Invalid(sentence, [FieldError("email", sentence)])


def fold_quietly(text: str) -> str:
    """Return the address as it would be kept, good or not, to look it up; what no database holds becomes `?`."""
    storable = text.encode("utf-8", "replace").decode().replace("\x00", "?")
    return unicodedata.normalize("NFC", storable.strip().casefold())
