"""Every rendition is what a careful program makes: full decode, colours converted at full size, one Lanczos."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from renditions.geometry import FocalPoint, Size
from renditions.image import engines
from renditions.image.job import SetJob, Wanted
from renditions.image.stills import still_lines
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.material import material
from tests.photographs import photograph
from tests.pictures.kinds import KINDS, Kind, cut_out, on_ground
from tests.pictures.likeness import colour_distance, likeness
from tests.renditions.pictures import saved
from tests.scale import LONG

ALIKE = 0.995
"""Structural similarity: what is not told apart when two pictures are laid over each other."""

SAME_COLOURS = 1.0
"""ΔE on average: what a careful eye tells apart beside each other."""

ENGINES = ("auto", "pillow")

Picture = Image.Image


@dataclass(slots=True)
class Worst:
    """The least alike of all that were compared, printed at the end (`-s`)."""

    alike: float = 1.0
    colours: float = 0.0
    where: str = ""

    def compare(self, where: str, made: Picture, expected: Picture) -> None:
        """Hold one rendition to its limits."""
        alike, colours = likeness(made, expected), colour_distance(made, expected)
        if alike < self.alike:
            self.alike, self.where = alike, where
        self.colours = max(self.colours, colours)
        assert alike >= ALIKE, f"{where}: {alike:.4f}"
        assert colours <= SAME_COLOURS, f"{where}: {colours:.2f}"


@pytest.fixture(scope="module")
def worst() -> Iterator[Worst]:
    found = Worst()
    yield found
    sys.stderr.write(
        f"\nleast alike: {found.alike:.4f} ({found.where}); farthest colours: ΔE {found.colours:.2f}\n"
    )


def direct(whole: Picture, recipe: Recipe) -> Picture:
    """Draw what a recipe shows of a full-size picture, by one Lanczos."""
    frame = recipe.frame(Size(*whole.size))
    box = (frame.box.left, frame.box.top, frame.box.right, frame.box.bottom)
    return whole.resize((frame.size.width, frame.size.height), Image.Resampling.LANCZOS, box=box)


def render(original: Path, folder: Path, engine: str, recipes: dict[str, Recipe]) -> dict[str, Picture]:
    """Make recipes in the real child and open them."""
    wanted = [Wanted(key, recipe) for key, recipe in recipes.items()]
    pictures: dict[str, Picture] = {}
    for line in still_lines(SetJob(original, folder, wanted, RenditionSettings(engine=engine))):
        assert isinstance(line, dict)
        assert line["what"] not in ("failed", "unavailable", "unreadable"), line
        for key in line.get("keys", ()):
            with Image.open(folder / str(line["file"])) as image:
                image.load()
                pictures[str(key)] = image
    return pictures


SIZES = {
    **{f"{width} wide": Recipe("png", "width", width) for width in (160, 320, 480, 640, 1024)},
    "square": Recipe("png", "cover", 720, 720, FocalPoint(0.4, 0.3)),
    "story": Recipe("png", "cover", 540, 960, FocalPoint(0.7, 0.3)),
    "banner": Recipe("png", "cover", 1200, 300, FocalPoint(0.5, 0.2)),
    "icon": Recipe("png", "cover", 96, 96, FocalPoint(0.5, 0.5)),
}
LARGEST = {"screen": Recipe("jpeg", "cover", 3840, 2160, FocalPoint(), quality=60)}


@pytest.fixture(scope="module")
def portrait() -> tuple[Path, dict[str, Picture]]:
    """A camera original of 22 megapixels, and all sizes of it made directly."""
    path = next(material("thumbor").rglob("Christophe_Henner_-_June_2016.jpg"))
    with Image.open(path) as image:
        whole = image.convert("RGB")
    return path, {key: direct(whole, recipe) for key, recipe in SIZES.items()}


@pytest.mark.parametrize(
    ("engine", "largest"),
    [("auto", {}), ("auto", LARGEST), ("pillow", {})],
    ids=["small set", "with a screen", "small set by Pillow"],
)
def test_every_size_of_a_camera_original(
    portrait: tuple[Path, dict[str, Picture]],
    tmp_path: Path,
    worst: Worst,
    engine: str,
    largest: dict[str, Recipe],
) -> None:
    path, expected = portrait
    made = render(path, tmp_path, engine, {**SIZES, **largest})
    for key, picture in expected.items():
        worst.compare(f"{key}, {engine}, {len(largest)} larger", made[key], picture)


@pytest.mark.parametrize(("engine", "key"), [("auto", "160 wide"), ("auto", "story"), ("pillow", "640 wide")])
def test_a_single_size_of_a_camera_original(
    portrait: tuple[Path, dict[str, Picture]], tmp_path: Path, worst: Worst, engine: str, key: str
) -> None:
    path, expected = portrait
    made = render(path, tmp_path, engine, {key: SIZES[key]})
    worst.compare(f"{key} alone, {engine}", made[key], expected[key])


FEW = {key: SIZES[key] for key in ("160 wide", "480 wide")} | {
    "crop": Recipe("png", "cover", 300, 360, FocalPoint(0.5, 0.3))
}


RESAMPLED_OTHERWISE = ("JPEG 4:2:0", "grey JPEG", "grey PNG of 16 bits", "CMYK TIFF without profile")
"""Kinds whose pixels reach the resampler in modes of their own: each engine has its own way with each mode."""


@pytest.fixture(scope="module")
def scene() -> Picture:
    """A photograph with saturated reds and fine detail, large enough to be scaled down a little and a lot."""
    with Image.open(photograph("coffee")) as image, Image.open(photograph("astronaut")) as other:
        wide = Image.new("RGB", (1112, 512))
        wide.paste(ImageOps.fit(image.convert("RGB"), (600, 512)))
        wide.paste(other.convert("RGB"), (600, 0))
    return wide


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_original(scene: Picture, tmp_path: Path, worst: Worst, kind: Kind) -> None:
    seen = kind.store(scene, tmp_path)
    (original,) = tmp_path.iterdir()
    for engine in ENGINES if LONG or kind.name in RESAMPLED_OTHERWISE else ("auto",):
        folder = tmp_path / engine
        folder.mkdir()
        made = render(original, folder, engine, FEW)
        for key, recipe in FEW.items():
            assert made[key].mode == seen.mode
            worst.compare(f"{kind.name}, {key}, {engine}", made[key], direct(seen, recipe))


@pytest.mark.parametrize(
    ("background", "ground"), [("", (255, 255, 255)), ("c8001e", (200, 0, 30)), ("101828", (16, 24, 40))]
)
def test_what_is_transparent_shows_the_ground(
    scene: Picture, tmp_path: Path, worst: Worst, background: str, ground: tuple[int, int, int]
) -> None:
    cut = cut_out(scene)
    original = saved(cut, tmp_path / "o.png", compress_level=1)
    options = {"quality": 100, "chroma": "444", "background": background}
    recipes = {
        "480 wide": Recipe("jpeg", "width", 480, **options),  # type: ignore[arg-type]
        "crop": Recipe("jpeg", "cover", 300, 360, FocalPoint(0.2, 0.2), **options),  # type: ignore[arg-type]
        "png": Recipe("png", "width", 480),
        "webp": Recipe("webp", "width", 480, quality=100),
    }
    for engine in ENGINES if background else ("auto",):
        folder = tmp_path / engine
        folder.mkdir()
        made = render(original, folder, engine, recipes)
        for key in ("480 wide", "crop"):
            expected = direct(on_ground(cut, ground), recipes[key])
            worst.compare(f"transparent on {ground}, {key}, {engine}", made[key], expected)
        for key in ("png", "webp"):
            assert made[key].mode == "RGBA"
            expected = direct(on_ground(cut, ground), recipes["480 wide"])
            if key == "png":
                worst.compare(f"transparent {key}, {engine}", on_ground(made[key], ground), expected)
            else:
                assert likeness(on_ground(made[key], ground), expected) > 0.98


def test_both_engines_were_tried() -> None:
    """Where the quick one is not installed this file shows the fallback alone, and says so."""
    if engines.simd() is None:
        pytest.skip("cykooz-resizer is not installed here")
