"""Films made by ffmpeg for tests: moving test pictures with a tone, of any size and length."""

import subprocess
from pathlib import Path

import imageio_ffmpeg


def make_film(path: Path, *, seconds: float = 2, width: int = 640, height: int = 360, rate: int = 25) -> Path:
    """Write an H.264/AAC film and return its path; the name's extension decides the container."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y",
        "-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate={rate}:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest",
        f"file:{path.resolve()}",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path
