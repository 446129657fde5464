"""Arithmetic of sizes, crops and focal points on immutable values; no pixel is touched here."""

from dataclasses import dataclass

from dam.errors import NotRenderable
from renditions import reasons
from renditions.limits import LEAST_SIDE, MAX_ENLARGEMENT


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, each at least 1."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"expected a size of at least 1×1, got {self.width}×{self.height}")

    @property
    def turned(self) -> "Size":
        """The same size on its side."""
        return Size(self.height, self.width)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture in its pixels from the top left; fractions are meant, resampling honours them."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def scaled(self, across: float, down: float) -> "Box":
        """Return the same part of the same picture at another size."""
        return Box(self.left * across, self.top * down, self.right * across, self.bottom * down)


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """What must stay in the crop, as shares of width and height from the top left; kept to four digits."""

    x: float = 0.5
    y: float = 0.5

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"expected a focal point between 0 and 1, got {name}={value}")
            object.__setattr__(self, name, round(float(value), 4))


CENTRE = FocalPoint()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a rendition shows: `box` of the original, drawn at `size`; `dpi` for paper, else 0."""

    size: Size
    box: Box
    dpi: float = 0.0

    @property
    def scale(self) -> float:
        """Pixels of the rendition for each pixel of the original, on the side that is scaled most."""
        return max(self.size.width / self.box.width, self.size.height / self.box.height)

    @property
    def upscaled(self) -> bool:
        """Tell whether pixels had to be invented; half a pixel of rounding is not enlarging."""
        return self.size.width > self.box.width + 0.5 and self.size.height > self.box.height + 0.5


def whole(size: Size) -> Box:
    """Return the box that is all of a picture."""
    return Box(0, 0, size.width, size.height)


def fit_width(original: Size, width: int) -> Frame:
    """Show all of the original at most `width` wide; a smaller original keeps its own width."""
    narrowed = min(width, original.width)
    height = max(1, round(original.height * narrowed / original.width))
    return Frame(Size(narrowed, height), whole(original))


def fit_inside(original: Size, bounds: Size) -> Frame:
    """Show all of the original inside `bounds`, turned to its orientation; never enlarged (films: the short side counts)."""
    turned = (
        bounds if (original.width >= original.height) == (bounds.width >= bounds.height) else bounds.turned
    )
    scale = min(1.0, turned.width / original.width, turned.height / original.height)
    size = Size(max(1, round(original.width * scale)), max(1, round(original.height * scale)))
    return Frame(size, whole(original))


def widest_box(original: Size, shape: Size, focal: FocalPoint) -> Box:
    """Return the largest part of the original that has the proportions of `shape`, as near to the focal point as it fits."""
    width = min(float(original.width), original.height * shape.width / shape.height)
    height = min(float(original.height), original.width * shape.height / shape.width)
    left = _kept_inside(focal.x * original.width - width / 2, original.width - width)
    top = _kept_inside(focal.y * original.height - height / 2, original.height - height)
    return Box(left, top, min(left + width, original.width), min(top + height, original.height))


def cover(original: Size, target: Size, focal: FocalPoint = CENTRE) -> Frame:
    """Fill exactly `target` with a crop round the focal point; enlarging over three times → `NotRenderable`."""
    refuse_tiny(original)
    frame = Frame(target, widest_box(original, target, focal))
    if frame.scale > MAX_ENLARGEMENT:
        raise NotRenderable(reasons.TOO_SMALL)
    return frame


def even(size: Size) -> Size:
    """Round down to even numbers, as 4:2:0 film needs, and never below 2."""
    return Size(max(2, size.width // 2 * 2), max(2, size.height // 2 * 2))


def _kept_inside(value: float, most: float) -> float:
    return max(0.0, min(value, most))


def refuse_tiny(original: Size) -> None:
    """`NotRenderable` for an original that no crop can be taken from."""
    if min(original.width, original.height) < LEAST_SIDE:
        raise NotRenderable(reasons.TINY)
