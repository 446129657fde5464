"""What runs in the limited child that looks into a film, by PyAV, through the same narrow door as the gate's."""

from contextlib import suppress
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from renditions import reasons
from renditions.geometry import Size
from renditions.video.footage import Footage, Light, Matrix
from renditions.video.gate import CONTAINERS

_LOOKED_AT = 8
"""Frames that are looked at for interlacing: the first of a broadcast may be a progressive one."""

_HD_LINES = 720
"""Lines from which film that does not say how its colours are mixed is taken for HD: what every player does."""

_LIGHTS: dict[int, Light] = {16: "pq", 18: "hlg"}
_MATRICES: dict[int, Matrix] = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020", 10: "bt2020"}
_BT2020_PRIMARIES = 9
_FULL_RANGE = 2
"""Code points of ITU-T H.273, tables 2 to 4; FFmpeg counts the range from 1."""

_ALPHA_DECODERS = {"vp9": "libvpx-vp9", "vp8": "libvpx"}


def read(path: str) -> dict[str, Any]:
    """Return `Footage.to_json()` of a film, or `{"reason"}`."""
    try:
        with _opened(path) as container:
            films = [one for one in container.streams.video if not _is_cover(one)]
            if not films:
                return {"reason": reasons.NO_PICTURE_IN_FILM}
            return _footage(container, films[0]).to_json()
    except (av.FFmpegError, ValueError, OSError, IndexError):
        return {"reason": reasons.FILM_UNREADABLE}


def read_to_the_end(path: str) -> float:
    """Return the second at which the last packet ends, counted from the first one."""
    first, last = None, 0.0
    with suppress(av.FFmpegError, OSError), _opened(path) as container:
        for packet in container.demux():
            if packet.pts is None or packet.stream.type not in ("video", "audio"):
                continue
            begin = float(packet.pts * packet.time_base)
            first = begin if first is None else min(first, begin)
            last = max(last, begin + float((packet.duration or 0) * packet.time_base))
    return last - (first or 0.0)


def _opened(path: str) -> InputContainer:
    options = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
    return av.open(f"file:{path}", container_options=options, metadata_errors="replace")


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & stream.disposition.attached_pic)


def _footage(container: InputContainer, film: VideoStream) -> Footage:
    has_hidden_alpha = film.metadata.get("alpha_mode", film.metadata.get("ALPHA_MODE")) == "1"
    frames = _first_frames(container, film)
    if not frames:
        raise ValueError("expected at least one frame")
    first = frames[0]
    coder = film.codec_context
    stored = Size(first.width, first.height)
    square = _squared(stored, film.sample_aspect_ratio)
    is_on_side = abs(first.rotation) % 180 == 90
    sound = next(iter(container.streams.audio), None)
    return Footage(
        size=square.turned if is_on_side else square,
        stored=None if square == stored else stored.turned if is_on_side else stored,
        rate=film.average_rate or film.guessed_rate or Fraction(0),
        beat=film.base_rate or film.guessed_rate or Fraction(0),
        seconds=_seconds(container),
        picture_seconds=_stream_seconds(film) or _seconds(container),
        rotation=int(first.rotation) % 360,
        is_interlaced=any(frame.interlaced_frame for frame in frames),
        light=_LIGHTS.get(int(first.color_trc), ""),
        matrix=_matrix(first),
        is_full_range=int(first.color_range) == _FULL_RANGE or first.format.name.startswith("yuvj"),
        has_alpha=has_hidden_alpha or any(component.is_alpha for component in first.format.components),
        decoder=_ALPHA_DECODERS.get(coder.name, "") if has_hidden_alpha else "",
        codec=coder.name,
        pixels=first.format.name,
        sound=sound.codec_context.name if sound else "",
        channels=_channels(sound),
    )


def _first_frames(container: InputContainer, film: VideoStream) -> list[VideoFrame]:
    frames: list[VideoFrame] = []
    with suppress(av.FFmpegError, ValueError):
        for frame in container.decode(film):
            frames.append(frame)
            if len(frames) == _LOOKED_AT:
                break
    return frames


def _squared(stored: Size, ratio: Fraction | None) -> Size:
    """Make the pixels square by the width, as the facts of a film do."""
    return Size(max(1, round(stored.width * ratio)), stored.height) if ratio and ratio > 0 else stored


def _matrix(frame: VideoFrame) -> Matrix:
    if frame.color_primaries == _BT2020_PRIMARIES:
        return "bt2020"
    guessed: Matrix = "bt709" if frame.height >= _HD_LINES else "bt601"
    return _MATRICES.get(int(frame.colorspace), guessed)


def _seconds(container: InputContainer) -> float | None:
    if container.duration:
        return round(container.duration / av.time_base, 3)
    longest = max((_stream_seconds(one) or 0.0 for one in container.streams), default=0.0)
    return longest or None


def _stream_seconds(stream: Any) -> float | None:
    if not stream.duration or not stream.time_base:
        return None
    return round(float(stream.duration * stream.time_base), 3)


def _channels(sound: AudioStream | None) -> int:
    return int(sound.codec_context.channels) if sound else 0
