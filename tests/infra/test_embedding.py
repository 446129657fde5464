"""Words written back into renditions and originals by ExifTool, held against ExifTool as a reader."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Version
from dam.assets.read import get_asset
from dam.assets.written.copy import copy_with_words
from dam.errors import NotRenderable
from dam.jobs.memory import ImmediateJobs
from dam.metadata.embedding.exiftool import NotWritten, find_exiftool, write_tags
from dam.metadata.embedding.policies import ORIGINALS, Policy, save_policy
from dam.metadata.embedding.words import Said, tags_for
from delivery.house import House
from infra.doctor_words import check_words
from infra.embedding import embed_asset, embed_channel
from infra.prepare import read_facts_of
from infra.remapping import remap_library
from infra.settings import Settings
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import owners_of, renditions_of
from renditions.catalogue.made import MadeFile, record_ready
from renditions.catalogue.models import Rendition
from renditions.catalogue.plan import plan_recipes
from tests.exiftool import FOLDER, read_words, write_words
from tests.packages import npm_packages

MACHINE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def program() -> str:
    """Where ExifTool of the tests is."""
    return str(npm_packages(FOLDER) / "exiftool-vendored.pl" / "bin" / "exiftool")


@pytest.fixture
def writing(house: House) -> House:
    """A house with ExifTool, the built-in channels, and jobs that run when a test says so."""
    with house.core.db.write() as session:
        seed_built_in(session)
    core = replace(house.core, jobs=ImmediateJobs(), announce=lambda _session, _change: None)
    return replace(house, core=core, exiftool=program())


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """A JPEG that says where it was taken, who made it and that a machine drew it."""
    path = tmp_path / "original.jpg"
    Image.radial_gradient("L").resize((64, 48)).convert("RGB").save(path, quality=90)
    return write_words(
        path,
        "-GPSLatitude=48.5",
        "-GPSLatitudeRef=N",
        "-GPSLongitude=2.5",
        "-GPSLongitudeRef=E",
        "-XMP-dc:Creator=Camera Person",
        "-XMP-dc:Title=As filed",
        f"-XMP-iptcExt:DigitalSourceType={MACHINE}",
        "-XMP-iptcExt:AIPromptInformation=a vase",
    )


@pytest.fixture
def asset(writing: House, original: Path) -> str:
    """That picture as an asset which people described, with its `web/thumb` made."""
    added = receive_file(writing.core, HOUSE, original, NewAsset("vase.jpg", tags=("été", "vase")))
    with writing.core.db.read() as session:
        [version] = session.query(Version).all()
    read_facts_of(writing, version)
    patch = {
        "title": "Vase d'été",
        "titles": {"en": "-Summer vase\n@file <=x"},
        "alt": {"fr": "Un vase bleu", "en": "A blue vase"},
        "rights": {"holder": "Maison Exemple", "licence": "Web only"},
    }
    edit_asset(writing.core, HOUSE, added.asset_id, patch)
    _make_thumb(writing, version)
    return added.asset_id


def _make_thumb(house: House, version: Version) -> None:
    picture = io.BytesIO()
    Image.radial_gradient("L").resize((32, 24)).convert("RGB").save(picture, "JPEG")
    blob = house.core.store.put([picture.getvalue()])
    with house.core.db.write() as session:
        [row] = [
            each.row
            for each in plan_recipes(session, version.id)
            if (each.row.channel, each.row.preset, each.row.format) == ("web", "thumb", "jpeg")
        ]
        made = MadeFile(blob.digest, blob.bytes, "image/jpeg", 32, 24)
        assert record_ready(session, row.id, row.wanted_recipe, made)


def thumb(house: House, asset: str) -> Rendition:
    """The row of the one rendition that is made."""
    with house.core.db.read() as session:
        [row] = [each for each in renditions_of(session, asset) if each.sha256]
    return row


def words_in(house: House, digest: str | None, folder: Path) -> dict[str, object]:
    """What ExifTool reads in a blob."""
    path = folder / f"{digest}.jpg"
    path.write_bytes(content(house, digest))
    return read_words(path)[0]


def content(house: House, digest: str | None) -> bytes:
    """The bytes of a blob."""
    chunks = house.core.store.read(digest or "")
    assert chunks is not None
    return b"".join(chunks)


def test_a_policy_writes_what_the_house_says_and_no_pixel_changes(
    writing: House, asset: str, tmp_path: Path
) -> None:
    before = thumb(writing, asset)
    assert embed_asset(writing, asset) == 0  # no channel asks for it
    save_policy(writing.core, HOUSE, "web", "all")
    assert embed_asset(writing, asset) == 1
    assert embed_asset(writing, asset) == 0
    after = thumb(writing, asset)
    words = words_in(writing, after.sha256, tmp_path)
    assert words["XMP-dc:Title"] == words["IPTC:ObjectName"] == "Vase d'été"
    assert words["XMP-dc:Title-en"] == "-Summer vase\n@file <=x"
    assert words["XMP-iptcCore:AltTextAccessibility-en"] == "A blue vase"
    assert words["XMP-dc:Rights"] == words["IFD0:Copyright"] == "Maison Exemple"
    assert words["XMP-plus:CopyrightOwnerName"] == "Maison Exemple"
    assert words["XMP-dc:Creator"] == words["IPTC:By-line"] == "Camera Person"
    assert (words["XMP-dc:Subject"], words["XMP-xmpRights:UsageTerms"]) == (["été", "vase"], "Web only")
    pictures = [Image.open(io.BytesIO(content(writing, row.sha256))) for row in (before, after)]
    assert ImageChops.difference(*pictures).getbbox() is None
    with writing.core.db.read() as session:
        assert [owner.asset_id for owner in owners_of(session, before.sha256 or "")] == [asset]


def test_an_edit_is_followed_and_what_is_gone_is_gone(writing: House, asset: str, tmp_path: Path) -> None:
    save_policy(writing.core, HOUSE, "web", "all")
    embed_asset(writing, asset)
    patch = {"is_decorative": True, "tags": [], "titles": None, "rights": {"holder": "", "licence": ""}}
    edit_asset(writing.core, HOUSE, asset, patch)
    assert embed_asset(writing, asset) == 1
    words = words_in(writing, thumb(writing, asset).sha256, tmp_path)
    gone = ("AltText", "dc:Title-en", "dc:Subject", "Keywords", "dc:Rights", "UsageTerms", "Copyright")
    assert [key for key in words for part in gone if part in key] == []
    save_policy(writing.core, HOUSE, "web", "rights")
    assert embed_asset(writing, asset) == 1
    words = words_in(writing, thumb(writing, asset).sha256, tmp_path)
    assert ("XMP-dc:Title" in words, words["XMP-dc:Creator"]) == (False, "Camera Person")
    save_policy(writing.core, HOUSE, "web", "none")
    assert embed_asset(writing, asset) == 1
    assert thumb(writing, asset).embedded == ""
    assert embed_asset(writing, asset) == 0
    assert embed_channel(writing, "web") == 1


def test_an_original_goes_home_with_the_words_of_today_and_keeps_its_own_bytes(
    writing: House, asset: str, original: Path, tmp_path: Path
) -> None:
    with writing.core.db.read() as session:
        [version] = session.query(Version).all()
    copy = copy_with_words(writing.core, version.id, tmp_path, writing.exiftool)
    words = read_words(copy)[0]
    assert (words["XMP-dc:Title"], words["XMP-iptcCore:AltTextAccessibility"]) == (
        "Vase d'été",
        "Un vase bleu",
    )
    assert words["XMP-iptcExt:DigitalSourceType"] == MACHINE
    assert words["XMP-iptcExt:AIPromptInformation"] == "a vase"
    assert [key for key in words if "GPS" in key] == []
    assert content(writing, version.sha256) == original.read_bytes()
    save_policy(writing.core, HOUSE, ORIGINALS, "rights", has_position=True)
    words = read_words(copy_with_words(writing.core, version.id, tmp_path, writing.exiftool))[0]
    assert (words["XMP-dc:Title"], words["GPS:GPSLatitude"]) == ("As filed", 48.5)
    with pytest.raises(NotRenderable, match="no ExifTool"):
        copy_with_words(writing.core, version.id, tmp_path, "/nonexistent/exiftool")


def test_what_came_in_before_is_read_again_when_the_mapping_is_applied(
    writing: House, original: Path
) -> None:
    added = receive_file(writing.core, HOUSE, original, NewAsset("vase.jpg"))
    with writing.core.db.write() as session:
        version = session.query(Version).one()
        version.facts = {"readable": True, "width": 64, "height": 48}
    assert get_asset(writing.core, HOUSE, added.asset_id).title == "Vase"
    remap_library(writing)
    assert get_asset(writing.core, HOUSE, added.asset_id).title == "As filed"
    assert remap_library(writing) == 0


def test_nothing_that_somebody_typed_is_an_option_or_a_file(tmp_path: Path) -> None:
    tool = find_exiftool(program())
    assert tool is not None
    canary = tmp_path / "canary.txt"
    canary.write_text("secret")
    hostile = [
        f"<={canary}",
        f"@{canary}",
        "-",
        "-execute",
        "-o\n-all=",
        "x\n-TagsFromFile\n/etc/passwd",
        "#[CSTR]\\n",
    ]
    path = tmp_path / "x.jpg"
    Image.new("RGB", (8, 8), "teal").save(path)
    said = Said(
        titles={"": hostile[0], "en": hostile[1]}, keywords=hostile, creators=hostile, copyright=hostile[4]
    )
    write_tags(tool, tmp_path, [path], tags_for(said, Policy("all")))
    words = read_words(path)[0]
    assert words["XMP-dc:Subject"] == words["XMP-dc:Creator"] == hostile
    assert (words["XMP-dc:Title"], words["XMP-dc:Title-en"]) == (hostile[0], hostile[1])
    assert words["XMP-dc:Rights"] == hostile[4]
    assert "secret" not in str(words)


def test_a_broken_file_is_said_and_left(tmp_path: Path) -> None:
    tool = find_exiftool(program())
    assert tool is not None
    path = tmp_path / "x.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(NotWritten, match="did not write"):
        write_tags(tool, tmp_path, [path], tags_for(Said(copyright="x"), Policy("rights")))


@pytest.fixture(autouse=True)
def perl() -> None:
    """Say why, where nothing can be tried."""
    if find_exiftool(program()) is None:
        pytest.skip("WORDS NOT WRITTEN: ExifTool needs perl, and this machine has none")


def test_the_doctor_says_whether_words_are_written(settings: Settings) -> None:
    [(level, sentence)] = check_words(replace(settings, exiftool=program()))
    assert (level, "writes words" in sentence) == ("ok", True)
    [(level, _)] = check_words(replace(settings, exiftool="/nonexistent/exiftool"))
    assert level == "bad"
