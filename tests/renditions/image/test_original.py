"""Hostile and broken originals: one clear sentence each, never a crash, never more memory than allowed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from renditions import reasons
from tests.renditions.image.making import JPEG, WEB, make_set
from tests.renditions.pictures import RED, corner_colours, is_near, png_bomb, quarters, saved, textured


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    bomb = png_bomb(tmp_path / "bomb.png")
    assert bomb.stat().st_size < 200_000
    assert make_set(bomb, it=WEB).lines == [{"what": "unreadable", "reason": reasons.TOO_MANY_PIXELS}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", reasons.EMPTY),
        (b"This is a text that is named like a picture.", reasons.UNREADABLE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", reasons.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n", reasons.UNREADABLE),
        (b"GIF89a\x10\x00\x10\x00", reasons.UNREADABLE),
        (b"II*\x00\x08\x00\x00\x00\xff\xff", reasons.UNREADABLE),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", reasons.UNREADABLE),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", reasons.UNREADABLE),
        (b"BM\x00\x00", reasons.UNREADABLE),
    ],
)
def test_what_is_not_a_picture(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    assert make_set(path, it=WEB).lines == [{"what": "unreadable", "reason": reason}]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.9999])
def test_a_jpeg_without_its_end_is_made_with_a_warning(tmp_path: Path, share: float) -> None:
    whole = saved(quarters(1200, 800), tmp_path / "whole.jpg", quality=95).read_bytes()
    path = tmp_path / "cut.jpg"
    path.write_bytes(whole[: int(len(whole) * share) - 2])
    made = make_set(path, it=JPEG)
    assert made.line("it")["warning"] == reasons.WARN_TRUNCATED
    assert is_near(corner_colours(made.picture("it"))[0], RED)


def test_bits_that_rotted_never_crash(tmp_path: Path) -> None:
    content = bytearray(saved(textured(400, 300), tmp_path / "whole.jpg").read_bytes())
    for step in range(3, 60, 7):
        for index in range(200, len(content), len(content) // step):
            content[index] ^= 0x5A
        path = tmp_path / f"{step}.jpg"
        path.write_bytes(bytes(content))
        assert make_set(path, it=JPEG).lines


def test_a_gif_of_five_thousand_frames_is_its_first(tmp_path: Path) -> None:
    first = quarters(120, 80).quantize(16)
    frames = [first.point(lambda value, step=step: (value + step) % 16) for step in range(1, 5)] * 1250
    path = tmp_path / "long.gif"
    first.save(path, save_all=True, append_images=frames[:4999], duration=20)
    with Image.open(path) as opened:
        assert getattr(opened, "n_frames", 0) == 5000
    made = make_set(path, it=WEB)
    assert is_near(corner_colours(made.picture("it"))[0], RED)


def test_forty_five_megapixels_stay_under_half_a_gigabyte(tmp_path: Path) -> None:
    original = tmp_path / "large.jpg"
    textured(1024, 683).resize((8200, 5500), Image.Resampling.BILINEAR).save(original, quality=90)
    script = """
import json, pathlib, sys
from renditions.built_in import BUILT_IN
from renditions.image.child import render_set
from renditions.image.job import SetJob, Wanted
from renditions.preset_rules import FILM_FORMATS
from renditions.settings import RenditionSettings
outputs = [o for channel in BUILT_IN for spec in channel.presets.values() for o in spec.outputs()]
wanted = [Wanted(str(n), o.recipe) for n, o in enumerate(outputs) if o.recipe.format not in FILM_FORMATS]
folder = pathlib.Path(sys.argv[2]); folder.mkdir()
lines = list(render_set(SetJob(pathlib.Path(sys.argv[1]), folder, wanted, RenditionSettings()).to_json()))
assert sum(len(line["keys"]) for line in lines if line["what"] == "made") == len(wanted), lines
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""
    command = [sys.executable, "-c", script, str(original), str(tmp_path / "out")]
    peak = int(subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stdout)
    assert peak * 1024 <= 512 * 1024**2
