"""One file alone, and two who make files of one version at the same time: each file is made once."""

from collections import Counter
from pathlib import Path

import pytest

from dam.assets.models import Asset
from dam.core import Core
from dam.storage.counted import CountedStore
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.make import make_renditions
from tests.photographs import photograph
from tests.renditions.originals import Placed, place

CARD = ("web", "card", "", "jpeg")
SQUARE = ("social", "square", "", "jpeg")


@pytest.fixture
def store(core: Core) -> CountedStore:
    """What the store was asked for."""
    return CountedStore(core.store)


@pytest.fixture
def house(core: Core, store: CountedStore) -> Core:
    """A core with the built-in channels."""
    with core.db.write() as session:
        seed_built_in(session)
    return Core(core.db, store, core.jobs, core.announce)


@pytest.fixture
def placed(house: Core) -> Placed:
    """A photograph of which nothing is made yet."""
    return place(house, photograph("coffee"))


def _states(house: Core, placed: Placed) -> Counter[str]:
    with house.db.read() as session:
        return Counter(row.state for row in renditions_of(session, placed.asset_id))


def _ready(house: Core, placed: Placed) -> list[tuple[str, str, str, str]]:
    with house.db.read() as session:
        rows = renditions_of(session, placed.asset_id)
    return [(row.channel, row.preset, row.variant, row.format) for row in rows if row.state == "ready"]


def test_one_file_alone_costs_one_read_and_one_write(
    house: Core, placed: Placed, store: CountedStore
) -> None:
    store.calls.clear()
    heard: list[int] = []
    assert make_renditions(house, placed.version_id, only=CARD, on_progress=lambda *how: heard.append(how[0]))
    assert _ready(house, placed) == [CARD]
    assert store.calls["local"] == 1
    assert store.calls["put_file"] == 1
    assert heard[-1] == 1
    store.calls.clear()
    assert make_renditions(house, placed.version_id, only=CARD)
    assert not store.calls


def test_a_name_that_no_file_has_makes_nothing(house: Core, placed: Placed) -> None:
    assert make_renditions(house, placed.version_id, only=("web", "card", "", "hls"))
    assert _ready(house, placed) == []


def test_what_failed_is_not_tried_again_for_whoever_asks(house: Core, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 and nothing more")
    placed = place(house, broken)
    make_renditions(house, placed.version_id, only=CARD)
    assert _states(house, placed)["failed"] == 1
    heard: list[str] = []
    make_renditions(house, placed.version_id, only=CARD, on_progress=lambda *how: heard.extend(how[2]))
    assert heard == []


def test_a_file_that_is_on_its_way_is_left_to_whoever_makes_it(house: Core, placed: Placed) -> None:
    answers: list[bool] = []

    def ask_for_one(*_: object) -> None:
        if not answers:
            answers.append(make_renditions(house, placed.version_id, only=CARD))

    assert make_renditions(house, placed.version_id, on_progress=ask_for_one)
    assert answers == [False]
    assert not _states(house, placed)["pending"]


def test_the_rest_is_made_round_a_file_that_another_makes(
    house: Core, placed: Placed, store: CountedStore
) -> None:
    answers: list[bool] = []

    def make_the_rest(*_: object) -> None:
        if not answers:
            answers.append(make_renditions(house, placed.version_id))
            assert _states(house, placed)["pending"] == 1

    heard: list[tuple[int, int]] = []

    def hear(done: int, total: int, *_: object) -> None:
        heard.append((done, total))
        make_the_rest()

    assert make_renditions(house, placed.version_id, only=CARD, on_progress=hear)
    assert answers == [False]
    assert not _states(house, placed)["pending"]
    assert heard[-1][0] == heard[-1][1]
    assert store.calls["local"] == 2


def test_a_crop_that_comes_first_finds_the_point_that_all_follow(house: Core, placed: Placed) -> None:
    assert make_renditions(house, placed.version_id, only=SQUARE)
    with house.db.read() as session:
        asset = session.get_one(Asset, placed.asset_id)
        assert asset.focal_source == "proposed"
        point = (asset.focal_x, asset.focal_y)
    assert _ready(house, placed) == [SQUARE]
    colours: list[object] = []
    assert make_renditions(house, placed.version_id, on_colours=colours.append)
    with house.db.read() as session:
        asset = session.get_one(Asset, placed.asset_id)
        assert (asset.focal_x, asset.focal_y) == point
        assert all(row.recipe == row.wanted_recipe for row in renditions_of(session, placed.asset_id))


def test_while_one_looks_for_the_point_a_crop_waits_for_it(house: Core, placed: Placed) -> None:
    answers: list[bool] = []

    def ask_for_a_crop(*_: object) -> None:
        if not answers:
            answers.append(make_renditions(house, placed.version_id, only=("social", "link", "", "jpeg")))

    assert make_renditions(house, placed.version_id, only=SQUARE, on_progress=ask_for_a_crop)
    assert answers == [False]
    assert make_renditions(house, placed.version_id, only=("social", "link", "", "jpeg"))
