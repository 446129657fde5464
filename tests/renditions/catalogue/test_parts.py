"""Parts of a rendition: noted with their main file, owned as long as it is, carried where the file is shared."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.core import Core
from renditions.catalogue.ledger import is_only_part, owners_of, renditions_of
from renditions.catalogue.made import MadeFile, record_ready, retire
from renditions.catalogue.models import Rendition, RenditionPart
from renditions.catalogue.parts import PartFile, parts_of
from renditions.catalogue.plan import plan_version
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import quarters, saved

PARTS = (PartFile("360p.mp4", "b" * 64, 20, "video/mp4"), PartFile("fr.vtt", "c" * 64, 30, "text/vtt"))
MADE = MadeFile("a" * 64, 1234, "image/webp", 640, 427, parts=PARTS)


@pytest.fixture
def placed(house: Core, tmp_path: Path) -> Placed:
    return place(house, saved(quarters(900, 600), tmp_path / "o.jpg"))


def _record(core: Core, placed: Placed) -> Rendition:
    with core.db.write() as session:
        rows = plan_version(session, placed.version_id)
        row = next(row for row in rows if (row.channel, row.preset, row.format) == ("web", "card", "webp"))
        record_ready(session, row.id, row.wanted_recipe, MADE)
        return row


def _owners(core: Core, digest: str) -> list[tuple[str, ...]]:
    with core.db.read() as session:
        return [tuple(owner) for owner in owners_of(session, digest)]


def test_parts_are_owned_like_their_main_file(house: Core, placed: Placed) -> None:
    row = _record(house, placed)
    with house.db.read() as session:
        assert parts_of(session, row) == list(PARTS)
    owner = (placed.asset_id, placed.version_id, "web", "card", "text/vtt")
    assert _owners(house, "c" * 64) == [owner]
    with house.db.read() as session:
        assert is_only_part(session, "c" * 64)
        assert not is_only_part(session, "a" * 64)
        assert not is_only_part(session, "f" * 64)
    with house.db.write() as session:
        retire(session, session.get_one(Rendition, row.id))
    assert _owners(house, "c" * 64) == [owner]


def test_a_repeat_notes_nothing_twice(house: Core, placed: Placed) -> None:
    row = _record(house, placed)
    _record(house, placed)
    with house.db.write() as session:
        retire(session, session.get_one(Rendition, row.id))
    _record(house, placed)
    with house.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RenditionPart)) == len(PARTS)


def test_a_new_file_comes_with_its_own_parts(house: Core, placed: Placed) -> None:
    row = _record(house, placed)
    other = MadeFile("d" * 64, 9, "image/webp", 1, 1, parts=PARTS[:1])
    with house.db.write() as session:
        row = session.get_one(Rendition, row.id)
        retire(session, row)
        record_ready(session, row.id, row.wanted_recipe, other)
    with house.db.read() as session:
        assert parts_of(session, row) == list(PARTS[:1])
    assert len(_owners(house, "c" * 64)) == 1


def test_a_file_that_is_shared_brings_its_parts(house: Core, placed: Placed, tmp_path: Path) -> None:
    row = _record(house, placed)
    twin = place(house, tmp_path / "o.jpg")
    with house.db.write() as session:
        plan_version(session, twin.version_id)
        rows = renditions_of(session, twin.asset_id)
        wanted = next(each for each in rows if each.wanted_recipe == row.wanted_recipe)
        assert wanted.sha256 == row.sha256
        assert parts_of(session, wanted) == list(PARTS)
    assert {owner[0] for owner in _owners(house, "b" * 64)} == {placed.asset_id, twin.asset_id}
