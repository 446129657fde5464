"""Both engines give the same picture, and a machine without the quick ones works all the same."""

import io
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from renditions.geometry import Box, Size
from renditions.image import engines
from renditions.image.codecs import Blocks, write
from renditions.image.job import SetJob, Wanted
from renditions.image.original import decode
from renditions.image.pipeline import render
from renditions.image.resample import resample
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.photographs import photograph
from tests.renditions.pictures import disc_on_transparent_red, textured

SETTINGS = RenditionSettings()


@pytest.fixture(autouse=True)
def as_installed() -> Iterator[None]:
    """Each test begins and ends with what is installed."""
    engines.choose("auto")
    yield
    engines.choose("auto")


def by_both(image: Image.Image, size: Size, box: Box | None = None) -> tuple[Image.Image, Image.Image]:
    engines.choose("auto")
    quick = resample(image, size, box)
    engines.choose("pillow")
    return quick, resample(image, size, box)


def apart(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return the largest mean distance of a channel, and the largest distance of a pixel, in levels of 255."""
    found = ImageStat.Stat(ImageChops.difference(one, other))
    return max(found.mean), max(high for _, high in found.extrema)


def test_the_quick_engines_are_in_use_where_they_are_installed() -> None:
    assert engines.in_use() == engines.Engines("cykooz-resizer", "jpegli")
    engines.choose("simd")
    assert engines.in_use() == engines.Engines("cykooz-resizer", "libjpeg-turbo")
    engines.choose("pillow")
    assert engines.in_use() == engines.Engines("Pillow", "libjpeg-turbo")


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an engine among auto, simd, pillow"):
        engines.choose("quickest")


def test_a_machine_without_the_quick_engines_uses_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    engines._installed.cache_clear()
    for name in ("cykooz_resizer", "ajpegli", "renditions.image.simd", "renditions.image.jpegli"):
        monkeypatch.setitem(sys.modules, name, None)
    assert engines.in_use() == engines.Engines("Pillow", "libjpeg-turbo")
    engines._installed.cache_clear()


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBa", "CMYK"])
def test_both_engines_draw_the_same_picture(mode: str) -> None:
    photo = Image.open(photograph("coffee")).convert("RGB")
    image = photo.convert("RGBA").convert("RGBa") if mode == "RGBa" else photo.convert(mode)
    for size, box in (
        (Size(211, 137), None),
        (Size(900, 600), None),
        (Size(100, 100), Box(10.25, 3.5, 310.5, 303.75)),
        (Size(40, 30), Box(200, 0, 600, 400)),
    ):
        quick, plain = by_both(image, size, box)
        assert quick.mode == plain.mode == mode
        assert quick.size == (size.width, size.height)
        mean, most = apart(quick, plain)
        assert mean < 0.8, (size, box)
        assert most <= 24, (size, box)


@pytest.mark.parametrize("box", [None, Box(3.25, 7.5, 1190.75, 1401.25)])
@pytest.mark.parametrize("height", [480, 481, 961, 1300])
def test_strips_have_no_seams(monkeypatch: pytest.MonkeyPatch, height: int, box: Box | None) -> None:
    image = textured(1200, 1410)
    in_strips = resample(image, Size(100, height), box)
    monkeypatch.setattr("renditions.image.simd.STRIP_ROWS", 10_000)
    at_once = resample(image, Size(100, height), box)
    assert apart(in_strips, at_once)[1] <= 1


def test_deep_grey_keeps_its_fractions() -> None:
    image = Image.linear_gradient("L").convert("F").point(lambda value: value * 0.37 + 0.1)
    quick, plain = by_both(image, Size(100, 33))
    assert quick.mode == "F"
    assert max(abs(a - b) for a, b in zip(_values(quick), _values(plain), strict=True)) < 0.01


@pytest.mark.parametrize(
    ("stored", "wanted"),
    [((1, 1), (1, 1)), ((1, 1), (300, 5)), ((5000, 1), (1, 1)), ((3, 3), (2, 2)), ((1, 4000), (1, 2))],
)
def test_odd_sizes_keep_their_one_colour(stored: tuple[int, int], wanted: tuple[int, int]) -> None:
    for drawn in by_both(Image.new("RGB", stored, (10, 200, 30)), Size(*wanted)):
        assert drawn.size == wanted
        assert drawn.getcolors() == [(wanted[0] * wanted[1], (10, 200, 30))]


def test_a_box_that_rounding_pushed_over_the_edge_is_taken_for_the_edge() -> None:
    image = textured(200, 100)
    quick, plain = by_both(image, Size(50, 50), Box(100.0, 0.0, 200.0 + 1e-9, 100.0))
    assert apart(quick, plain)[0] < 0.8


def test_transparent_red_does_not_bleed_into_a_white_disc() -> None:
    image = disc_on_transparent_red(400).convert("RGBa")
    for drawn in by_both(image, Size(90, 90)):
        seen = drawn.convert("RGBA")
        assert all(red - green < 8 for red, green, _, alpha in seen.get_flattened_data() if alpha > 40)  # type: ignore[misc]


@pytest.mark.parametrize("style", ["", "progressive"])
@pytest.mark.parametrize("chroma", ["420", "444"])
@pytest.mark.parametrize("engine", ["auto", "pillow"])
def test_jpegs_are_as_asked_for(tmp_path: Path, engine: str, chroma: str, style: str) -> None:
    engines.choose(engine)
    photo = Image.open(photograph("chelsea")).convert("RGB")
    recipe = Recipe("jpeg", "width", 300, style=style, chroma=chroma)
    told = write(photo, recipe, tmp_path / "a.jpeg", SETTINGS, quality=80)
    with Image.open(tmp_path / "a.jpeg") as image:
        assert bool(image.info.get("progressive")) is (style == "progressive")
        assert image.layer[0][1:3] == ((2, 2) if chroma == "420" else (1, 1))  # type: ignore[attr-defined]
        assert image.info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})
        assert _mean_difference(image, photo) < 4
    assert told["encoder"] == ("jpegli" if engine == "auto" else "libjpeg-turbo")
    assert told["chroma"] == ("4:2:0" if chroma == "420" else "4:4:4")


def test_jpegli_is_lighter_and_no_further_from_the_picture(tmp_path: Path) -> None:
    photo = Image.open(photograph("astronaut")).convert("RGB")
    weights, distances = [], []
    for engine in ("auto", "pillow"):
        engines.choose(engine)
        write(photo, Recipe("jpeg", "width", 512), tmp_path / "a.jpeg", SETTINGS, quality=82)
        weights.append((tmp_path / "a.jpeg").stat().st_size)
        with Image.open(tmp_path / "a.jpeg") as image:
            distances.append(_mean_difference(image, photo))
    assert weights[0] < 0.95 * weights[1]
    assert distances[0] < 1.1 * distances[1]


@pytest.mark.parametrize("engine", ["auto", "pillow"])
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (17, 33)])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBa"])
def test_any_size_and_mode_becomes_a_jpeg(
    tmp_path: Path, engine: str, size: tuple[int, int], mode: str
) -> None:
    engines.choose(engine)
    write(Image.new(mode, size), Recipe("jpeg", "width", 10), tmp_path / "a.jpeg", SETTINGS, quality=80)
    with Image.open(tmp_path / "a.jpeg") as image:
        image.load()
        assert image.size == size
        assert image.mode == ("L" if mode == "L" else "RGB")


_EXIF = Image.Exif()
_EXIF[0x8298] = "Maison Exemple"
_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


@pytest.mark.parametrize("engine", ["auto", "pillow"])
@pytest.mark.parametrize("format_", ["jpeg", "webp", "avif", "png"])
def test_given_words_stand_in_the_file(tmp_path: Path, engine: str, format_: str) -> None:
    engines.choose(engine)
    path = tmp_path / f"a.{format_}"
    blocks = Blocks(exif=_EXIF.tobytes(), xmp=_XMP)
    write(textured(64, 48), Recipe(format_, "width", 64), path, SETTINGS, quality=80, blocks=blocks)
    with Image.open(path) as image:
        assert image.getexif()[0x8298] == "Maison Exemple"
        assert image.info.get("xmp", _XMP) == _XMP
        assert "xmp" in image.info or "XML:com.adobe.xmp" in image.info


def test_threads_write_the_same_bytes() -> None:
    module = engines.jpegli()
    picture, found = textured(600, 400), set()

    def encode() -> None:
        for _ in range(4):
            found.add(module.encoded(picture, quality=80, progressive=True, chroma="4:2:0"))

    threads = [threading.Thread(target=encode) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert Image.open(io.BytesIO(found.pop())).size == (600, 400)


def test_a_job_says_which_engine_makes_it(tmp_path: Path) -> None:
    original = photograph("coffee")
    weights = {}
    for engine in ("auto", "pillow"):
        folder = tmp_path / engine
        folder.mkdir()
        wanted = [Wanted("it", Recipe("jpeg", "width", 320, quality=80))]
        job = SetJob.from_json(SetJob(original, folder, wanted, RenditionSettings(engine=engine)).to_json())
        list(render(decode(original, lambda _: 1.0), job))
        weights[engine] = (folder / "0.jpeg").stat().st_size
    assert weights["auto"] < weights["pillow"]


def _values(image: Image.Image) -> list[float]:
    return list(image.get_flattened_data())  # type: ignore[arg-type]


def _mean_difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)
