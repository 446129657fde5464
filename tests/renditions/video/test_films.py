"""Films as they come out: codecs, sizes, beat, first bytes, crops and posters."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import FocalPoint, Size, even
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import arguments, gate
from renditions.video.beat import even_beat
from renditions.video.check import why_broken
from renditions.video.footage import Footage
from renditions.video.poster import make_poster
from renditions.video.probe import probe
from tests.films import film_of, make_film, run_plain, turned
from tests.renditions.pictures import BLUE, GREEN, RED, YELLOW, corner_colours, is_near, quarters

QUICK = RenditionSettings(film_preset="ultrafast")


def _make(source: Path, recipe: Recipe) -> Path:
    target = source.with_name(f"made.{recipe.format}")
    footage = probe(source)
    gate.run_ffmpeg(arguments.film(source, target, recipe, footage, QUICK))
    frame = recipe.frame(footage.size)
    beat = even_beat(footage, arguments.most_frames(recipe))
    assert why_broken(target, recipe, footage, even(frame.size), beat) is None
    return target


def _probe(path: Path) -> Any:
    with av.open(str(path)) as film:
        picture = film.streams.video[0]
        sound = film.streams.audio[0] if film.streams.audio else None
        return {
            "codec": picture.codec_context.name,
            "pixels": picture.codec_context.pix_fmt,
            "size": (picture.width, picture.height),
            "sound": sound.codec_context.name if sound else None,
            "times": [
                packet.pts * packet.time_base for packet in film.demux(picture) if packet.pts is not None
            ],
            "keys": _key_times(path),
        }


def _key_times(path: Path) -> list[Fraction]:
    with av.open(str(path)) as film:
        return [
            packet.pts * packet.time_base
            for packet in film.demux(video=0)
            if packet.is_keyframe and packet.pts is not None
        ]


def _first_frame(path: Path) -> Image.Image:
    with av.open(str(path)) as film:
        picture: object = next(film.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
        assert isinstance(picture, Image.Image)
        return picture


WEB = Recipe("mp4", "inside", 1920, 1080, quality=28, style="web")
SIGNAGE = Recipe("mp4", "cover", 640, 360, quality=28, style="signage")
SMALL = Size(320, 180)
STORY = Recipe("mp4", "cover", 180, 320, quality=28, style="social")


def test_web_films_play_everywhere_and_start_at_once(tmp_path: Path) -> None:
    made = _make(make_film(tmp_path / "o.mov", seconds=1), WEB)
    probed = _probe(made)
    assert (probed["codec"], probed["pixels"], probed["sound"]) == ("h264", "yuv420p", "aac")
    assert probed["size"] == (640, 360), "never enlarged"
    content = made.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_large_film_is_brought_to_1080p(tmp_path: Path) -> None:
    made = _make(make_film(tmp_path / "o.mp4", seconds=0.2, width=2560, height=1440), WEB)
    assert _probe(made)["size"] == (1920, 1080)


def test_odd_sizes_become_even(tmp_path: Path) -> None:
    film = film_of(tmp_path / "o.mp4", [quarters(322, 182)] * 5)
    assert _probe(_make(film, Recipe("mp4", "inside", 161, 91, quality=28, style="web")))["size"] == (160, 90)


def test_silent_films_stay_silent(tmp_path: Path) -> None:
    film = film_of(tmp_path / "o.mp4", [quarters(320, 180)] * 5)
    assert _probe(_make(film, WEB))["sound"] is None


def test_signage_beats_evenly_in_closed_groups(tmp_path: Path) -> None:
    made = _make(make_film(tmp_path / "o.mp4", seconds=5, rate=60), SIGNAGE)
    probed = _probe(made)
    times = sorted(probed["times"])
    assert {round((b - a) * 30) for a, b in pairwise(times)} == {1}
    assert [round(moment) for moment in probed["keys"]] == [0, 2, 4]


def test_a_film_of_uneven_beat_becomes_even_on_signage(tmp_path: Path) -> None:
    even = make_film(tmp_path / "even.mp4", seconds=3)
    uneven = tmp_path / "o.mp4"
    run_plain("-i", str(even), "-vf", "select='mod(n,7)'", "-fps_mode", "vfr", str(uneven))
    assert len({b - a for a, b in pairwise(_times(uneven))}) > 1
    times = _times(_make(uneven, SIGNAGE))
    gaps = [float(b - a) for a, b in pairwise(times)]
    assert max(gaps) - min(gaps) < 0.002


def _times(path: Path) -> list[Fraction]:
    return sorted(_probe(path)["times"])


@pytest.mark.parametrize(
    ("x", "colours"), [(0.0, (RED, RED, BLUE, BLUE)), (1.0, (GREEN, GREEN, YELLOW, YELLOW))]
)
def test_stories_are_cropped_round_the_focal_point(
    tmp_path: Path, x: float, colours: tuple[tuple[int, int, int], ...]
) -> None:
    film = film_of(tmp_path / "o.mp4", [quarters(640, 360)] * 5)
    made = _make(film, STORY.focused(FocalPoint(x, 0.5)))
    frame = _first_frame(made)
    assert frame.size == (180, 320)
    assert all(map(is_near, corner_colours(frame), colours))


def test_a_turned_film_is_upright(tmp_path: Path) -> None:
    upright = film_of(tmp_path / "u.mp4", [quarters(640, 360)] * 5)
    film = turned(tmp_path / "o.mp4", upright, 90)
    with Image.open(make_poster(film, tmp_path, probe(film))) as image:
        assert image.size == (360, 640)
        of_poster = corner_colours(image)
    assert all(map(is_near, of_poster, (GREEN, YELLOW, RED, BLUE)))
    made = _make(film, WEB)
    assert _probe(made)["size"] == (360, 640)
    assert all(map(is_near, corner_colours(_first_frame(made)), of_poster))


@pytest.mark.parametrize("duration", [6.0, None, 3600.0])
@pytest.mark.parametrize("blank", ["black", "white"])
def test_the_poster_is_not_the_blank_before_the_film(
    tmp_path: Path, blank: str, duration: float | None
) -> None:
    frames = [Image.new("RGB", (320, 180), blank)] * 45 + [quarters(320, 180)] * 15
    film = film_of(tmp_path / "o.mp4", frames)
    with Image.open(make_poster(film, tmp_path, replace(probe(film), picture_seconds=duration))) as image:
        colours = corner_colours(image)
    if duration == 3600.0:  # looked at in key frames only, of which this film has one, its first
        assert image.size == (320, 180)
    else:
        assert all(map(is_near, colours, (RED, GREEN, BLUE, YELLOW)))


def test_a_long_film_is_only_looked_at_in_its_key_frames(tmp_path: Path) -> None:
    words = arguments.posters(tmp_path / "o.mp4", tmp_path, Footage(SMALL, picture_seconds=3600))
    assert words[words.index("-skip_frame") + 1] == "nokey"
    assert "-skip_frame" not in arguments.posters(
        tmp_path / "o.mp4", tmp_path, Footage(SMALL, picture_seconds=30)
    )


def test_sound_alone_has_no_poster(tmp_path: Path) -> None:
    sound = tmp_path / "o.m4a"
    run_plain("-f", "lavfi", "-i", "sine=duration=1", str(sound))
    with pytest.raises(NotRenderable, match=reasons.NO_PICTURE_IN_FILM):
        probe(sound)
    with pytest.raises(NotRenderable, match=reasons.NO_PICTURE_IN_FILM):
        make_poster(sound, tmp_path, Footage(SMALL, picture_seconds=1.0))


def test_arguments_are_computed_without_touching_anything(tmp_path: Path) -> None:
    source, target = Path("/nowhere/film.mp4"), Path("/nowhere/out.mp4")
    words = arguments.film(source, target, WEB, Footage(Size(1280, 720)), QUICK)
    assert words[-1] == "file:/nowhere/out.mp4"
    assert words[words.index("-i") + 1] == "file:/nowhere/film.mp4"
    assert words == arguments.film(source, target, WEB, Footage(Size(1280, 720)), QUICK)
