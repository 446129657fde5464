"""What each format needs to be written well."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from renditions.image import colour, modes
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

_EMPTY_PDF_DATES = {"creationDate": None, "modDate": None}
"""The same picture makes the same bytes only without the hour."""


def write(
    image: Image.Image,
    recipe: Recipe,
    path: Path,
    settings: RenditionSettings,
    *,
    quality: int,
    dpi: float = 0.0,
) -> None:
    """Write the picture in its recipe's format at this quality (the codec's own scale)."""
    _WRITERS[recipe.format](image, recipe, path, settings, quality, dpi)


def _jpeg(
    image: Image.Image, recipe: Recipe, path: Path, _settings: RenditionSettings, quality: int, _dpi: float
) -> None:
    modes.opaque(image).save(
        path,
        "JPEG",
        quality=quality,
        optimize=True,
        progressive=recipe.style == "progressive",
        subsampling=_CHROMA[recipe.chroma],
    )


def _webp(
    image: Image.Image, _recipe: Recipe, path: Path, settings: RenditionSettings, quality: int, _dpi: float
) -> None:
    modes.straight(image).save(path, "WEBP", quality=quality, method=settings.webp_method)


def _avif(
    image: Image.Image, recipe: Recipe, path: Path, settings: RenditionSettings, quality: int, _dpi: float
) -> None:
    modes.straight(image).save(
        path,
        "AVIF",
        quality=quality,
        speed=settings.avif_speed,
        subsampling=_CHROMA[recipe.chroma],
        max_threads=1,
    )


def _png(
    image: Image.Image, _recipe: Recipe, path: Path, _settings: RenditionSettings, _quality: int, _dpi: float
) -> None:
    modes.straight(image).save(path, "PNG")


def _tiff(
    image: Image.Image, _recipe: Recipe, path: Path, _settings: RenditionSettings, _quality: int, dpi: float
) -> None:
    """LZW with the horizontal predictor: every press reads it, and it halves a photograph."""
    profile = colour.press_profile() if image.mode == "CMYK" else None
    resolution = (dpi, dpi) if dpi else (72.0, 72.0)
    modes.straight(image).save(
        path, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}, dpi=resolution, icc_profile=profile
    )


def _pdf(
    image: Image.Image, _recipe: Recipe, path: Path, _settings: RenditionSettings, _quality: int, dpi: float
) -> None:
    modes.opaque(image).save(path, "PDF", resolution=dpi or 72.0, quality=92, **_EMPTY_PDF_DATES)


_CHROMA = {"": "4:2:0", "420": "4:2:0", "444": "4:4:4"}

_WRITERS: dict[str, Callable[[Image.Image, Recipe, Path, RenditionSettings, int, float], None]] = {
    "jpeg": _jpeg,
    "webp": _webp,
    "avif": _avif,
    "png": _png,
    "tiff": _tiff,
    "pdf": _pdf,
}
