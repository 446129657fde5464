"""QR codes as files: read back by a reader that is not ours."""

import io
import re

import pypdfium2
import pytest
import resvg_py
import zxingcpp
from PIL import Image

from dam.errors import Invalid
from delivery.links.qr import LEVELS, draw_code, file_name

URL = "https://assets.example.org/q/0123456789abcdef.instore.landscape-4k"


def said(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("level", LEVELS)
def test_every_format_is_read_back(level: str) -> None:
    with Image.open(io.BytesIO(draw_code(URL, "png", 400, level).content)) as png:
        assert png.width == png.height
        assert 300 < png.width <= 400
        assert said(png) == [URL]
    svg = draw_code(URL, "svg", 30, level)
    assert re.search(rb'width="30(\.0)?mm"', svg.content)
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=svg.content.decode(), dpi=300))
    with Image.open(io.BytesIO(drawn)) as image:
        assert said(image) == [URL]
    page = pypdfium2.PdfDocument(draw_code(URL, "pdf", 30, level).content)[0]
    assert page.get_width() == pytest.approx(30 / 25.4 * 72, abs=0.5)
    assert said(page.render(scale=5).to_pil()) == [URL]


@pytest.mark.parametrize(
    ("format_", "size", "level"),
    [
        ("gif", 0, "M"),
        ("png", 63, "M"),
        ("png", 4_097, "M"),
        ("svg", 9, "M"),
        ("svg", 0, "X"),
        ("pdf", 1_001, "L"),
    ],
)
def test_odd_wishes_are_refused(format_: str, size: int, level: str) -> None:
    with pytest.raises(Invalid):
        draw_code(URL, format_, size, level)


def test_a_file_has_a_plain_name() -> None:
    assert file_name("0123456789abcdef.a5", "svg") == "qr-0123456789abcdef-a5.svg"
