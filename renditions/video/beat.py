"""Arithmetic of frame rates: every film that leaves the house has one even beat, and not a faster one than allowed."""

import math
from fractions import Fraction

from renditions.video.footage import Footage

USUAL = tuple(
    Fraction(*pair)
    for pair in ((24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (50, 1), (60000, 1001), (60, 1))
)
"""Frames a second that cinema, broadcast and screens use."""

UNKNOWN = Fraction(25)

_ALMOST = Fraction(99, 100)
"""Phones that mean 30 frames a second record 29.9."""


def even_beat(footage: Footage, most: int) -> Fraction:
    """Return the rate at which the film is written: its own where that is even and not above `most`.

    Film of uneven beat gets the even one that meets all its frames, or the next usual one. Too fast a film loses every
    second frame (every third …), not one now and then: that would stutter.
    """
    rate = _own_beat(footage)
    return rate / math.ceil(rate / most) if rate > most else rate


def _own_beat(footage: Footage) -> Fraction:
    average, beat = footage.rate, footage.beat
    if average <= 0:
        return beat if 0 < beat <= USUAL[-1] else UNKNOWN
    if footage.is_interlaced or abs(beat - average) * 200 < average:
        return average
    if average * _ALMOST <= beat <= USUAL[-1]:
        return beat
    return next((usual for usual in USUAL if usual >= average * _ALMOST), average)
