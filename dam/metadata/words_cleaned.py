"""Words of pages made fit to be kept: hyphens at ends of lines joined, no control characters, white space once."""

import re
import unicodedata

MAX_WORDS_LETTERS = 100_000
"""Letters kept of one document."""

_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\ufffe]\s*\r?\n\s*(?=[^\W\d_])")
_SOFT = re.compile("[\u00ad\ufffe]")
_SPACES = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """Return printable words, one space apart; a word broken at the end of a line is whole again."""
    joined = _SOFT.sub("", _BROKEN.sub("", text[: 2 * MAX_WORDS_LETTERS]))
    kept = "".join(sign if unicodedata.category(sign) not in ("Cc", "Cs", "Cn") else " " for sign in joined)
    return _SPACES.sub(" ", kept).strip()[:MAX_WORDS_LETTERS]
