"""A ladder for adaptive streaming: which rungs a film gets, and the arguments that make all of them from one decode."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from renditions.geometry import Frame, Size, even
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import arguments, coding
from renditions.video.beat import even_beat
from renditions.video.footage import Footage
from renditions.video.picture import WHITE, Captions, Shown, said_colours, shown
from renditions.video.sound import Gain, levelled

SHORT_SIDES = (1080, 720, 360)
"""Pixels of the shorter side of each rung: a television, a laptop, a phone on the train."""

SEGMENT_SECONDS = 6
"""What a player fetches at a time; the length that RFC 8216bis and Apple's authoring specification recommend."""

GROUP_SECONDS = 2
"""Between two key frames, at the same moments on every rung, so that a player may change rungs at each segment."""


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
    source: Path,
    rungs: Sequence[RungFiles],
    recipe: Recipe,
    footage: Footage,
    settings: RenditionSettings,
    *,
    gain: Gain | None = None,
    captions: Captions | None = None,
) -> list[str]:
    """Return the arguments that write every rung: the film is decoded and shown once, and divided then.

    `gain` and `captions` as for `renditions.video.arguments.film`.
    """
    original = arguments.opened(source, footage)
    beat = even_beat(footage, arguments.most_frames(recipe))
    what = Shown(
        rungs[0].size, recipe.frame(footage.size).box, beat, recipe.background or WHITE, captions=captions
    )
    streams = [_divided(shown(original["v:0"], footage, what), "split", len(rungs))]
    if arguments.is_heard(recipe, footage):
        sound = levelled(original["a:0"], gain)
        streams.append(_divided(sound, "asplit", len(rungs)))
    outputs = [
        _output(rung, [stream[number] for stream in streams], recipe, settings)
        for number, rung in enumerate(rungs)
    ]
    return arguments.words(ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0])


def _divided(stream: Any, filter_name: str, count: int) -> Any:
    return stream.filter_multi_output(filter_name, count) if count > 1 else [stream]


def _output(rung: RungFiles, streams: Sequence[Any], recipe: Recipe, settings: RenditionSettings) -> Any:
    picture, *sound = streams
    size = rung.size
    picture = said_colours(picture.filter("scale", size.width, size.height, flags="lanczos+accurate_rnd"))
    options = coding.h264(recipe, size, settings) | coding.COLOURS | coding.NAMELESS | _SEGMENTED
    options |= coding.AAC if sound else {}
    options |= {"t": recipe.seconds} if recipe.seconds else {}
    name = arguments.local_url(rung.film).replace("%", "%%")
    url = arguments.local_url(rung.segments)
    return ffmpeg.output(picture, *sound, url, f="hls", hls_segment_filename=name, **options)


_SEGMENTED = {
    "flags": "+cgop",
    "sc_threshold": 0,
    "force_key_frames": f"expr:gte(t,n_forced*{GROUP_SECONDS})",
    "hls_time": SEGMENT_SECONDS,
    "hls_playlist_type": "vod",
    "hls_segment_type": "fmp4",
    "hls_flags": "single_file+independent_segments",
}
