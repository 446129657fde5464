"""HEIC and HEIF, as phones write them: the primary picture, decoded by libheif (pi-heif). Runs in a child."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pi_heif

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.embedded_reading import read_embedded
from renditions.image.memory import hold_pixels
from renditions.image.original import Original
from renditions.image.unreadable import UNREADABLE
from renditions.limits import MAX_PIXELS


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a HEIC picture (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(load, argument)


def load(path: Path, _largest_scale: Callable[[Size], float]) -> Original:
    """Decode the primary picture whole, in eight bits: libheif knows no coarser decoding.

    libheif has turned it already as the container says (`irot`, `imir`), so the orientation in EXIF, which repeats
    that, must not be applied again. Thumbnails, depth maps and gain maps are left closed.
    """
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = 1
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    try:
        picture = pi_heif.open_heif(path)
        size = Size(*picture.size)
        if size.width * size.height > MAX_PIXELS:
            raise NotRenderable(reasons.TOO_MANY_PIXELS)
        kind = "HEIC" if picture.info["bit_depth"] <= 8 else "HEIC of ten bits"
        hold_pixels(kind, size.width * size.height)
        image = picture.to_pillow()
    except UNREADABLE as error:
        raise NotRenderable(reasons.UNREADABLE) from error
    profile = image.info.pop("icc_profile", None)
    original = Original(image, Size(*image.size), profile=profile or None)
    original.embedded = read_embedded(image, path, original.warnings)
    image.info.clear()
    return original
