"""Office documents: their first page by LibreOffice where it is installed, an honest sentence where it is not."""

import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from dam.core import Core
from dam.metadata.facts import Facts, read_facts
from renditions import reasons
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.possible import why_impossible
from renditions.make import make_renditions
from renditions.readers import OFFICE, READERS, Reader, is_installed, office_library
from renditions.recipe import Recipe
from tests.material import material
from tests.renditions.loaders.reading import read_through_child
from tests.renditions.originals import place
from tests.renditions.pictures import saved

TYPES = sorted(name for name, reader in READERS.items() if reader is OFFICE)

needs_office = pytest.mark.skipif(
    office_library() is None,
    reason="LIBREOFFICE MISSING: that the first page of Office documents is drawn was NOT tried",
)


def _sample(extension: str) -> Path:
    return material("filetype") / "filetype-1.2.0" / "tests" / "fixtures" / f"sample.{extension}"


@needs_office
@pytest.mark.parametrize("extension", ["docx", "odt", "pptx", "odp"])
def test_the_first_page_is_drawn(extension: str) -> None:
    made = read_through_child(_sample(extension)).picture()
    assert made.width == 640
    assert (made.height < made.width) == (extension in ("pptx", "odp"))  # slides lie, pages stand
    ink = sum(made.convert("L").histogram()[:128])
    assert 20 < ink < made.width * made.height / 10


@needs_office
@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_a_sheet_is_drawn_or_refused_in_a_sentence(extension: str) -> None:
    """LibreOffice without its windows cannot open sheets as a library."""
    answer = read_through_child(_sample(extension))
    assert answer.refusal == reasons.OFFICE_FAILED or answer.picture().width == 640


@needs_office
def test_what_a_document_links_to_on_this_machine_is_not_there(tmp_path: Path) -> None:
    canary = saved(Image.new("RGB", (60, 60), (255, 0, 255)), tmp_path / "canary.png")
    body = f'<draw:frame svg:width="9cm" svg:height="9cm"><draw:image xlink:href="{canary.as_uri()}"/></draw:frame>'
    path = _written_text(tmp_path / "o.odt", f"<text:p>Lien {body}</text:p>")
    made = read_through_child(path).picture()
    colours = made.convert("RGB").getcolors(1 << 20)
    assert colours is not None
    assert not any(red > 200 and blue > 200 and green < 100 for _, (red, green, blue) in colours)  # type: ignore[misc]


@needs_office
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_cut_documents_are_refused(tmp_path: Path, share: float) -> None:
    whole = _sample("docx").read_bytes()
    path = tmp_path / "o.docx"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert read_through_child(path).refusal == reasons.OFFICE_FAILED


@pytest.mark.parametrize("media_type", TYPES)
def test_without_libreoffice_it_is_said_so(media_type: str) -> None:
    def nothing(reader: Reader) -> bool:
        return not (reader.needs_office or reader.module)

    recipe = Recipe("webp", "width", 640)
    assert why_impossible("document", media_type, recipe, nothing) == reasons.NO_OFFICE
    assert why_impossible("document", "application/pdf", recipe, nothing) is None


def test_rows_wait_for_libreoffice_and_open_when_it_comes(
    core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is installed is looked up once for each process; here the looking up begins again."""
    with core.db.write() as session:
        seed_built_in(session)
    path = shutil.copy(_sample("docx"), tmp_path / "o.docx")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    _forget()
    placed = place(core, Path(path))
    make_renditions(core, placed.version_id)
    assert _errors(core, placed.asset_id) >= {reasons.NO_OFFICE}
    office = tmp_path / "office"
    office.mkdir()
    for name in ("soffice", "libmergedlo.so"):
        (office / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(office))
    _forget()
    make_renditions(core, placed.version_id)  # an empty library: it is tried, and fails
    assert reasons.NO_OFFICE not in _errors(core, placed.asset_id)
    monkeypatch.undo()
    _forget()


def test_open_documents_tell_their_properties(tmp_path: Path) -> None:
    path = _written_text(tmp_path / "o.odt", "<text:p/>", title="L’été")
    facts = read_facts(path, "application/vnd.oasis.opendocument.text")
    assert (facts.title, facts.creator, facts.keywords, facts.pages) == ("L’été", "Atelier", ("plage",), 3)
    assert isinstance(read_facts(_sample("odp"), "application/vnd.oasis.opendocument.presentation"), Facts)


def _forget() -> None:
    is_installed.cache_clear()
    office_library.cache_clear()


def _errors(core: Core, asset_id: str) -> set[str | None]:
    with core.db.read() as session:
        return {row.error for row in renditions_of(session, asset_id)}


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"), ("meta", "meta"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def _written_text(path: Path, body: str, title: str = "") -> Path:
    """Write a text document (OpenDocument 1.3) of one body."""
    content = (
        f"<office:document-content {_SPACES}><office:body><office:text>{body}</office:text></office:body>"
    )
    meta = (
        f"<office:document-meta {_SPACES}><office:meta><dc:title>{title}</dc:title><meta:keyword>plage</meta:keyword>"
        '<meta:initial-creator>Atelier</meta:initial-creator><meta:document-statistic meta:page-count="3"/>'
        "</office:meta></office:document-meta>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{type_}"/>'
        for name, type_ in (("/", kind), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", f"{content}</office:document-content>")
        archive.writestr("meta.xml", meta)
        archive.writestr("META-INF/manifest.xml", f"{manifest}</manifest:manifest>")
    return path
