"""The points of a picture by which it is known again: how they are packed, what they match, and the words they are found by.

A point is a place that stands out at one scale, with 64 signs of the gradients around it, and the same of the picture
swapped left and right. Points move and grow with a crop or a resize, and the others stay where they are beside them.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

METHOD = 1
"""The way points are found and packed; whoever changes either counts on, and every asset is looked at anew."""

MOST_POINTS = 48
"""Points of one picture: more made no pair of the measured ones more certain, and each is a row to look up by."""

WORD_BITS = 24
"""Of a point's 64 signs, those that make its word: 16 million words keep 100,000 pictures apart."""

WEAK = 4
"""Signs of a word that were a close call: the other way round they are looked up, too."""

POINT = np.dtype(
    [
        ("x", "<u2"),
        ("y", "<u2"),
        ("size", "<u2"),
        ("signs", "<u8"),
        ("mirrored", "<u8"),
        ("weak", "u1", (WEAK,)),
        ("mirrored_weak", "u1", (WEAK,)),
    ]
)
"""One point as it is packed: place and scale as shares of the picture's longer side, in 65,535ths."""

_HEAD = struct.Struct("<HHHQQ")
_SHARE = 65_535.0

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: its sides as shares of the longer one, its points, and 64 signs of the whole and of its mirror image.

    `whole` is 0 where the picture is as good as one colour: nothing is like that.
    """

    width: float
    height: float
    whole: int
    whole_mirrored: int
    points: npt.NDArray[Any]

    @property
    def is_plain(self) -> bool:
        """Tell whether there are too few points to go by, so that the whole has to do: logos, gradients."""
        return len(self.points) < PLAIN_POINTS


PLAIN_POINTS = 8

NOTHING = Frame(1.0, 1.0, 0, 0, np.empty(0, POINT))


def pack(frames: Sequence[Frame]) -> bytes:
    """Return frames as bytes: one of a picture, several of a film."""
    parts = []
    for frame in frames:
        sides = (round(frame.width * _SHARE), round(frame.height * _SHARE))
        parts.append(_HEAD.pack(len(frame.points), *sides, frame.whole, frame.whole_mirrored))
        parts.append(frame.points.astype(POINT, copy=False).tobytes())
    return b"".join(parts)


def unpack(packed: bytes) -> tuple[Frame, ...]:
    """Read packed frames; bytes that are none of ours → `ValueError`."""
    frames, place = [], 0
    while place < len(packed):
        if len(packed) - place < _HEAD.size:
            raise ValueError("expected the head of a frame")
        count, width, height, whole, mirrored = _HEAD.unpack_from(packed, place)
        place += _HEAD.size
        if count > MOST_POINTS or len(packed) - place < count * POINT.itemsize:
            raise ValueError(f"expected at most {MOST_POINTS} whole points, and {count} were announced")
        points = np.frombuffer(packed, POINT, count, place)
        if count and max(points["weak"].max(), points["mirrored_weak"].max()) >= WORD_BITS:
            raise ValueError(f"expected signs of a word, 0 to {WORD_BITS - 1}")
        place += count * POINT.itemsize
        frames.append(Frame(width / _SHARE, height / _SHARE, whole, mirrored, points))
    return tuple(frames)


def words_of(frame: Frame) -> set[int]:
    """Return the words that a picture is found by: one of each point, and of a plain one the quarters of the whole."""
    mask = np.uint64((1 << WORD_BITS) - 1)
    found = {int(word) for word in frame.points["signs"] & mask}
    return found | (set(_quarters(frame.whole)) if frame.is_plain and frame.whole else set())


def wanted_words(frame: Frame, *, mirrored: bool) -> set[int]:
    """Return the words under which a picture that shows the same may stand: also those that a close call hides."""
    signs, weak = ("mirrored", "mirrored_weak") if mirrored else ("signs", "weak")
    own = (frame.points[signs] & np.uint64((1 << WORD_BITS) - 1)).astype(np.int64)
    flips = np.int64(1) << frame.points[weak].astype(np.int64)
    found = {int(word) for word in own}
    for number in range(WEAK):
        found.update(int(word) for word in own ^ flips[:, number])
    for one, other in combinations(range(2), 2):
        found.update(int(word) for word in own ^ flips[:, one] ^ flips[:, other])
    whole = frame.whole_mirrored if mirrored else frame.whole
    return found | (set(_quarters(whole)) if frame.is_plain and whole else set())


def _quarters(whole: int) -> Iterator[int]:
    """Sixteen signs at a time; of two wholes that differ in three signs at most, one quarter is equal."""
    for number in range(4):
        yield (1 << WORD_BITS) + (number << 16) + (whole >> 16 * number & 0xFFFF)


def shares(frame: Frame, name: str) -> Floats:
    """Return one measure of all points as shares of the longer side."""
    return np.asarray(frame.points[name], np.float64) / _SHARE
