"""Facts of honest files: all that a picture, film or document says of itself."""

import json
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from dam.media_types import SNIFF_BYTES, sniff
from dam.metadata import facts_film, facts_office, facts_pdf, facts_still
from dam.metadata.facts import Facts, read_facts
from tests.dam.metadata.files import XMP, film, iptc_tiff, pdf, photograph
from tests.material import material

OFFICE = "application/vnd.openxmlformats-officedocument"


def facts_of(path: Path) -> Facts:
    """Sniff, then read, as an upload does."""
    with path.open("rb") as file:
        kept = sniff(file.read(SNIFF_BYTES), path.name)
    assert kept is not None, f"{path.name} is not kept"
    return read_facts(path, kept.name)


def test_exif_alone(tmp_path: Path) -> None:
    facts = facts_of(photograph(tmp_path / "port.jpg"))
    assert (facts.width, facts.height, facts.readable, facts.problems) == (60, 40, True, ())
    assert facts.description == "Vue du port"
    assert facts.copyright == "EXIF owner"
    assert facts.camera == "Canon EOS R5"
    assert facts.captured_at == "2026-02-28T08:09:10+02:00"
    assert facts.gps == (48.858194, -2.2945)


def test_xmp_speaks_before_exif_and_the_camera_knows_the_time_best(tmp_path: Path) -> None:
    facts = facts_of(photograph(tmp_path / "plage.jpg", xmp=XMP))
    assert (facts.title, facts.description) == ("L’été", "Une plage")
    assert facts.keywords == ("plage", "été")
    assert facts.creator == "Atelier Un, Atelier Deux"
    assert (facts.copyright, facts.credit) == ("© Vitrine", "Studio Vitrine")
    assert facts.captured_at == "2026-02-28T08:09:10+02:00"


