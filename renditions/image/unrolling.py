"""What runs in the limited child that looks at an animated picture, or unrolls it into a film, frame by frame."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image
from PIL.Image import Resampling

from renditions import reasons
from renditions.geometry import Size
from renditions.image.animation import Animation, milliseconds, plays
from renditions.image.unreadable import UNREADABLE
from renditions.limits import ANIMATION_FRAMES, ANIMATION_PIXELS, ANIMATION_SECONDS, MAX_PIXELS

FORMATS = ("GIF", "WEBP", "PNG")
"""Decoders that an animated picture may reach."""

_TICK = Fraction(1, 1000)


def look(path: str) -> dict[str, Any] | None:
    """Return `Animation` as plain values, None for what cannot be read; durations are summed, no pixel is drawn."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(path, formats=FORMATS) as image:
            frames = getattr(image, "n_frames", 1) - _unseen(image)
            shown = Animation(Size(*image.size), frames, 0.0, _plays(image), image.has_transparency_data)
            return asdict(shown)
    except (*UNREADABLE, Image.DecompressionBombError):
        return None


def unroll(order: Mapping[str, Any]) -> dict[str, Any] | None:
    """Write the frames of `original` into `target`; returns `Animation`, None for what does not move."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    size = Size(order["width"], order["height"])
    try:
        with Image.open(Path(order["original"]), formats=FORMATS) as image:
            if getattr(image, "n_frames", 1) - _unseen(image) < 2:
                return None
            return asdict(_written(image, Path(order["target"]), size, order["seconds"]))
    except (*UNREADABLE, Image.DecompressionBombError):
        return None


def _written(image: Image.Image, target: Path, size: Size, seconds: float) -> Animation:
    frames, at, has_alpha = 0, 0, False
    reel = _Reel(target, size)
    drawn = _Frames(image)
    for picture in drawn:
        lasting = milliseconds(image.info.get("duration", 0))
        if seconds:
            lasting = min(lasting, max(1, round(seconds * 1000) - at))
        has_alpha = has_alpha or picture.getchannel("A").getextrema() != (255, 255)
        reel.add(_resized(picture, size), at, lasting)
        frames, at = frames + 1, at + lasting
        if seconds and at >= seconds * 1000:
            break
    reel.close()
    return Animation(size, frames, at / 1000, _plays(image), has_alpha, drawn.warning)


class _Frames:
    """Yields each whole frame, composed by the decoder, as long as the limits allow; `warning` says what was left."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self.warning: str | None = None

    def __iter__(self) -> Iterator[Image.Image]:
        began = time.process_time()
        first = _unseen(self._image)
        pixels = self._image.width * self._image.height
        for number in range(first, getattr(self._image, "n_frames", 1)):
            count = number - first
            spent = time.process_time() - began
            is_much = count * pixels > ANIMATION_PIXELS or spent > ANIMATION_SECONDS
            if count >= ANIMATION_FRAMES or (is_much and count):
                self.warning = reasons.WARN_ANIMATION
                return
            try:
                self._image.seek(number)
                yield self._image.convert("RGBA")
            except UNREADABLE:
                self.warning = reasons.WARN_TRUNCATED
                return


class _Reel:
    """A film that holds frames without loss and the moment of each to the millisecond."""

    def __init__(self, target: Path, size: Size) -> None:
        self._container = av.open(f"file:{target}", "w", format="matroska")
        self._stream = self._container.add_stream("ffv1", rate=1000)
        self._stream.width, self._stream.height = size.width, size.height
        self._stream.pix_fmt = "bgra"
        self._stream.codec_context.time_base = _TICK

    def add(self, picture: Image.Image, at: int, lasting: int) -> None:
        """Write one frame that is shown from `at` on, in milliseconds."""
        frame = av.VideoFrame.from_bytes(picture.tobytes(), *picture.size, format="rgba")
        frame = frame.reformat(format="bgra")
        frame.pts, frame.time_base = at, _TICK
        for packet in self._stream.encode(frame):
            packet.duration = lasting
            self._container.mux(packet)

    def close(self) -> None:
        """Finish the file."""
        for packet in self._stream.encode():
            self._container.mux(packet)
        self._container.close()


def _resized(picture: Image.Image, size: Size) -> Image.Image:
    """Alpha multiplied in, or the colour of what is not seen would bleed into what is."""
    if picture.size == (size.width, size.height):
        return picture
    return picture.convert("RGBa").resize((size.width, size.height), Resampling.LANCZOS).convert("RGBA")


def _unseen(image: Image.Image) -> int:
    """Count the pictures before the animation: an APNG may begin with one for readers that know no motion."""
    return int(bool(getattr(image, "default_image", False)))


def _plays(image: Image.Image) -> int:
    return plays(image.format or "", image.info.get("loop"))
