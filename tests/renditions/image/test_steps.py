"""Each file says how it was made: what was decoded, which size it was drawn from, who wrote it, how long each took."""

from dataclasses import replace
from pathlib import Path

from renditions.geometry import FocalPoint
from renditions.recipe import Recipe
from tests.renditions.image.making import PAGE, make_set
from tests.renditions.pictures import saved, textured


def test_a_file_tells_each_step_in_order(tmp_path: Path) -> None:
    original = saved(textured(2400, 1600), tmp_path / "o.jpg", quality=90)
    made = make_set(
        original,
        large=Recipe("webp", "width", 1200, quality=80),
        middle=Recipe("jpeg", "width", 600, quality=80, style="progressive"),
        crop=Recipe("avif", "cover", 200, 200, FocalPoint(0.0, 0.5), 60),
        page=replace(PAGE, focal=FocalPoint()),
    )
    middle = made.line("middle")["steps"]
    assert [step["step"] for step in middle] == ["decode", "base", "colour", "draw", "draw", "write"]
    assert middle[0]["of"] == [2400, 1600]
    assert middle[3]["size"] == [1200, 800]
    assert middle[4]["of"] == [1200, 800]
    assert middle[4]["size"] == [600, 400]
    assert middle[4]["engine"] == "cykooz-resizer"
    assert middle[5]["encoder"] == "jpegli"
    assert middle[5]["progressive"] is True
    assert all(step["seconds"] >= 0 for step in middle)
    crop = made.line("crop")["steps"]
    assert crop[-2]["box"] == [0.0, 0.0, 400.0, 400.0]
    assert crop[-1] | {"seconds": 0, "quality": 0, "chroma": ""} == {
        "step": "write", "encoder": "aom", "speed": 9, "seconds": 0, "quality": 0, "chroma": ""
    }  # fmt: skip
    page = made.line("page")["steps"]
    assert [step["step"] for step in page] == ["decode", "base", "draw", "colour", "write"]
    assert page[-2]["to"] == "press"


def test_a_jpeg_is_decoded_no_finer_than_is_needed(tmp_path: Path) -> None:
    original = saved(textured(2400, 1600), tmp_path / "o.jpg", quality=90)
    made = make_set(original, small=Recipe("webp", "width", 200, quality=80))
    decode, base, *_ = made.line("small")["steps"]
    assert decode["size"] == [600, 400]
    assert base["size"] == [200, 133]
