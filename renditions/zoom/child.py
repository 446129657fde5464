"""What runs in the disposable child: one original picture in, one line for each finished piece out."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

from dam.errors import NotRenderable
from dam.sandbox.budget import spend_the_rest
from dam.sandbox.limits import Json
from renditions.geometry import Box, Size
from renditions.image import colour, engines, modes
from renditions.image.base import TRANSPOSE
from renditions.image.encode import encode
from renditions.image.original import TURNED, Original, decode
from renditions.image.resample import resample
from renditions.image.unreadable import UNREADABLE
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.zoom.piece import Cutting, Piece
from renditions.zoom.upright import stored_box

FINER = 2.0
"""How much finer than wanted an original is decoded: Lanczos, not the decoder, has the last word on every pixel."""

QUALITIES = {"jpeg": 85, "webp": 82, "png": 0}
"""What a piece is encoded with: a screen shows it once, at its own size."""

SETTINGS = RenditionSettings(engine="simd", webp_method=1)
"""Somebody waits: libjpeg-turbo writes a tile in a fifth of jpegli's time."""

_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Clockwise degrees to Pillow's words, which count the other way round."""


def cut(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Cut every piece (`Cutting` in); a line is `{"piece": number, "file": name}`, or `{"reason": sentence}` and no more."""
    job = Cutting.from_json(argument)
    engines.choose(SETTINGS.engine)
    scale = max(piece.scale for piece in job.pieces)
    try:
        original = _loader(job.module)(job.original, lambda _size: FINER * scale)
    except NotRenderable as error:
        yield {"reason": str(error)}
        return
    source = modes.resampleable(original.take())
    spend_the_rest()
    for number, piece in enumerate(job.pieces):
        name = f"{number}.{piece.format}"
        try:
            drawn = _drawn(source, original, piece, job.whole)
            _write(drawn, piece, job.folder / name)
        except (NotRenderable, *UNREADABLE) as error:
            yield {"reason": str(error) or "The piece could not be drawn."}
            return
        yield {"piece": number, "file": name}


def _loader(module: str) -> Callable[[Path, Callable[[Size], float]], Original]:
    """Import late: the child loads only the reader that its original needs."""
    load: Callable[[Path, Callable[[Size], float]], Original]
    load = import_module(module).load if module else decode
    return load


def _drawn(source: Image.Image, original: Original, piece: Piece, whole: Size) -> Image.Image:
    """Draw one piece: cut and resampled as it is stored, then in sRGB, upright, mirrored and turned."""
    is_turned = original.orientation in TURNED
    box = stored_box(piece.box, whole, original.orientation)
    stored = whole.turned if is_turned else whole
    drawn = resample(source, piece.size.turned if is_turned else piece.size, _carried(box, stored, source))
    drawn = modes.bare(modes.working(drawn.copy() if drawn is source else drawn))
    drawn = modes.bare(colour.to_srgb(drawn, original.profile, []))
    if original.orientation in TRANSPOSE:
        drawn = drawn.transpose(TRANSPOSE[original.orientation])
    if piece.is_mirrored:
        drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return drawn.transpose(_TURNS[piece.degrees]) if piece.degrees else drawn


def _carried(box: Box, told: Size, source: Image.Image) -> Box:
    """Carry a box over to pixels that were decoded less finely than the size in which it was told."""
    across, down = source.width / told.width, source.height / told.height
    return Box(
        min(box.left * across, source.width),
        min(box.top * down, source.height),
        min(box.right * across, source.width),
        min(box.bottom * down, source.height),
    )


def _write(drawn: Image.Image, piece: Piece, path: Path) -> None:
    if piece.quality != "color":
        drawn = modes.opaque(drawn).convert("L")
    if piece.quality == "bitonal":
        drawn = drawn.convert("1")
        drawn = drawn if piece.format == "png" else drawn.convert("L")
    recipe = Recipe(piece.format, "width", piece.size.width, quality=QUALITIES[piece.format], chroma="420")
    encode(drawn, recipe, path, SETTINGS)
