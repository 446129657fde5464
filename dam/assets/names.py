"""Unknown names in a request, answered with the nearest known one."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

from dam.errors import FieldError

MOST_NAMED = 20
"""Nobody reads more, and looking for the nearest of 100,000 names would take seconds in which others wait to write."""


def note_unknown(
    errors: list[FieldError], given: Mapping[str, object], known: Iterable[str], within: str = ""
) -> None:
    """Add an error for the first names that are not known; `within` is the path before it (`rights.`)."""
    names = sorted(known)
    unknown = (name for name in given if name not in names)
    for name in islice(unknown, MOST_NAMED):
        errors.append(FieldError(f"{within}{name}", _sentence(str(name), names)))


def _sentence(name: str, names: list[str]) -> str:
    nearest = get_close_matches(name, names, n=1, cutoff=0.5)
    if nearest:
        return f"There is no field {name[:60]!r} here; did you mean {nearest[0]!r}?"
    return f"There is no field {name[:60]!r} here; there are {', '.join(names)}."
