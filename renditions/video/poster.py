"""The frame that stands for a film."""

from pathlib import Path

from dam.errors import NotRenderable
from renditions import reasons
from renditions.progress import OnShare, tell_nobody
from renditions.video import arguments, gate
from renditions.video.footage import Footage


def make_poster(original: Path, folder: Path, footage: Footage, on_share: OnShare = tell_nobody) -> Path:
    """Write the film's poster into the folder: of a few typical frames the one that compresses worst, for it shows most.

    Black, white, faded and blurred frames and titles on plain ground compress best. A film without a picture →
    `NotRenderable`.
    """
    gate.run_ffmpeg(arguments.posters(original, folder, footage), on_progress=lambda _seconds: on_share(0.0))
    found = candidates(folder)
    if not found:
        raise NotRenderable(reasons.NO_PICTURE_IN_FILM)
    return max(found, key=lambda path: path.stat().st_size)


def candidates(folder: Path) -> list[Path]:
    """Return the typical frames of a film among which its poster was chosen."""
    return sorted(folder.glob("poster-*.png"))
