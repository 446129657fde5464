"""File names: any of them becomes harmless, and keeps what people recognise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.assets.filenames import MAX_BYTES, clean_filename, humanise


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("été.jpg", "été.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("../../x", "x"),
        ("..\\..\\x.png", "x.png"),
        ("C:\\Photos\\plage.jpg", "plage.jpg"),
        ("/etc/passwd", "passwd"),
        ("a\x00b\r\n.jpg", "ab.jpg"),
        ("exe\u202egpj.exe", "exegpj.exe"),
        (b"\xff\xfe.jpg".decode("utf-8", "surrogateescape"), "\ufffd\ufffd.jpg"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        ("👩‍🎨 plage.webp", "👩‍🎨 plage.webp"),
        (" x .png ", "x .png"),
        ("x.", "x"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_filename(name) == clean


def test_a_long_name_is_cut_between_characters_and_keeps_its_extension() -> None:
    clean = clean_filename("é" * 300 + ".jpeg")
    assert len(clean.encode()) <= MAX_BYTES
    assert clean == "é" * 125 + ".jpeg"


@given(st.text(st.characters(), max_size=400))
def test_whatever_comes_is_one_storable_name(name: str) -> None:
    clean = clean_filename(name)
    assert 1 <= len(clean.encode("utf-8")) <= MAX_BYTES
    assert not set("/\\\0\n\r") & set(clean)
    assert clean not in (".", "..")
    assert clean_filename(clean) == clean


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("affiche_ete-2026.jpg", "Affiche ete 2026"),
        ("IMG_0042.JPG", "IMG 0042"),
        ("été à la plage.png", "Été à la plage"),
        (".htaccess", "Htaccess"),
        ("---.png", "---.png"),
        ("no extension", "No extension"),
    ],
)
def test_a_name_becomes_a_title(filename: str, title: str) -> None:
    assert humanise(filename) == title
