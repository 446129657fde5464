"""Looking into finished PDFs."""

from pathlib import Path

import pikepdf
from PIL import Image


def picture_in_pdf(path: Path) -> Image.Image:
    """Return the pixels that stand in a PDF."""
    with pikepdf.open(path) as document:
        (stream,) = document.pages[0].get_images().values()
        assert isinstance(stream, pikepdf.Stream)
        return pikepdf.PdfImage(stream).as_pil_image()
