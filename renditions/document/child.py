"""What runs in the disposable child: one PDF in, one line of JSON for each finished file out."""

from collections.abc import Iterator, Mapping
from typing import Any

from dam.sandbox.limits import Json
from renditions.document.page import draw_first_page
from renditions.image.child import set_of


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a document's first page (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(draw_first_page, argument)
