"""QR codes in finished files: read as a phone would, black ink alone on paper, and never served when they cannot be read."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.geometry import Size
from renditions.image import qr_overlay
from renditions.qr import Overlay
from renditions.recipe import Recipe
from tests.renditions.image.making import make_set
from tests.renditions.image.sheets import picture_in_pdf
from tests.renditions.pictures import disc_on_transparent_red, quarters, saved, textured

CONTENT = "https://maison.example/q/0123456789abcdef?é"
CODE = Overlay(CONTENT, size=30).to_text()
WITH_BLEED = Recipe("pdf", "page", 148, 210, dpi=300, style="cmyk", bleed=3, qr=CODE)
SHEET = Recipe("tiff", "page", 148, 210, dpi=300, style="cmyk", qr=CODE)


def _texts(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("RGB").convert("L"))]


@pytest.mark.parametrize("format_", ["jpeg", "webp", "avif", "png", "tiff"])
def test_every_format_can_be_scanned(tmp_path: Path, format_: str) -> None:
    original = saved(textured(900, 700), tmp_path / "o.png")
    made = make_set(
        original,
        **{
            position: Recipe(
                format_, "cover", 500, 400, quality=40, qr=Overlay(CONTENT, position, 50).to_text()
            )
            for position in ("top-left", "bottom-right", "centre")
        },
        without=Recipe(format_, "cover", 500, 400, quality=40),
    )
    for position in ("top-left", "bottom-right", "centre"):
        assert _texts(made.picture(position)) == [CONTENT]
    assert _texts(made.picture("without")) == []


def test_grey_and_transparent_pictures_can_be_scanned(tmp_path: Path) -> None:
    recipe = Recipe("png", "width", 400, qr=CODE.replace(";30;", ";60;"))
    grey = make_set(saved(quarters(500, 500, "L"), tmp_path / "grey.png"), it=recipe).picture("it")
    clear = make_set(saved(disc_on_transparent_red(500), tmp_path / "clear.png"), it=recipe).picture("it")
    assert (grey.mode, clear.mode) == ("L", "RGBA")
    assert _texts(grey) == [CONTENT]
    assert _texts(clear.crop((140, 140, 400, 400))) == [CONTENT]
    assert clear.getpixel((2, 2))[3] == 0  # type: ignore[index]


def test_on_paper_the_code_is_black_ink_alone(tmp_path: Path) -> None:
    original = saved(textured(1300, 950), tmp_path / "o.jpg")
    made = make_set(
        original,
        tiff=SHEET,
        pdf=WITH_BLEED,
        proof=Recipe("pdf", "page", 148, 210, dpi=150, style="proof", qr=CODE),
    )
    for key, recipe, press in (
        ("tiff", SHEET, made.picture("tiff")),
        ("pdf", WITH_BLEED, picture_in_pdf(made.path("pdf"))),
    ):
        frame = recipe.frame(Size(1300, 950))
        placed = qr_overlay.placed(recipe, frame)
        assert placed is not None
        code = press.crop((placed.left, placed.top, placed.left + placed.side, placed.top + placed.side))
        assert {ink for _, ink in code.getcolors(16) or []} == {(0, 0, 0, 0), (0, 0, 0, 255)}, key
        assert placed.module / frame.dpi * 25.4 >= 0.5
    for key in ("pdf", "proof"):
        page = pypdfium2.PdfDocument(made.path(key))[0].render(scale=150 / 72).to_pil()
        assert _texts(page) == [CONTENT]


def test_a_code_that_would_be_too_small_is_said_to_be_impossible(tmp_path: Path) -> None:
    made = make_set(
        saved(quarters(900, 700), tmp_path / "o.png"),
        screen=Recipe("jpeg", "width", 320, quality=80, qr=CODE),
        paper=Recipe("tiff", "page", 148, 210, dpi=300, style="cmyk", qr=Overlay(CONTENT, size=10).to_text()),
    )
    for key in ("screen", "paper"):
        assert made.line(key)["what"] == "unavailable"
        assert made.line(key)["reason"] == reasons.QR_SMALL


def test_a_file_that_had_to_shrink_below_what_cameras_read_fails(tmp_path: Path) -> None:
    original = saved(textured(1200, 1200), tmp_path / "o.png")
    code = Overlay(CONTENT, size=23).to_text()
    made = make_set(
        original,
        light=Recipe("jpeg", "width", 600, quality=80, max_bytes=20_000, qr=code),
        free=Recipe("jpeg", "width", 600, quality=80, qr=code),
    )
    assert made.line("light") == {"what": "failed", "keys": ["light"], "reason": reasons.QR_UNREAD}
    assert made.line("free")["what"] == "made"


def test_a_code_that_lost_its_contrast_is_not_taken(tmp_path: Path) -> None:
    recipe = Recipe("png", "width", 500, qr=CODE)
    made = make_set(saved(quarters(500, 500), tmp_path / "o.png"), it=recipe)
    frame, path = recipe.frame(Size(500, 500)), made.path("it")
    qr_overlay.read_back(path, recipe, frame, frame.size)
    faint = made.picture("it").point(lambda value: 128 + value // 64)
    faint.save(path)
    with pytest.raises(NotRenderable, match="could not be read back"):
        qr_overlay.read_back(path, recipe, frame, frame.size)


def test_a_code_that_says_something_else_is_not_taken(tmp_path: Path) -> None:
    recipe = Recipe("png", "width", 500, qr=CODE)
    made = make_set(saved(quarters(500, 500), tmp_path / "o.png"), it=recipe)
    other = Recipe("png", "width", 500, qr=Overlay(CONTENT.upper(), size=30).to_text())
    with pytest.raises(NotRenderable):
        qr_overlay.read_back(made.path("it"), other, other.frame(Size(500, 500)), Size(500, 500))


def test_a_code_in_the_picture_itself_does_not_count(tmp_path: Path) -> None:
    """The original shows another code beside ours: what is read is what stands where ours was drawn."""
    recipe = Recipe("png", "width", 600, qr=CODE)
    first = make_set(
        saved(quarters(600, 600), tmp_path / "o.png"),
        it=Recipe("png", "width", 600, qr=Overlay("other", "top-left", 30).to_text()),
    )
    second = make_set(saved(first.picture("it"), tmp_path / "coded.png"), it=recipe)
    assert sorted(_texts(second.picture("it"))) == [CONTENT, "other"]
