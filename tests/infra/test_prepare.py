"""A new original is prepared whatever happens meanwhile: killed, run twice, run late, or overtaken."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.likeness.missing import LookedAt, looked_at
from dam.assets.likeness.read import similar_to
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.versions import add_version
from dam.media_types import SNIFF_BYTES
from delivery.house import House
from infra.likeness import look_at_library
from infra.prepare import prepare_version
from renditions.catalogue.channels import save_channel, seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Channel
from tests.photographs import photograph

RED, GREEN, BLUE = (200, 20, 20), (20, 160, 40), (20, 40, 200)


@pytest.fixture
def small_house(house: House) -> House:
    """A house in which only the library's own channel makes files."""
    with house.core.db.write() as session:
        seed_built_in(session)
        names = list(session.scalars(sa.select(Channel.name).where(Channel.name != "admin")))
    for name in names:
        save_channel(house.core, HOUSE, name, is_enabled=False)
    return house


def picture(colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "PNG")
    return file.getvalue()


def send(house: House, asset_id: str, content: bytes) -> str:
    """Send a further version and return its id."""
    blob = house.core.store.put([content])
    return add_version(house.core, HOUSE, asset_id, blob, content[:SNIFF_BYTES], "x.png").id


def first(house: House, colour: tuple[int, int, int]) -> tuple[str, str]:
    """Add an asset; return its id and its version's."""
    asset_id = receive_file(house.core, HOUSE, [picture(colour)], NewAsset("x.png")).asset_id
    return asset_id, get_asset(house.core, HOUSE, asset_id).current_version_id


def test_a_version_overtaken_before_its_turn_leaves_the_asset_alone(small_house: House) -> None:
    asset_id, version_id = first(small_house, RED)
    prepare_version(small_house, version_id)
    overtaken, newest = (send(small_house, asset_id, picture(colour)) for colour in (GREEN, BLUE))
    prepare_version(small_house, newest)
    before = get_asset(small_house.core, HOUSE, asset_id)
    prepare_version(small_house, overtaken)
    after = get_asset(small_house.core, HOUSE, asset_id)
    assert (before.current_version_id, before.processing.state) == (newest, "done")
    assert (after.current_version_id, after.colours) == (newest, before.colours)
    assert (after.ready_channels, after.processing) == (("admin",), before.processing)


def test_a_version_that_cannot_be_read_takes_nothing_away(small_house: House) -> None:
    asset_id, version_id = first(small_house, RED)
    prepare_version(small_house, version_id)
    broken = send(small_house, asset_id, picture(GREEN)[:40])
    prepare_version(small_house, broken)
    view = get_asset(small_house.core, HOUSE, asset_id)
    assert (view.current_version_id, view.ready_channels) == (version_id, ("admin",))
    assert view.processing.state == "failed"
    assert view.processing.errors


def test_two_workers_at_once_make_one_set(small_house: House) -> None:
    asset_id, version_id = first(small_house, RED)
    with ThreadPoolExecutor(2) as pool:
        for task in [pool.submit(prepare_version, small_house, version_id) for _ in range(2)]:
            task.result()
    with small_house.core.db.read() as session:
        rows = renditions_of(session, asset_id)
        asset = session.get_one(Asset, asset_id)
    assert {row.preset: row.state for row in rows} == {
        "thumb": "ready", "preview": "ready", "mezzanine": "unavailable"
    }  # fmt: skip
    assert (asset.processing_state, asset.processing_done) == ("done", 2)


def test_an_original_that_the_store_has_lost_is_told_on_the_asset(small_house: House) -> None:
    asset_id, version_id = first(small_house, RED)
    small_house.core.store.delete(get_asset(small_house.core, HOUSE, asset_id).sha256)
    prepare_version(small_house, version_id)
    asset = get_asset(small_house.core, HOUSE, asset_id)
    assert asset.processing.state == "failed"
    assert len(asset.processing.errors) == 1


def test_what_a_picture_looks_like_is_kept_with_its_files_and_again_for_what_was_there_before(
    small_house: House,
) -> None:
    scene = photograph("coffee").read_bytes()
    with Image.open(BytesIO(scene)) as image:
        lossless, smaller = BytesIO(), BytesIO()
        image.save(lossless, "PNG", compress_level=1)
        image.resize((300, 200)).save(smaller, "JPEG", quality=60)
    core = small_house.core
    first_id, again_id, small_id = (
        receive_file(core, HOUSE, [content], NewAsset(name)).asset_id
        for content, name in ((scene, "a.png"), (lossless.getvalue(), "b.png"), (smaller.getvalue(), "c.jpg"))
    )
    for asset_id in (first_id, again_id):
        prepare_version(small_house, get_asset(core, HOUSE, asset_id).current_version_id)
    assert [(pair.other.id, pair.kind) for pair in similar_to(core, HOUSE, first_id)] == [
        (again_id, "pixels")
    ]
    with core.db.write() as session:
        session.get_one(Asset, small_id).processing_state = "done"
    assert looked_at(core).done == 2
    look_at_library(small_house)
    look_at_library(small_house)
    assert looked_at(core) == LookedAt(3, 3)
    kinds = {pair.other.id: pair.kind for pair in similar_to(core, HOUSE, small_id)}
    assert kinds == {first_id: "near", again_id: "near"}
