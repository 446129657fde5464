"""One file is made at once when somebody waits for it, and the rest of its set in its own time."""

from collections import Counter

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.trash import trash_asset
from dam.assets.versions import restore_version
from dam.changes import FileWanted
from dam.jobs.memory import ImmediateJobs
from delivery.house import House
from infra.jobs import bind_jobs
from infra.prepare import prepare_version
from infra.reactions import announcer
from infra.wanted import make_wanted
from renditions.catalogue.channels import save_channel, seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.needs import Key
from tests.infra.test_prepare import GREEN, RED, first, picture, send

THUMB: Key = ("admin", "thumb", "", "webp")
CARD: Key = ("sms", "card", "", "jpeg")


@pytest.fixture
def shop(house: House) -> House:
    """A house with two channels."""
    with house.core.db.write() as session:
        seed_built_in(session)
    for name in ("web", "app", "social", "instore", "email", "print"):
        save_channel(house.core, HOUSE, name, is_enabled=False)
    return house


def _states(house: House, asset_id: str) -> Counter[str]:
    with house.core.db.read() as session:
        return Counter(row.state for row in renditions_of(session, asset_id))


def test_one_file_comes_before_its_set(shop: House) -> None:
    asset_id, version_id = first(shop, RED)
    make_wanted(shop, version_id, CARD)
    seen = get_asset(shop.core, HOUSE, asset_id)
    assert _states(shop, asset_id)["ready"] == 1
    assert (seen.ready_channels, seen.width, seen.processing.state) == (("sms",), 64, "waiting")
    assert seen.colours
    prepare_version(shop, version_id)
    seen = get_asset(shop.core, HOUSE, asset_id)
    assert (seen.ready_channels, seen.processing.done) == (("admin", "sms"), seen.processing.total)


def test_what_nobody_wants_any_more_is_not_made(shop: House) -> None:
    asset_id, version_id = first(shop, RED)
    make_wanted(shop, "there is none", CARD)
    trash_asset(shop.core, HOUSE, asset_id)
    make_wanted(shop, version_id, CARD)
    assert not _states(shop, asset_id)["ready"]


def test_a_file_of_a_version_that_was_overtaken_and_restored(shop: House) -> None:
    asset_id, version_id = first(shop, RED)
    newer = send(shop, asset_id, picture(GREEN))
    prepare_version(shop, newer)
    make_wanted(shop, version_id, CARD)
    with shop.core.db.read() as session:
        assert renditions_of(session, asset_id, version_id) == []
    restore_version(shop.core, HOUSE, asset_id, 1)
    make_wanted(shop, version_id, CARD)
    with shop.core.db.read() as session:
        rows = renditions_of(session, asset_id, version_id)
    assert [row.preset for row in rows if row.state == "ready"] == ["card"]


def test_the_last_file_of_a_set_is_counted_with_the_others(shop: House) -> None:
    asset_id, version_id = first(shop, RED)
    prepare_version(shop, version_id)
    with shop.core.db.write() as session:
        row = next(each for each in renditions_of(session, asset_id) if each.channel == "sms")
        row.state, row.sha256, row.recipe = "pending", None, None
        asset = session.get_one(Asset, asset_id)
        asset.processing_done, asset.ready_channels = asset.processing_total - 1, ["admin"]
    make_wanted(shop, version_id, CARD)
    seen = get_asset(shop.core, HOUSE, asset_id)
    assert (seen.ready_channels, seen.processing.done) == (("admin", "sms"), seen.processing.total)


@pytest.mark.parametrize(("key", "queue"), [(CARD, "urgent"), (("web", "hero", "", "mp4"), "heavy")])
def test_whoever_waits_comes_first_but_no_picture_waits_behind_a_film(
    shop: House, key: Key, queue: str
) -> None:
    jobs = ImmediateJobs()
    placed = receive_file(shop.core, HOUSE, [picture(RED)], NewAsset("x.png"))
    version_id = get_asset(shop.core, HOUSE, placed.asset_id).current_version_id
    announce = announcer(jobs)
    for _ in range(3):
        with shop.core.db.write() as session:
            announce(session, FileWanted(version_id, key))
    (job,) = jobs.list()
    assert (job.name, job.queue) == ("make_wanted", queue)
    jobs.run_all(bind_jobs(shop))
    assert _states(shop, placed.asset_id)["ready"] == (1 if key == CARD else 0)
