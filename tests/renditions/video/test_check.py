"""A finished film that breaks its promise is said to, each promise by its own sentence."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.recipe import Recipe
from renditions.video.check import starts_at_once, why_broken
from renditions.video.films import film_lines
from renditions.video.footage import Footage
from renditions.video.probe import probe
from tests.films import make_film, make_like, run_plain
from tests.renditions.video.filming import QUICK, WEB, filmed

SIZE, BEAT = Size(320, 180), Fraction(25)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Footage]:
    """A film with sound, and what it is."""
    path = make_film(tmp_path_factory.mktemp("source") / "o.mp4", seconds=2, width=320, height=180)
    return path, probe(path)


@pytest.fixture(scope="module")
def good(source: tuple[Path, Footage]) -> Path:
    """The film as it should be."""
    return filmed(source[0], WEB)


@pytest.mark.parametrize(
    ("changes", "size", "beat", "reason"),
    [
        ({}, Size(320, 182), BEAT, reasons.BREAKS_FILM_SIZE),
        ({}, SIZE, Fraction(30), reasons.BREAKS_FILM_BEAT),
        ({"sound": "none"}, SIZE, BEAT, reasons.BREAKS_FILM_SOUND),
        ({"seconds": 1}, SIZE, BEAT, reasons.BREAKS_FILM_LENGTH),
        ({"format": "webm"}, SIZE, BEAT, reasons.BREAKS_FILM_CODING),
    ],
)
def test_each_promise_has_its_sentence(
    good: Path, source: tuple[Path, Footage], changes: dict[str, Any], size: Size, beat: Fraction, reason: str
) -> None:
    assert why_broken(good, WEB, source[1], SIZE, BEAT) is None
    assert why_broken(good, replace(WEB, **changes), source[1], size, beat) == reason


def test_an_index_at_the_end_is_seen(good: Path, source: tuple[Path, Footage], tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    run_plain("-i", str(good), "-c", "copy", str(late))
    assert starts_at_once(good)
    assert not starts_at_once(late)
    assert why_broken(late, WEB, source[1], SIZE, BEAT) == reasons.BREAKS_FILM_START


@pytest.mark.parametrize("coding", [("-pix_fmt", "yuv444p"), ("-c:v", "mpeg4")])
def test_what_not_every_player_reads_is_seen(tmp_path: Path, coding: tuple[str, str]) -> None:
    odd = make_like(tmp_path / "o.mp4", *coding)
    assert why_broken(odd, WEB, probe(odd), SIZE, BEAT) == reasons.BREAKS_FILM_CODING


def test_what_is_no_film_is_not_readable(tmp_path: Path) -> None:
    nothing = tmp_path / "o.mp4"
    nothing.write_bytes(b"nothing" * 100)
    with pytest.raises(NotRenderable, match=reasons.FILM_UNREADABLE):
        why_broken(nothing, WEB, Footage(SIZE), SIZE, BEAT)
    assert not starts_at_once(nothing)


def _lines(original: Path, recipe: Recipe) -> list[dict[str, Any]]:
    folder = original.parent / "made"
    folder.mkdir()

    def stills(job: SetJob) -> Iterator[Json]:
        return still_lines(job)

    lines = film_lines(SetJob(original, folder, [Wanted("film", recipe)], QUICK), stills)
    return [dict(line) for line in lines if isinstance(line, dict)]


def test_a_film_without_its_end_is_shown_as_far_as_it_goes_and_says_so(tmp_path: Path) -> None:
    whole = make_film(tmp_path / "whole.mp4", seconds=4, width=320, height=180)
    first = tmp_path / "o.mp4"
    run_plain("-i", str(whole), "-c", "copy", "-movflags", "+faststart", str(first))
    content = first.read_bytes()
    first.write_bytes(content[: len(content) * 6 // 10])
    (line,) = _lines(first, WEB)
    assert (line["what"], line["warning"]) == ("made", reasons.WARN_TRUNCATED)
    assert line["steps"][0]["step"] == "film"


def test_a_film_too_small_for_its_preset_is_unavailable(tmp_path: Path) -> None:
    film = make_like(tmp_path / "o.mp4")
    (line,) = _lines(film, Recipe("mp4", "cover", 1080, 1920, quality=23, style="social"))
    assert (line["what"], line["reason"]) == ("unavailable", reasons.TOO_SMALL)
