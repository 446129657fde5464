"""The focal point as people send it."""

from collections.abc import Mapping

from dam.assets.names import note_unknown
from dam.assets.views import FocalPoint
from dam.errors import FieldError


def merge_focal_point(errors: list[FieldError], kept: FocalPoint, patch: object) -> FocalPoint:
    """Return the point after a merge patch; null puts it, or one side of it, back into the middle."""
    if patch is None:
        return FocalPoint()
    if not isinstance(patch, Mapping):
        errors.append(FieldError("focal_point", 'focal_point is an object, like {"x": 0.5, "y": 0.3}.'))
        return kept
    note_unknown(errors, patch, ("x", "y"), "focal_point.")
    sides = {"x": kept.x, "y": kept.y}
    for side in sides:
        if side in patch:
            sides[side] = _fraction(errors, f"focal_point.{side}", patch[side])
    return FocalPoint(sides["x"], sides["y"])


def _fraction(errors: list[FieldError], path: str, value: object) -> float:
    if value is None:
        return 0.5
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    errors.append(FieldError(path, f"{path} is a number from 0 to 1, and {str(value)[:40]!r} came."))
    return 0.5
