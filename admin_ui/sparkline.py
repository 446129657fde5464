"""Small curves as SVG paths, drawn on the server."""

from collections.abc import Sequence


def curve(values: Sequence[float], *, width: float, height: float, top: float | None = None) -> str:
    """Return the path of a line through the values, left to right; `top` is the value at the upper edge."""
    highest = top or max(values, default=0) or 1
    step = width / max(1, len(values) - 1)
    points = (
        f"{place * step:.1f},{height - value / highest * height:.1f}" for place, value in enumerate(values)
    )
    return "M" + "L".join(points)


def area(values: Sequence[float], *, width: float, height: float, top: float | None = None) -> str:
    """Return the path of the surface under the same line."""
    return f"{curve(values, width=width, height=height, top=top)}L{width},{height}L0,{height}Z"
