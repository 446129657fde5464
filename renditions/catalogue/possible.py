"""Which kind of original gives which kind of file, and the sentence for what is impossible."""

from renditions import reasons
from renditions.recipe import Recipe

STILL_TYPES = frozenset(f"image/{name}" for name in ("jpeg", "png", "gif", "webp", "tiff", "avif", "bmp"))
"""Media types of pictures that the still pipeline reads."""

FILM = frozenset({"mp4", "hls"})

_UNREAD = {
    "image/svg+xml": reasons.SVG,
    "image/heic": reasons.HEIC,
    "image/heif": reasons.HEIC,
    "image/vnd.adobe.photoshop": reasons.PHOTOSHOP,
}


def why_impossible(kind: str, media_type: str, recipe: Recipe) -> str | None:
    """Return the sentence that says why this file cannot be made of such an original, or None when it can."""
    if kind == "video":
        return _of_film(recipe)
    if kind == "audio":
        return reasons.AUDIO
    if recipe.format in FILM:
        return reasons.STILL_ONLY
    if kind == "image":
        return None if media_type in STILL_TYPES else _UNREAD.get(media_type, reasons.RAW)
    if kind == "document":
        return None if media_type == "application/pdf" else reasons.OFFICE
    return reasons.OTHER


def _of_film(recipe: Recipe) -> str | None:
    if recipe.format == "hls":
        return reasons.HLS
    return reasons.FILM_NOT_PRINTED if recipe.fit == "page" else None
