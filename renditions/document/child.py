"""What runs in the disposable child: one PDF in, one line of JSON for each finished file out."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dam.sandbox.limits import Json
from renditions.document.page import draw_first_page
from renditions.document.words import read_words
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.original import Original


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a document's first page (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(load, argument)


def load(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Draw the first page, and read what the document says about itself."""
    original = draw_first_page(path, largest_scale)
    original.embedded = read_words(path, original.warnings)
    return original
