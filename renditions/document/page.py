"""The first page of a PDF as a picture."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Size
from renditions.image.original import Original
from renditions.limits import DOCUMENT_LONGEST_SIDE

_LOCKED = "password"


def draw_first_page(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Draw the first page on white, just as finely as `largest_scale` of its greatest size asks for.

    Locked, broken and empty documents → `NotRenderable`.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise NotRenderable(
            reasons.PDF_LOCKED if _LOCKED in str(error).lower() else reasons.PDF_UNREADABLE
        ) from error
    try:
        if len(document) == 0:
            raise NotRenderable(reasons.PDF_EMPTY)
        image = _draw(document[0], largest_scale)
    except pypdfium2.PdfiumError as error:
        raise NotRenderable(reasons.PDF_UNREADABLE) from error
    finally:
        document.close()
    return Original(image, Size(*image.size))


def _draw(page: pypdfium2.PdfPage, largest_scale: Callable[[Size], float]) -> Image.Image:
    """A page is in points (1/72 inch); it is drawn once at the size that everything else is taken from."""
    width, height = page.get_size()
    dots_per_point = DOCUMENT_LONGEST_SIDE / max(width, height, 1.0)
    greatest = Size(max(1, round(width * dots_per_point)), max(1, round(height * dots_per_point)))
    dots_per_point *= min(1.0, largest_scale(greatest))
    drawn = page.render(scale=dots_per_point).to_pil()
    assert isinstance(drawn, Image.Image)
    return drawn.convert("RGB")
