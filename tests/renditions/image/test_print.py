"""What goes to the press: ink, resolution, boxes and intent, read back from finished files."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from renditions import reasons
from renditions.built_in import BUILT_IN
from renditions.image import colour, ink
from tests.photographs import photograph
from tests.renditions.image.making import Answers, make_set
from tests.renditions.image.sheets import picture_in_pdf
from tests.renditions.pictures import corner_colours, is_near, quarters, saved

PAGES = {
    preset: spec.outputs()[0].recipe
    for channel in BUILT_IN
    for preset, spec in channel.presets.items()
    if channel.name == "print"
}
"""The built-in ones; an original smaller than the sheet makes them smaller, too."""

PRESS = [name for name, recipe in PAGES.items() if recipe.style == "cmyk"]


@pytest.fixture(scope="module")
def coffee(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """A photograph with deep shadows."""
    folder = tmp_path_factory.mktemp("print")
    with Image.open(photograph("coffee")) as image:
        original = saved(image.convert("RGB").resize((1200, 856)), folder / "coffee.jpg", quality=95)
    return make_set(original, **PAGES)


@pytest.mark.parametrize("key", PRESS)
def test_no_pixel_carries_more_ink_than_the_paper_dries(coffee: Answers, key: str) -> None:
    press = coffee.picture(key) if PAGES[key].format == "tiff" else picture_in_pdf(coffee.path(key))
    assert press.mode == "CMYK"
    assert 280 < ink.most_ink(press) <= 300


@pytest.mark.parametrize(
    ("key", "trim", "media"),
    [("a5-pdf", (210, 148), (216, 154)), ("a4-pdf", (297, 210), (303, 216))],
)
def test_a_sheet_has_its_boxes_to_the_hundredth_of_a_millimetre(
    coffee: Answers, key: str, trim: tuple[int, int], media: tuple[int, int]
) -> None:
    with pikepdf.open(coffee.path(key)) as document:
        page = document.pages[0]
        for box, size in ((page.trimbox, trim), (page.mediabox, media), (page.obj.BleedBox, media)):
            left, bottom, right, top = (float(edge) / 72 * 25.4 for edge in box)
            assert (right - left, top - bottom) == pytest.approx(size, abs=0.01)
        left, bottom, *_ = (float(edge) / 72 * 25.4 for edge in page.trimbox)
        assert (left, bottom) == pytest.approx((3, 3), abs=0.01)
        assert len(document.pages) == 1


def test_a_sheet_says_what_pdf_x_asks_for(coffee: Answers) -> None:
    with pikepdf.open(coffee.path("a5-pdf")) as document:
        assert document.pdf_version == "1.6"
        assert not document.is_encrypted
        assert len(document.trailer.ID) == 2
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert intent.DestOutputProfile.N == 4
        assert intent.DestOutputProfile.read_bytes() == colour.press_profile()
        (stream,) = document.pages[0].get_images().values()
        assert stream.ColorSpace == "/DeviceCMYK"
        assert stream.Filter in ("/DCTDecode", "/FlateDecode")
        assert document.docinfo.Trapped == "/False"
        assert document.docinfo.CreationDate == document.docinfo.ModDate == "D:20000101000000Z"
        assert document.docinfo.Title == "210 × 148 mm"
        with document.open_metadata(set_pikepdf_as_editor=False) as said:
            assert said["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert said["pdf:Trapped"] == "False"
            assert said["dc:title"] == "210 × 148 mm"
            assert said["xmp:CreateDate"] == said["xmp:ModifyDate"] == said["xmp:MetadataDate"]
            assert str(said["xmpMM:DocumentID"]).startswith("uuid:")
            assert said["xmpMM:RenditionClass"] == "default"
            assert said["xmpMM:VersionID"] == "1"


def test_a_sheet_is_light_enough_to_mail(coffee: Answers) -> None:
    assert coffee.path("a4-pdf").stat().st_size < 2_000_000


def test_the_picture_covers_the_sheet_to_its_edges(tmp_path: Path) -> None:
    """Drawn by another reader, every corner of all that is printed shows the picture, the right way up."""
    made = make_set(saved(quarters(1200, 800), tmp_path / "o.png"), it=PAGES["a5-pdf"])
    drawn = pypdfium2.PdfDocument(made.path("it"))[0].render(scale=1).to_pil()
    assert drawn.size in ((612, 437), (613, 437))
    colours = corner_colours(drawn)
    expected = corner_colours(colour.proofed(picture_in_pdf(made.path("it"))))
    assert all(is_near(one, other, 30) for one, other in zip(colours, expected, strict=True))
    edges = [drawn.getpixel(point) for point in ((0, 0), (611, 0), (0, 436), (611, 436))]
    assert (255, 255, 255) not in edges


@pytest.mark.parametrize("size", [(1200, 800), (800, 1200), (1000, 1000)])
def test_a_sheet_turns_with_thepicture_in_pdf(tmp_path: Path, size: tuple[int, int]) -> None:
    made = make_set(saved(quarters(*size), tmp_path / "o.png"), it=PAGES["a5-pdf"])
    with pikepdf.open(made.path("it")) as document:
        _, _, width, height = (float(edge) for edge in document.pages[0].mediabox)
    assert (width < height) == (size[0] < size[1])


def test_resolution_is_said_and_too_few_pixels_are_warned_of(coffee: Answers, tmp_path: Path) -> None:
    large = make_set(saved(quarters(2600, 1800), tmp_path / "o.png", compress_level=1), a5=PAGES["a5"])
    assert large.picture("a5").info["dpi"] == (300, 300)
    assert large.line("a5")["warning"] is None
    assert coffee.picture("a4").info["dpi"] == pytest.approx((102.6, 102.6), abs=0.1)
    for key, dpi in {"a5": 145, "a4": 102, "a5-pdf": 141, "a4-pdf": 100}.items():
        assert coffee.line(key)["warning"] == reasons.WARN_DPI % {"came": dpi}


def test_the_proof_stays_a_page_for_screens(coffee: Answers) -> None:
    with pikepdf.open(coffee.path("proof")) as document:
        assert "/OutputIntents" not in document.Root
        assert not document.docinfo
        (stream,) = document.pages[0].get_images().values()
        assert stream.ColorSpace == "/DeviceRGB"
        left, bottom, right, top = (float(edge) / 72 * 25.4 for edge in document.pages[0].mediabox)
        assert (right - left, top - bottom) == pytest.approx((210, 148), abs=0.01)


def _inks(*colours: tuple[int, int, int, int]) -> Image.Image:
    image = Image.new("CMYK", (len(colours), 1))
    for number, each in enumerate(colours):
        image.putpixel((number, 0), each)
    return image


def test_ink_is_taken_back_from_colours_and_never_from_black() -> None:
    before = _inks(
        (255, 255, 255, 255), (255, 255, 255, 0), (255, 255, 254, 10), (200, 180, 190, 255), (0, 0, 0, 255)
    )
    after = list(ink.limited(before).get_flattened_data())
    assert after[0] == (170, 170, 170, 255)
    assert after[1] == (255, 255, 255, 0), "300 % is allowed"
    assert after[2] == (251, 251, 251, 10)
    assert after[3] == (178, 161, 170, 255)
    assert after[4] == (0, 0, 0, 255)


def test_a_picture_within_the_limit_is_left_alone() -> None:
    light = Image.new("CMYK", (600, 600), (200, 100, 100, 100))
    assert ink.limited(light) is light


def test_taking_ink_back_shifts_no_colour_that_screens_show() -> None:
    steps = range(0, 256, 15)
    rgb = Image.new("RGB", (len(steps) ** 2, len(steps)))
    rgb.putdata([(red, green, blue) for blue in steps for red in steps for green in steps])
    press = colour.to_press(rgb, None)
    assert ink.most_ink(press) > 300
    limited = ink.limited(press)
    to_lab = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(colour.press_profile())),
        ImageCms.createProfile("LAB"),
        "CMYK",
        "LAB",
    )
    difference = ImageChops.difference(
        *(ImageCms.applyTransform(each, to_lab) for each in (press, limited))  # type: ignore[arg-type]
    )
    assert all(most <= 4 for _, most in difference.getextrema())  # type: ignore[misc]
    assert sum(ImageStat.Stat(difference).mean) < 0.01
