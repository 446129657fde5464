"""Hostile and broken files: whatever they hold, facts come back, nothing local is read, nothing grows."""

import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dam.media_types import KEPT
from dam.metadata import facts_film, facts_office, facts_pdf, facts_still
from dam.metadata.facts import Facts, read_facts
from dam.metadata.facts_xmp import UnreadableXmp, read_xmp
from tests.dam.metadata.files import BILLION_LAUGHS, OUTSIDE_ENTITY, XMP, film, pdf, photograph, png_bomb
from tests.films import make_film
from tests.material import material
from tests.scale import many

CANARY = "canary-7f3a91"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_a_png_bomb_is_only_measured(tmp_path: Path) -> None:
    path = png_bomb(tmp_path / "bomb.png")
    assert path.stat().st_size < 1_000_000
    facts = read_facts(path, "image/png")
    assert (facts.readable, facts.width, facts.height) == (True, 30_000, 30_000)


def test_a_truncated_jpeg_is_kept_and_marked(tmp_path: Path) -> None:
    whole = photograph(tmp_path / "whole.jpg", size=(800, 600)).read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) * 2 // 3])
    facts = read_facts(tmp_path / "cut.jpg", "image/jpeg")
    assert (facts.width, facts.height) == (800, 600)
    assert "end of the file is missing" in facts.problems[0]


def test_text_named_jpg_is_unreadable_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("not a picture")
    facts = read_facts(tmp_path / "text.jpg", "image/jpeg")
    assert not facts.readable
    assert "damaged or incomplete" in facts.problems[0]


@pytest.mark.parametrize("playlist", ["hls", "dash", "concat", "ffconcat"])
def test_a_playlist_named_mp4_reads_no_local_file(tmp_path: Path, playlist: str) -> None:
    secret = film(tmp_path / "secret.mp4", "-metadata", f"title={CANARY}")
    segment = film(tmp_path / "secret.ts", "-c:v", "mpeg4", "-metadata", f"service_name={CANARY}")
    bodies = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://{segment}\n#EXT-X-ENDLIST\n",
        "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" '
        f'bandwidth="1"><BaseURL>file://{secret}</BaseURL></Representation></AdaptationSet></Period></MPD>',
        "concat": f"file '{secret}'\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{secret}'\n",
    }
    path = tmp_path / "film.mp4"
    path.write_text(bodies[playlist])
    for media_type in facts_film.FORMATS:
        facts = read_facts(path, media_type)
        assert not facts.readable, media_type
        assert CANARY not in str(facts)
        assert (facts.width, facts.duration) == (None, None)


def test_the_canary_would_sing_in_an_honest_film(tmp_path: Path) -> None:
    assert (
        read_facts(film(tmp_path / "secret.mp4", "-metadata", f"title={CANARY}"), "video/mp4").title == CANARY
    )


def test_hostile_xmp_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text(CANARY)
    for packet in (
        BILLION_LAUGHS,
        OUTSIDE_ENTITY % str(canary).encode(),
        b"<broken",
        b"\xff\xfe\x00",
        b"<a>" * 9999,
    ):
        facts = read_facts(photograph(tmp_path / "photo.jpg", xmp=packet), "image/jpeg")
        assert (facts.readable, facts.width, facts.description) == (True, 60, "Vue du port")
        assert "XMP information is damaged" in facts.problems[0]
        assert CANARY not in str(facts)


def test_xmp_that_is_too_long_is_not_looked_into() -> None:
    with pytest.raises(UnreadableXmp):
        read_xmp(b" " * 3_000_000 + XMP)


def test_a_gif_of_five_thousand_frames_is_counted(tmp_path: Path) -> None:
    frames = [Image.new("P", (2, 2), number % 2) for number in range(5000)]
    frames[0].save(tmp_path / "many.gif", save_all=True, append_images=frames[1:], optimize=False)
    assert read_facts(tmp_path / "many.gif", "image/gif").frames == 5000


