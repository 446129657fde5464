"""A QR code over a picture, as a plain value: what it says, where it stands, how large it is."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args
from urllib.parse import quote, unquote

from dam.errors import Invalid, NotRenderable
from renditions import reasons
from renditions.geometry import Box, Size
from renditions.limits import LEAST_QR_MILLIMETRES, LEAST_QR_PIXELS, MAX_QR_CHARACTERS
from renditions.paper import dots

Position = Literal["top-left", "top-right", "bottom-left", "bottom-right", "centre"]
Level = Literal["M", "Q"]
"""How much of it may be covered or spoilt and still be read: 15 % or 25 % (ISO/IEC 18004, 5.1)."""

QUIET = 4
"""Modules of white on each side: without them readers miss the code (ISO/IEC 18004, 5.3.8)."""

LARGEST = 100
"""Per cent of the short side; a code is a square and fills it at the most."""

MARGIN = 0.03
"""Share of the short side between the code and the edges on screens, where frames and rounded corners cut."""

SAFE_MILLIMETRES = 4
"""Millimetres between the code and the cut on paper: guillotines stray by one, folders by two."""

ASSET = "{asset}"
"""What stands in the content for the asset's id until it is planned."""

_KEPT = "".join(map(chr, range(0x21, 0x7F))).replace(",", "").replace("%", "")
_TEXT = re.compile(r"([a-z-]+);([1-9]\d{0,2});([A-Z]);(\S+)")


@dataclass(frozen=True, slots=True)
class Overlay:
    """`content` is any text, usually an address; `size` the per cent of the short side, quiet zone included."""

    content: str
    position: Position = "bottom-right"
    size: int = 20
    level: Level = "M"

    def __post_init__(self) -> None:
        if not 1 <= len(self.content) <= MAX_QR_CHARACTERS:
            raise Invalid(f"Expected a QR code to say from 1 to {MAX_QR_CHARACTERS} characters.")
        if self.position not in get_args(Position):
            raise Invalid(f"Expected a QR code at {', '.join(get_args(Position))}, got {self.position}.")
        if not 1 <= self.size <= LARGEST:
            raise Invalid(
                f"Expected a QR code of 1 to {LARGEST} per cent of the short side, got {self.size}."
            )
        if self.level not in get_args(Level):
            raise Invalid(f"Expected a QR code of the level M or Q, got {self.level}.")

    def to_text(self) -> str:
        """Return the canonical text, which knows no comma and no space: `bottom-right;20;M;https://…`."""
        return f"{self.position};{self.size};{self.level};{quote(self.content, safe=_KEPT)}"

    @classmethod
    def from_text(cls, text: str) -> "Overlay":
        """Read the text form back; anything else → `Invalid`."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise Invalid(f"Expected a QR code like bottom-right;20;M;https://…, got {text!r}.")
        position, size, level, content = found.groups()
        overlay = cls(unquote(content, errors="replace"), position, int(size), level)  # type: ignore[arg-type]
        if overlay.to_text() != text:
            raise Invalid(f"Expected a QR code in its canonical form {overlay.to_text()}, got {text}.")
        return overlay

    def about(self, asset_id: str) -> "Overlay":
        """Return the code of one asset."""
        return replace(self, content=self.content.replace(ASSET, asset_id))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a code stands in a picture: `left` and `top` of its quiet zone, pixels of one module, modules of a side."""

    left: int
    top: int
    module: int
    modules: int

    @property
    def side(self) -> int:
        """Pixels of the white square that the code stands on."""
        return self.module * (self.modules + 2 * QUIET)

    @property
    def box(self) -> Box:
        """The white square."""
        return Box(self.left, self.top, self.left + self.side, self.top + self.side)


def place(overlay: Overlay, modules: int, picture: Size, *, dpi: float = 0.0, bleed: int = 0) -> Placement:
    """Place a code of so many modules a side on a picture, each module whole pixels; too small to be read → `NotRenderable`.

    On paper (`dpi`) the size is a share of what remains after the `bleed` (millimetres) is cut away.
    """
    cut = dots(bleed, dpi)
    short = min(picture.width, picture.height) - 2 * cut
    module = int(short * overlay.size / 100) // (modules + 2 * QUIET)
    if module < least_module(dpi):
        raise NotRenderable(reasons.QR_SMALL)
    edge = cut + (dots(SAFE_MILLIMETRES, dpi) if dpi else round(short * MARGIN))
    side = module * (modules + 2 * QUIET)
    across, down = _shares(overlay.position)
    return Placement(
        _between(edge, picture.width - edge - side, across, picture.width - side),
        _between(edge, picture.height - edge - side, down, picture.height - side),
        module,
        modules,
    )


@lru_cache(maxsize=16)
def modules_of(overlay: Overlay) -> tuple[bytes, ...]:
    """Return the rows of the code, 1 for dark; in UTF-8 throughout, as phones take it. More than a code holds → `Invalid`.

    What draws codes is imported late: few sets have one, and every child would wait for it.
    """
    import segno  # noqa: PLC0415 - see above

    try:
        code = segno.make_qr(overlay.content, error=overlay.level, encoding="utf-8", boost_error=False)
    except segno.DataOverflowError as error:
        raise Invalid("Expected a QR code to say less: none holds so many bytes.") from error
    return tuple(bytes(row) for row in code.matrix)


def least_module(dpi: float) -> int:
    """Return the pixels that a module needs: on paper by its length, everywhere enough to survive coding."""
    return max(LEAST_QR_PIXELS, -int(-LEAST_QR_MILLIMETRES * dpi / 25.4 // 1)) if dpi else LEAST_QR_PIXELS


def _shares(position: Position) -> tuple[float, float]:
    if position == "centre":
        return 0.5, 0.5
    down, across = position.split("-")
    return (0.0 if across == "left" else 1.0), (0.0 if down == "top" else 1.0)


def _between(first: int, last: int, share: float, most: int) -> int:
    """Keep to the margins while they leave room; a code that fills the picture is centred in it."""
    if last < first:
        return max(0, most // 2)
    return round(first + (last - first) * share)
