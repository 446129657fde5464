"""The colour that stands for an asset until its picture is there."""

from collections.abc import Sequence
from typing import Any


def first_colour(colours: Sequence[Any]) -> str:
    """Return the dominant colour as `#rrggbb`, "" when none is known; colours are texts, or objects with `hex`."""
    first = colours[0] if colours else ""
    text = first.get("hex", "") if isinstance(first, dict) else str(first)
    return text if len(text) == 7 and text.startswith("#") else ""
