"""Purging: after its time or with a reason, never unnoticed while it is used, and only what is nobody else's."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.merging.merge import merge_assets
from dam.assets.models import Asset, Version
from dam.assets.purging.models import PurgedAsset, UnwantedBlob
from dam.assets.purging.purge import PurgeWish, purge_asset, purge_due
from dam.assets.read import get_asset
from dam.assets.reuse.declare import declare_uses
from dam.assets.reuse.quarantine import WARNED_BEFORE, set_aside, warn_owners
from dam.assets.reuse.settings import ReuseSettings
from dam.assets.reuse.whereabouts import where_used
from dam.assets.serving import Light, light, load_servable
from dam.assets.trash import restore_asset, trash_asset
from dam.core import Core
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from dam.sharing.shares import create_share, revoke_share
from infra.unwanted import Swept, sweep_unwanted
from infra.verify import ORPHAN_AGE
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, png

ADMIN, MANAGER = make_caller("admin"), make_caller("manager")
WAITS = ReuseSettings(trash_days=30, quarantine_days=100)
NOW_AND_THEN = PurgeWish()


def rows(core: Core) -> tuple[int, int]:
    with core.db.read() as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in (Asset, Version)
        )


def test_what_has_waited_in_the_trash_goes_for_good_and_says_410(world: World) -> None:
    core = world.core
    lit, draft = make_asset(core, number=1, status="approved"), make_asset(core, number=2)
    for asset_id in (lit, draft):
        trash_asset(core, MANAGER, asset_id)
    with pytest.raises(Conflict, match="from 2026-04-20 on"):
        purge_asset(core, ADMIN, lit, WAITS, NOW_AND_THEN)
    world.wait(days=29)
    assert purge_due(core, WAITS) == 0
    world.wait(days=1)
    assert purge_due(core, WAITS) == 2
    assert rows(core) == (0, 0)
    with core.db.read() as session:
        servable = load_servable(session, lit)
        assert servable is not None
        assert light(servable, channel="web", territory=None, now=world.now()) is Light.DARK
        assert load_servable(session, draft) is None
    with pytest.raises(NotFound):
        restore_asset(core, MANAGER, lit)
    found = list_audit(core, ADMIN, AuditFilter(action="asset.purged")).items
    assert {entry.subject_id for entry in found} == {lit, draft}


def test_what_is_still_used_stays_until_somebody_confirms(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    declare_uses(core, MANAGER, asset_id, [{"place": "window"}])
    trash_asset(core, MANAGER, asset_id)
    world.wait(days=31)
    assert purge_due(core, WAITS) == 0
    with pytest.raises(Conflict, match="still used: 1"):
        purge_asset(core, ADMIN, asset_id, WAITS, NOW_AND_THEN)
    purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(confirmed=True))
    assert rows(core) == (0, 0)


def test_what_is_still_used_hides_nothing_that_waits_behind_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = world.core
    monkeypatch.setattr("dam.assets.purging.purge.LOOKED_AT", 2)
    seen = [make_asset(core, number=number, status="approved") for number in range(3)]
    named = [make_asset(core, number=number, status="approved") for number in range(3, 5)]
    free = make_asset(core, number=5, status="approved")
    world.wait(days=1)
    with core.db.write() as session:
        for asset_id in seen:
            last = (world.now() + timedelta(days=1)).isoformat()
            session.get_one(Asset, asset_id).used_sites = [["shop.example.org", 3, last]]
    for asset_id in named:
        declare_uses(core, MANAGER, asset_id, [{"place": "window"}])
    for asset_id in (*seen, *named, free):
        trash_asset(core, MANAGER, asset_id)
        world.wait(seconds=1)
    world.wait(days=31)
    assert (purge_due(core, WAITS), purge_due(core, WAITS)) == (1, 0)
    with core.db.read() as session:
        assert session.get(Asset, free) is None
        assert rows(core)[0] == len(seen) + len(named)


def test_a_share_holds_what_it_shows_until_it_ends(world: World) -> None:
    core = world.core
    ended, revoked, lent = (make_asset(core, number=number, status="approved") for number in range(3))
    for asset_id, days in ((ended, 30), (revoked, 300), (lent, 300)):
        until = world.now() + timedelta(days=days)
        made = create_share(core, HOUSE, {"title": "Press", "asset_ids": [asset_id], "expires_at": until})
        trash_asset(core, MANAGER, asset_id)
        assert where_used(core, ADMIN, asset_id, in_trash=True).shares == 1
        if asset_id == revoked:
            revoke_share(core, HOUSE, made.code)
    world.wait(days=31)
    assert [where_used(core, ADMIN, each, in_trash=True).shares for each in (ended, revoked, lent)] == [
        0,
        0,
        1,
    ]
    assert purge_due(core, WAITS) == 2
    with core.db.read() as session:
        assert session.get(Asset, lent) is not None


def test_a_reason_removes_at_once_and_stands_in_the_trail(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    for caller in (MANAGER, make_caller("contributor")):
        with pytest.raises(Forbidden):
            purge_asset(core, caller, asset_id, WAITS, PurgeWish(reason="a judge says so"))
    with pytest.raises(Conflict, match="Only what is in the trash"):
        purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(reason="  "))
    with pytest.raises(Invalid, match="at most 2000"):
        purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(reason="x" * 2001))
    purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(reason="a judge says so"))
    (entry,) = list_audit(core, ADMIN, AuditFilter(action="asset.purged")).items
    assert (entry.caller_id, entry.details["reason"]) == (ADMIN.id, "a judge says so")
    with pytest.raises(NotFound):
        purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(reason="again"))


def test_what_was_set_aside_goes_after_its_silence_and_its_warning(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    set_aside(core, MANAGER, [asset_id])
    world.wait(days=101)
    with pytest.raises(Conflict, match="announced to its owner"):
        purge_asset(core, ADMIN, asset_id, WAITS, NOW_AND_THEN)
    assert warn_owners(core, WAITS.quarantine_days) == 1
    with pytest.raises(Conflict, match="from "):
        purge_asset(core, ADMIN, asset_id, WAITS, NOW_AND_THEN)
    world.wait(days=WARNED_BEFORE.days)
    assert purge_due(core, WAITS) == 0
    purge_asset(core, ADMIN, asset_id, WAITS, NOW_AND_THEN)
    assert rows(core) == (0, 0)


def test_what_was_merged_goes_with_the_one_that_answers_for_it(world: World) -> None:
    core = world.core
    stays, goes = (make_asset(core, number=n, status="approved") for n in range(2))
    merge_assets(core, MANAGER, stays, goes)
    world.wait(days=40)
    assert purge_due(core, WAITS) == 0
    assert get_asset(core, MANAGER, stays)
    purge_asset(core, ADMIN, stays, WAITS, PurgeWish(reason="sold"))
    assert rows(core) == (0, 0)
    with core.db.read() as session:
        assert set(session.scalars(sa.select(PurgedAsset.asset_id))) == {stays, goes}


def test_bytes_go_when_nobody_names_them_and_no_upload_may_be_about_to(core: Core) -> None:
    mine = make_asset(core, number=1)
    shared = receive_file(core, HOUSE, [png(1)], NewAsset("y.png", keep_both=True)).asset_id
    alone = make_asset(core, number=2)
    digests = [get_asset(core, ADMIN, asset_id).sha256 for asset_id in (mine, alone)]
    for asset_id in (mine, alone):
        purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(reason="test"))
    assert sweep_unwanted(core) == Swept(0, 0)
    assert all(core.store.info(digest) is not None for digest in digests)
    later = Core(core.db, core.store, core.jobs, core.announce, lambda: core_later)
    core_later = core.now() + 2 * ORPHAN_AGE
    assert sweep_unwanted(later) == Swept(deleted=1, kept=1)
    assert [core.store.info(digest) is not None for digest in digests] == [True, False]
    assert get_asset(core, ADMIN, shared).sha256 == digests[0]
    with core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(UnwantedBlob)) == 0
    assert sweep_unwanted(later) == Swept(0, 0)


def test_rows_of_every_table_go_on_each_database(core_on_each: Core) -> None:
    core = core_on_each
    asset_id = make_asset(core, status="approved", tags=("coat",))
    declare_uses(core, MANAGER, asset_id, [{"place": "window"}])
    trash_asset(core, MANAGER, asset_id)
    purge_asset(core, ADMIN, asset_id, WAITS, PurgeWish(confirmed=True, reason="test"))
    assert rows(core) == (0, 0)
    with core.db.read() as session:
        for table in Asset.metadata.sorted_tables:
            if "asset_id" in table.c and table.name != "purged_assets":
                named = sa.select(sa.func.count()).select_from(table).where(table.c.asset_id == asset_id)
                left = session.scalar(named)
                assert left == 0 or table.name == "asset_changes", table.name
