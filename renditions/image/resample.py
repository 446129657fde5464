"""The one seam through which pictures change their size."""

from PIL import Image

from renditions.geometry import Box, Size, whole
from renditions.image import engines

_REDUCING_GAP = 3.0
"""Shrink by whole numbers first while three times the wanted size remains: not to be told apart, a seventh of the time."""


def resample(image: Image.Image, size: Size, box: Box | None = None) -> Image.Image:
    """Return `box` of the picture (all of it by default) at `size`, by Lanczos; alpha must be multiplied in (RGBa)."""
    box = box or whole(Size(*image.size))
    edges = (box.left, box.top, box.right, box.bottom)
    target = (size.width, size.height)
    if edges == (0, 0, *image.size) and target == image.size:
        return image
    if all(edge == int(edge) for edge in edges) and (box.width, box.height) == target:
        left, top, right, bottom = (int(edge) for edge in edges)
        return image.crop((left, top, right, bottom))
    simd = engines.simd()
    if simd is not None and image.mode in simd.MODES:
        drawn: Image.Image = simd.resample(image, target, edges)
        return drawn
    return image.resize(target, Image.Resampling.LANCZOS, box=edges, reducing_gap=_REDUCING_GAP)
