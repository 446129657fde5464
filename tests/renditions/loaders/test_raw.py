"""Camera raw files: the camera's preview where it shows enough, else developed, both upright; broken ones refused."""

from pathlib import Path

import pytest
from PIL import Image

from dam.metadata.facts import read_facts
from renditions import reasons
from renditions.loaders import raw
from renditions.recipe import Recipe
from tests.renditions.loaders.negatives import dng
from tests.renditions.loaders.reading import EXACT, read_through_child
from tests.renditions.pictures import BLUE, GREEN, RED, YELLOW, corner_colours, is_near, quarters

DNG = "image/x-adobe-dng"

_TURN = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
"""How an upright scene lies on the sensor of a camera held so."""


def _on_sensor(orientation: int, width: int = 1200, height: int = 800) -> Image.Image:
    turn = _TURN[orientation]
    scene = quarters(width, height) if orientation in (1, 3) else quarters(height, width)
    return scene.transpose(turn) if turn is not None else scene


@pytest.mark.parametrize("orientation", _TURN)
@pytest.mark.parametrize("has_preview", [False, True], ids=["developed", "preview"])
def test_it_is_upright_and_in_its_colours(tmp_path: Path, orientation: int, has_preview: bool) -> None:
    seen = _on_sensor(orientation)
    path = dng(tmp_path / "o.dng", seen, orientation=orientation, preview=seen if has_preview else None)
    made = read_through_child(path).picture()
    assert made.size == ((640, 427) if orientation in (1, 3) else (640, 960))
    within = 6 if has_preview else 40  # LibRaw brightens what it develops
    assert all(
        is_near(colour, meant, within)
        for colour, meant in zip(corner_colours(made), (RED, GREEN, BLUE, YELLOW), strict=True)
    )
    facts = read_facts(path, DNG)
    assert (facts.width, facts.height) == ((1200, 800) if orientation in (1, 3) else (800, 1200))
    assert (facts.orientation, facts.camera, facts.problems) == (orientation, "Vitrine Obscura", ())


def test_a_preview_that_was_turned_already_is_not_turned_again(tmp_path: Path) -> None:
    path = dng(tmp_path / "o.dng", _on_sensor(6), orientation=6, preview=quarters(800, 1200))
    assert all(map(is_near, corner_colours(read_through_child(path).picture()), (RED, GREEN, BLUE, YELLOW)))


def test_a_preview_that_is_too_small_is_left_aside(tmp_path: Path) -> None:
    grey = Image.new("RGB", (300, 200), (128, 128, 128))
    path = dng(tmp_path / "o.dng", quarters(1200, 800), preview=grey)
    small = read_through_child(path, {"it": Recipe("png", "width", 100)}).picture()
    large = read_through_child(path, {"it": EXACT}).picture()
    assert is_near(corner_colours(small)[0], (128, 128, 128))
    assert is_near(corner_colours(large)[0], RED, 40)


def test_the_whole_size_is_developed_for_those_who_ask_for_it(tmp_path: Path) -> None:
    path = dng(tmp_path / "o.dng", quarters(1200, 800))
    assert read_through_child(path, {"it": Recipe("png", "width", 5000)}).picture().size == (1200, 800)


def test_a_large_sensor_is_developed_in_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole of it would take more memory than a file may cost; here that memory is small instead."""
    path = dng(tmp_path / "o.dng", quarters(1200, 800))
    monkeypatch.setattr(raw, "DECODING_MEMORY", 1200 * 800 * 10)
    made = raw.load(path, lambda _size: 1.0)
    assert (made.size.width, made.size.height) == made.take().size == (600, 400)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.5, 0.98])
def test_cut_ones_never_raise(tmp_path: Path, share: float) -> None:
    whole = dng(tmp_path / "whole.dng", quarters(600, 400), preview=quarters(600, 400)).read_bytes()
    path = tmp_path / "o.dng"
    path.write_bytes(whole[: int(len(whole) * share)])
    answer = read_through_child(path)
    assert answer.refusal == reasons.RAW_UNREADABLE or answer.picture().size == (600, 400)
    assert read_facts(path, DNG).to_json()


@pytest.mark.parametrize("content", [b"II*\x00\x08\x00\x00\x00\x00\x00", b"FUJIFILMCCD-RAW" + bytes(90)])
def test_what_is_not_raw_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "o.dng"
    path.write_bytes(content)
    assert read_through_child(path).refusal == reasons.RAW_UNREADABLE
    assert not read_facts(path, DNG).readable