def test_texts_lose_what_a_database_refuses(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "one\x00two\x07three\u2028four"
    Image.new("RGB", (8, 8)).save(tmp_path / "nul.jpg", exif=exif)
    description = read_facts(tmp_path / "nul.jpg", "image/jpeg").description
    assert description is not None
    assert "\x00" not in description
    assert "\x07" not in description


def test_a_zip_bomb_of_properties_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", b"<a>" + b" " * 200_000_000 + b"</a>")
    assert not read_facts(path, DOCX).readable


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    locked = pdf(tmp_path / "locked.pdf").read_bytes()
    cut = locked.replace(b"%%EOF", b"")[: len(locked) // 2]
    (tmp_path / "cut.pdf").write_bytes(cut)
    facts = read_facts(tmp_path / "cut.pdf", "application/pdf")
    assert not facts.readable
    assert "damaged" in facts.problems[0]


def test_a_missing_file_and_an_unknown_type_are_unreadable(tmp_path: Path) -> None:
    assert not read_facts(tmp_path / "none.jpg", "image/jpeg").readable
    assert not read_facts(tmp_path / "none.zip", "application/zip").readable


def test_real_broken_files_never_raise() -> None:
    pictures = material("thumbor") / "thumbor-7.8.0" / "tests" / "fixtures" / "images"
    assert read_facts(pictures / "BlueSquare_truncated.jpg", "image/jpeg").problems
    for name in (
        "broken-exif-tag.jpg",
        "invalid_quantization.jpg",
        "image_invalid.jpg",
        "weird_normalize_error.jpg",
    ):
        assert isinstance(read_facts(pictures / name, "image/jpeg"), Facts)
    bomb = read_facts(pictures / "16384x16384.png", "image/png")
    assert (bomb.width, bomb.height) == (16384, 16384)


SEEDS = ("image/jpeg", "image/tiff", "video/mp4", "application/pdf", "image/gif", "image/webp", "image/png")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One honest small file a type."""
    folder = tmp_path_factory.mktemp("seeds")
    files = {
        "image/jpeg": photograph(folder / "a.jpg", xmp=XMP),
        "video/mp4": film(folder / "a.mp4", "-c:v", "mpeg4"),
        "application/pdf": pdf(folder / "a.pdf"),
    }
    for name in ("tiff", "gif", "webp", "png"):
        files[f"image/{name}"] = folder / f"a.{name}"
        Image.radial_gradient("L").save(folder / f"a.{name}")
    return {media_type: path.read_bytes() for media_type, path in files.items()}


@pytest.mark.parametrize("media_type", SEEDS)
def test_mutated_files_give_facts(seeds: dict[str, bytes], tmp_path: Path, media_type: str) -> None:
    """In this process, for speed: an exception that the readers do not foresee shows at once."""
    read = {"video": facts_film.read, "document": facts_pdf.read, "image": facts_still.read}[
        KEPT[media_type].kind
    ]
    path = tmp_path / "mutated"
    for seed in range(many(25, 2500)):
        path.write_bytes(_mutated(seeds[media_type], Random(seed)))
        facts = Facts.from_json(read({"path": str(path), "media_type": media_type}))
        assert facts.readable or facts.problems, f"{media_type} changed by seed {seed}"


def _mutated(whole: bytes, chance: Random) -> bytes:
    """Change up to twelve bytes where the heads are, and often cut the end off."""
    body = bytearray(whole)
    for _ in range(chance.randint(1, 12)):
        body[chance.randrange(min(len(body), 3000))] = chance.randrange(256)
    return bytes(body[: chance.choice((len(body), chance.randint(20, len(body))))])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=600))
def test_rubbish_gives_facts(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "rubbish"
    path.write_bytes(body)
    for read, media_type in (
        (facts_office.read, DOCX),
        (facts_pdf.read, "application/pdf"),
        (facts_still.read, "image/tiff"),
    ):
        facts = Facts.from_json(read({"path": str(path), "media_type": media_type}))
        assert facts.readable or facts.problems


def test_a_film_in_a_code_that_nobody_knows(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", seconds=1, width=160, height=90)
    film.write_bytes(film.read_bytes().replace(b"avc1", b"zzzz"))
    facts = read_facts(film, "video/mp4")
    assert facts.problems or not facts.readable, "nobody can show it, and it is said"
    assert "avc1" not in facts.codecs
