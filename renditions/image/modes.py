"""Bringing every way of storing pixels to the four that the pipeline works in: L, RGB, RGBa and CMYK."""

from PIL import Image, ImageCms

WORKING = ("L", "RGB", "RGBa", "CMYK")

_DEEP = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
"""Grey with more than eight bits: resampled as it is, cut to eight bits afterwards."""


def resampleable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be averaged: no palette, no bits, alpha multiplied in."""
    if image.mode in WORKING or image.mode == "LAB":
        return _with_colour_key(image) if "transparency" in image.info else image
    if image.mode in _DEEP:
        return _as_float(image)
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA") and not image.has_transparency_data:
        return image.convert("RGB")
    if image.has_transparency_data or image.mode in ("RGBA", "LA", "La", "PA"):
        return _premultiplied(image if image.mode == "RGBA" else image.convert("RGBA"))
    return image.convert("RGB")


def working(image: Image.Image) -> Image.Image:
    """Return a resampled picture in one of the working modes."""
    if image.mode == "F":
        return image.convert("L")
    if image.mode == "LAB":
        return _lab_to_srgb(image)
    return image


def straight(image: Image.Image) -> Image.Image:
    """Return the picture with ordinary, not multiplied, alpha."""
    return image.convert("RGBA") if image.mode == "RGBa" else image


def bare(image: Image.Image) -> Image.Image:
    """Return the picture without words: comments, profiles, text and tags must not leave the house by accident."""
    if hasattr(image, "tag_v2"):  # saving a TIFF carries over the tags of the TIFF it was opened from
        image = image.copy()
    image.info.clear()
    return image


def opaque(image: Image.Image, ground: str = "") -> Image.Image:
    """Return the picture without alpha, laid on a ground (RRGGBB, "" for white)."""
    if image.mode != "RGBa":
        return image
    rgba = image.convert("RGBA")
    paper = Image.new("RGB", image.size, f"#{ground or 'ffffff'}")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _premultiplied(rgba: Image.Image) -> Image.Image:
    *_, alpha = rgba.getextrema()
    if alpha == (255, 255):
        return rgba.convert("RGB")
    return rgba.convert("RGBa")


def _with_colour_key(image: Image.Image) -> Image.Image:
    """PNG may name one colour that is transparent (tRNS)."""
    return _premultiplied(image.convert("RGBA")) if image.mode in ("L", "RGB") else image


def _as_float(image: Image.Image) -> Image.Image:
    """Scale deep grey to 0…255 in floating point; float files hold 0…1, the others what their bits hold."""
    grey = image.convert("F")
    lowest, highest = grey.getextrema()
    assert isinstance(highest, float)
    assert isinstance(lowest, float)
    if image.mode == "F" and highest <= 1.0:
        factor = 255.0
    elif image.mode.startswith("I;16") or highest <= 65_535:
        factor = 255 / 65_535 if image.mode != "F" or highest > 255 else 1.0
    else:
        factor = 255 / highest
    return grey.point(lambda value: value * factor + 0.0)


def _lab_to_srgb(image: Image.Image) -> Image.Image:
    to_srgb = ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )
    converted = ImageCms.applyTransform(image, to_srgb)
    assert converted is not None
    return converted
