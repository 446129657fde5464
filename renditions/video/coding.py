"""How films are coded: what each format and style asks of its encoder."""

from fractions import Fraction
from typing import Any

from renditions.geometry import Size
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

MOST_THREADS = 8
"""Every thread keeps frames of its own: on a machine of 64 cores they would outgrow the memory of one run."""

MOST_FRAMES = {"web": 60, "social": 30, "signage": 30, "loop": 30}
"""Frames a second at most, by style: networks re-encode above 30, and so many every signage player decodes at 4K."""

MOST_PICTURE_FRAMES = 15
"""Frames a second of animated pictures, which store each one whole: half the weight of film beats, and still fluent."""

LOOP_SECONDS = 6
"""Seconds of a loop where its preset does not say: what people watch before they scroll on."""

MUTED = ("loop",)
"""Styles without sound: browsers play by themselves only what is silent."""

GROUP_SECONDS = 2
"""Between two key frames of signage: players seek and loop there."""

NAMELESS = {"map_metadata": -1, "map_chapters": -1}
"""No place, no owner, no camera in what leaves the house."""

IN_FRONT = {"movflags": "+faststart"}
"""The index in front, so that playing starts at once."""

COLOURS = {
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "colorspace": "bt709",
    "color_range": "tv",
}

AAC = {"acodec": "aac", "audio_bitrate": "128k", "ac": 2, "ar": 48_000}
OPUS = {"acodec": "libopus", "audio_bitrate": "96k", "ac": 2, "ar": 48_000}

_LEVELS = (
    (40_500, 1_620, 30),
    (108_000, 3_600, 31),
    (245_760, 8_192, 40),
    (522_240, 8_704, 42),
    (983_040, 36_864, 51),
)
"""Macroblocks a second, macroblocks a frame, ten times the level: the levels that players are built for (H.264, table A-1)."""


def film_coding(recipe: Recipe, size: Size, beat: Fraction, settings: RenditionSettings) -> dict[str, Any]:
    """Return the options of the picture's encoder, and of the file."""
    if recipe.format == "webm":
        return vp9(recipe) | COLOURS | NAMELESS | {"f": "webm"}
    coding = h264(recipe, size, settings) | COLOURS | NAMELESS | IN_FRONT | {"f": "mp4"}
    return coding | (_signage(size, beat) if recipe.style == "signage" else {})


def picture_coding(recipe: Recipe, *, repeats: int = 0) -> dict[str, Any]:
    """Return the options of an animated WebP that is shown `repeats` times (0: for ever)."""
    quality = {"vcodec": "libwebp_anim", "quality": recipe.quality, "compression_level": 4}
    return quality | {"loop": repeats, "f": "webp", "fps_mode": "passthrough"} | NAMELESS


def h264(recipe: Recipe, size: Size, settings: RenditionSettings) -> dict[str, Any]:
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


def vp9(recipe: Recipe) -> dict[str, Any]:
    """VP9 at a constant quality; speed 4 costs a third of the usual 1 and gives a tenth more bytes."""
    return {
        "vcodec": "libvpx-vp9",
        "crf": recipe.quality,
        "video_bitrate": 0,
        "deadline": "good",
        "cpu-used": 4,
        "row-mt": 1,
        "g": 240,
        "pix_fmt": "yuv420p",
        "threads": MOST_THREADS,
    }


def level(size: Size, beat: Fraction) -> int:
    """Return ten times the lowest H.264 level that holds such film."""
    blocks = -(-size.width // 16) * -(-size.height // 16)
    return next((ten for rate, most, ten in _LEVELS if blocks <= most and blocks * beat <= rate), 52)


def _signage(size: Size, beat: Fraction) -> dict[str, Any]:
    """Players loop and seek without a gap only where every group of frames stands for itself, at an even beat; and they
    reserve what level and rate announce."""
    group = max(1, round(GROUP_SECONDS * beat))
    return {
        "flags": "+cgop",
        "g": group,
        "keyint_min": group,
        "sc_threshold": 0,
        "level:v": f"{level(size, beat) / 10:.1f}",
        "x264-params": "nal-hrd=vbr",
    }
