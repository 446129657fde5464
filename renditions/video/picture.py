"""From a film's picture to the one that is shown: even beat, part, size, light and colours, ground, and subtitles."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from renditions.geometry import Box, Size, even, whole
from renditions.video.footage import Footage

WHITE = "ffffff"

FILM, COLOURS, GLASS = "yuv420p", "rgb24", "bgra"
"""Kinds of pixels: what every player decodes; what a picture is made of; and with transparency."""

_SDR_WHITE = 203
"""Nits of a white page in film of high dynamic range (ITU-R BT.2408): it becomes the white of the screen."""

_PEAK = round(1000 / _SDR_WHITE, 3)
"""The brightest light that is kept apart from white, to SDR white: 1,000 nits, what such film is graded for."""

_TONES = {"tonemap": "mobius", "param": 0.6, "peak": _PEAK, "desat": 0}
"""Exact up to 60 % of white, then ever flatter. Measured on a photograph lifted into PQ and HLG and brought back: mean
error 5 of 255; Hable's curve, which most recipes name, gives 21 to 32 and dark pictures."""

_LIGHTS = {"pq": "smpte2084", "hlg": "arib-std-b67", "": "bt709"}
_ZSCALE_MATRICES = {"bt709": "bt709", "bt601": "smpte170m", "bt2020": "bt2020nc"}
_SCALE_MATRICES = {"bt709": "bt709", "bt601": "bt601", "bt2020": "bt2020"}


@dataclass(frozen=True, slots=True)
class Captions:
    """Subtitles to draw: an ASS file, and the folder of the letters it may use."""

    file: Path
    fonts: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a film is shown: `box` of it at `size`, at `beat` frames a second (None: each at its own moment), in
    `pixels` of this kind; what is transparent lies on `ground` (RRGGBB) unless they are `GLASS`."""

    size: Size
    box: Box
    beat: Fraction | None = None
    ground: str = WHITE
    pixels: str = FILM
    captions: Captions | None = None


def shown(frames: Any, footage: Footage, what: Shown) -> Any:
    """Return the frames upright, at an even beat, with square pixels, in 8 bits and BT.709 (sRGB's own primaries).

    Each filter is there only where it does something: what plain ffmpeg would not do costs nothing here either.
    """
    if footage.is_interlaced:
        frames = frames.filter("bwdif", mode="send_frame", deint="interlaced")
    if what.beat:
        # From the first moment on: a picture that begins after its sound stands still until then.
        frames = frames.filter("fps", str(what.beat), start_time=0)
    if not _is_as_it_shall_be(footage, what):
        frames = _drawn(_cropped(frames, footage, what.box), footage, what)
    if what.captions:
        frames = frames.filter("ass", filename=what.captions.file, fontsdir=what.captions.fonts)
    return frames


def _is_as_it_shall_be(footage: Footage, what: Shown) -> bool:
    """Tell whether each frame already has its size, its part, its light and its kind of pixels."""
    is_same_picture = (footage.stored or footage.size) == what.size and what.box == whole(footage.size)
    are_same_colours = footage.matrix == "bt709" and not footage.light and not footage.is_full_range
    return is_same_picture and are_same_colours and footage.pixels == what.pixels and not footage.has_alpha


def said_colours(frames: Any) -> Any:
    """Note on each frame of a film what its colours are, so that file and stream say it too."""
    frames = frames.filter("setsar", 1)
    return frames.filter(
        "setparams", color_primaries="bt709", color_trc="bt709", colorspace="bt709", range="tv"
    )


def _cropped(frames: Any, footage: Footage, box: Box) -> Any:
    stored = footage.stored or footage.size
    inner = box.scaled(stored.width / footage.size.width, stored.height / footage.size.height)
    if inner.width > stored.width - 1 and inner.height > stored.height - 1:
        return frames
    part = even(Size(max(1, int(inner.width)), max(1, int(inner.height))))
    return frames.filter("crop", part.width, part.height, int(inner.left), int(inner.top), exact=1)


def _drawn(frames: Any, footage: Footage, what: Shown) -> Any:
    """Scale, bring light and colours to BT.709, and lay what is transparent on the ground."""
    size, matrix = what.size, _SCALE_MATRICES[footage.matrix]
    if footage.light or footage.matrix == "bt2020":
        frames, matrix = _narrowed(frames, footage, size), "bt709"
    if footage.has_alpha and what.pixels != GLASS:
        frames = _grounded(
            frames.filter("scale", in_color_matrix=matrix).filter("format", "rgba"), what.ground
        )
        matrix = "auto"
    wanted = {"out_color_matrix": "bt709", "out_range": "tv"} if what.pixels == FILM else {}
    return frames.filter(
        "scale", size.width, size.height, flags="lanczos+accurate_rnd", in_color_matrix=matrix, **wanted
    ).filter("format", what.pixels)


def _narrowed(frames: Any, footage: Footage, size: Size) -> Any:
    """Bring wide gamut, and high dynamic range, to BT.709: in light, not in code values, and at the small size."""
    came = {
        "transferin": _LIGHTS[footage.light],
        "primariesin": "bt2020",
        "matrixin": _ZSCALE_MATRICES[footage.matrix],
    }
    frames = frames.filter("zscale", size.width, size.height, filter="lanczos")
    frames = frames.filter("zscale", transfer="linear", npl=_SDR_WHITE, **came).filter("format", "gbrpf32le")
    frames = frames.filter("zscale", primaries="bt709")
    if footage.light:
        frames = frames.filter("tonemap", **_TONES)
    return frames.filter(
        "zscale", transfer="bt709", matrix="bt709", range="limited", dither="error_diffusion"
    )


def _grounded(frames: Any, ground: str) -> Any:
    both = frames.filter_multi_output("split")
    red, green, blue = (int(ground[place : place + 2], 16) for place in (0, 2, 4))
    plain = both[0].filter("lutrgb", r=red, g=green, b=blue, a=255)
    return plain.overlay(both[1], format="rgb")
