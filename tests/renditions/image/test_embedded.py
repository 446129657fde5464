"""What renditions say about themselves: read back by ExifTool, for every format and policy."""

import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.metadata.facts_words import clean
from renditions import reasons
from renditions.image.embedded import POLICIES, PROPERTIES, Embedded, Property, Text
from renditions.image.embedded_check import forbidden_metadata
from renditions.image.embedded_packet import blocks_for
from renditions.image.embedded_reading import embedded_in_xmp
from renditions.limits import EMBEDDED_BYTES
from renditions.preset_rules import METADATA
from renditions.recipe import Recipe
from tests.exiftool import read_words, write_words
from tests.material import material
from tests.renditions.image.making import Answers, make_set
from tests.renditions.loaders.photoshop_files import planes_of, psd
from tests.renditions.loaders.reading import read_through_child
from tests.renditions.pictures import quarters, saved

FORMATS = ("jpeg", "webp", "avif", "png", "tiff", "pdf")

USUAL = {
    "XMP-dc:Rights": "© Maison Élan 2026",
    "XMP-dc:Creator": ["Zoé Müller", "Åsa Öberg"],
    "XMP-photoshop:Credit": "Maison Élan / Studio",
    "XMP-xmpRights:UsageTerms": "No resale",
    "XMP-xmpRights:UsageTerms-fr": "Revente interdite",
    "XMP-xmpRights:WebStatement": "https://maison.example/licence",
    "XMP-plus:DataMining": "DMI-PROHIBITED-AIMLTRAINING",
    "XMP-plus:LicensorURL": "https://maison.example/buy",
    "XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    "XMP-iptcExt:AISystemUsed": "Brush",
    "XMP-iptcExt:AISystemVersionUsed": "4.2b",
    "XMP-iptcExt:AIPromptInformation": "A bottle, on sand; no people",
    "XMP-iptcExt:AIPromptWriterName": "Noé Duval",
}

WORDS = {
    "XMP-dc:Title": "Flacon sur le sable",
    "XMP-dc:Description": "A bottle in the evening",
    "XMP-dc:Subject": ["flacon", "sable"],
    "XMP-photoshop:DateCreated": "2026:03:21 10:15:00",
}

PRIVATE = (
    "-IFD0:Software=PRIVATE editor",
    "-IFD0:Make=PRIVATE maker",
    "-IFD0:XPComment=PRIVATE comment",
    "-ExifIFD:SerialNumber=PRIVATE serial",
    "-ExifIFD:OwnerName=PRIVATE owner",
    "-ExifIFD:LensSerialNumber=PRIVATE lens",
    "-ExifIFD:UserComment=PRIVATE remark",
    "-GPS:GPSLatitude=48.8584",
    "-GPS:GPSLatitudeRef=N",
    "-GPS:GPSLongitude=2.2945",
    "-GPS:GPSLongitudeRef=E",
    "-XMP-exif:GPSLatitude=48.8584",
    "-XMP-iptcExt:PersonInImage=PRIVATE person",
    "-XMP-photoshop:City=PRIVATE city",
    "-XMP-photoshop:Instructions=PRIVATE order",
    "-XMP-aux:SerialNumber=PRIVATE serial",
    "-XMP-xmp:CreatorTool=PRIVATE tool",
    "-XMP-xmpMM:OriginalDocumentID=PRIVATE id",
    "-XMP-plus:LicensorName=PRIVATE licensor",
    "-XMP-plus:LicensorEmail=PRIVATE address",
)

ONLY_IN_JPEG = ("-Comment=PRIVATE words", "-IPTC:City=PRIVATE town", "-IPTC:Writer-Editor=PRIVATE writer")


def _arguments(values: dict[str, Any]) -> list[str]:
    pairs = (
        (name, each)
        for name, value in values.items()
        for each in (value if isinstance(value, list) else [value])
    )
    return [f"-{name}={value}" for name, value in pairs]


