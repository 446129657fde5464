"""Whether two pictures show the same: points of equal signs that agree on one shift and one change of scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dam.assets.likeness.points import Floats, Frame, shares

MOST_UNLIKE = 13
"""Signs of 64 in which two points may differ and still be the same place of the same picture."""

LEAST_AGREEING = 6
"""Points that must agree: different photographs agree by chance on four, seldom on five."""

LEAST_SHARE = 0.18
"""Share of the points that could agree which do: a logo on two posters is not the same poster."""

LEAST_COULD = 16
"""Points that count as those that could agree, however few do: six of the seven that two round things share prove little."""

_NEARNESS = 0.05
"""How far from its place, as a share of the longer side, a point may lie."""

_SCALES = 0.35
"""How much, as a logarithm, the change of scale of single points may differ."""

_TRIED = 200
_WHOLE_UNLIKE = 6
"""Signs of 64 in which two plain pictures may differ as wholes."""

_SHAPE_UNLIKE = 0.1


@dataclass(frozen=True, slots=True)
class Match:
    """How alike two pictures are: `score` is the share of what both could show that is the same, 0 to 1."""

    score: float
    is_mirrored: bool = False


def match(one: Sequence[Frame], other: Sequence[Frame]) -> Match | None:
    """Return how alike two assets are by the best of their frames, None where they are not."""
    found = [each for a in one for b in other for each in (_match(a, b), _match(a, b, mirrored=True)) if each]
    return max(found, key=lambda each: (each.score, not each.is_mirrored), default=None)


def _match(one: Frame, other: Frame, *, mirrored: bool = False) -> Match | None:
    if one.is_plain or other.is_plain:
        return _match_wholes(one, other, mirrored=mirrored)
    signs = one.points["mirrored" if mirrored else "signs"]
    unlike = np.bitwise_count(signs[:, None] ^ other.points["signs"])
    mine, theirs = np.nonzero(unlike <= MOST_UNLIKE)
    if len(mine) < LEAST_AGREEING:
        return None
    x = shares(one, "x")
    places = np.stack([one.width - x if mirrored else x, shares(one, "y")], axis=1)
    targets = np.stack([shares(other, "x"), shares(other, "y")], axis=1)
    scales = shares(other, "size")[theirs] / shares(one, "size")[mine]
    best = _best_shift(places[mine], targets[theirs], scales, mine, theirs)
    if best is None:
        return None
    count, scale, shift = best
    share = count / max(
        LEAST_COULD,
        min(
            _inside(places * scale + shift, other),
            _inside((targets - shift) / scale, one),
        ),
    )
    return Match(round(min(1.0, share), 3), mirrored) if share >= LEAST_SHARE else None


def _best_shift(
    places: Floats,
    targets: Floats,
    scales: Floats,
    mine: npt.NDArray[np.intp],
    theirs: npt.NDArray[np.intp],
) -> tuple[int, float, Floats] | None:
    """Return how many points agree on the shift and scale that most agree on, and these; None where too few do."""
    shifts = targets - scales[:, None] * places
    tried = slice(0, _TRIED)
    expected = scales[tried, None, None] * places + shifts[tried, None]
    is_near = np.hypot(*np.moveaxis(expected - targets, -1, 0)) < _NEARNESS
    logs = np.log(scales)
    agree = is_near & (np.abs(logs - logs[tried, None]) < _SCALES)
    first = int(np.argmax(agree.sum(axis=1)))
    count = min(len(set(mine[agree[first]])), len(set(theirs[agree[first]])))
    if count < LEAST_AGREEING:
        return None
    return count, float(scales[first]), shifts[first]


def _inside(places: Floats, frame: Frame) -> int:
    """Count the places that lie within a picture."""
    inside = (places > -0.02) & (places < np.array([frame.width, frame.height]) + 0.02)
    return int(inside.all(axis=1).sum())


def _match_wholes(one: Frame, other: Frame, *, mirrored: bool) -> Match | None:
    """Plain pictures are alike as wholes: both plain, of one shape, and nearly equal signs."""
    whole = one.whole_mirrored if mirrored else one.whole
    if not (one.is_plain and other.is_plain and whole and other.whole):
        return None
    if abs(one.width / one.height - other.width / other.height) > _SHAPE_UNLIKE:
        return None
    unlike = (whole ^ other.whole).bit_count()
    return Match(round(1 - unlike / 64, 3), mirrored) if unlike <= _WHOLE_UNLIKE else None
