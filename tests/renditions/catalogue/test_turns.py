"""Those who plan and those who record hold an asset in the same order: on PostgreSQL nobody waits for the other for ever."""

import threading
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.turns import hold_version
from dam.core import Core
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.made import MadeFile, record_ready
from renditions.catalogue.parts import PartFile
from renditions.catalogue.plan import plan_version
from renditions.catalogue.preset_edits import save_preset
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import quarters, saved

STREAM = MadeFile("a" * 64, 10, "image/webp", 4, 3, parts=(PartFile("720p.mp4", "b" * 64, 10, "video/mp4"),))
CARD = {"fit": "width", "formats": ["webp", "jpeg"]}


@pytest.fixture
def placed(house: Core, tmp_path: Path) -> Placed:
    """A picture whose files are planned."""
    save_preset(house, HOUSE, "web", "card", {**CARD, "widths": [320]})
    placed = place(house, saved(quarters(900, 600), tmp_path / "o.jpg"), width=900, height=600)
    with house.db.write() as session:
        plan_version(session, placed.version_id)
    return placed


def test_files_are_recorded_while_their_version_is_planned_anew(house: Core, placed: Placed) -> None:
    with house.db.read() as session:
        first, second = (
            row
            for row in renditions_of(session, placed.asset_id)
            if (row.channel, row.preset) == ("web", "card")
        )
    save_preset(house, HOUSE, "web", "card", {**CARD, "widths": [480]})
    failures: list[BaseException] = []

    def plan() -> None:
        try:
            with house.db.write() as session:
                hold_version(session, placed.version_id)
                plan_version(session, placed.version_id)
        except BaseException as error:
            failures.append(error)

    planner = threading.Thread(target=plan)
    with house.db.write() as session:
        assert record_ready(
            session, first.id, first.wanted_recipe, MadeFile("c" * 64, 10, "image/jpeg", 4, 3)
        )
        planner.start()
        planner.join(0.3)  # it waits for the row that is held here
        assert record_ready(session, second.id, second.wanted_recipe, STREAM)
    planner.join()
    assert failures == []
    with house.db.read() as session:
        rows = [
            row
            for row in renditions_of(session, placed.asset_id)
            if (row.channel, row.preset) == ("web", "card")
        ]
    assert [(row.sha256 is not None, row.recipe != row.wanted_recipe) for row in rows] == [(True, True)] * 2
