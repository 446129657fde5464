"""Sounds: a wave that shows where it is loud, a preview at its level without tags, and how loud the original is."""

from pathlib import Path

import numpy
import pytest
from PIL import Image

from dam.core import Core
from dam.metadata.facts import read_facts
from renditions import reasons
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.make import make_renditions
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.sound import arguments
from renditions.sound.measure import loudness_of
from renditions.sound.sounds import sound_lines
from renditions.sound.wave import BARS, COLOUR, LEVELS, draw_wave, heights_of, make_wave
from tests.renditions.originals import place
from tests.sounds import make_sound

LOUD_THEN_SILENT = "0.8*sin(2*PI*440*t)*lt(t\\,2)"

MP3 = Recipe("mp3", "inside", 1920, 1080)


def _raw(path: Path) -> numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.uint8]]:
    with Image.open(path) as image:
        return numpy.asarray(image.getchannel("A"))


@pytest.mark.parametrize("extension", ["wav", "mp3", "flac", "ogg", "m4a"])
def test_the_wave_shows_where_it_is_loud(tmp_path: Path, extension: str) -> None:
    sound = make_sound(tmp_path / f"o.{extension}", LOUD_THEN_SILENT)
    alpha = _raw(make_wave(sound, tmp_path))
    assert alpha.shape == (1200, 2400)
    loud, silent = (numpy.flatnonzero(half.any(axis=1)) for half in (alpha[:, 100:1100], alpha[:, 1300:2300]))
    assert 800 < loud[-1] - loud[0] < 900
    assert silent[-1] - silent[0] < 20  # dots along the middle
    assert abs(int(loud[-1] + loud[0]) // 2 - 600) <= 1


def test_silence_is_a_row_of_dots_and_one_bar_fills_the_height() -> None:
    silence, bar = draw_wave([0.0] * 4), draw_wave([0.0, 0.01, 0.0, 0.0])
    assert silence.size == (80, 1200)
    assert silence.getbbox() == (4, 594, 76, 606)
    box = bar.getbbox()
    assert box is not None
    assert box[3] - box[1] == 864
    assert bar.getpixel((30, 600)) == (*COLOUR, 255)


def test_heights_are_shares_of_the_column() -> None:
    grey = numpy.zeros((LEVELS, BARS), dtype=numpy.uint8)
    grey[LEVELS // 4 : LEVELS // 2, 3] = 255
    heights = heights_of(grey.tobytes())
    assert heights[3] == 0.25
    assert sum(heights) == 0.25


def test_the_colour_is_legible_on_light_and_on_dark() -> None:
    def light(colour: tuple[int, ...]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    assert light((255, 255, 255)) / light(COLOUR) > 3
    assert light(COLOUR) / light((36, 36, 40)) > 3


@pytest.mark.parametrize(
    ("expression", "within"), [("0.02*sin(2*PI*440*t)", 0.6), ("0.9*sin(2*PI*1000*t)", 0.6)], ids=["quiet", "loud"]
)  # fmt: skip
def test_the_preview_has_its_level_and_no_tags(tmp_path: Path, expression: str, within: float) -> None:
    sound = make_sound(tmp_path / "o.flac", expression)
    job = SetJob(sound, tmp_path, [Wanted("mp3", MP3)], RenditionSettings())
    (line,) = sound_lines(job, still_lines)
    assert isinstance(line, dict)
    assert line["what"] == "made"
    preview = tmp_path / str(line["file"])
    assert loudness_of(preview) == pytest.approx(-16.0, abs=within)
    facts = read_facts(preview, "audio/mpeg")
    assert (facts.title, facts.creator, facts.codecs) == (None, None, ("mp3float",))
    assert facts.duration == pytest.approx(4.0, abs=0.1)
    assert b"Secret" not in preview.read_bytes()
    assert preview.stat().st_size < 4 * 17_000


def test_every_argument_is_computed_without_running(tmp_path: Path) -> None:
    wave = arguments.wave(tmp_path / "o.wav", tmp_path / "w.gray", 10, 20)
    assert wave[-1] == f"file:{tmp_path}/w.gray"
    assert "s=10x20" in " ".join(wave)
    assert "-map_metadata" in arguments.preview(tmp_path / "o.wav", tmp_path / "o.mp3", None)


def test_loudness_is_measured(tmp_path: Path) -> None:
    # ITU-R BS.1770-5: a sine of 997 Hz at full scale in one channel is −3.01 LUFS
    sound = make_sound(tmp_path / "o.wav", "0.1*sin(2*PI*997*t)")
    assert loudness_of(sound) == pytest.approx(-23.01, abs=0.2)
    assert loudness_of(make_sound(tmp_path / "silence.wav", "0")) is None


@pytest.mark.parametrize(
    "content", [b"", b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(600), b"RIFF$\x00\x00\x00WAVE"]
)
def test_what_cannot_be_heard_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "o.mp3"
    path.write_bytes(content)
    lines = list(sound_lines(SetJob(path, tmp_path, [Wanted("mp3", MP3)], RenditionSettings()), still_lines))
    assert lines == [{"what": "unreadable", "reason": reasons.SOUND_UNREADABLE}]
    assert loudness_of(path) is None


def test_a_sound_that_was_cut_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = make_sound(tmp_path / "whole.mp3").read_bytes()
    path = tmp_path / "o.mp3"
    path.write_bytes(whole[: len(whole) // 2])
    assert make_wave(path, tmp_path).is_file()


def test_the_whole_set_of_a_sound(core: Core, tmp_path: Path) -> None:
    with core.db.write() as session:
        seed_built_in(session)
    placed = place(core, make_sound(tmp_path / "o.mp3"), duration=4.0)
    colours: list[object] = []
    make_renditions(core, placed.version_id, on_colours=colours.extend)
    with core.db.read() as session:
        rows = renditions_of(session, placed.asset_id)
    assert {row.state for row in rows} == {"ready", "unavailable"}
    by_name = {f"{row.channel}/{row.preset}{row.variant}.{row.format}": row for row in rows}
    listen = by_name["web/listen.mp3"]
    assert (listen.state, listen.media_type, listen.width) == ("ready", "audio/mpeg", None)
    assert (by_name["admin/preview.webp"].width, by_name["admin/preview.webp"].height) == (1600, 800)
    assert by_name["social/square.jpeg"].error == reasons.WAVE_NOT_CROPPED
    assert by_name["web/hero.mp4"].error == reasons.NO_FILM_OF_SOUND
    assert _errors(rows) <= {
        reasons.WAVE_NOT_CROPPED, reasons.NO_FILM_OF_SOUND, reasons.SOUND_NOT_PRINTED, reasons.NO_MEZZANINE, None,
    }  # fmt: skip


def _errors(rows: list[Rendition]) -> set[str | None]:
    return {row.error for row in rows}
