"""How loud films are: measured before and after, by the meter of EBU R 128."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from renditions.recipe import Recipe
from renditions.video.loudness import measure_loudness
from renditions.video.probe import probe
from renditions.video.sound import Loudness, read_loudness
from tests.films import make_like
from tests.renditions.video.filming import WEB, filmed

QUIET = "sine=frequency=440:duration=4,volume=-30dB"
PEAKY = "aevalsrc='0.06*random(0)*sin(2*t)+0.5*sin(440*t)*lt(mod(t,2),0.01)':d=4"
SPOKEN = "aevalsrc='0.1*sin(880*t)*(0.4+0.6*lt(mod(t,1),0.5))':d=4"
SURROUND = "aevalsrc='0.1*sin(880*t)|0.1*sin(900*t)|0.1*sin(700*t)|0.05*sin(90*t)|0.1*sin(600*t)|0.1*sin(500*t)':c=5.1:d=4"
GREY = "color=c=gray:s=64x64:r=5:d=4"


def _film(path: Path, sound: str) -> Path:
    return make_like(path, picture=GREY, sound=sound)


def _level(film: Path, folder: Path) -> Loudness:
    loudness = measure_loudness(film, folder, probe(film))
    assert loudness is not None
    return loudness


@pytest.mark.parametrize(
    ("sound", "word", "target"),
    [(QUIET, "", -16), (PEAKY, "", -16), (SPOKEN, "broadcast", -23), (SURROUND, "", -16)],
    ids=["quiet", "peaky", "spoken", "surround"],
)
def test_sound_is_brought_to_its_level(tmp_path: Path, sound: str, word: str, target: int) -> None:
    made = filmed(_film(tmp_path / "o.mp4", sound), _heard(word))
    footage = probe(made)
    assert (footage.sound, footage.channels) == ("aac", 2)
    level = _level(made, tmp_path)
    assert level.integrated == pytest.approx(target, abs=1.0)
    assert level.peak <= -0.5, "AAC adds a little to what was held down before it"


def _heard(word: str) -> Recipe:
    return replace(WEB, width=64, height=64, sound=word)


def test_loud_film_is_made_quieter_by_one_gain(tmp_path: Path) -> None:
    """What has room is not squeezed: the ups and downs stay as they were recorded."""
    ups_and_downs = "aevalsrc='sin(1760*t)*(0.1+0.08*sin(3*t))':d=6"
    film = make_like(tmp_path / "o.mp4", picture=GREY, sound=ups_and_downs)
    before = _level(film, tmp_path)
    after = _level(filmed(film, _heard("broadcast")), tmp_path)
    assert after.peak - after.integrated == pytest.approx(before.peak - before.integrated, abs=0.7)


def test_silence_stays_silence(tmp_path: Path) -> None:
    film = _film(tmp_path / "o.mp4", "anullsrc=duration=4")
    assert measure_loudness(film, tmp_path, probe(film)) is None
    made = filmed(film, WEB)
    assert probe(made).sound == "aac"
    assert measure_loudness(made, tmp_path, probe(made)) is None


def test_film_without_sound_gets_none(tmp_path: Path) -> None:
    film = _film(tmp_path / "o.mp4", "")
    assert measure_loudness(film, tmp_path, probe(film)) is None
    assert probe(filmed(film, WEB)).sound == ""


def test_sound_that_is_not_wanted_is_left_out(tmp_path: Path) -> None:
    made = filmed(_film(tmp_path / "o.mp4", QUIET), _heard("none"))
    assert probe(made).sound == ""


@pytest.mark.parametrize("sound", ["", "sine=duration=0.3"])
def test_sound_shorter_than_its_film_does_not_shorten_it(tmp_path: Path, sound: str) -> None:
    film = make_like(tmp_path / "o.mp4", picture="color=c=gray:s=64x64:r=5:d=2", sound=sound)
    assert probe(filmed(film, WEB)).seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "nothing",
        json.dumps({"input_i": "-inf", "input_tp": "-inf"}),
    ],
)
def test_what_is_no_measure_is_none(text: str) -> None:
    assert read_loudness(text) is None
