"""What `high`, `standard` and `small` mean on each codec's own scale: the same word, the same look."""

from typing import Literal, get_args

Look = Literal["high", "standard", "small"]

LOOKS: tuple[str, ...] = get_args(Look)

SCALES: dict[str, dict[str, int]] = {
    "high": {"avif": 72, "webp": 88, "jpeg": 90, "mp4": 20, "webm": 28},
    "standard": {"avif": 60, "webp": 80, "jpeg": 82, "mp4": 23, "webm": 33},
    "small": {"avif": 48, "webp": 68, "jpeg": 70, "mp4": 27, "webm": 38},
}
"""Look → format → quality; films in constant rate factors (x264, VP9), where less is better."""

FORMATS_WITH_QUALITY = tuple(SCALES["standard"])
