"""How loud a sound is (EBU R 128)."""

import tempfile
from pathlib import Path

from dam.errors import NotRenderable
from renditions.sound.arguments import HEARD
from renditions.video.loudness import measure_loudness


def loudness_of(original: Path) -> float | None:
    """Return the loudness of the whole in LUFS; None for silence, and for what cannot be decoded."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = measure_loudness(original, Path(folder), HEARD)
        except NotRenderable:
            return None
    return round(found.integrated, 1) if found else None
