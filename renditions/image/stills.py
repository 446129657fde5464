"""Starting the disposable child that makes all stills of one original, with limits that follow its size."""

from collections.abc import Iterator

from dam.sandbox.limits import Json
from dam.sandbox.run import Limits, stream_limited
from renditions.image.job import SetJob
from renditions.limits import (
    CHILD_MEMORY,
    CHILD_MEMORY_PER_PIXEL,
    MAX_PIXELS,
    STILL_FILE_BYTES,
    STILL_SECONDS,
    STILL_WALL_SECONDS,
)
from renditions.readers import PICTURE, Reader


def still_lines(job: SetJob, pixels: int | None, reader: Reader = PICTURE) -> Iterator[Json]:
    """Answer one line for each finished file; `pixels` of the original as far as they are known."""
    return stream_limited(
        reader.target, job.to_json(), limits=_limits(pixels), reads=[job.original], writes=[job.folder]
    )


def _limits(pixels: int | None) -> Limits:
    counted = min(pixels or MAX_PIXELS, MAX_PIXELS)
    return Limits(
        memory_bytes=CHILD_MEMORY + CHILD_MEMORY_PER_PIXEL * counted,
        cpu_seconds=STILL_SECONDS,
        wall_seconds=STILL_WALL_SECONDS,
        file_bytes=STILL_FILE_BYTES,
    )
