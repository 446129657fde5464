"""Every operation still gives what people once looked at and found right."""

from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from tests.pictures.likeness import colour_distance, likeness
from tests.pictures.operations import OPERATIONS, made

FOLDER = Path(__file__).parent / "goldens"

ALIKE = 0.98
"""Structural similarity: other encoders and resamplers stay above it, a shift by one pixel does not."""

SAME_COLOURS = 1.5
"""ΔE on average; encoders at the qualities used here differ by 1.0 from each other."""

MOST_BYTES = 200_000
"""Of all goldens together: they are kept for ever."""


def path_of(name: str) -> Path:
    """Return where the golden of an operation stands."""
    return FOLDER / f"{name}.png"


def golden(name: str) -> Image.Image:
    """Open a golden; a missing one is a failure, never made here."""
    path = path_of(name)
    assert path.is_file(), f"{path.name} is missing: look at what `python -m tests.pictures {name}` writes"
    with Image.open(path) as image:
        image.load()
    return image


def differences(one: Image.Image, other: Image.Image) -> list[str]:
    """Return what tells two pictures apart, in words; alpha counts as a picture of its own."""
    if (one.size, one.mode) != (other.size, other.mode):
        return [f"{one.size} {one.mode} and {other.size} {other.mode}"]
    found = []
    if one.mode == "RGBA":
        alpha = likeness(one.getchannel("A"), other.getchannel("A"))
        found += [f"alpha alike by {alpha:.4f}"] if alpha < ALIKE else []
        one, other = (
            Image.composite(each, Image.new("RGBA", each.size, "grey"), each) for each in (one, other)
        )
    alike, colours = likeness(one, other), colour_distance(one, other)
    found += [f"alike by {alike:.4f}"] if alike < ALIKE else []
    found += [f"colours ΔE {colours:.2f} apart"] if colours > SAME_COLOURS else []
    return found


@pytest.mark.parametrize("engine", ["auto", "pillow"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_gives_what_it_gave(tmp_path: Path, name: str, engine: str) -> None:
    assert not differences(made(name, tmp_path, engine), golden(name))


def test_there_is_no_golden_without_its_operation_and_all_are_light() -> None:
    kept = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(kept) == set(OPERATIONS)
    assert sum(kept.values()) < MOST_BYTES


@pytest.mark.parametrize(
    "spoil",
    [
        lambda image: image.transform(image.size, Image.Transform.AFFINE, (1, 0, 1, 0, 1, 0)),
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda image: image.filter(ImageFilter.GaussianBlur(0.7)),
        lambda image: ImageEnhance.Color(image).enhance(0.85),
        lambda image: ImageEnhance.Brightness(image).enhance(0.95),
        lambda image: image.resize((image.width, image.height + 1)),
    ],
    ids=["shifted", "flipped", "blurred", "dull", "dark", "larger"],
)
def test_what_people_would_see_is_told(spoil: object) -> None:
    picture = golden("width")
    assert callable(spoil)
    assert differences(spoil(picture), picture)
    assert not differences(picture, picture)
