"""Loudness: what is measured of a film's sound, and the filters that bring it to the level of a channel (EBU R 128)."""

import json
import math
from dataclasses import dataclass
from typing import Any

TARGETS: dict[str, tuple[float, float]] = {"": (-16.0, -1.5), "broadcast": (-23.0, -1.0)}
"""A recipe's word for sound → loudness in LUFS, highest true peak in dB: the web (AES TD1008), television (EBU R 128)."""

RATE = 48_000
"""Samples a second: what film is recorded with."""

_SILENCE = -70.0
"""LUFS under which nothing is heard, and nothing measured (the absolute gate of ITU-R BS.1770)."""

_LIMITER_RATE = 192_000
"""Samples a second at which peaks are held down: between four samples of 48 kHz no peak hides (ITU-R BS.1770, annex 2)."""

MOST_PRESSED = 6.0
"""Decibels that the loudest moments are pressed at most: beyond it everything is loud, and nothing clear."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured: loudness in LUFS, the highest true peak in dB."""

    integrated: float
    peak: float


@dataclass(frozen=True, slots=True)
class Gain:
    """How sound is brought to its level: by one gain for all of it, and a ceiling for peaks where some would pass it."""

    decibels: float
    ceiling: float | None = None


def read_loudness(text: str) -> Loudness | None:
    """Read what the measuring filter wrote; None for silence, and for what is no measure."""
    try:
        value = json.loads(text)
        numbers = [float(value[name]) for name in ("input_i", "input_tp")]
    except (ValueError, KeyError, TypeError):
        return None
    if not all(math.isfinite(number) for number in numbers) or numbers[0] <= _SILENCE:
        return None
    return Loudness(*numbers)


def in_stereo(sound: Any) -> Any:
    """Return two channels from the film's first moment on: mono twice, surround folded down, gaps filled."""
    sound = sound.filter("aresample", RATE, first_pts=0, **{"async": 1})
    return sound.filter("aformat", channel_layouts="stereo", sample_rates=RATE)


def measuring(sound: Any, stats: str, gain: Gain | None = None) -> Any:
    """Return the same sound, and have its measure written into a file."""
    return levelled(sound, gain).filter("loudnorm", print_format="json", stats_file=stats)


def first_gain(loudness: Loudness, word: str) -> Gain:
    """Return the gain that brings sound to what `word` of `TARGETS` means, with a ceiling only where a peak would pass."""
    target, peak = TARGETS[word]
    decibels = round(target - loudness.integrated, 2)
    return Gain(decibels, peak if loudness.peak + decibels > peak else None)


def better_gain(gain: Gain, first: Gain, came: Loudness, word: str) -> Gain:
    """Return the gain that makes up for what the ceiling took."""
    missing = TARGETS[word][0] - came.integrated
    return Gain(round(min(gain.decibels + missing, first.decibels + MOST_PRESSED), 2), gain.ceiling)


def levelled(sound: Any, gain: Gain | None) -> Any:
    """Return the sound in stereo, with its gain."""
    sound = in_stereo(sound)
    if gain is None:
        return sound
    sound = sound.filter("volume", f"{gain.decibels}dB", precision="float")
    if gain.ceiling is None:
        return sound
    limit = round(10 ** (gain.ceiling / 20), 4)
    sound = sound.filter("aresample", _LIMITER_RATE).filter("alimiter", limit=limit, level="disabled")
    return sound.filter("aresample", RATE)
