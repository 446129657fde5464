"""What runs in the disposable child: one PDF in, one line of JSON for each finished file out."""

from collections.abc import Iterator, Mapping
from typing import Any

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions.document.page import draw_first_page
from renditions.image.job import SetJob, unreadable
from renditions.image.pipeline import largest_scale, render


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a document's first page (`SetJob` in, lines of `renditions.image.job` out)."""
    job = SetJob.from_json(argument)
    try:
        page = draw_first_page(job.original, lambda size: largest_scale(job.wanted, size))
    except NotRenderable as error:
        yield unreadable(str(error))
        return
    yield from render(page, job)
