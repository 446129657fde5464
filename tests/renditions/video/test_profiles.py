"""What each style of film promises, read back from the finished file."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest

from renditions.geometry import Size
from renditions.video.coding import level
from renditions.video.probe import probe
from tests.films import make_film, make_like
from tests.renditions.video.filming import SIGNAGE, filmed, times

NOISE = "nullsrc=s=320x180:r=25:d=4,geq=random(1)*255:128:128"


def _packets(path: Path) -> list[tuple[Fraction, int, bool]]:
    """Return moment, bytes and key of each packet, in the order in which a player gets them."""
    with av.open(str(path)) as film:
        return [
            (packet.dts * packet.time_base, packet.size, packet.is_keyframe)
            for packet in film.demux(video=0)
            if packet.dts is not None
        ]


@pytest.fixture(scope="module")
def signage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise, which wants more bytes than anything else, on a screen in a shop."""
    folder = tmp_path_factory.mktemp("signage")
    return filmed(make_like(folder / "o.mp4", picture=NOISE, sound="sine=duration=4"), SIGNAGE)


def test_signage_has_groups_of_two_seconds_that_stand_for_themselves(signage: Path) -> None:
    keys = [float(moment) for moment, _size, is_key in _packets(signage) if is_key]
    assert [b - a for a, b in pairwise(keys)] == [2.0] * (len(keys) - 1)
    assert len(keys) == 2
    with av.open(str(signage)) as film:
        shown_before_key = 0
        last_key = None
        for packet in film.demux(video=0):
            if packet.pts is None:
                continue
            last_key = packet.pts if packet.is_keyframe else last_key
            shown_before_key += int(last_key is not None and packet.pts < last_key)
    assert shown_before_key == 0, "no frame leans on a frame of another group"


def test_signage_beats_evenly(signage: Path) -> None:
    assert {b - a for a, b in pairwise(times(signage))} == {Fraction(1, 25)}


def test_signage_stays_under_its_rate(signage: Path) -> None:
    """The buffer may hold two seconds of the rate; no second takes more than the rate and what the buffer had."""
    rate = 1_000_000
    packets = _packets(signage)
    for start in range(3):
        bits = sum(8 * size for moment, size, _ in packets if start <= moment < start + 1)
        assert bits <= rate + 2 * rate
    assert sum(8 * size for _moment, size, _ in packets) <= 4 * rate + 2 * rate


def test_signage_announces_its_level_and_its_buffer(signage: Path) -> None:
    with av.open(str(signage)) as film:
        extra = film.streams.video[0].codec_context.extradata
    assert extra is not None
    assert extra[3] == 30, "AVCLevelIndication (ISO 14496-15): 3.0"


@pytest.mark.parametrize(
    ("size", "beat", "expected"),
    [
        (Size(640, 360), Fraction(25), 30),
        (Size(1280, 720), Fraction(30), 31),
        (Size(1920, 1080), Fraction(30), 40),
        (Size(1080, 1920), Fraction(30), 40),
        (Size(1920, 1080), Fraction(60), 42),
        (Size(3840, 2160), Fraction(30), 51),
        (Size(3840, 2160), Fraction(60), 52),
    ],
)
def test_the_level_is_the_lowest_that_holds_the_film(size: Size, beat: Fraction, expected: int) -> None:
    assert level(size, beat) == expected


def test_signage_has_sound_unless_it_is_to_be_silent(signage: Path, tmp_path: Path) -> None:
    assert probe(signage).sound == "aac"
    film = make_film(tmp_path / "o.mp4", seconds=1, width=320, height=180)
    assert probe(filmed(film, replace(SIGNAGE, sound="none"))).sound == ""
