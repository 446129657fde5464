"""The words of documents are read, and no document takes the reader down."""

import zipfile
from pathlib import Path

import pytest

from dam.metadata.words import read_words
from dam.metadata.words_cleaned import MAX_WORDS_LETTERS, cleaned
from dam.metadata.words_office import read

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_office(path: Path, **parts: str) -> Path:
    """Write a zip whose parts are XML documents; `__` stands for `/`."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return path


def make_pdf(path: Path, words: str) -> Path:
    """Write the smallest PDF that shows one line of words (ISO 32000-1, annex H.2)."""
    stream = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = "".join(f"{number} 0 obj\n{each}\nendobj\n" for number, each in enumerate(objects, 1))
    path.write_text(f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n")
    return path


def test_a_pdf_is_read_in_a_child(tmp_path: Path) -> None:
    assert read_words(make_pdf(tmp_path / "a.pdf", "Care of glass"), "application/pdf") == "Care of glass"


def test_runs_of_a_word_are_put_together_and_paragraphs_are_not(tmp_path: Path) -> None:
    text = (
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Flac</w:t></w:r><w:r><w:t>on</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>ambré</w:t></w:r></w:p></w:body></w:document>"
    )
    path = make_office(tmp_path / "a.docx", word__document=text)
    assert read({"path": str(path)}) == {"words": "Flacon ambré"}


def test_slides_come_in_their_order_and_cells_apart(tmp_path: Path) -> None:
    slide = "<s><p>{}</p></s>"
    path = make_office(
        tmp_path / "a.pptx",
        ppt__slides__slide10=slide.format("dix"),
        ppt__slides__slide2=slide.format("deux"),
        xl__sharedStrings="<sst><si><t>rouge</t></si><si><t>bleu</t></si></sst>",
    )
    assert read({"path": str(path)}) == {"words": "rouge bleu deux dix"}


@pytest.mark.parametrize(
    "part", ["", "<unclosed", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a>" * 3000], ids=range(4)
)
def test_a_broken_part_has_no_words_and_the_others_are_read(tmp_path: Path, part: str) -> None:
    path = make_office(tmp_path / "a.docx", word__document=part, word__footnotes="<a><p>note</p></a>")
    assert read({"path": str(path)}) == {"words": "note"}


def test_what_is_no_document_has_no_words(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"no zip, no PDF")
    assert read_words(tmp_path / "a", WORD) == ""
    assert read_words(tmp_path / "a", "image/jpeg") == ""


def test_words_are_made_whole_and_bounded() -> None:
    assert cleaned("un par-\n fum\x00 d'am\u00adbre\ufffe  fin") == "un parfum d'ambre fin"
    assert len(cleaned("mot " * 200_000)) <= MAX_WORDS_LETTERS
