"""Which kind of original gives which kind of file, and the sentence for what is impossible."""

from collections.abc import Callable

from renditions import reasons
from renditions.image.animation import MEDIA_TYPES as ANIMATED
from renditions.mezzanine import STYLE as MEZZANINE
from renditions.readers import READERS, Reader, is_installed
from renditions.recipe import Recipe

FILM = frozenset({"mp4", "webm", "hls"})
SOUND = frozenset({"mp3"})

CURABLE = frozenset({reasons.HLS, *(reader.missing for reader in READERS.values() if reader.missing)})
"""Sentences that stop being true when something is installed, or that only an earlier release said."""


def why_impossible(
    kind: str, media_type: str, recipe: Recipe, has: Callable[[Reader], bool] = is_installed
) -> str | None:
    """Return the sentence that says why this file cannot be made of such an original, or None when it can."""
    if recipe.style == MEZZANINE and (kind != "image" or is_drawn(kind, media_type)):
        return reasons.NO_MEZZANINE
    if kind == "audio":
        return _of_sound(recipe)
    if recipe.format in SOUND:
        return reasons.NOT_SOUND
    if kind == "video":
        return _of_film(recipe)
    if recipe.format in FILM:
        may_move = recipe.motion and media_type in ANIMATED
        return None if may_move else reasons.STILL_ONLY
    reader = READERS.get(media_type)
    if reader is not None:
        return None if has(reader) else reader.missing
    return reasons.OTHER


def is_drawn(kind: str, media_type: str) -> bool:
    """Tell whether the picture of such an original is drawn, and thus as large as is asked for."""
    return kind == "document" or media_type == "image/svg+xml"


def _of_film(recipe: Recipe) -> str | None:
    return reasons.FILM_NOT_PRINTED if recipe.fit == "page" else None


def _of_sound(recipe: Recipe) -> str | None:
    if recipe.format in SOUND:
        return None
    if recipe.format in FILM:
        return reasons.NO_FILM_OF_SOUND
    return {"page": reasons.SOUND_NOT_PRINTED, "cover": reasons.WAVE_NOT_CROPPED}.get(recipe.fit)
