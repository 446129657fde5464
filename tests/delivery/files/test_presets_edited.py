"""URLs while presets and channels are edited: only their own sizes, nothing that was pinned is lost."""

from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.status import move_status
from dam.core import Core
from infra.app import FrontDoor
from renditions.catalogue.channels import delete_channel
from renditions.catalogue.made import retire
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import delete_preset, save_preset
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import LIT, UNPLANNED, Front, make_front
from tests.delivery.files.library import body_of, digest_of

CARD = body_of(f"v1-{LIT}webcard", "jpeg")
PINNED = f"/i/web/{digest_of(CARD)}/facade.jpg"


@pytest.mark.parametrize(
    ("place", "status"),
    [
        (f"web/card@640w/{LIT}", 200),
        (f"web/hero@1600w/{LIT}", 200),
        (f"web/hero@2400w/{LIT}.webp", 200),
        (f"web/card@641w/{LIT}", 404),
        (f"web/card@2x/{LIT}.jpg", 404),
        (f"web/hero@99999w/{LIT}", 404),
        (f"web/hero@3200w/{LIT}.avif", 404),
        (f"web/card@640w/{UNPLANNED}", 503),
        (f"web/hero@2400w/{UNPLANNED}.webp", 503),
        (f"web/card@641w/{UNPLANNED}", 404),
        (f"web/hero@3200w/{UNPLANNED}.webp", 404),
        (f"app/card@3x/{UNPLANNED}", 503),
        (f"app/card@4x/{UNPLANNED}", 404),
    ],
)
def test_only_the_sizes_of_the_preset_are_there(front: Front, place: str, status: int) -> None:
    """Nobody makes the house compute sizes by inventing URLs, whether or not the files are planned yet."""
    with served(FrontDoor(front.server, front.state)) as base:
        assert httpx.get(f"{base}/d/{place}").status_code == status


@pytest.mark.parametrize(
    "change", [{"formats": ["png"]}, {"widths": [500, 900]}, {"formats": ["png"], "film": ["mp4"]}]
)
def test_an_edit_that_nobody_has_planned_yet_leaves_no_gap(
    core: Core, tmp_path: Path, change: dict[str, object]
) -> None:
    """Between the save and the job, the words of before still have their files."""
    save_preset(core, HOUSE, "web", "card", {"fit": "width", "widths": [640], "formats": ["webp"], **change})
    assert _status(core, tmp_path, f"/d/web/card/{LIT}") == 200
    assert _status(core, tmp_path, f"/d/web/card@900w/{LIT}") == (200 if "widths" in change else 404)


@pytest.mark.parametrize("what", ["preset", "channel"])
def test_what_is_removed_goes_dark_but_for_what_was_pinned(core: Core, tmp_path: Path, what: str) -> None:
    if what == "preset":
        delete_preset(core, HOUSE, "web", "card")
    else:
        delete_channel(core, HOUSE, "web")
    with core.db.write() as session:
        for row in session.scalars(sa.select(Rendition).where(Rendition.asset_id == LIT)).all():
            if row.channel == "web" and (row.preset == "card" or what == "channel"):
                retire(session, row)
                session.delete(row)
    assert _status(core, tmp_path, f"/d/web/card/{LIT}") == 404
    assert _status(core, tmp_path, PINNED) == 200
    move_status(core, HOUSE, LIT, "withdrawn", "")
    assert _status(core, tmp_path, PINNED) == 410


def _status(core: Core, folder: Path, path: str) -> int:
    """Ask a server that has kept nothing."""
    fresh = make_front(core, folder)
    try:
        return fresh.ask(path).status
    finally:
        fresh.house.log.close()


def test_the_last_file_is_served_until_a_new_size_is_ready(front: Front) -> None:
    """Between the plan and the files: another name for the size, and another format."""
    core = front.house.core
    save_preset(core, HOUSE, "web", "card", {"fit": "width", "widths": [500, 900], "formats": ["png"]})
    with core.db.write() as session:
        for row in session.scalars(sa.select(Rendition).where(Rendition.asset_id == LIT)).all():
            if (row.channel, row.preset) == ("web", "card") and row.version_id == f"v1-{LIT}":
                last = row.format == "jpeg"
                retire(session, row)
                if last:
                    row.variant, row.format, row.state = "500w", "png", "pending"
                else:
                    session.delete(row)
    answer = front.ask(f"/d/web/card/{LIT}")
    assert answer.status == 200
    assert answer.body in [body_of(f"v1-{LIT}webcard", format_) for format_ in ("avif", "webp", "jpeg")]
    assert front.ask(f"/d/web/card@500w/{LIT}").status == 503
    assert front.ask(f"/d/web/card@640w/{LIT}").status == 404
