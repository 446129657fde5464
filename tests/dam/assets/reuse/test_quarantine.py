"""Quarantine: set aside by people, brought back by whoever fetches, warned of before anything is removed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.models import Person
from dam.assets.batches import BATCH
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.reuse.quarantine import (
    AT_ONCE,
    WARNED_BEFORE,
    bring_back,
    bring_back_used,
    set_aside,
    warn_owners,
)
from dam.assets.reuse.unused import list_set_aside, list_unused
from dam.assets.status import move_status
from dam.errors import Conflict, Forbidden, Invalid
from dam.ids import new_id
from dam.notices.models import NoticeRow
from dam.search.document import build_documents
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, png

MANAGER, CONTRIBUTOR = make_caller("manager"), make_caller("contributor")


def aside(world: World, asset_id: str) -> bool:
    with world.core.db.read() as session:
        return session.get_one(Asset, asset_id).quarantined_at is not None


def test_what_is_set_aside_keeps_its_status_and_leaves_the_lists(world: World) -> None:
    core = world.core
    one, other = (make_asset(core, number=n, status="approved") for n in range(2))
    world.wait(days=40)
    assert list_unused(core, MANAGER, 30).total == 2
    assert set_aside(core, MANAGER, [one, one]) == 1
    assert set_aside(core, MANAGER, [one]) == 0
    assert get_asset(core, MANAGER, one).status == "approved"
    assert [view.id for view in list_unused(core, MANAGER, 30).items] == [other]
    assert [view.id for view in list_set_aside(core, MANAGER).items] == [one]
    with core.db.read() as session:
        assert [document.is_trashed for document in build_documents(session, [one])] == [True]
    bring_back(core, MANAGER, one)
    assert list_set_aside(core, MANAGER).total == 0
    with core.db.read() as session:
        assert [document.is_trashed for document in build_documents(session, [one])] == [False]


def test_only_a_fetch_after_it_was_set_aside_brings_it_back(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, status="approved")
    set_aside(core, MANAGER, [asset_id])
    for moment, is_back in ((None, False), (world.now() - timedelta(hours=2), False), (world.now(), True)):
        with core.db.write() as session:
            assert bring_back_used(core, session, asset_id, moment) is is_back
        assert aside(world, asset_id) is not is_back
    with core.db.write() as session:
        assert not bring_back_used(core, session, "nobody", world.now())


def test_the_right_and_the_moment_are_asked(world: World) -> None:
    core = world.core
    draft, lit = make_asset(core, number=1), make_asset(core, number=2, status="approved")
    with pytest.raises(Conflict, match="still a draft"):
        set_aside(core, MANAGER, [draft])
    with pytest.raises(Forbidden):
        set_aside(core, CONTRIBUTOR, [lit])
    with pytest.raises(Invalid, match=f"At most {AT_ONCE}"):
        set_aside(core, MANAGER, [new_id() for _ in range(AT_ONCE + 1)])
    set_aside(core, MANAGER, [lit])
    with pytest.raises(Forbidden):
        bring_back(core, CONTRIBUTOR, lit)
    move_status(core, MANAGER, lit, "archived")
    assert aside(world, lit)


def test_the_owner_is_told_when_it_is_set_aside_and_once_before_it_may_go(world: World) -> None:
    core = world.core
    with core.db.write() as session:
        session.add(
            Person(
                id=new_id(), email="owner@example.org", name="Owner", password_hash="", role="contributor",
                is_active=True, created_at=core.now(),
            )
        )  # fmt: skip
        session.flush()
        owner = session.scalars(sa.select(Person)).one()
    asset_id = receive_file(
        core, make_caller("manager"), [png(7)], NewAsset("x.png", status="approved")
    ).asset_id
    with core.db.write() as session:
        session.get_one(Asset, asset_id).owner_id = owner.id
    set_aside(core, MANAGER, [asset_id])
    world.wait(days=100 - WARNED_BEFORE.days - 1)
    assert warn_owners(core, 100) == 0
    world.wait(days=1)
    assert (warn_owners(core, 100), warn_owners(core, 100)) == (1, 0)
    with core.db.read() as session:
        told = session.execute(
            sa.select(NoticeRow.kind, NoticeRow.details)
            .where(NoticeRow.person_id == owner.id)
            .order_by(NoticeRow.at)
        ).all()
    assert [kind for kind, _ in told] == ["quarantined", "purge_soon"]
    assert told[1][1]["day"] == (world.now() + WARNED_BEFORE).date().isoformat()


def test_every_owner_is_warned_in_one_round_however_many_assets_it_is_about(world: World) -> None:
    core = world.core
    ids = [make_asset(core, number=number, status="approved") for number in range(BATCH + 1)]
    assert set_aside(core, MANAGER, ids) == BATCH + 1
    world.wait(days=100)
    assert (warn_owners(core, 100), warn_owners(core, 100)) == (BATCH + 1, 0)