def _telling(path: Path) -> Path:
    """Write a picture that tells everything that it should not, too."""
    picture = quarters(640, 480)
    thumbnail = saved(quarters(160, 120), path.parent / "thumbnail.jpg")
    further: tuple[str, ...] = ()
    if path.suffix == ".jpg":
        further = (*ONLY_IN_JPEG, f"-IFD1:ThumbnailImage<={thumbnail}")
    return write_words(saved(picture, path), *_arguments(USUAL), *_arguments(WORDS), *PRIVATE, *further)


def _everything(
    original: Path, formats: tuple[str, ...] = FORMATS, policies: tuple[str, ...] = POLICIES
) -> Answers:
    return make_set(
        original,
        **{
            f"{format_}-{policy}": Recipe(format_, "width", 200, quality=80, metadata=policy)
            for format_ in formats
            for policy in policies
        },
    )


def _said(answers: Answers, *keys: str) -> list[dict[str, Any]]:
    return read_words(*(answers.path(key) for key in keys))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return _everything(_telling(tmp_path_factory.mktemp("telling") / "original.jpg"))


@pytest.mark.parametrize("policy", POLICIES)
def test_each_format_says_what_its_policy_keeps_and_nothing_else(everything: Answers, policy: str) -> None:
    kept = {"": USUAL, "none": {}, "all": USUAL | WORDS}[policy]
    for format_, said in zip(
        FORMATS, _said(everything, *(f"{format_}-{policy}" for format_ in FORMATS)), strict=True
    ):
        xmp = {
            name: value
            for name, value in said.items()
            if name.startswith("XMP") and name != "XMP-x:XMPToolkit"
        }
        assert xmp == kept, format_
        assert "PRIVATE" not in str(said)
        assert not [
            name for name in said if name.startswith(("GPS", "ExifIFD", "IFD1", "IPTC", "Photoshop"))
        ], format_
        if format_ != "pdf":
            assert said.get("IFD0:Copyright") == kept.get("XMP-dc:Rights")
            assert said.get("IFD0:Artist") == ("Zoé Müller; Åsa Öberg" if kept else None)


def test_no_byte_of_what_is_private_is_in_any_file(everything: Answers) -> None:
    for line in everything.lines:
        if line["what"] == "made":
            content = (everything.folder / line["file"]).read_bytes()
            assert b"PRIVATE" not in content
            assert line["file"].endswith(".pdf") or b"\xff\xd8\xff" not in content[2:]  # no second picture


def test_finished_files_pass_their_own_check(everything: Answers) -> None:
    for policy in POLICIES:
        for format_ in FORMATS:
            assert forbidden_metadata(everything.path(f"{format_}-{policy}"), policy) == ()


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_the_check_finds_what_is_private(tmp_path: Path, suffix: str) -> None:
    found = forbidden_metadata(_telling(tmp_path / f"o.{suffix}"), "all")
    assert {"EXIF Software", "EXIF GPSInfo", "XMP PersonInImage", "XMP GPSLatitude"} <= set(found)
    if suffix == "jpg":
        assert {"JPEG APP13", "JPEG COM", "EXIF thumbnail"} <= set(found)


def test_the_check_finds_words_that_the_policy_does_not_keep(everything: Answers) -> None:
    for format_ in FORMATS:
        assert "XMP title" in forbidden_metadata(everything.path(f"{format_}-all"), "")
        assert "XMP rights" in forbidden_metadata(everything.path(f"{format_}-"), "none")


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "avif"])
def test_originals_of_every_format_are_read(tmp_path: Path, suffix: str) -> None:
    answers = _everything(_telling(tmp_path / f"o.{suffix}"), ("jpeg",), ("all",))
    said = _said(answers, "jpeg-all")[0]
    assert {name: said.get(name) for name in USUAL | WORDS} == USUAL | WORDS
    assert "PRIVATE" not in str(said)


