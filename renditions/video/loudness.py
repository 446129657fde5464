"""Measuring how loud a film is, once for all its files."""

from pathlib import Path

from renditions.video import arguments, gate
from renditions.video.footage import Footage
from renditions.video.sound import Loudness, read_loudness


def measure_loudness(original: Path, folder: Path, footage: Footage) -> Loudness | None:
    """Listen to the film's sound from end to end; None where there is none, or only silence."""
    if not footage.sound:
        return None
    stats = folder / "loudness.json"
    gate.run_ffmpeg(arguments.measure(original, stats, footage))
    try:
        return read_loudness(stats.read_text())
    except OSError:
        return None
