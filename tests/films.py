"""Films made by ffmpeg for tests: moving test pictures with a tone, of any size, length, beat, light and loudness."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

SMALL = "testsrc2=size=320x180:rate=25:duration=2"

HDR = {"pq": "smpte2084", "hlg": "arib-std-b67"}


def run_plain(*arguments: str) -> None:
    """Run ffmpeg as anybody would, without the gate: for what tests put in."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def make_film(path: Path, *, seconds: float = 2, width: int = 640, height: int = 360, rate: int = 25) -> Path:
    """Write an H.264/AAC film and return its path; the name's extension decides the container."""
    run_plain(
        "-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate={rate}:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest",
        f"file:{path.resolve()}",
    )  # fmt: skip
    return path


def make_like(
    path: Path, *options: str, picture: str = SMALL, sound: str = "", inputs: Sequence[str] = ()
) -> Path:
    """Write a small film of `picture` and `sound` (lavfi sources; "" for none) with further output options."""
    heard = ["-f", "lavfi", "-i", sound, "-c:a", "aac"] if sound else []
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    run_plain(*inputs, "-f", "lavfi", "-i", picture, *heard, *coding, *options, f"file:{path.resolve()}")
    return path


def film_of(path: Path, frames: Sequence[Image.Image], rate: int = 10, *options: str) -> Path:
    """Write a film of these pictures, colours kept as well as H.264 can."""
    raw = path.with_suffix(".rgb")
    raw.write_bytes(b"".join(frame.tobytes() for frame in frames))
    width, height = frames[0].size
    run_plain(
        "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate), "-i", f"file:{raw}",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709", "-color_primaries", "bt709",
        "-color_trc", "bt709", "-color_range", "tv",
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", *options, f"file:{path.resolve()}",
    )  # fmt: skip
    raw.unlink()
    return path


def lifted_film(path: Path, picture: Image.Image, light: str) -> Path:
    """Write a film of high dynamic range (BT.2020, 10 bits) whose white of 203 nits is the picture's white."""
    still = path.with_suffix(".png")
    picture.save(still)
    lifted = (
        "format=gbrpf32le,setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr:range=pc,"
        "zscale=transfer=linear:npl=203,zscale=primaries=bt2020,"
        f"zscale=transfer={HDR[light]}:npl=203:matrix=bt2020nc:range=limited,format=yuv420p10le"
    )
    run_plain(
        "-loop", "1", "-r", "10", "-t", "0.5", "-i", f"file:{still}", "-vf", lifted,
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", f"file:{path.resolve()}",
    )  # fmt: skip
    return path


def turned(path: Path, source: Path, degrees: int) -> Path:
    """Write the same film with the mark that a phone held this way makes."""
    run_plain(
        "-display_rotation", str(degrees), "-i", f"file:{source}", "-c", "copy", f"file:{path.resolve()}"
    )
    return path
