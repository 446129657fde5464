"""Starting the disposable child that makes all stills of one original, with limits that follow its size."""

from collections.abc import Iterator

from dam.sandbox.limits import Json
from dam.sandbox.run import Limits, stream_limited
from renditions.image.job import SetJob
from renditions.limits import (
    CHILD_ADDRESSES,
    CHILD_PRIVATE_MEMORY,
    FILE_SECONDS,
    MEMORY_PER_PIXEL_ASKED,
    PIXELS_ASKED,
    STILL_FILE_BYTES,
    STILL_WALL_SECONDS,
    UNTOUCHED_MEMORY,
    WRITING_SECONDS,
)
from renditions.readers import PICTURE, Reader


def still_lines(job: SetJob, reader: Reader = PICTURE) -> Iterator[Json]:
    """Answer one line for each finished file."""
    library = reader.library
    return stream_limited(
        reader.target,
        {**job.to_json(), "library": str(library) if library else None},
        limits=_limits(job),
        reads=[job.original, *job.frames, *reader.reads, *([library.parents[1]] if library else [])],
        writes=[job.folder],
    )


def _limits(job: SetJob) -> Limits:
    """The file may cost the same whatever it is; what is asked for may cost more."""
    further = MEMORY_PER_PIXEL_ASKED * max(0, _pixels_asked(job) - PIXELS_ASKED)
    return Limits(
        memory_bytes=CHILD_ADDRESSES + further,
        private_bytes=CHILD_PRIVATE_MEMORY + further,
        most_private_bytes=CHILD_PRIVATE_MEMORY + UNTOUCHED_MEMORY + further,
        cpu_seconds=FILE_SECONDS,
        most_cpu_seconds=FILE_SECONDS + WRITING_SECONDS * len(job.wanted),
        wall_seconds=STILL_WALL_SECONDS,
        file_bytes=STILL_FILE_BYTES,
    )


def _pixels_asked(job: SetJob) -> int:
    """Pixels of the largest rendition; one without a height is taken for a square."""
    sizes = [(each.recipe.width, each.recipe.height) for each in job.wanted if each.recipe.fit != "page"]
    return max((max(width, 1) * (height or width) for width, height in sizes), default=0)
