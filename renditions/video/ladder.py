"""A ladder for adaptive streaming: which rungs a film gets, and the arguments that make all of them from one decode."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from renditions.geometry import Frame, Size, even
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import arguments

SHORT_SIDES = (1080, 720, 360)
"""Pixels of the shorter side of each rung: a television, a laptop, a phone on the train."""

SEGMENT_SECONDS = 6
"""What a player fetches at a time; the length that RFC 8216bis and Apple's authoring specification recommend."""

GROUP_SECONDS = 2
"""Between two key frames, at the same moments on every rung, so that a player may change rungs at each segment."""

MOST_FRAMES = 60
"""Frames a second at most: beyond it televisions refuse the stream."""


@dataclass(frozen=True, slots=True)
class RungFiles:
    """Where one rung is written: one fragmented MP4 and the list of its segments."""

    size: Size
    film: Path
    segments: Path

    @property
    def name(self) -> str:
        """What people call a rung: its shorter side."""
        return f"{min(self.size.width, self.size.height)}p"


def rung_sizes(frame: Frame) -> tuple[Size, ...]:
    """Return the even sizes of the rungs, the largest first: never above the source, equal ones once.

    A crop that its preset enlarges is streamed as large as the source shows it: the player enlarges for nothing.
    """
    top = Size(round(frame.box.width), round(frame.box.height)) if frame.upscaled else frame.size
    short = min(top.width, top.height)
    scales = (min(1.0, side / short) for side in SHORT_SIDES)
    sizes = (even(Size(max(1, round(top.width * by)), max(1, round(top.height * by)))) for by in scales)
    by_short_side: dict[int, Size] = {}
    for size in sizes:
        by_short_side.setdefault(min(size.width, size.height), size)
    return tuple(by_short_side.values())


def rung_files(folder: Path, key: str, frame: Frame) -> tuple[RungFiles, ...]:
    """Return where the rungs of the rendition `key` are written."""
    return tuple(
        RungFiles(size, folder / f"{key}-{number}.mp4", folder / f"{key}-{number}.m3u8")
        for number, size in enumerate(rung_sizes(frame))
    )


def ladder(
    source: Path, rungs: Sequence[RungFiles], recipe: Recipe, frame: Frame, settings: RenditionSettings
) -> list[str]:
    """Return the arguments that write every rung: the film is decoded once and divided behind the common filters."""
    original = ffmpeg.input(arguments.local_url(source), threads=arguments.MOST_THREADS)
    picture = arguments.picture_of(original, recipe, frame.box)
    pictures = picture.filter("fps", f"min(source_fps,{MOST_FRAMES})").filter_multi_output(
        "split", len(rungs)
    )
    outputs = [
        _output(pictures[number], original["a:0?"], rung, recipe, settings)
        for number, rung in enumerate(rungs)
    ]
    return arguments.words(ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0])


def _output(picture: Any, sound: Any, rung: RungFiles, recipe: Recipe, settings: RenditionSettings) -> Any:
    scaled = picture.filter("scale", rung.size.width, rung.size.height, flags="lanczos").filter("setsar", 1)
    coding = arguments.picture_coding(recipe, rung.size, settings) | arguments.SOUND_CODING | _SEGMENTED
    name = arguments.local_url(rung.film)
    url = arguments.local_url(rung.segments)
    return ffmpeg.output(scaled, sound, url, f="hls", hls_segment_filename=name.replace("%", "%%"), **coding)


_SEGMENTED = {
    "flags": "+cgop",
    "sc_threshold": 0,
    "force_key_frames": f"expr:gte(t,n_forced*{GROUP_SECONDS})",
    "hls_time": SEGMENT_SECONDS,
    "hls_playlist_type": "vod",
    "hls_segment_type": "fmp4",
    "hls_flags": "single_file+independent_segments",
    "map_metadata": -1,
    "map_chapters": -1,
}
