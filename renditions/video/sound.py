"""Loudness: what is measured of a film's sound, and the filters that bring it to the level of a channel (EBU R 128)."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TARGETS: dict[str, tuple[float, float]] = {"": (-16.0, -1.5), "broadcast": (-23.0, -1.0)}
"""A recipe's word for sound → loudness in LUFS, highest true peak in dB: the web (AES TD1008), television (EBU R 128)."""

RATE = 48_000
"""Samples a second: what film is recorded with."""

_SILENCE = -70.0
"""LUFS under which nothing is heard, and nothing measured (the absolute gate of ITU-R BS.1770)."""

_RANGES = (7, 50)
"""Loudness ranges that the filter takes; ours is always wider than the film's, so that its own ups and downs stay."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured: loudness and gate in LUFS, range in LU, the highest true peak in dB."""

    integrated: float
    range: float
    peak: float
    gate: float


def read_loudness(text: str) -> Loudness | None:
    """Read what the measuring filter wrote; None for silence, and for what is no measure."""
    try:
        value = json.loads(text)
        numbers = [float(value[name]) for name in ("input_i", "input_lra", "input_tp", "input_thresh")]
    except (ValueError, KeyError, TypeError):
        return None
    if not all(math.isfinite(number) for number in numbers) or numbers[0] <= _SILENCE:
        return None
    return Loudness(*numbers)


def in_stereo(sound: Any) -> Any:
    """Return two channels from the film's first moment on: mono twice, surround folded down, gaps filled."""
    sound = sound.filter("aresample", RATE, first_pts=0, **{"async": 1})
    return sound.filter("aformat", channel_layouts="stereo", sample_rates=RATE)


def measuring(sound: Any, stats: str) -> Any:
    """Return the same sound, and have its measure written into a file."""
    return in_stereo(sound).filter("loudnorm", print_format="json", stats_file=stats)


def levelled(sound: Any, loudness: Loudness, word: str) -> Any:
    """Return the sound at the loudness that `word` of `TARGETS` means.

    One gain for all of it where no peak would be cut by that; else its loudest moments are held down.
    """
    target, peak = TARGETS[word]
    least, most = _RANGES
    measured: Mapping[str, Any] = {
        "measured_I": loudness.integrated,
        "measured_LRA": loudness.range,
        "measured_TP": loudness.peak,
        "measured_thresh": loudness.gate,
    }
    room = min(most, max(least, math.ceil(loudness.range) + 1))
    return in_stereo(sound).filter("loudnorm", I=target, TP=peak, LRA=room, linear="true", **measured)