def test_iptc_in_both_encodings(tmp_path: Path) -> None:
    facts = facts_of(iptc_tiff(tmp_path / "agence.tif"))
    assert (facts.title, facts.description) == ("Café du marché", "Une terrasse")
    assert facts.keywords == ("café", "place")
    assert (facts.creator, facts.credit, facts.copyright) == ("Atelier Un", "Agence", "(c) Agence")
    assert facts.captured_at == "2026-03-21T10:15:00+01:00"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_is_as_seen(tmp_path: Path, orientation: int) -> None:
    facts = facts_of(photograph(tmp_path / "turned.jpg", orientation=orientation))
    assert facts.orientation == orientation
    assert (facts.width, facts.height) == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_size_of_a_tiff_is_as_seen(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", (60, 40)).save(tmp_path / "turned.tif", exif=exif)
    facts = facts_of(tmp_path / "turned.tif")
    assert (facts.width, facts.height) == ((60, 40) if orientation < 5 else (40, 60))


def test_an_impossible_orientation_counts_as_none(tmp_path: Path) -> None:
    assert facts_of(photograph(tmp_path / "odd.jpg", orientation=99)).orientation == 1


def test_alpha_profile_frames_and_pages(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGBA", (8, 8)).save(tmp_path / "a.png", icc_profile=profile)
    Image.new("CMYK", (8, 8)).save(tmp_path / "b.jpg")
    frames = [Image.new("L", (8, 8), level) for level in (0, 120, 250)]
    frames[0].save(tmp_path / "c.gif", save_all=True, append_images=frames[1:])
    frames[0].save(tmp_path / "d.tif", save_all=True, append_images=frames[1:])
    logo, print_file, moving, scans = (
        facts_of(tmp_path / name) for name in ("a.png", "b.jpg", "c.gif", "d.tif")
    )
    assert (logo.has_alpha, logo.icc_name) == (True, "sRGB built-in")
    assert (print_file.colour_space, print_file.has_alpha) == ("CMYK", False)
    assert moving.frames == 3
    assert (scans.pages, scans.colour_space) == (3, "Grey")


@pytest.mark.parametrize("extension", ["webp", "avif", "bmp"])
def test_other_stills(tmp_path: Path, extension: str) -> None:
    Image.new("RGB", (31, 17)).save(tmp_path / f"x.{extension}")
    facts = facts_of(tmp_path / f"x.{extension}")
    assert (facts.width, facts.height, facts.readable) == (31, 17, True)


@pytest.mark.parametrize("extension", ["mp4", "mov", "mkv", "webm", "avi", "ts"])
def test_film(tmp_path: Path, extension: str) -> None:
    options = (
        "-metadata",
        "title=Été",
        "-pix_fmt",
        "yuv420p",
        "-c:v",
        "libvpx" if extension == "webm" else "mpeg4",
    )
    facts = facts_of(film(tmp_path / f"film.{extension}", *options))
    assert (facts.width, facts.height, facts.readable) == (160, 90, True)
    assert facts.duration == pytest.approx(0.5, abs=0.2)
    assert facts.frame_rate == pytest.approx(10)
    assert len(facts.codecs) == 2
    assert facts.problems == ()
    if extension in ("mp4", "mov", "mkv", "webm"):
        assert facts.title == "Été"


def test_a_rotated_film_is_upright(tmp_path: Path) -> None:
    facts = facts_of(film(tmp_path / "phone.mp4", "-c:v", "mpeg4", rotated=True))
    assert (facts.width, facts.height) == (90, 160)


@pytest.mark.parametrize("extension", ["mp3", "wav", "flac", "ogg", "m4a"])
def test_sound(tmp_path: Path, extension: str) -> None:
    facts = facts_of(film(tmp_path / f"jingle.{extension}", "-vn", "-metadata", "artist=Atelier Son"))
    assert facts.duration == pytest.approx(0.5, abs=0.1)
    assert (facts.width, len(facts.codecs)) == (None, 1)
    if extension in ("mp3", "m4a"):
        assert facts.creator == "Atelier Son"


def test_pdf(tmp_path: Path) -> None:
    facts = facts_of(pdf(tmp_path / "charte.pdf", title="Charte été", pages=3))
    assert (facts.pages, facts.title, facts.creator) == (3, "Charte été", "Atelier")
    assert (facts.width, facts.height) == (595, 842)


def test_office(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Mémoire</dc:title><dc:creator>Atelier</dc:creator><cp:keywords>été; plage</cp:keywords>"
        "</cp:coreProperties>"
    )
    path = tmp_path / "mémoire.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("docProps/core.xml", core)
        archive.writestr("docProps/app.xml", "<Properties><Pages>4</Pages></Properties>")
    facts = facts_of(path)
    assert (facts.title, facts.creator, facts.keywords, facts.pages) == (
        "Mémoire",
        "Atelier",
        ("été", "plage"),
        4,
    )


def test_what_is_kept_closed_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)  # as where it is not installed
    (tmp_path / "photo.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1")
    facts = facts_of(tmp_path / "photo.heic")
    assert facts.readable
    assert "kept as it is" in facts.problems[0]


def test_facts_go_through_json_and_back(tmp_path: Path) -> None:
    facts = facts_of(photograph(tmp_path / "port.jpg", xmp=XMP))
    values = json.loads(json.dumps(facts.to_json()))
    assert Facts.from_json(values) == facts
    assert Facts.from_json({**values, "of_a_later_release": 1}) == facts


def test_the_child_and_this_process_read_the_same(tmp_path: Path) -> None:
    """The readers are plain functions; here they also run where coverage sees them."""
    photo, movie, charter = (
        photograph(tmp_path / "p.jpg", xmp=XMP),
        film(tmp_path / "f.mp4"),
        pdf(tmp_path / "c.pdf"),
    )
    pairs = [
        (facts_still.read, photo, "image/jpeg"),
        (facts_film.read, movie, "video/mp4"),
        (facts_pdf.read, charter, "application/pdf"),
        (facts_office.read, photo, f"{OFFICE}.wordprocessingml.document"),
    ]
    for read, path, media_type in pairs:
        here = Facts.from_json(read({"path": str(path), "media_type": media_type}))
        assert read_facts(path, media_type) == here


def test_real_photographs() -> None:
    pictures = material("thumbor") / "thumbor-7.8.0" / "tests" / "fixtures" / "images"
    portrait = facts_of(pictures / "Giunchedi%2C_Filippo_January_2015_01-cmyk-orientation-exif.jpg")
    assert portrait.colour_space == "CMYK"
    assert facts_of(pictures / "maracujá.jpg").readable
    large = facts_of(pictures / "9643x10328.jpg")
    assert (large.width, large.height) == (9643, 10328)
    brands = material("piexif") / "piexif-1.1.3" / "tests" / "images"
    cameras = {name: facts_of(brands / f"r_{name}.jpg").camera for name in ("canon", "sigma", "sony", "pana")}
    assert cameras == {
        "canon": "Canon PowerShot G1 X Mark II",
        "sigma": "SIGMA DP3 Merrill",
        "sony": "SONY DSC-RX1R",
        "pana": "Panasonic DMC-L10",
    }
    assert facts_of(brands / "r_olympus.jpg").description is None, "the camera's own name is no description"


def test_real_samples_of_many_formats() -> None:
    samples = material("filetype") / "filetype-1.2.0" / "tests" / "fixtures"
    for name in ("avif", "docx", "gif", "jpg", "m4a", "mov", "mp4", "png", "pptx", "tif", "xlsx"):
        facts = facts_of(samples / f"sample.{name}")
        assert (facts.readable, facts.problems) == (True, ()), name
