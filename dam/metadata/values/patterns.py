"""Patterns that a brand holds values against, matched in time that grows with the value alone."""

from functools import lru_cache
from typing import Any

import re2

MAX_PATTERN = 200
"""Characters of a pattern: what needs more is several fields."""

_MEMORY = 1 << 20
"""Bytes for one pattern; a thousand repeats of a class of letters are refused, ordinary patterns take a few kB."""


def check_pattern(pattern: str) -> str:
    """Return one sentence on what is wrong with a pattern, "" when it can be used."""
    if len(pattern) > MAX_PATTERN:
        return f"A pattern has at most {MAX_PATTERN} characters, and {len(pattern)} came."
    try:
        _compiled(pattern)
    except re2.error as error:
        told = error.args[0]
        words = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
        return f"This pattern cannot be read ({words}); look-around and back-references are not known."
    return ""


def fits(pattern: str, text: str) -> bool:
    """Tell whether the whole text has the shape."""
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    return re2.compile(pattern, options=options)
