"""ffmpeg's arguments for every film file, computed and never run here."""

from pathlib import Path
from typing import Any

import ffmpeg

from renditions.geometry import Box, Size, even
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

POSTERS = 6
"""Candidates for the poster, spread over the film."""

FRAMES_PER_POSTER = 4
"""Frames among which each candidate is the most typical one: the middle of a shot, not the blur of a cut."""

_RATE_UNKNOWN = 2
"""Frames a second that are looked at where the length is not known: the first twelve seconds, then."""

SHORT_FILM = 60.0
"""Seconds up to which the whole film is looked at; of longer ones only key frames, which costs a twentieth."""

SIGNAGE_FRAMES = 30
"""Frames a second at most: what every signage player decodes at 4K."""

MOST_THREADS = 8
"""Every thread keeps frames of its own: on a machine of 64 cores they would outgrow the memory of one run."""

_RATE = "min(source_fps,{most})"
FOR_ALL = {"map_metadata": -1, "map_chapters": -1, "movflags": "+faststart"}
"""No place, no owner, no camera in what leaves the house; the index in front, so that playing starts at once."""


def posters(source: Path, folder: Path, duration: float | None) -> list[str]:
    """Return the arguments that write candidates for the poster (`poster-1.png` …), upright, with square pixels."""
    is_long = duration is not None and duration > SHORT_FILM
    film = ffmpeg.input(
        local_url(source), threads=MOST_THREADS, **({"skip_frame": "nokey"} if is_long else {})
    )
    frames = film["v:0"]
    if not is_long:
        rate = POSTERS * FRAMES_PER_POSTER / duration if duration else _RATE_UNKNOWN
        frames = frames.filter("fps", round(rate, 4))
    frames = _square_pixels(frames).filter("thumbnail", FRAMES_PER_POSTER).filter("format", "rgb24")
    pattern = f"file:{str(folder.absolute()).replace('%', '%%')}/poster-%d.png"
    as_they_come = {"fps_mode": "passthrough", "vframes": POSTERS}
    return words(frames.output(pattern, f="image2", vcodec="png", compression_level=1, **as_they_come))


def film(
    source: Path, target: Path, recipe: Recipe, size: Size, box: Box, settings: RenditionSettings
) -> list[str]:
    """Return the arguments that write an MP4 (H.264, AAC) of `box` of the upright film at `size`, in its recipe's style."""
    original = ffmpeg.input(local_url(source), threads=MOST_THREADS)
    picture = picture_of(original, recipe, box)
    target_size = even(size)
    picture = picture.filter("scale", target_size.width, target_size.height, flags="lanczos").filter(
        "setsar", 1
    )
    style = _STYLES[recipe.style]
    if "most_frames" in style:
        picture = picture.filter("fps", _RATE.format(most=style["most_frames"]))
    coding = picture_coding(recipe, target_size, settings) | style["options"] | SOUND_CODING | FOR_ALL
    return words(ffmpeg.output(picture, original["a:0?"], local_url(target), f="mp4", **coding))


def picture_of(original: Any, recipe: Recipe, box: Box) -> Any:
    """Return the film's picture upright, with square pixels, and of the part that the recipe shows."""
    picture = _square_pixels(original["v:0"])
    return _cropped(picture, box) if recipe.fit == "cover" else picture


def from_frames(source: Path, target: Path, size: Size, rate: int, settings: RenditionSettings) -> list[str]:
    """Return the arguments that write an MP4 from raw RGB frames, one after the other in one file."""
    frames = ffmpeg.input(
        local_url(source), f="rawvideo", pix_fmt="rgb24", s=f"{size.width}x{size.height}", r=rate
    )
    coding = {"vcodec": "libx264", "preset": settings.film_preset, "crf": 20, "pix_fmt": "yuv420p"}
    return words(frames.output(local_url(target), f="mp4", **coding, **FOR_ALL))


SOUND_CODING = {"acodec": "aac", "audio_bitrate": "128k", "ac": 2, "ar": 48_000}

_STYLES: dict[str, dict[str, Any]] = {
    "web": {"options": {}},
    "social": {"most_frames": 30, "options": {}},
    "signage": {
        "most_frames": SIGNAGE_FRAMES,
        # Players loop and seek without a gap only where every group of frames stands for itself, at an even beat.
        "options": {
            "fps_mode": "cfr",
            "flags": "+cgop",
            "sc_threshold": 0,
            "force_key_frames": "expr:gte(t,n_forced*2)",
        },
    },
}


def picture_coding(recipe: Recipe, size: Size, settings: RenditionSettings) -> dict[str, Any]:
    """H.264 High in 8 bits 4:2:0, what everything plays; the peak rate follows the number of pixels (8 Mbit/s at 1080p)."""
    peak = max(1, round(8 * size.width * size.height / (1920 * 1080)))
    return {
        "vcodec": "libx264",
        "preset": settings.film_preset,
        "profile:v": "high",
        "crf": recipe.quality,
        "maxrate": f"{peak}M",
        "bufsize": f"{2 * peak}M",
        "pix_fmt": "yuv420p",
        "threads": MOST_THREADS,
    }


def _square_pixels(frames: Any) -> Any:
    return frames.filter("scale", "iw*sar", "ih").filter("setsar", 1)


def _cropped(frames: Any, box: Box) -> Any:
    inner = even(Size(max(1, int(box.width)), max(1, int(box.height))))
    return frames.filter("crop", inner.width, inner.height, int(box.left), int(box.top), exact=1)


def words(output: Any) -> list[str]:
    """Return the arguments that an output stands for."""
    return [str(argument) for argument in ffmpeg.get_args(output)]


def local_url(path: Path) -> str:
    """ffmpeg reads words before a colon as a protocol; `file:` and an absolute path leave nothing to guess."""
    return f"file:{path.absolute()}"
