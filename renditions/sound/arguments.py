"""ffmpeg's arguments for sound files, computed and never run here."""

from pathlib import Path

from renditions.geometry import Size
from renditions.video.arguments import local_url, opened, words
from renditions.video.footage import Footage
from renditions.video.sound import Gain, levelled

HEARD = Footage(Size(1, 1), sound="sound", channels=2)
"""What the measuring of films has to know of a file that is all sound."""

BITRATE = "128k"
"""Bits a second of the preview, in stereo: voices and music both are good, and a minute weighs one megabyte."""

_WAVE_RATE = 8_000
"""Samples a second that the wave is drawn from: its filter keeps the whole sound in memory, three hours are 170 MB."""


def wave(source: Path, target: Path, width: int, height: int) -> list[str]:
    """Return the arguments that draw the wave of all channels together as raw grey pixels: 255 where there is sound."""
    sound = opened(source, HEARD)["a:0"].filter("aresample", _WAVE_RATE)
    sound = sound.filter("aformat", sample_fmts="s16", channel_layouts="mono")
    drawn = sound.filter("showwavespic", s=f"{width}x{height}", colors="white", scale="sqrt", draw="full")
    drawn = drawn.filter("format", "rgba").filter("alphaextract").filter("format", "gray")
    return words(drawn.output(local_url(target), f="rawvideo", vcodec="rawvideo", vframes=1))


def preview(source: Path, target: Path, gain: Gain | None) -> list[str]:
    """Return the arguments that write an MP3 at its level, without a word of the original's tags."""
    heard = levelled(opened(source, HEARD)["a:0"], gain)
    coding = {"acodec": "libmp3lame", "audio_bitrate": BITRATE, "fflags": "+bitexact", "flags:a": "+bitexact"}
    return words(heard.output(local_url(target), f="mp3", map_metadata=-1, map_chapters=-1, **coding))
