"""The first page of documents: drawn as finely as needed, locked and broken ones refused with a sentence."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from dam.errors import NotRenderable
from renditions import reasons
from renditions.document.page import draw_first_page
from renditions.geometry import Size
from renditions.limits import DOCUMENT_LONGEST_SIDE
from tests.renditions.pictures import BLUE, GREEN, RED, YELLOW, corner_colours, is_near, quarters


def _whole(_size: Size) -> float:
    return 1.0


def _fifth(_size: Size) -> float:
    return 0.2


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "o.pdf"
    quarters(827, 1169).save(
        path, save_all=True, append_images=[Image.new("RGB", (827, 1169))], resolution=100
    )
    return path


def test_the_first_page_is_drawn(pdf: Path) -> None:
    page = draw_first_page(pdf, _fifth)
    assert page.size.height == pytest.approx(0.2 * DOCUMENT_LONGEST_SIDE, abs=2)
    assert all(map(is_near, corner_colours(page.take()), (RED, GREEN, BLUE, YELLOW)))


def test_it_is_never_drawn_larger_than_the_limit(pdf: Path) -> None:
    asked: list[Size] = []

    def most(size: Size) -> float:
        asked.append(size)
        return 9.0

    page = draw_first_page(pdf, most)
    assert max(page.size.width, page.size.height) <= DOCUMENT_LONGEST_SIDE + 1
    assert asked[0].height == DOCUMENT_LONGEST_SIDE


def test_an_enormous_page_is_drawn_small(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    document.save(tmp_path / "o.pdf")
    document.close()
    assert max(draw_first_page(tmp_path / "o.pdf", _whole).take().size) <= DOCUMENT_LONGEST_SIDE + 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", reasons.PDF_UNREADABLE), (b"%PDF-1.4\n%%EOF", reasons.PDF_UNREADABLE)],
)
def test_broken_documents(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "o.pdf"
    path.write_bytes(content)
    with pytest.raises(NotRenderable, match=reason):
        draw_first_page(path, _whole)


_LOCKED = b"""%%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
4 0 obj <</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>> endobj
trailer <</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
""" % (b"11" * 32, b"22" * 32)


def test_a_locked_document(tmp_path: Path) -> None:
    path = tmp_path / "o.pdf"
    path.write_bytes(_LOCKED)
    with pytest.raises(NotRenderable, match=reasons.PDF_LOCKED):
        draw_first_page(path, _whole)
