"""Focal points as people send them: one of the asset, and one for each channel that wants its own."""

import re
from collections.abc import Mapping

from dam.assets.names import note_unknown
from dam.assets.views import FocalPoint
from dam.errors import FieldError

MOST_CHANNELS = 100
"""Points kept on one asset: more channels than any brand has."""

_CHANNEL = re.compile(r"[a-z][a-z0-9-]{0,39}")
_EXAMPLE = 'an object, like {"x": 0.5, "y": 0.3}'


def merge_focal_point(errors: list[FieldError], kept: FocalPoint, patch: object) -> FocalPoint:
    """Return the point after a merge patch; null puts it, or one side of it, back into the middle."""
    return FocalPoint() if patch is None else _merged(errors, "focal_point", kept, patch)


def merge_channel_points(
    errors: list[FieldError], kept: Mapping[str, FocalPoint], asset_point: FocalPoint, patch: object
) -> dict[str, FocalPoint]:
    """Return the points by channel after a merge patch; null removes one, or all.

    A side that is left out of a new point is the asset's.
    """
    if patch is None:
        return {}
    if not isinstance(patch, Mapping):
        errors.append(
            FieldError(
                "channel_focal_points",
                'channel_focal_points is an object, like {"social": {"x": 0.5, "y": 0.3}}.',
            )
        )
        return dict(kept)
    points = dict(kept)
    for channel, point in patch.items():
        path = f"channel_focal_points.{str(channel)[:40]}"
        if point is None:
            points.pop(channel, None)
        elif not isinstance(channel, str) or not _CHANNEL.fullmatch(channel):
            errors.append(FieldError(path, f"{path} does not name a channel."))
        else:
            points[channel] = _merged(errors, path, kept.get(channel, asset_point), point)
    if len(points) > MOST_CHANNELS:
        message = f"An asset has at most {MOST_CHANNELS} focal points by channel."
        errors.append(FieldError("channel_focal_points", message))
    return points


def _merged(errors: list[FieldError], path: str, kept: FocalPoint, patch: object) -> FocalPoint:
    if not isinstance(patch, Mapping):
        errors.append(FieldError(path, f"{path} is {_EXAMPLE}."))
        return kept
    note_unknown(errors, patch, ("x", "y"), f"{path}.")
    sides = {"x": kept.x, "y": kept.y}
    for side in sides:
        if side in patch:
            sides[side] = _fraction(errors, f"{path}.{side}", patch[side])
    return FocalPoint(sides["x"], sides["y"])


def _fraction(errors: list[FieldError], path: str, value: object) -> float:
    if value is None:
        return 0.5
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    errors.append(FieldError(path, f"{path} is a number from 0 to 1, and {str(value)[:40]!r} came."))
    return 0.5
