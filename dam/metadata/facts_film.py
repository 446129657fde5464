"""Facts of film and sound, by PyAV, through the same narrow door as every other use of FFmpeg. Runs in a child."""

import re
from collections.abc import Mapping
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from dam.metadata.facts import Facts
from dam.metadata.facts_words import clean

FORMATS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "video/mp2t": "mpegts",
    "video/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "audio/mp4": "mov",
}
"""The one reader for each type: nothing is guessed from the content, so that a playlist is never followed."""

WHITELIST = "mov,matroska,webm,avi,mpegts,ogg,mp3,wav,flac"
"""And should a reader open another one inside, only these may be opened."""

_PLACE = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path", "media_type"}`; returns `Facts.to_json()`."""
    try:
        with av.open(
            f"file:{argument['path']}",
            format=FORMATS[argument["media_type"]],
            container_options={"format_whitelist": WHITELIST, "protocol_whitelist": "file"},
            metadata_errors="replace",
        ) as container:
            return _facts(container).to_json()
    except (av.FFmpegError, ValueError, OSError, IndexError):
        problem = (
            "The file says that it is film or sound, and cannot be read as such: it is damaged or incomplete."
        )
        return Facts(readable=False, problems=(problem,)).to_json()


def _facts(container: InputContainer) -> Facts:
    film = next((one for one in container.streams.video if not _is_cover(one)), None)
    sound = next(iter(container.streams.audio), None)
    if film is None and sound is None:
        return Facts(readable=False, problems=("The file holds neither film nor sound.",))
    if film is None and not _has_frame(container, sound):
        return Facts(
            readable=False, problems=("The file says that it is sound, and none can be heard in it.",)
        )
    said = {name.lower(): text for name, text in container.metadata.items()}
    width, height, problems = _size(container, film) if film else (None, None, ())
    return Facts(
        width=width,
        height=height,
        duration=_seconds(container),
        frame_rate=_frame_rate(film),
        codecs=tuple(
            stream.codec_context.name for stream in (film, sound) if stream and stream.codec_context
        ),
        title=clean(said.get("title")),
        description=clean(said.get("description") or said.get("comment")),
        creator=clean(said.get("artist") or said.get("author")),
        copyright=clean(said.get("copyright")),
        captured_at=clean(said.get("com.apple.quicktime.creationdate") or said.get("creation_time")),
        gps=_place(said),
        camera=clean(
            f"{said.get('com.apple.quicktime.make', '')} {said.get('com.apple.quicktime.model', '')}"
        ),
        problems=problems,
    )


def _is_cover(stream: VideoStream) -> bool:
    """A sound file's cover picture is not a film."""
    return bool(stream.disposition & stream.disposition.attached_pic)


def _size(container: InputContainer, film: VideoStream) -> tuple[int | None, int | None, tuple[str, ...]]:
    """Return width and height as shown: with the first frame's rotation, and with square pixels."""
    if not film.codec_context or not film.codec_context.width or not film.codec_context.height:
        return None, None, ("The film's frames cannot be read.",)
    ratio = film.sample_aspect_ratio or 1
    width, height = max(1, round(film.codec_context.width * ratio)), film.codec_context.height
    try:
        frame = next((one for one in container.decode(film) if isinstance(one, VideoFrame)), None)
    except (av.FFmpegError, ValueError):
        frame = None
    if frame is None:
        return width, height, ("No frame of the film can be read.",)
    return (height, width, ()) if frame.rotation % 180 else (width, height, ())


def _has_frame(container: InputContainer, stream: AudioStream | None) -> bool:
    """Tell whether anything comes out: some readers take any bytes for sound until it is to be played."""
    try:
        return stream is not None and next(iter(container.decode(stream)), None) is not None
    except (av.FFmpegError, ValueError):
        return False


def _frame_rate(film: VideoStream | None) -> float | None:
    rate = (film.average_rate or film.guessed_rate) if film else None
    return round(float(rate), 3) if rate else None


def _seconds(container: InputContainer) -> float | None:
    if container.duration:
        return round(container.duration / av.time_base, 3)
    longest = max(
        (float(one.duration * one.time_base) for one in container.streams if one.duration and one.time_base),
        default=0.0,
    )
    return round(longest, 3) or None


def _place(said: Mapping[str, str]) -> tuple[float, float] | None:
    """Read ISO 6709 (`+48.8577+002.295/`) as phones write it."""
    found = _PLACE.match(said.get("com.apple.quicktime.location.iso6709") or said.get("location") or "")
    return (float(found[1]), float(found[2])) if found else None
