"""JPEG by jpegli (ajpegli), a sixth lighter than libjpeg-turbo's at the same look; imported only through `engines`."""

import ajpegli
import numpy
from PIL import Image


def encoded(
    image: Image.Image, *, quality: int, progressive: bool, chroma: str, exif: bytes = b"", xmp: bytes = b""
) -> bytes:
    """Return the JPEG of a grey or RGB picture; `quality` is on jpegli's own scale, `chroma` like 4:2:0."""
    encoded: bytes = ajpegli.encode(
        numpy.asarray(image),
        quality=quality,
        progressive=progressive,
        subsampling=chroma.replace(":", ""),
        exif=exif or None,
        xmp=xmp or None,
    )
    return encoded
