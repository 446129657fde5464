"""Subtitles drawn into the picture: at their moments, in the letters of the house, and nothing else than text."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Size
from renditions.image.job import Track
from renditions.recipe import Recipe
from renditions.video.burn_in import captions_for, styled
from tests.films import make_like
from tests.renditions.video.filming import WEB, difference, filmed, frame_at

GREY = "color=c=0x406080:s=320x180:r=10:d=3"
SIZE = Size(320, 180)
CUES = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nUne phrase d’été, cœur léger\n"


def _track(folder: Path, text: str) -> Track:
    path = folder / "it's: a, [track].vtt"
    path.write_text(text)
    return Track("fr", path, hashlib.sha256(text.encode()).hexdigest())


def _film(folder: Path, text: str) -> Path:
    track = _track(folder, text)
    work = folder / "a folder: with, [odd] 'signs' 100%"
    work.mkdir()
    return filmed(
        make_like(folder / "o.mp4", picture=GREY), WEB, captions_for(track.sha256, [track], work, SIZE)
    )


def test_words_are_drawn_at_their_moment_and_only_then(tmp_path: Path) -> None:
    film = _film(tmp_path, CUES)
    before, while_spoken, after = (frame_at(film, moment) for moment in (0.5, 1.5, 2.5))
    assert difference(before, after) < 1
    assert difference(before, while_spoken) > 0.7
    upper, lower = (0, 0, 320, 90), (0, 120, 320, 180)
    assert difference(before.crop(upper), while_spoken.crop(upper)) < 1, "at the bottom"
    assert difference(before.crop(lower), while_spoken.crop(lower)) > 2
    assert _brightest(while_spoken) > 230


def test_an_animated_picture_has_them_too(tmp_path: Path) -> None:
    track = _track(tmp_path, CUES)
    captions = captions_for(track.sha256, [track], tmp_path, SIZE)
    recipe = Recipe("webp", "width", 320, quality=80, motion=1, subtitles=track.sha256)
    shown = []
    with Image.open(filmed(make_like(tmp_path / "o.mp4", picture=GREY), recipe, captions)) as file:
        for frame in ImageSequence.Iterator(file):
            shown.append(_brightest(frame))
    assert min(shown) < 150 < 230 < max(shown)


def _brightest(image: Image.Image) -> float:
    highest = image.convert("L").getextrema()[1]
    assert isinstance(highest, int | float)
    return highest


def test_marks_in_the_text_are_only_text(tmp_path: Path) -> None:
    """ASS has commands in braces; from a subtitle they come out as what they are."""
    hostile = CUES.replace("Une phrase", r"{\p1}m 0 0 l 900 0 900 900 0 900{\p0} Une")
    film = _film(tmp_path, hostile)
    before, while_spoken = frame_at(film, 0.5), frame_at(film, 1.5)
    assert difference(before.crop((0, 0, 320, 60)), while_spoken.crop((0, 0, 320, 60))) < 1


def test_a_playlist_is_not_read_as_subtitles(tmp_path: Path) -> None:
    canary = tmp_path / "canary.vtt"
    canary.write_text(CUES)
    track = _track(tmp_path, f"#EXTM3U\n#EXTINF:1,\n{canary}\n#EXT-X-ENDLIST\n")
    captions = captions_for(track.sha256, [track], tmp_path, SIZE)
    assert "Dialogue" not in captions.file.read_text()


def test_subtitles_that_are_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(NotRenderable, match=reasons.NO_SUBTITLES):
        captions_for("0" * 64, [_track(tmp_path, CUES)], tmp_path, SIZE)


def test_the_style_is_the_houses() -> None:
    text = "[V4+ Styles]\nFormat: Name\nStyle: Default,Arial,16,&Hffffff\n\n[Events]\nDialogue: x\n"
    for size in (Size(1920, 1080), Size(1080, 1920)):
        assert styled(text, size).count("Style: Default,Manrope SemiBold,98,") == 1
        assert "Arial" not in styled(text, size)
