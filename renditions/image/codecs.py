"""What each format needs to be written well."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, PngImagePlugin

from dam.sandbox.limits import Json
from renditions.image import colour, engines, modes
from renditions.quality import aom, carried_over, libwebp
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

_CHROMA = {"": "4:2:0", "420": "4:2:0", "444": "4:4:4"}
_TAG_XMP, _TAG_PREDICTOR, _BY_ROW = 700, 317, 2


class Blocks(NamedTuple):
    """Words for the file, as finished blocks: EXIF (beginning with its six bytes `Exif`) and XMP (a packet); empty for none."""

    exif: bytes = b""
    xmp: bytes = b""

    @property
    def given(self) -> dict[str, bytes]:
        """Those that there are, by name."""
        return {name: block for name, block in self._asdict().items() if block}

    @property
    def tags(self) -> dict[int, bytes]:
        """The same as tags of a TIFF; Pillow reads EXIF texts as Latin 1 and would write them as ASCII."""
        exif = Image.Exif()
        exif.load(self.exif)
        texts = {tag: str(text).encode("latin-1") for tag, text in exif.items()}
        return texts | ({_TAG_XMP: self.xmp} if self.xmp else {})


@dataclass(frozen=True, slots=True)
class Writing:
    """One file to write; `quality` is on the scale of its format (`renditions.quality.SCALE_OF`)."""

    image: Image.Image
    recipe: Recipe
    path: Path
    settings: RenditionSettings
    quality: int
    dpi: float
    blocks: Blocks

    @property
    def chroma(self) -> str:
        """How finely colour is kept, in the words of the codecs."""
        return _CHROMA[self.recipe.chroma]


def write(
    image: Image.Image,
    recipe: Recipe,
    path: Path,
    settings: RenditionSettings,
    *,
    quality: int,
    dpi: float = 0.0,
    blocks: Blocks | None = None,
) -> Mapping[str, Json]:
    """Write the picture in its recipe's format at this quality, and say with which encoder and settings."""
    return _WRITERS[recipe.format](Writing(image, recipe, path, settings, quality, dpi, blocks or Blocks()))


def _jpeg(file: Writing) -> dict[str, Json]:
    """By jpegli where it is installed, on its own scale of qualities."""
    image, progressive = modes.opaque(file.image), file.recipe.style == "progressive"
    jpegli, given = engines.jpegli(), file.blocks.given
    if jpegli is not None:
        encoder, quality = engines.JPEGLI, carried_over(file.quality, "jpeg", "jpegli")
        file.path.write_bytes(
            jpegli.encoded(image, quality=quality, progressive=progressive, chroma=file.chroma, **given)
        )
    else:
        encoder, quality = engines.TURBO, file.quality
        options = {"quality": quality, "progressive": progressive, "subsampling": file.chroma, **given}
        image.save(file.path, "JPEG", optimize=True, **options)
    return {"encoder": encoder, "quality": quality, "chroma": file.chroma, "progressive": progressive}


def _webp(file: Writing) -> dict[str, Json]:
    """A drawn picture without loss, unless losing something makes it lighter."""
    method, image, given = file.settings.webp_method, modes.straight(file.image), file.blocks.given
    quality = carried_over(file.quality, "webp", libwebp(method))
    image.save(file.path, "WEBP", quality=quality, method=method, **given)
    if file.recipe.chroma == "444":
        whole = BytesIO()
        image.save(whole, "WEBP", lossless=True, method=method, **given)
        if whole.tell() <= file.path.stat().st_size:
            file.path.write_bytes(whole.getbuffer())
            return {"encoder": "libwebp", "lossless": True, "method": method}
    return {"encoder": "libwebp", "quality": quality, "method": method}


def _avif(file: Writing) -> dict[str, Json]:
    speed = file.settings.avif_speed
    quality = carried_over(file.quality, "avif", aom(speed))
    modes.straight(file.image).save(
        file.path,
        "AVIF",
        quality=quality,
        speed=speed,
        subsampling=file.chroma,
        max_threads=1,
        **file.blocks.given,
    )
    return {"encoder": "aom", "quality": quality, "speed": speed, "chroma": file.chroma}


def _png(file: Writing) -> dict[str, Json]:
    words = PngImagePlugin.PngInfo()
    if file.blocks.xmp:
        words.add_itxt("XML:com.adobe.xmp", file.blocks.xmp.decode())
    exif: dict[str, Any] = {"exif": file.blocks.exif} if file.blocks.exif else {}
    modes.straight(file.image).save(file.path, "PNG", pnginfo=words, **exif)
    return {"encoder": "zlib"}


def _gif(file: Writing) -> dict[str, Json]:
    """For places that take nothing else: 256 colours chosen for the picture, and no words, which few look for there."""
    modes.straight(file.image).save(file.path, "GIF")
    return {"encoder": "GIF"}


def _tiff(file: Writing) -> dict[str, Json]:
    """LZW with the horizontal predictor: every press reads it, and it halves a photograph."""
    profile = colour.press_profile() if file.image.mode == "CMYK" else None
    tags: dict[int, Any] = {_TAG_PREDICTOR: _BY_ROW, **file.blocks.tags}
    modes.straight(file.image).save(
        file.path,
        "TIFF",
        compression="tiff_lzw",
        tiffinfo=tags,
        dpi=(file.dpi or 72.0,) * 2,
        icc_profile=profile,
    )
    return {"encoder": "LZW", "dpi": file.dpi}


def _pdf(file: Writing) -> dict[str, Json]:
    """Import late: a set without a PDF does not wait for the library that writes them."""
    from renditions.image import print_pdf  # noqa: PLC0415 - the reason is the docstring above

    if file.recipe.style == "cmyk":
        print_pdf.write_press(
            file.image, file.path, file.recipe.sheet, file.blocks.xmp, exact=bool(file.recipe.qr)
        )
    else:
        sheet = file.recipe.sheet if file.recipe.fit == "page" else None
        print_pdf.write_plain(modes.opaque(file.image), file.path, sheet, file.blocks.xmp)
    return {"encoder": engines.TURBO, "quality": print_pdf.QUALITY, "dpi": file.dpi}


_WRITERS: dict[str, Callable[[Writing], dict[str, Json]]] = {
    "jpeg": _jpeg,
    "webp": _webp,
    "avif": _avif,
    "png": _png,
    "gif": _gif,
    "tiff": _tiff,
    "pdf": _pdf,
}
