"""Subtitles drawn into the picture: our own WebVTT becomes ASS, in the letters of the house."""

import re
import shutil
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import ffmpeg

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Size
from renditions.image.job import Track
from renditions.video import gate
from renditions.video.arguments import local_url, words
from renditions.video.picture import Captions

_FACE = ("font_manrope", "Manrope-SemiBold.ttf")
"""Letters that come as a package (SIL Open Font License); what they lack is looked for among those of the machine."""

_STYLE = (
    "Style: Default,Manrope SemiBold,{size},&H00FFFFFF,&H000000FF,&H99000000,&H99000000,"
    "0,0,0,0,100,100,0,0,1,{edge},0,2,{margin},{margin},{margin},1"
)
"""White letters with a dark, half transparent edge, at the bottom: legible on snow and on night (ASS v4.00+)."""

_LETTERS = 11
_EDGE = 240
_MARGIN = 18
"""Shares of the shorter side (ASS counts lines, letters are two thirds of them): letters of 6 % are what broadcasters ask
for, and a phone held upright fits 25 of them in a
line."""


def captions_for(sha256: str, tracks: Sequence[Track], folder: Path, size: Size) -> Captions:
    """Prepare the subtitles with this SHA-256 for a picture of this size; a film that has none such → `NotRenderable`.

    The converter is told what it reads, so that nothing in the text can pass for a playlist; the filter that draws then
    reads ASS alone.
    """
    track = next((track for track in tracks if track.sha256 == sha256), None)
    if track is None:
        raise NotRenderable(reasons.NO_SUBTITLES)
    file = folder / f"{track.sha256[:16]}-{size.width}x{size.height}.ass"
    if not file.exists():
        gate.run_ffmpeg(converting(track.path, file))
        file.write_text(styled(file.read_text("utf-8"), size), "utf-8")
    return Captions(file, _fonts(folder))


def converting(source: Path, target: Path) -> list[str]:
    """Return the arguments that turn WebVTT into ASS."""
    cues = ffmpeg.input(local_url(source), f="webvtt")
    return words(cues["s:0"].output(local_url(target), f="ass", **{"c:s": "ass"}))


def styled(text: str, size: Size) -> str:
    """Return the ASS file in the style of the house, for a picture of this size."""
    short = min(size.width, size.height)
    style = _STYLE.format(size=short // _LETTERS, edge=round(short / _EDGE, 1), margin=short // _MARGIN)
    for line, said in (
        ("Style: Default,.*", style),
        ("PlayResX:.*", f"PlayResX: {size.width}"),
        ("PlayResY:.*", f"PlayResY: {size.height}"),
    ):
        text = re.sub(f"^{line}$", said, text, flags=re.MULTILINE)
    return text


def _fonts(folder: Path) -> Path:
    fonts = folder / "fonts"
    package, file = _FACE
    found = find_spec(package)
    fonts.mkdir(exist_ok=True)
    if found is not None and found.origin is not None:
        shutil.copy(Path(found.origin).parent / "files" / file, fonts / file)
    return fonts
