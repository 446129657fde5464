"""Measuring how loud a film is, and finding the gain that brings it to the level of a channel."""

from collections.abc import Callable, Iterable
from pathlib import Path

from renditions.progress import OnShare, tell_nobody
from renditions.video import arguments, gate
from renditions.video.footage import Footage
from renditions.video.sound import TARGETS, Gain, Loudness, better_gain, first_gain, read_loudness

NEAR_ENOUGH = 0.5
"""Loudness units beside the target that nobody hears; EBU R 128 allows twice as many."""

MOST_TRIES = 3
"""Times a ceiling is made up for: each try listens to the whole sound again."""


def find_gains(
    original: Path,
    folder: Path,
    footage: Footage,
    words: Iterable[str],
    on_share: OnShare = tell_nobody,
) -> dict[str, Gain]:
    """Return the gain for each of `words` (see `TARGETS`); nothing for a film without sound, or of silence."""

    def measured(gain: Gain | None = None) -> Loudness | None:
        return measure_loudness(original, folder, footage, gain, on_share)

    loudness = measured()
    return {word: _gain(loudness, word, measured) for word in set(words)} if loudness else {}


def measure_loudness(
    original: Path,
    folder: Path,
    footage: Footage,
    gain: Gain | None = None,
    on_share: OnShare = tell_nobody,
) -> Loudness | None:
    """Listen to the film's sound from end to end, after `gain`; None where there is none, or only silence."""
    if not footage.sound:
        return None
    stats = folder / "loudness.json"
    words = arguments.measure(original, stats, footage, gain)
    gate.run_ffmpeg(words, on_progress=lambda _seconds: on_share(0.0))
    try:
        return read_loudness(stats.read_text())
    except OSError:
        return None


def _gain(loudness: Loudness, word: str, measured: Callable[[Gain], Loudness | None]) -> Gain:
    first = gain = first_gain(loudness, word)
    for _ in range(MOST_TRIES if first.ceiling is not None else 0):
        came = measured(gain)
        if came is None or abs(came.integrated - TARGETS[word][0]) <= NEAR_ENOUGH:
            break
        gain = better_gain(gain, first, came, word)
    return gain