def test_what_a_montage_was_made_of_lends_it_no_rights() -> None:
    pantry = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Description>
        <xmpMM:Pantry><rdf:Bag><rdf:li><rdf:Description><dc:rights>PRIVATE</dc:rights></rdf:Description></rdf:li></rdf:Bag>
        </xmpMM:Pantry><dc:creator>Zoé</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""
    assert dict(embedded_in_xmp(pantry).texts) == {"dc:creator": (Text("Zoé"),)}


texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=60).map(clean)
saids = st.dictionaries(
    st.sampled_from(PROPERTIES),
    st.lists(texts.filter(bool), min_size=1, max_size=4, unique=True),
    max_size=16,
)


@given(saids)
def test_what_is_written_reads_the_same(said: dict[Property, list[str]]) -> None:
    languages = ("x-default", "fr", "en-GB", "ar")
    embedded = Embedded(
        {
            each.name: tuple(
                Text(text, language if each.form == "languages" else "")
                for text, language in zip(words[: 1 if each.form == "text" else 4], languages, strict=False)
            )
            for each, words in said.items()
        }
    )
    for policy in POLICIES:
        blocks = blocks_for(embedded, policy)
        assert embedded_in_xmp(blocks.xmp) == embedded.kept(policy)
        assert len(blocks.xmp) <= EMBEDDED_BYTES


def test_older_blocks_speak_where_there_is_no_xmp(tmp_path: Path) -> None:
    iptc = write_words(
        saved(quarters(200, 150), tmp_path / "iptc.jpg"),
        "-codedcharacterset=utf8",
        "-IPTC:By-line=Zoé",
        "-IPTC:CopyrightNotice=© Élan",
        "-IPTC:Credit=Studio",
        "-IPTC:Keywords=flacon",
        "-EXIF:Artist=somebody else",
    )
    exif = write_words(
        saved(quarters(200, 150), tmp_path / "exif.jpg"), "-EXIF:Artist=Zoé; Åsa", "-EXIF:Copyright=© Élan"
    )
    said = _said(_everything(iptc, ("jpeg",)), "jpeg-")[0]
    assert said["XMP-dc:Creator"] == "Zoé"
    assert said["XMP-dc:Rights"] == "© Élan"
    assert said["XMP-photoshop:Credit"] == "Studio"
    assert "XMP-dc:Subject" not in said
    said = _said(_everything(exif, ("jpeg",)), "jpeg-")[0]
    assert said["XMP-dc:Creator"] == ["Zoé", "Åsa"]
    assert said["IFD0:Copyright"] == "© Élan"


def test_a_phone_photograph_tells_nobody_where_it_was_taken(tmp_path: Path) -> None:
    paths = sorted(material("piexif").rglob("*.jpg"))
    telling = [
        path for path, said in zip(paths, read_words(*paths), strict=True) if "GPS:GPSLatitude" in said
    ]
    assert telling
    answers = _everything(telling[0])
    for said in _said(answers, *(f"{format_}-{policy}" for format_ in FORMATS for policy in POLICIES)):
        assert not [
            name
            for name in said
            if "GPS" in name or "Serial" in name or "Thumbnail" in name or "Maker" in name
        ]


HOUSE = "© Maison Élan 2026"


def test_a_document_hands_on_its_rights_and_not_its_author(tmp_path: Path) -> None:
    path = saved(quarters(300, 400), tmp_path / "o.pdf", author="PRIVATE person", title="PRIVATE title")
    write_words(path, f"-XMP-dc:Rights={HOUSE}", "-XMP-xmp:CreatorTool=PRIVATE tool")
    made = read_through_child(path, {"it": Recipe("jpeg", "width", 200, quality=80, metadata="all")})
    (said,) = read_words(made.folder / made.lines[-1]["file"])
    assert said["XMP-dc:Rights"] == said["IFD0:Copyright"] == HOUSE
    assert "PRIVATE" not in str(said)


