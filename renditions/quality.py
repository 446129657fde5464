"""What `high`, `standard` and `small` mean on each encoder's own scale: the same word, the same look."""

from itertools import pairwise
from typing import Literal, get_args

Look = Literal["high", "standard", "small"]

LOOKS: tuple[str, ...] = get_args(Look)

ENCODERS: dict[str, dict[str, int]] = {
    "aom-9": {"high": 82, "standard": 58, "small": 48},
    "aom-6": {"high": 80, "standard": 57, "small": 47},
    "webp-4": {"high": 92, "standard": 80, "small": 63},
    "webp-2": {"high": 94, "standard": 80, "small": 60},
    "turbo": {"high": 88, "standard": 71, "small": 52},
    "jpegli": {"high": 91, "standard": 73, "small": 51},
}
"""Encoder (aom and libwebp at an effort, libjpeg-turbo, jpegli) → look → quality, calibrated by SSIMULACRA2 on
photographs: the figures and how they were found stand in `infra/docs/qualities.md`."""

SCALE_OF = {"avif": "aom-9", "webp": "webp-4", "jpeg": "turbo"}
"""The encoder whose scale the qualities of presets and recipes are on, by format, whichever encoder writes the file."""

_FILMS: dict[str, dict[str, int]] = {
    "mp4": {"high": 20, "standard": 23, "small": 27},
    "webm": {"high": 28, "standard": 33, "small": 38},
}
"""Constant rate factors of x264 and VP9, where less is better."""

SCALES: dict[str, dict[str, int]] = {
    look: {
        **{format_: ENCODERS[encoder][look] for format_, encoder in SCALE_OF.items()},
        **{format_: numbers[look] for format_, numbers in _FILMS.items()},
    }
    for look in LOOKS
}
"""Look → format → quality."""

LEAST = {"avif": 41, "webp": 43, "jpeg": 38}
"""Format → the least quality that a weight limit may lead to: below it everybody sees what was lost."""

FORMATS_WITH_QUALITY = tuple(SCALES["standard"])


def aom(speed: int) -> str:
    """Name the AVIF encoder at this speed: two were calibrated, and 8 is nearer to 9."""
    return "aom-9" if speed >= 8 else "aom-6"


def libwebp(method: int) -> str:
    """Name the WebP encoder at this method: two were calibrated, and below 3 it does not search."""
    return "webp-2" if method <= 2 else "webp-4"


def carried_over(quality: int, format_: str, encoder: str) -> int:
    """Return the number (1 to 100) that gives on `encoder`'s scale the look of `quality` on its format's scale.

    Straight lines between the calibrated looks; both scales share their ends, 0 and 100.
    """
    known = ENCODERS[SCALE_OF[format_]]
    stops = [(0, 0), *((known[look], ENCODERS[encoder][look]) for look in reversed(LOOKS)), (100, 100)]
    for (low, from_), (high, to) in pairwise(stops):
        if quality <= high:
            return max(1, round(from_ + (to - from_) * (quality - low) / (high - low)))
    return 100
