"""Originals whose reader is not installed: rows that say what is missing, and that open once it is there."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dam.core import Core
from dam.metadata.facts import read_facts
from renditions import reasons
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.plan import plan_version
from renditions.readers import is_installed
from tests.material import material
from tests.renditions.loaders.negatives import dng
from tests.renditions.originals import place
from tests.renditions.pictures import quarters


@pytest.fixture
def house(core: Core) -> Core:
    with core.db.write() as session:
        seed_built_in(session)
    return core


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine without the optional libraries; undone by the test or after it."""
    for name in ("pi_heif", "rawpy"):
        monkeypatch.setitem(sys.modules, name, None)
    is_installed.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    is_installed.cache_clear()


def _errors(house: Core, version_id: str, asset_id: str) -> set[str | None]:
    with house.db.write() as session:
        plan_version(session, version_id)
        return {row.error for row in renditions_of(session, asset_id)}


@pytest.mark.parametrize(
    ("name", "reason"), [("o.heic", reasons.NO_HEIC), ("o.dng", reasons.NO_RAW)], ids=["heic", "raw"]
)
def test_rows_say_what_is_missing_and_open_when_it_is_there(
    house: Core, tmp_path: Path, nothing_installed: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    path = tmp_path / name
    if name.endswith("dng"):
        dng(path, quarters(60, 40))
        media_type = "image/x-adobe-dng"
    else:
        images = material("pillow_heif") / "pillow_heif-1.8.1" / "tests" / "images"
        path.write_bytes((images / "heif" / "RGB_8__128x128.heif").read_bytes())
        media_type = "image/heic"
    placed = place(house, path)
    assert reason in _errors(house, placed.version_id, placed.asset_id)
    assert read_facts(path, media_type).problems
    nothing_installed.undo()
    is_installed.cache_clear()
    errors = _errors(house, placed.version_id, placed.asset_id)
    assert reason not in errors
    assert None in errors  # open again: something can be made now
    assert read_facts(path, media_type).width in (60, 128)
