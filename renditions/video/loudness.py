"""Measuring how loud a film is, and finding the gain that brings it to the level of a channel."""

from collections.abc import Iterable
from pathlib import Path

from renditions.video import arguments, gate
from renditions.video.footage import Footage
from renditions.video.sound import TARGETS, Gain, Loudness, better_gain, first_gain, read_loudness

NEAR_ENOUGH = 0.5
"""Loudness units beside the target that nobody hears; EBU R 128 allows twice as many."""

MOST_TRIES = 3
"""Times a ceiling is made up for: each try listens to the whole sound again."""


def find_gains(original: Path, folder: Path, footage: Footage, words: Iterable[str]) -> dict[str, Gain]:
    """Return the gain for each of `words` (see `TARGETS`); nothing for a film without sound, or of silence."""
    loudness = measure_loudness(original, folder, footage)
    if loudness is None:
        return {}
    return {word: _gain(original, folder, footage, loudness, word) for word in set(words)}


def measure_loudness(
    original: Path, folder: Path, footage: Footage, gain: Gain | None = None
) -> Loudness | None:
    """Listen to the film's sound from end to end, after `gain`; None where there is none, or only silence."""
    if not footage.sound:
        return None
    stats = folder / "loudness.json"
    gate.run_ffmpeg(arguments.measure(original, stats, footage, gain))
    try:
        return read_loudness(stats.read_text())
    except OSError:
        return None


def _gain(original: Path, folder: Path, footage: Footage, loudness: Loudness, word: str) -> Gain:
    first = gain = first_gain(loudness, word)
    for _ in range(MOST_TRIES if first.ceiling is not None else 0):
        came = measure_loudness(original, folder, footage, gain)
        if came is None or abs(came.integrated - TARGETS[word][0]) <= NEAR_ENOUGH:
            break
        gain = better_gain(gain, first, came, word)
    return gain
