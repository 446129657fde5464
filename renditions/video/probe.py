"""Looking into a film in a limited child: what it is before, and whether it became what was asked for after."""

from pathlib import Path

from dam.errors import NotRenderable
from dam.sandbox.run import ChildFailed, Limits, run_limited
from renditions import reasons
from renditions.video.footage import Footage

_LIMITS = Limits(memory_bytes=3 << 30, cpu_seconds=20, wall_seconds=60.0, file_bytes=1 << 20)
"""One frame is decoded at the most: 8K in 16 bits with the frames it leans on fits three times."""


def probe(film: Path) -> Footage:
    """Tell what a film is; one without a picture, or that cannot be read → `NotRenderable`."""
    try:
        value = run_limited("renditions.video.probing:read", str(film), limits=_LIMITS, reads=[film])
    except ChildFailed as error:
        raise NotRenderable(reasons.FILM_UNREADABLE) from error
    assert isinstance(value, dict)
    if "reason" in value:
        raise NotRenderable(str(value["reason"]))
    return Footage.from_json(value)


def last_moment(film: Path) -> float | None:
    """Return the second at which a film's packets really end, whatever its index says; None when none can be read."""
    try:
        value = run_limited(
            "renditions.video.probing:read_to_the_end", str(film), limits=_LIMITS, reads=[film]
        )
    except ChildFailed:
        return None
    return float(value) if isinstance(value, int | float) else None
