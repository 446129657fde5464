"""Sounds made by ffmpeg for tests: tones of any loudness, in any container."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def make_sound(path: Path, expression: str = "0.5*sin(2*PI*440*t)", *, seconds: float = 4) -> Path:
    """Write what the expression says (−1 to 1, `t` in seconds), with a title; the name's extension decides the container."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y",
        "-f", "lavfi", "-i", f"aevalsrc={expression}:d={seconds}:s=44100",
        "-metadata", "title=Secret title", "-metadata", "artist=Atelier", f"file:{path.resolve()}",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path
