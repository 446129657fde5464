"""What moves: loops of films, and animated pictures frame by frame, with their moments, their glass and their limits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageSequence

from dam.sandbox.limits import Json
from renditions import reasons
from renditions.image.animation import milliseconds, plays, unroll
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.recipe import Recipe
from renditions.video.animations import animation_lines
from renditions.video.films import film_lines
from renditions.video.probe import probe
from tests.films import make_film
from tests.renditions.pictures import quarters, saved
from tests.renditions.video.filming import QUICK, frame_at

LOOPS = {
    "webp": Recipe("webp", "width", 160, quality=70, motion=1, seconds=2),
    "mp4": Recipe("mp4", "width", 160, quality=30, style="loop", motion=1, seconds=2),
    "webm": Recipe("webm", "width", 160, quality=40, style="loop", motion=1, seconds=2),
    "jpeg": Recipe("jpeg", "width", 160, quality=80),
}
ALL = tuple(LOOPS)


def _stills(job: SetJob) -> Iterator[Json]:
    return still_lines(job)


def _job(original: Path, names: Sequence[str], **changes: Any) -> SetJob:
    folder = original.parent / "made"
    folder.mkdir(exist_ok=True)
    return SetJob(original, folder, [Wanted(name, replace(LOOPS[name], **changes)) for name in names], QUICK)


def _answers(lines: Iterator[Json], job: SetJob) -> dict[str, Any]:
    """Return the file, or the reason, by key."""
    found: dict[str, Any] = {}
    for line in lines:
        assert isinstance(line, dict)
        if line["what"] == "made":
            found |= dict.fromkeys(line["keys"], job.folder / line["file"])
        elif "keys" in line:
            found |= dict.fromkeys(line["keys"], line["reason"])
    return found


def _animated(original: Path, media_type: str, names: Sequence[str] = ALL, **changes: Any) -> dict[str, Any]:
    job = _job(original, names, **changes)
    return _answers(animation_lines(job, _stills, media_type), job)


COLOURS = ("red", "lime", "blue", "yellow")


def _frames(size: tuple[int, int] = (320, 200), colours: Sequence[str] = COLOURS) -> list[Image.Image]:
    return [Image.new("RGB", size, colour) for colour in colours]


def _save(path: Path, frames: list[Image.Image], lasting: list[int], **options: Any) -> Path:
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=lasting, **options)
    return path


def _shown(path: Path) -> list[tuple[int, tuple[int, int, int]]]:
    """Return how long each frame of an animated picture is shown, and the colour in its middle."""
    seen = []
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            red, green, blue = frame.convert("RGB").getpixel((frame.width // 2, frame.height // 2))  # type: ignore[misc]
            seen.append((frame.info["duration"], (red, green, blue)))
    return seen


def test_a_film_gives_a_silent_loop_in_three_formats(tmp_path: Path) -> None:
    film = make_film(tmp_path / "o.mp4", seconds=3, width=320, height=180)
    job = _job(film, ALL)
    found = _answers(film_lines(job, _stills), job)
    for name in ("mp4", "webm"):
        footage = probe(found[name])
        assert (footage.sound, footage.size.width, footage.size.height) == ("", 160, 90)
        assert footage.seconds == pytest.approx(2, abs=0.1)
    with Image.open(found["webp"]) as image:
        assert (image.format, image.size, image.info["loop"]) == ("WEBP", (160, 90), 0)
        assert image.n_frames > 20  # type: ignore[attr-defined]
    assert sum(lasting for lasting, _ in _shown(found["webp"])) == pytest.approx(2000, abs=80)
    with Image.open(found["jpeg"]) as image:
        assert image.format == "JPEG"


def test_a_loop_lasts_six_seconds_where_nothing_is_said(tmp_path: Path) -> None:
    film = make_film(tmp_path / "o.mp4", seconds=7, width=160, height=90, rate=10)
    job = _job(film, ["mp4", "webp"], seconds=0)
    found = _answers(film_lines(job, _stills), job)
    assert probe(found["mp4"]).seconds == pytest.approx(6, abs=0.2)
    assert sum(lasting for lasting, _ in _shown(found["webp"])) == pytest.approx(6000, abs=100)


@pytest.mark.parametrize(
    ("name", "media_type"), [("o.gif", "image/gif"), ("o.webp", "image/webp"), ("o.png", "image/png")]
)
def test_frames_keep_their_moments_and_colours(tmp_path: Path, name: str, media_type: str) -> None:
    lasting = [100, 300, 50, 250]
    original = _save(tmp_path / name, _frames(), lasting, loop=0)
    found = _animated(original, media_type)
    seen = _shown(found["webp"])
    assert [each for each, _ in seen] == lasting
    for (_, (red, green, blue)), colour in zip(seen, COLOURS, strict=True):
        wanted = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
        assert isinstance(wanted, tuple)
        assert max(abs(a - b) for a, b in zip((red, green, blue), wanted, strict=True)) < 8
    for film in ("mp4", "webm"):
        assert probe(found[film]).seconds == pytest.approx(0.7, abs=0.06)
        assert frame_at(found[film], 0.2).getpixel((80, 50))[1] > 200  # type: ignore[index]
    with Image.open(found["jpeg"]) as image:
        assert getattr(image, "n_frames", 1) == 1
        red, green, _blue = image.convert("RGB").getpixel((80, 50))  # type: ignore[misc]
        assert red > 240
        assert green < 15


def test_glass_stays_glass_in_pictures_and_lies_on_a_ground_in_films(tmp_path: Path) -> None:
    frames = []
    for left in (0, 100, 200):
        frame = Image.new("RGBA", (320, 200), (0, 0, 0, 0))
        frame.paste((0, 0, 255, 255), (left, 50, left + 60, 150))
        frames.append(frame)
    original = _save(tmp_path / "o.png", frames, [200, 200, 200], disposal=1)
    found = _animated(original, "image/png", background="00ff00")
    with Image.open(found["webp"]) as image:
        for frame in ImageSequence.Iterator(image):
            assert frame.convert("RGBA").getpixel((159, 2))[3] == 0  # type: ignore[index]
    corner = frame_at(found["mp4"]).getpixel((155, 4))
    assert isinstance(corner, tuple)
    assert corner[1] > 235
    assert max(corner[0], corner[2]) < 20
    with Image.open(found["webp"]) as image:
        image.seek(2)
        last = image.convert("RGBA")
    assert last.getpixel((10, 50))[3] == 0, "what a frame leaves is cleared"  # type: ignore[index]
    assert last.getpixel((115, 50))[2] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("format_", "said", "times"),
    [("GIF", None, 1), ("GIF", 0, 0), ("GIF", 2, 3), ("WEBP", 0, 0), ("WEBP", 4, 4), ("PNG", None, 0)],
)
def test_how_often_it_is_shown(format_: str, said: int | None, times: int) -> None:
    assert plays(format_, said) == times


@pytest.mark.parametrize(
    ("said", "shown"), [(0, 100), (10, 100), (11, 11), (16.7, 17), (20, 20), (5000, 5000)]
)
def test_hasty_frames_are_shown_as_browsers_show_them(said: float, shown: int) -> None:
    assert milliseconds(said) == shown


def test_the_count_of_repetitions_is_kept(tmp_path: Path) -> None:
    found = _animated(_save(tmp_path / "o.gif", _frames(), [100] * 4, loop=2), "image/gif", ["webp"])
    with Image.open(found["webp"]) as image:
        assert image.info["loop"] == 3


@pytest.mark.parametrize("name", ["o.png", "o.gif", "o.webp"])
def test_a_still_gives_a_still_and_no_film(tmp_path: Path, name: str) -> None:
    found = _animated(saved(quarters(320, 200), tmp_path / name), f"image/{name[2:]}")
    with Image.open(found["webp"]) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("WEBP", 1)
    assert found["mp4"] == found["webm"] == reasons.STILL_ONLY
    assert found["jpeg"].exists()


def test_a_still_in_motion_is_the_same_file_as_one_that_never_was_to_move(tmp_path: Path) -> None:
    original = saved(quarters(320, 200), tmp_path / "o.jpg")
    job = _job(original, ["webp"])
    job = replace(job, wanted=[*job.wanted, Wanted("card", Recipe("webp", "width", 160, quality=70))])
    lines = [line for line in animation_lines(job, _stills, "image/jpeg") if isinstance(line, dict)]
    assert [set(line["keys"]) for line in lines if line["what"] == "made"] == [{"webp", "card"}]


def test_nothing_is_kept_larger_than_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = _save(tmp_path / "o.gif", _frames((640, 400)), [100] * 4)
    asked: list[object] = []

    def noting(*arguments: Any) -> object:
        asked.append(arguments[2])
        return unroll(*arguments)

    monkeypatch.setattr("renditions.video.animations.unroll", noting)
    _animated(original, "image/gif", ["webp", "mp4"])
    assert [(size.width, size.height) for size in asked] == [(160, 100)]  # type: ignore[attr-defined]


def test_a_long_animation_is_cut_to_the_seconds_of_its_preset(tmp_path: Path) -> None:
    turns = [("red", "blue")[number % 2] for number in range(30)]
    original = _save(tmp_path / "o.gif", _frames((160, 100), turns), [100] * 30)
    found = _animated(original, "image/gif", ["webp", "mp4"])
    assert sum(lasting for lasting, _ in _shown(found["webp"])) == 2000
    assert probe(found["mp4"]).seconds == pytest.approx(2, abs=0.1)


def test_a_damaged_animation_gives_the_frames_it_has_and_says_so(tmp_path: Path) -> None:
    original = _save(
        tmp_path / "o.gif", [Image.effect_noise((200, 120), 60 + number) for number in range(8)], [100] * 8
    )
    content = original.read_bytes()
    original.write_bytes(content[: len(content) * 6 // 10])
    job = _job(original, ["webp"])
    lines = [line for line in animation_lines(job, _stills, "image/gif") if isinstance(line, dict)]
    assert [line["what"] for line in lines] == ["made"]
    assert lines[0]["warning"] == reasons.WARN_TRUNCATED
    assert 1 < len(_shown(job.folder / str(lines[0]["file"]))) < 8


def test_moments_of_an_animated_film_do_not_drift(tmp_path: Path) -> None:
    lasting = [70, 130, 90, 40, 210, 60, 110, 80]
    original = _save(tmp_path / "o.webp", _frames((160, 100), COLOURS * 2), lasting, loop=0)
    found = _animated(original, "image/webp", ["mp4"])
    footage = probe(found["mp4"])
    assert footage.seconds == pytest.approx(sum(lasting) / 1000, abs=0.05)
    assert [a < b for a, b in pairwise((0, float(footage.rate)))] == [True]
