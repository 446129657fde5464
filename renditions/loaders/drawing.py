"""Drawings (SVG): cleaned of all that acts or reaches out, then drawn by resvg as finely as needed. Runs in a child."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

import font_manrope
import font_source_serif_pro
import py_svg_hush
import resvg_py
from defusedxml.ElementTree import fromstring
from PIL import Image

from dam.errors import NotRenderable
from dam.metadata.facts_svg import BROKEN_XML, SVG, elements, size_of
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.original import Original
from renditions.limits import DOCUMENT_LONGEST_SIDE, DRAWING_BYTES, DRAWING_DEPTH, DRAWING_ELEMENTS

_PICTURES = {"image": ["png", "jpeg", "gif", "webp"]}
"""What a drawing may carry inside itself (`data:`); a drawing in a drawing would be cleaned by nobody."""

_FONTS = {
    font_manrope: ("Manrope-Regular.ttf", "Manrope-Bold.ttf"),
    font_source_serif_pro: ("SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf", "SourceSerifPro-It.ttf"),
}
"""The same letters on every machine: those of the system are left alone."""

_TASTE = 200
"""Pixels of a first small drawing, for those whose file does not say how wide they are."""


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a drawing (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(load, argument)


def load(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Draw it just as finely as `largest_scale` of its greatest size asks for, on nothing (alpha)."""
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    try:
        root = cleaned(path)
    except BROKEN_XML as error:
        raise NotRenderable(reasons.UNREADABLE) from error
    told = size_of(root)
    width, height = told or _drawn(root, Size(_TASTE, _TASTE)).size
    scale = DOCUMENT_LONGEST_SIDE / max(width, height)
    greatest = Size(max(1, round(width * scale)), max(1, round(height * scale)))
    share = min(1.0, largest_scale(greatest))
    size = Size(max(1, round(greatest.width * share)), max(1, round(greatest.height * share)))
    if told:
        _tell_size(root, size, told)
    image = _drawn(root, size)
    return Original(image, Size(*image.size))


def cleaned(path: Path) -> Element:
    """Return the drawing without scripts, links, foreign elements and every address outside the file.

    The cleaner turns `file:///x` and `https://host/x` into `/x`, which the drawing library would open: so each address
    that is neither a place in this drawing (`#…`) nor a picture inside it (`data:`) goes.
    """
    if path.stat().st_size > DRAWING_BYTES:
        raise NotRenderable(reasons.DRAWING_TOO_LARGE)
    _check_depth(path)
    root: Element = fromstring(py_svg_hush.filter_svg(path.read_bytes(), _PICTURES))
    for element in root.iter():
        for name in [name for name in element.attrib if name.rpartition("}")[2] == "href"]:
            if not element.attrib[name].strip().startswith(("#", "data:image/")):
                del element.attrib[name]
    return root


def _tell_size(root: Element, size: Size, told: tuple[float, float]) -> None:
    """Write the size in pixels: the drawing library rounds the size of small drawings, and their proportions with it."""
    if root.get("viewBox") is None:
        root.set("viewBox", f"0 0 {told[0]:g} {told[1]:g}")
    root.set("width", str(size.width))
    root.set("height", str(size.height))


def _check_depth(path: Path) -> None:
    """Count, without building anything: the libraries after this one recurse, and crash where it goes too deep."""
    depth = count = 0
    open_elements: list[Element] = []
    for event, element in elements(str(path)):
        if event == "start":
            depth, count = depth + 1, count + 1
            open_elements.append(element)
        else:
            depth -= 1
            open_elements.pop().clear()
        if depth > DRAWING_DEPTH or count > DRAWING_ELEMENTS:
            raise NotRenderable(reasons.DRAWING_TOO_LARGE)


def _drawn(root: Element, box: Size) -> Image.Image:
    register_namespace("", SVG[1:-1])
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=tostring(root, encoding="unicode"),
            width=box.width,
            height=box.height,
            skip_system_fonts=True,
            font_files=[str(file) for file in _font_files()],
            font_family="Manrope",
            sans_serif_family="Manrope",
            serif_family="Source Serif Pro",
            monospace_family="Manrope",
            cursive_family="Source Serif Pro",
            fantasy_family="Manrope",
        )
    except ValueError as error:
        raise NotRenderable(reasons.UNREADABLE) from error
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        image.load()
    return image


def _font_files() -> Iterator[Path]:
    for package, names in _FONTS.items():
        yield from (Path(package.__file__).parent / "files" / name for name in names)