def test_a_document_with_a_broken_packet_is_drawn_with_a_warning(tmp_path: Path) -> None:
    path = saved(quarters(300, 400), tmp_path / "o.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.Root.Metadata = pikepdf.Stream(document, b"<x:xmpmeta", Type=pikepdf.Name.Metadata)
        document.save(path, fix_metadata_version=False)
    assert read_through_child(path).warning == reasons.WARN_METADATA


def test_a_photoshop_file_hands_on_its_rights(tmp_path: Path) -> None:
    path = psd(tmp_path / "o.psd", planes_of(quarters(300, 200)), 3)
    write_words(path, f"-XMP-dc:Rights={HOUSE}", "-EXIF:Artist=Zoé", "-XMP-photoshop:City=PRIVATE")
    made = read_through_child(path, {"it": Recipe("jpeg", "width", 200, quality=80)})
    (said,) = read_words(made.folder / made.lines[-1]["file"])
    assert (said["XMP-dc:Rights"], said["IFD0:Artist"]) == (HOUSE, "Zoé")
    assert "PRIVATE" not in str(said)


def test_a_heic_photograph_tells_nobody_where_it_was_taken(tmp_path: Path) -> None:
    pug = material("pillow_heif") / "pillow_heif-1.8.1/tests/images/heif_other/pug.heic"
    copied = write_words(Path(shutil.copy(pug, tmp_path / "o.heic")), f"-EXIF:Copyright={HOUSE}")
    assert "GPS:GPSLatitude" in read_words(copied)[0]
    made = read_through_child(copied, {"it": Recipe("jpeg", "width", 200, quality=80, metadata="all")})
    (said,) = read_words(made.folder / made.lines[-1]["file"])
    assert said["IFD0:Copyright"] == HOUSE
    assert not [name for name in said if "GPS" in name or "Serial" in name or "Maker" in name]


def test_broken_blocks_are_left_out_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    quarters(200, 150).save(
        path, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><broken", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\xff\0\0"
    )
    answers = _everything(path, ("jpeg", "png"))
    assert answers.line("jpeg-")["warning"] == reasons.WARN_METADATA
    assert answers.picture("png-").size == (200, 150)


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&e;</x:xmpmeta>',
        b"<a>" * 20_000,
        b"\0" * 100,
        b"\xff\xfe\x00",
    ],
)
def test_hostile_packets_add_nothing(tmp_path: Path, packet: bytes) -> None:
    quarters(64, 64).save(tmp_path / "hostile.webp", xmp=packet)
    answers = _everything(tmp_path / "hostile.webp", ("jpeg",))
    assert "xmp" not in answers.picture("jpeg-").info


def test_long_words_are_cut_and_the_packet_stays_small(tmp_path: Path) -> None:
    long = write_words(
        saved(quarters(200, 150), tmp_path / "long.webp"),
        f"-XMP-dc:Rights=© {'é' * 9_000}",
        *(f"-XMP-dc:Subject={'k' * 900}{number}" for number in range(60)),
        f"-XMP-dc:Description={'d' * 9_000}",
    )
    path = _everything(long, ("jpeg",)).path("jpeg-all")
    said = read_words(path)[0]
    assert said["XMP-dc:Rights"].startswith("© éé")
    assert "XMP-dc:Subject" not in said
    assert path.stat().st_size < 30_000


def test_the_same_words_make_the_same_bytes(tmp_path: Path) -> None:
    original = _telling(tmp_path / "o.jpg")
    one, other = _everything(original), _everything(original)
    for format_ in FORMATS:
        assert one.path(f"{format_}-all").read_bytes() == other.path(f"{format_}-all").read_bytes()


def test_the_page_on_what_files_say_tells_the_truth() -> None:
    page = (Path(__file__).parents[3] / "infra" / "docs" / "what-files-say.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert rows == [
        [f"`{each.name}`", *("kept" if policy in each.kept_by else "–" for policy in ("", "all", "none"))]
        for each in PROPERTIES
    ]


def test_presets_know_every_policy() -> None:
    assert METADATA == POLICIES
