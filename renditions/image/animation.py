"""Animated pictures: how long each frame is shown, and whether anything moves at all; decoded in a limited child."""

from dataclasses import dataclass
from pathlib import Path

from dam.sandbox.run import ChildFailed, Json, Limits, run_limited
from renditions.geometry import Size
from renditions.limits import (
    ANIMATION_FILE_BYTES,
    ANIMATION_SECONDS,
    CHILD_ADDRESSES,
    CHILD_PRIVATE_MEMORY,
    SHORTEST_FRAME,
)

MEDIA_TYPES = frozenset({"image/gif", "image/webp", "image/png"})
"""Types of pictures that may move."""

_HASTY = 100


@dataclass(frozen=True, slots=True)
class Animation:
    """What an animated picture is: `size` of its frames in pixels, `repeats` times shown (0: for ever)."""

    size: Size
    frames: int
    seconds: float
    repeats: int
    has_alpha: bool = False
    warning: str | None = None


def milliseconds(said: float) -> int:
    """Return how long a frame is shown: what no screen keeps up with is shown for 100 ms, as in every browser."""
    return round(said) if said >= SHORTEST_FRAME else _HASTY


def plays(format_: str, said: int | None) -> int:
    """Return how often an animation is shown, 0 for ever: GIF counts repetitions, and says nothing for once."""
    if format_ != "GIF":
        return said or 0
    if said is None:
        return 1
    return said + 1 if said else 0


def look(path: Path) -> Animation | None:
    """Tell what an animated picture is, from its heads alone; None for what cannot be read."""
    try:
        return _read(run_limited("renditions.image.unrolling:look", str(path), reads=[path]))
    except ChildFailed:
        return None


def unroll(original: Path, target: Path, size: Size, seconds: float) -> Animation | None:
    """Write the frames, drawn one by one at `size`, without loss into a film (Matroska, FFV1, with alpha).

    No more than `seconds` (0: all of it), and no more than the limits allow, with a warning then. None for what cannot be read, or does not move.
    """
    limits = Limits(
        memory_bytes=CHILD_ADDRESSES,
        private_bytes=CHILD_PRIVATE_MEMORY,
        cpu_seconds=2 * ANIMATION_SECONDS,
        wall_seconds=30.0 * ANIMATION_SECONDS,
        file_bytes=ANIMATION_FILE_BYTES,
    )
    order: dict[str, Json] = {
        "original": str(original),
        "target": str(target),
        "width": size.width,
        "height": size.height,
        "seconds": seconds,
    }
    try:
        unrolled = run_limited(
            "renditions.image.unrolling:unroll",
            order,
            limits=limits,
            reads=[original],
            writes=[target.parent],
        )
    except ChildFailed:
        return None
    return _read(unrolled)


def _read(value: object) -> Animation | None:
    if not isinstance(value, dict):
        return None
    return Animation(**{**value, "size": Size(**value["size"])})
