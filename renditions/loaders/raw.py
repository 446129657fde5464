"""Camera raw files: the camera's own preview where it is large enough, else developed by LibRaw (rawpy). Runs in a child."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import rawpy
from PIL import Image

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.memory import hold_pixels
from renditions.image.original import TURNED, Original, decode
from renditions.limits import DECODED_BYTES, DECODING_MEMORY, MAX_PIXELS

_ORIENTATION_OF_FLIP = {3: 3, 5: 8, 6: 6}
"""LibRaw's word for how the camera was held → EXIF's."""

_SRGB = (2.4, 12.92)
"""The curve of sRGB (IEC 61966-2-1): power and slope."""


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a raw file (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(load, argument)


def load(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Take the camera's preview when it shows all that `largest_scale` asks for: it is what the photographer saw.

    Otherwise the sensor's values are developed in the camera's white balance, at half the size where that is enough.
    """
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    try:
        with rawpy.RawPy() as negative:
            negative.open_file(str(path))
            return _opened(negative, largest_scale)
    except (rawpy.LibRawError, rawpy.NotSupportedError, ValueError, RuntimeError) as error:
        raise NotRenderable(reasons.RAW_UNREADABLE) from error


def _opened(negative: rawpy.RawPy, largest_scale: Callable[[Size], float]) -> Original:
    stored = Size(negative.sizes.width, negative.sizes.height)
    if stored.width * stored.height > MAX_PIXELS:
        raise NotRenderable(reasons.TOO_MANY_PIXELS)
    orientation = _ORIENTATION_OF_FLIP.get(negative.sizes.flip, 1)
    seen = stored.turned if orientation in TURNED else stored
    preview = _preview(negative, max(seen.width, seen.height), largest_scale(seen))
    if preview:
        return _as_seen(preview, stored, orientation)
    return _developed(negative, seen, min(1.0, largest_scale(seen)))


def _preview(negative: rawpy.RawPy, longest_side: int, scale: float) -> Original | None:
    """Decode the largest JPEG in the file, unless it is missing, broken or too small for what is wanted."""
    try:
        found = negative.extract_thumb()
    except rawpy.LibRawError:
        return None
    if found.format is not rawpy.ThumbFormat.JPEG:
        return None
    wanted = longest_side * min(1.0, scale)
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(bytes(found.data))
        file.flush()
        try:
            preview = decode(Path(file.name), lambda size: wanted / max(size.width, size.height))
        except NotRenderable:
            return None
    is_enough = max(preview.size.width, preview.size.height) >= wanted
    return preview if is_enough else None


def _as_seen(preview: Original, stored: Size, orientation: int) -> Original:
    """Turn it as the raw file says, unless its pixels stand upright already while the sensor's lie on their side.

    The EXIF of the preview is not asked: LibRaw writes one where the camera wrote none.
    """
    pixels = preview.size.turned if preview.orientation in TURNED else preview.size
    is_upright = (pixels.width >= pixels.height) != (stored.width >= stored.height)
    preview.orientation = 1 if is_upright else orientation
    preview.size = pixels.turned if preview.orientation in TURNED else pixels
    return preview


def _developed(negative: rawpy.RawPy, seen: Size, scale: float) -> Original:
    """Develop the sensor's values, in half where that is enough or where the whole takes too much memory.

    LibRaw turns the picture itself.
    """
    pixels = seen.width * seen.height
    is_enough = scale <= 0.5
    in_half = is_enough or pixels * DECODED_BYTES["RAW"] > DECODING_MEMORY
    hold_pixels("RAW in half" if in_half else "RAW", pixels)
    values = negative.postprocess(
        use_camera_wb=True,
        output_color=rawpy.ColorSpace.sRGB,
        gamma=_SRGB,
        output_bps=8,
        half_size=in_half,
    )
    image = Image.fromarray(values)
    return Original(image, seen if is_enough else Size(*image.size))
