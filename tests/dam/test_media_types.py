"""The type comes from the first bytes: what is kept, what is refused, and that the name does not help a liar."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.media_types import EXTENSIONS, KEPT, SNIFF_BYTES, sniff

OFFICE = "application/vnd.openxmlformats-officedocument"


def zip_of(*names: str) -> bytes:
    """A zip archive with these members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:  # of a fixed date, so that every test process names its cases alike
            archive.writestr(zipfile.ZipInfo(name), "<x/>")
    return file.getvalue()


def ftyp(major: bytes, *others: bytes) -> bytes:
    """The first box of an ISO media file."""
    brands = b"".join(others)
    return (16 + len(brands)).to_bytes(4, "big") + b"ftyp" + major + b"\0\0\0\0" + brands + b"\0\0\0\x08free"


KEPT_HEADS = [
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
    (b"GIF89a\x01\0", "image/gif"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
    (b"II*\0\x08\0\0\0", "image/tiff"),
    (b"MM\0*\0\0\0\x08", "image/tiff"),
    (b"II*\0\x10\0\0\0CR\x02\0", "image/x-canon-cr2"),
    (ftyp(b"avif", b"mif1", b"miaf"), "image/avif"),
    (ftyp(b"mif1", b"avif", b"miaf"), "image/avif"),
    (ftyp(b"heic", b"mif1", b"heic"), "image/heic"),
    (ftyp(b"mif1", b"heic"), "image/heic"),
    (ftyp(b"crx ", b"isom"), "image/x-canon-cr3"),
    (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "image/bmp"),
    (b"8BPS\0\x01\0\0\0\0\0\0", "image/vnd.adobe.photoshop"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="1">', "image/svg+xml"),
    (b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY x "y">]><svg>', "image/svg+xml"),
    (b"%PDF-1.7\n", "application/pdf"),
    (
        zip_of("[Content_Types].xml", "_rels/.rels", "word/document.xml"),
        f"{OFFICE}.wordprocessingml.document",
    ),
    (zip_of("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
    (zip_of("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
    (ftyp(b"isom", b"iso2", b"avc1", b"mp41"), "video/mp4"),
    (ftyp(b"qt  "), "video/quicktime"),
    (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", "video/x-matroska"),
    (b"RIFF\x24\0\0\0AVI LIST", "video/x-msvideo"),
    ((b"\x47" + b"\0" * 187) * 4, "video/mp2t"),
    ((b"\0\0\0\0\x47" + b"\0" * 187) * 4, "video/mp2t"),
    (b"OggS\0\x02" + b"\0" * 22 + b"\x80theora", "video/ogg"),
    (b"ID3\x04\0\0", "audio/mpeg"),
    (b"\xff\xfb\x90\x64", "audio/mpeg"),
    (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
    (b"fLaC\0\0\0\x22", "audio/flac"),
    (b"OggS\0\x02" + b"\0" * 22 + b"OpusHead", "audio/ogg"),
    (ftyp(b"M4A ", b"isom"), "audio/mp4"),
]

REFUSED_HEADS = [
    b"",
    b"\0" * 4096,
    b"just some text, named photo.jpg",
    b"BMW is a brand and this is a text about it, long enough to look like a header",
    b"%!PS-Adobe-3.0 EPSF-3.0\n",
    b"\xc5\xd0\xd3\xc6\x20\0\0\0",
    zip_of("readme.txt"),
    zip_of("word/evil.txt"),
    b"MZ\x90\0\x03",
    b"\x7fELF\x02\x01",
    b"\xca\xfe\xba\xbe\0\0",
    b"#!/bin/sh\nrm -rf /\n",
    b"<!DOCTYPE html><html><svg></svg></html>",
    b"<html><body>",
    b'<?xml version="1.0"?><note><svg/></note>',
    b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n",
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
    b"\xff\xfe<\0s\0v\0g\0",
    b"\xff\xfb\xf0\x64",
    b"RIFF\x24\0\0\0ACON",
    b"\0\0\x01\0\x01\0",
]


@pytest.mark.parametrize(
    ("head", "name"), KEPT_HEADS, ids=[f"{name}-{n}" for n, (_, name) in enumerate(KEPT_HEADS)]
)
def test_kept(head: bytes, name: str) -> None:
    found = sniff(head)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("head", REFUSED_HEADS, ids=lambda head: repr(head[:14]))
@pytest.mark.parametrize("filename", ["", "photo.jpg", "film.mp4", "logo.svg", "mémoire.docx"])
def test_refused_whatever_the_name(head: bytes, filename: str) -> None:
    assert sniff(head, filename) is None


def test_the_name_tells_raw_files_of_one_container_apart() -> None:
    kept = [sniff(b"MM\0*\0\0\0\x08", name) for name in ("a.NEF", "b.dng", "c.arw", "d.tif", "e.jpg")]
    assert [found.extension if found else None for found in kept] == ["nef", "dng", "arw", "tif", "tif"]


@given(st.binary(max_size=SNIFF_BYTES), st.text(max_size=30))
def test_any_bytes_and_any_name_get_an_answer(head: bytes, filename: str) -> None:
    found = sniff(head, filename)
    assert found is None or KEPT[found.name] is found


def test_a_hostile_prologue_is_quick() -> None:
    assert sniff((b"<!---->" * 600)[:SNIFF_BYTES]) is None
    assert sniff((b"<!DOCTYPE svg [" + b"[]" * 2000)[:SNIFF_BYTES]) is None


def test_every_kept_type_has_an_extension_of_its_own() -> None:
    assert len(set(EXTENSIONS.values())) == len(KEPT) == len(EXTENSIONS)


@pytest.mark.parametrize("name", ["logo.eps", "logo.jpg", "logo.svg", "logo.ai", "logo.pdf", "logo.tif"])
@pytest.mark.parametrize(
    "head",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\xc5\xd0\xd3\xc6\x1e\x00\x00\x00%!PS-Adobe-3.0 EPSF-3.0\n",  # with a preview for DOS before it
        b"\x04%!PS-Adobe-3.0\n",
        b"  \n%!PS\n",
    ],
)
def test_eps_is_refused_whatever_its_name(head: bytes, name: str) -> None:
    assert sniff(head, name) is None


def test_open_documents_are_told_from_other_zips() -> None:
    def named(kind: bytes) -> bytes:
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(zipfile.ZipInfo("mimetype"), kind)
            archive.writestr(zipfile.ZipInfo("content.xml"), "<x/>")
        return file.getvalue()

    for kind in ("text", "spreadsheet", "presentation"):
        found = sniff(named(f"application/vnd.oasis.opendocument.{kind}".encode()))
        assert found is not None
        assert (found.name.rpartition(".")[2], found.kind) == (kind, "document")
    assert sniff(named(b"application/vnd.oasis.opendocument.formula")) is None
    assert sniff(named(b"application/epub+zip")) is None
