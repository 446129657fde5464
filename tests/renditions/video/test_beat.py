"""Frame rates as arithmetic, and films of uneven beat as they come out."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renditions.geometry import Size
from renditions.recipe import Recipe
from renditions.video.beat import even_beat
from renditions.video.footage import Footage
from renditions.video.probe import probe
from tests.films import make_film, make_like, run_plain
from tests.renditions.video.filming import SIGNAGE, WEB, filmed, times

NTSC = Fraction(30000, 1001)
SIZE = Size(320, 180)


@pytest.mark.parametrize(
    ("rate", "beat", "most", "expected"),
    [
        (25, 25, 60, 25),
        (NTSC, NTSC, 30, NTSC),
        (Fraction(24000, 1001), Fraction(24000, 1001), 30, Fraction(24000, 1001)),
        (10, 10, 60, 10),
        (60, 60, 30, 30),
        (50, 50, 30, 25),
        (48, 48, 30, 24),
        (2 * NTSC, 2 * NTSC, 30, NTSC),
        (120, 120, 60, 60),
        (120, 120, 30, 30),
        (Fraction(1075, 74), 25, 60, 25),
        (Fraction(299, 10), 600, 60, NTSC),
        (Fraction(23), 1000, 60, Fraction(24000, 1001)),
        (Fraction(200), 1000, 60, 50),
        (0, 0, 60, 25),
        (0, 30, 60, 30),
    ],
)
def test_the_beat_is_the_films_own_or_the_next_usual_one(
    rate: Fraction, beat: Fraction, most: int, expected: Fraction
) -> None:
    assert even_beat(Footage(SIZE, rate=Fraction(rate), beat=Fraction(beat)), most) == expected


def test_interlaced_film_has_the_beat_of_its_frames_not_of_its_fields() -> None:
    assert even_beat(Footage(SIZE, rate=Fraction(25), beat=Fraction(50), is_interlaced=True), 60) == 25


@given(
    rate=st.fractions(0, 1000),
    beat=st.fractions(0, 1000),
    most=st.sampled_from([15, 30, 60]),
    combed=st.booleans(),
)
def test_no_beat_is_above_the_most_or_under_half_of_what_there_is(
    rate: Fraction, beat: Fraction, most: int, combed: bool
) -> None:
    found = even_beat(Footage(SIZE, rate=rate, beat=beat, is_interlaced=combed), most)
    assert 0 < found <= most
    assert found >= min(rate, Fraction(most)) * Fraction(49, 100)


def _uneven(path: Path) -> Path:
    """Eight seconds in which two of seven and one of three frames are missing, with sound."""
    even = make_film(path.with_name("even.mp4"), seconds=8, width=320, height=180)
    keep = "select='mod(n,7)*mod(n,3)'"
    coding = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "copy")
    run_plain("-i", str(even), "-vf", keep, "-fps_mode", "vfr", *coding, str(path))
    return path


@pytest.mark.parametrize("recipe", [WEB, SIGNAGE])
def test_film_of_uneven_beat_becomes_even_and_does_not_drift(tmp_path: Path, recipe: Recipe) -> None:
    film = _uneven(tmp_path / "o.mp4")
    assert len({b - a for a, b in pairwise(times(film))}) > 1
    made = filmed(film, recipe)
    moments = times(made)
    gaps = [float(b - a) for a, b in pairwise(moments)]
    assert max(gaps) - min(gaps) < 0.001
    footage, source = probe(made), probe(film)
    assert footage.picture_seconds == pytest.approx(8, abs=0.041)
    assert footage.seconds == pytest.approx(source.seconds, abs=0.041)
    assert float(times(made, "audio")[-1]) == pytest.approx(float(times(film, "audio")[-1]), abs=0.041)


def test_a_picture_that_begins_after_its_sound_stands_still_until_then(tmp_path: Path) -> None:
    late = tmp_path / "o.mp4"
    film = make_film(tmp_path / "f.mp4", seconds=2, width=160, height=90)
    run_plain(
        "-itsoffset",
        "0.5",
        "-i",
        str(film),
        "-i",
        str(film),
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
        str(late),
    )
    made = filmed(late, WEB)
    assert times(made)[0] == 0
    assert probe(made).picture_seconds == pytest.approx(2.5, abs=0.08)


def test_too_fast_film_loses_every_second_frame(tmp_path: Path) -> None:
    fast = make_like(tmp_path / "o.mp4", picture="testsrc2=size=160x90:rate=120:duration=1")
    made = filmed(fast, WEB)
    assert probe(made).rate == 60
    assert len(times(made)) == 60
