"""The base: all of an original, upright, in a working mode, just large enough for the largest of its renditions."""

from PIL import Image

from renditions.geometry import Size
from renditions.image import modes
from renditions.image.original import Original
from renditions.image.resample import resample

TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation (TIFF 6.0, tag 274) to what puts the picture upright."""


def base_of(original: Original, scale: float) -> Image.Image:
    """Return all of the original, upright, just large enough for the largest rendition."""
    image = modes.resampleable(original.take())
    turned = original.orientation >= 5
    stored = original.size.turned if turned else original.size
    if scale < 1:
        size = Size(max(1, round(stored.width * scale)), max(1, round(stored.height * scale)))
        if size.width < image.width:
            image = resample(image, size)
    image = modes.bare(modes.working(image))
    transpose = TRANSPOSE.get(original.orientation)
    return image.transpose(transpose) if transpose is not None else image
