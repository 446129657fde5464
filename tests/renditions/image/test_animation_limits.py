"""Animated pictures that would cost too much: their first frames, and what is said of the rest."""

import time
from pathlib import Path

import pytest
from PIL import Image

from renditions import reasons
from renditions.geometry import Size
from renditions.image import unrolling
from renditions.image.animation import look, unroll

SMALL = Size(16, 16)


def _animated(path: Path, frames: int, size: tuple[int, int] = (32, 32)) -> Path:
    pictures = [Image.new("P", size, number % 2) for number in range(frames)]
    for number, picture in enumerate(pictures):
        picture.putpalette([255, 0, 0, 0, 0, 255])
        picture.putpixel((number % size[0], 0), 1 - number % 2)
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=20, loop=0)
    return path


@pytest.mark.parametrize(
    ("limit", "value", "kept"),
    [("ANIMATION_FRAMES", 5, 5), ("ANIMATION_PIXELS", 32 * 32 * 7, 8), ("ANIMATION_SECONDS", 0, 1)],
)
def test_beyond_each_limit_come_the_first_frames_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, kept: int
) -> None:
    original = _animated(tmp_path / "o.gif", 12)
    monkeypatch.setattr(unrolling, limit, value)
    order = {
        "original": str(original),
        "target": str(tmp_path / "reel.mkv"),
        "width": 16,
        "height": 16,
        "seconds": 0,
    }
    found = unrolling.unroll(order)
    assert found is not None
    assert (found["frames"], found["warning"]) == (kept, reasons.WARN_ANIMATION)


def test_a_thousand_frames_are_unrolled_in_a_few_seconds(tmp_path: Path) -> None:
    original = _animated(tmp_path / "o.gif", 1600)
    began = time.monotonic()
    found = unroll(original, tmp_path / "reel.mkv", SMALL, 0)
    assert found is not None
    assert (found.frames, found.warning) == (1500, reasons.WARN_ANIMATION)
    assert found.seconds == pytest.approx(30)
    assert time.monotonic() - began < 30


def test_huge_frames_that_weigh_nothing_are_not_unrolled(tmp_path: Path) -> None:
    """A screen of 65,000 × 65,000 in a hundred bytes: its head alone is read."""
    content = bytearray(_animated(tmp_path / "o.gif", 3).read_bytes())
    content[6:10] = (65_000).to_bytes(2, "little") * 2
    bomb = tmp_path / "bomb.gif"
    bomb.write_bytes(content)
    began = time.monotonic()
    assert look(bomb) is None
    assert unroll(bomb, tmp_path / "reel.mkv", SMALL, 0) is None
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 200, b"RIFF\x20\0\0\0WEBPVP8X" + b"\0" * 40]
)
def test_what_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "o"
    path.write_bytes(content)
    assert look(path) is None
    assert unroll(path, tmp_path / "reel.mkv", SMALL, 0) is None


def test_only_what_moves_is_unrolled(tmp_path: Path) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "o.png")
    found = look(tmp_path / "o.png")
    assert found is not None
    assert found.frames == 1
    assert unroll(tmp_path / "o.png", tmp_path / "reel.mkv", SMALL, 0) is None
