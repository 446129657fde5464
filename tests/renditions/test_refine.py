"""What is fetched most is encoded once more, with more effort: lighter files only, old bytes kept, nothing done twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.core import Core
from dam.feed import last_seq
from dam.storage.counted import CountedStore
from renditions.answers import checked
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import owners_of, renditions_of
from renditions.catalogue.models import Preset, Rendition
from renditions.catalogue.preset_edits import save_preset
from renditions.catalogue.refined import most_fetched_unrefined
from renditions.make import make_renditions
from renditions.refine import refine_asset
from renditions.settings import RenditionSettings
from tests.photographs import photograph
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import saved, textured

TWO = {"fit": "width", "widths": [320, 480], "formats": ["avif", "jpeg"]}


@pytest.fixture
def house(core: Core) -> Core:
    """A core with one preset of two sizes in two formats."""
    with core.db.write() as session:
        seed_built_in(session)
        session.execute(sa.delete(Preset))
    save_preset(core, HOUSE, "web", "card", TWO)
    return core


@pytest.fixture
def fetched(house: Core) -> Placed:
    """An approved photograph with its files, fetched by many."""
    placed = place(house, photograph("coffee"), width=600, height=400)
    make_renditions(house, placed.version_id)
    fetch(house, placed, 500)
    return placed


def fetch(core: Core, placed: Placed, times: int) -> None:
    with core.db.write() as session:
        session.get_one(Asset, placed.asset_id).popularity = times


def rows_of(core: Core, placed: Placed, format_: str = "avif") -> list[Rendition]:
    with core.db.read() as session:
        return [row for row in renditions_of(session, placed.asset_id) if row.format == format_]


def candidates(core: Core, most: int = 10) -> list[str]:
    with core.db.read() as session:
        return most_fetched_unrefined(session, most)


def test_lighter_files_take_the_place_of_the_quick_ones(house: Core, fetched: Placed) -> None:
    before = {row.id: (row.sha256, row.bytes, row.recipe) for row in rows_of(house, fetched)}
    jpegs = [row.sha256 for row in rows_of(house, fetched, "jpeg")]
    with house.db.read() as session:
        seen = last_seq(session)
    saved_bytes = refine_asset(house, fetched.asset_id)
    after = rows_of(house, fetched)
    assert saved_bytes == sum((before[row.id][1] or 0) - (row.bytes or 0) for row in after)
    assert saved_bytes > 0
    for row in after:
        was, weight, recipe = before[row.id]
        assert row.is_refined
        assert row.state == "ready"
        assert row.recipe == recipe == row.wanted_recipe
        assert was is not None
        assert (row.bytes or 0) < (weight or 0)
        assert row.sha256 is not None
        assert house.store.info(row.sha256) is not None
        assert house.store.info(was) is not None
        assert [step["speed"] for step in row.steps if step["step"] == "write"] == [6]
        with house.db.read() as session:
            assert [owner.asset_id for owner in owners_of(session, was)] == [fetched.asset_id]
    assert [row.sha256 for row in rows_of(house, fetched, "jpeg")] == jpegs
    with house.db.read() as session:
        assert last_seq(session) > seen


def test_a_repeat_opens_nothing(house: Core, fetched: Placed) -> None:
    refine_asset(house, fetched.asset_id)
    counted = CountedStore(house.store)
    assert refine_asset(Core(house.db, counted, house.jobs, house.announce), fetched.asset_id) == 0
    assert counted.calls.total() == 0
    assert candidates(house) == []


def test_a_file_that_is_no_lighter_is_left_and_not_tried_again(house: Core, fetched: Placed) -> None:
    before = [row.sha256 for row in rows_of(house, fetched)]
    assert refine_asset(house, fetched.asset_id, settings=RenditionSettings(refined_avif_speed=9)) == 0
    after = rows_of(house, fetched)
    assert [row.sha256 for row in after] == before
    assert all(row.is_refined for row in after)


def test_a_new_recipe_begins_again(house: Core, fetched: Placed) -> None:
    refine_asset(house, fetched.asset_id)
    save_preset(house, HOUSE, "web", "card", {**TWO, "quality": "small"})
    make_renditions(house, fetched.version_id)
    assert [row.is_refined for row in rows_of(house, fetched)] == [False, False]
    assert candidates(house) == [fetched.asset_id]


def test_only_approved_pictures_that_people_fetch_are_chosen_the_most_fetched_first(
    house: Core, tmp_path: Path
) -> None:
    placed = [
        place(house, saved(textured(500, 300 + n), tmp_path / f"{n}.jpg"), width=500, height=300 + n)
        for n in range(4)
    ]
    for each, times in zip(placed, (150, 99, 700, 800), strict=True):
        make_renditions(house, each.version_id)
        fetch(house, each, times)
    with house.db.write() as session:
        session.get_one(Asset, placed[3].asset_id).status = "withdrawn"
    assert candidates(house) == [placed[2].asset_id, placed[0].asset_id]
    assert candidates(house, 1) == [placed[2].asset_id]
    assert refine_asset(house, placed[3].asset_id) == 0


def test_one_that_was_stopped_goes_on_where_it_was(
    house: Core, fetched: Placed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_line_then_stop(lines: Iterator[object], folder: Path) -> Iterator[object]:
        for line in checked(lines, folder):  # type: ignore[arg-type]
            yield line
            if line["what"] == "made":  # type: ignore[call-overload,index]
                raise KeyboardInterrupt

    monkeypatch.setattr("renditions.refine.checked", first_line_then_stop)
    with pytest.raises(KeyboardInterrupt):
        refine_asset(house, fetched.asset_id)
    assert sorted(row.is_refined for row in rows_of(house, fetched)) == [False, True]
    monkeypatch.undo()
    refine_asset(house, fetched.asset_id)
    assert all(row.is_refined for row in rows_of(house, fetched))


def test_an_original_that_is_gone_leaves_all_as_it_is(house: Core, fetched: Placed) -> None:
    before = [row.sha256 for row in rows_of(house, fetched)]
    with house.db.read() as session:
        digest = session.scalar(sa.text("select sha256 from versions"))
    house.store.delete(digest)
    assert refine_asset(house, fetched.asset_id) == 0
    assert [row.sha256 for row in rows_of(house, fetched)] == before
