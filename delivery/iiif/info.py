"""What viewers are told of a picture before they ask for its pieces (IIIF Image API 3.0, 5)."""

from delivery.iiif.limits import MAX_AREA, MAX_SIDE, TILE
from delivery.iiif.picture import Picture
from delivery.iiif.tiles import level_size, scale_factors
from renditions.geometry import Size

CONTEXT = "http://iiif.io/api/image/3/context.json"
PROFILE = "http://iiif.io/api/image/3/level2.json"

FEATURES = (
    "canonicalLinkHeader",
    "mirroring",
    "profileLinkHeader",
    "sizeUpscaling",
)
"""What is offered beyond level 2."""


def info_of(picture: Picture, whole: Size, base: str) -> dict[str, object]:
    """Return the image information; `base` is the address of the picture without a trailing slash."""
    factors = scale_factors(whole)
    sizes = [level_size(whole, factor) for factor in reversed(factors)]
    info: dict[str, object] = {
        "@context": CONTEXT,
        "id": base,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": whole.width,
        "height": whole.height,
        "maxWidth": MAX_SIDE,
        "maxHeight": MAX_SIDE,
        "maxArea": MAX_AREA,
        "sizes": [{"width": size.width, "height": size.height} for size in sizes if _is_within(size)],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
        "preferredFormats": ["jpg"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFormats": ["webp"],
        "extraFeatures": list(FEATURES),
    }
    if picture.rights:
        info["rights"] = picture.rights
    return info


def _is_within(size: Size) -> bool:
    return max(size.width, size.height) <= MAX_SIDE and size.width * size.height <= MAX_AREA
