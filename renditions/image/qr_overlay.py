"""Drawing a QR code onto finished pixels, and reading it back from the finished file.

What reads codes and draws pages is imported late: few sets have a code, and every child would wait for it.
"""

from pathlib import Path

from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Box, Frame, Size
from renditions.image import modes
from renditions.paper import POINTS_PER_INCH
from renditions.qr import QUIET, Overlay, Placement, least_module, modules_of, place
from renditions.recipe import Recipe

_PAPER: dict[str, int | tuple[int, ...]] = {
    "L": 255,
    "RGB": (255, 255, 255),
    "RGBa": (255, 255, 255, 255),
    "CMYK": (0, 0, 0, 0),
}
_INK: dict[str, int | tuple[int, ...]] = {
    "L": 0,
    "RGB": (0, 0, 0),
    "RGBa": (0, 0, 0, 255),
    "CMYK": (0, 0, 0, 255),
}
"""On the press black ink alone: four inks never meet to the hundredth, and their edges would blur the modules."""


def placed(recipe: Recipe, frame: Frame) -> Placement | None:
    """Return where the code of a recipe stands, None without one; too small to be read → `NotRenderable`."""
    if not recipe.qr:
        return None
    overlay = Overlay.from_text(recipe.qr)
    return place(overlay, len(modules_of(overlay)), frame.size, dpi=frame.dpi, bleed=recipe.bleed)


def with_code(image: Image.Image, recipe: Recipe, frame: Frame) -> Image.Image:
    """Return the picture with the code of its recipe; without one, the picture itself."""
    placement = placed(recipe, frame)
    if placement is None:
        return image
    drawn = image.copy()
    drawn.paste(_PAPER[image.mode], (placement.left, placement.top, *_corner(placement)))
    inner = placement.module * placement.modules
    mask = _mask(Overlay.from_text(recipe.qr)).resize((inner, inner), Image.Resampling.NEAREST)
    edge = QUIET * placement.module
    drawn.paste(_INK[image.mode], (placement.left + edge, placement.top + edge), mask)
    return drawn


def read_back(path: Path, recipe: Recipe, frame: Frame, size: Size) -> None:
    """Read the code of a recipe from its finished file of this size; anything else than what it should say → `NotRenderable`.

    A file that was made lighter by making it smaller may still be read here, from perfect pixels; its modules have to
    be large enough for a camera, too.
    """
    placement = placed(recipe, frame)
    if placement is None:
        return
    import zxingcpp  # noqa: PLC0415 - see above

    shrunk = size.width / frame.size.width
    if placement.module * shrunk < least_module(frame.dpi):
        raise NotRenderable(reasons.QR_UNREAD)
    around = _around(placement, frame.size).scaled(shrunk, shrunk)
    picture = _page(path, around, frame.dpi) if recipe.format == "pdf" else _part(path, around)
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_rotate=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    if Overlay.from_text(recipe.qr).content not in [code.text for code in found]:
        raise NotRenderable(reasons.QR_UNREAD)


def _part(path: Path, box: Box) -> Image.Image:
    with Image.open(path) as image:
        part = image.crop((int(box.left), int(box.top), int(box.right), int(box.bottom)))
    if part.mode == "CMYK":
        return part.convert("RGB").convert("L")
    return modes.opaque(modes.resampleable(part)).convert("L")


def _page(path: Path, box: Box, dpi: float) -> Image.Image:
    import pypdfium2  # noqa: PLC0415 - see above

    document = pypdfium2.PdfDocument(path)
    try:
        scale = (dpi or POINTS_PER_INCH) / POINTS_PER_INCH
        drawn = document[0].render(scale=scale).to_pil()
        assert isinstance(drawn, Image.Image)
        return drawn.convert("L").crop((int(box.left), int(box.top), int(box.right), int(box.bottom)))
    finally:
        document.close()


def _around(placement: Placement, picture: Size) -> Box:
    """The code and a quarter of its side round it: it must be found in its surroundings, not cut out beforehand."""
    box, further = placement.box, placement.side / 4
    return Box(
        max(0.0, box.left - further),
        max(0.0, box.top - further),
        min(float(picture.width), box.right + further),
        min(float(picture.height), box.bottom + further),
    )


def _corner(placement: Placement) -> tuple[int, int]:
    return placement.left + placement.side, placement.top + placement.side


def _mask(overlay: Overlay) -> Image.Image:
    rows = modules_of(overlay)
    return Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).point(lambda value: value * 255)
