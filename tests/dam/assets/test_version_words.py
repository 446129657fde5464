"""Comments that stay with their version, proposals that are refused with a reason, and what differs between two."""

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import add_person
from dam.accounts.sessions import caller_of_person
from dam.assets.models import Version
from dam.assets.version_differences import compare_versions
from dam.assets.version_words import comment_version, refuse_version
from dam.assets.versions import (
    add_version,
    approve_version,
    list_versions,
    promote_when_ready,
    restore_version,
)
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from dam.notices.models import NoticeRow
from tests.dam.accounts.world import World
from tests.dam.assets.factory import make_asset, stored


def test_nothing_that_was_said_of_a_version_is_lost_when_another_is_served(world: World) -> None:
    asset_id = make_asset(world.core)
    comment_version(world.core, HOUSE, asset_id, 1, "Mit altem Logo")
    proposed = add_version(world.core, HOUSE, asset_id, *stored(world.core, 2), "z.png")
    comment_version(world.core, HOUSE, asset_id, 2, "Neues Logo")
    with world.core.db.write() as session:
        assert promote_when_ready(session, proposed.id)
    newest, first = list_versions(world.core, HOUSE, asset_id)
    assert (newest.state, newest.comment, newest.comment_by) == ("current", "Neues Logo", "Vitrine")
    assert (first.state, first.comment) == ("earlier", "Mit altem Logo")
    assert restore_version(world.core, HOUSE, asset_id, 1).comment == "Mit altem Logo"
    assert comment_version(world.core, HOUSE, asset_id, 1, " ").comment_by == ""


def test_a_proposed_version_is_refused_with_a_reason_that_its_sender_reads(world: World) -> None:
    person = add_person(
        world.core, HOUSE, email="n@example.org", name="Nina", role=Role.CONTRIBUTOR, password="correct-horse"
    )
    sender = caller_of_person(person)
    asset_id = make_asset(world.core, sender)
    proposed = add_version(world.core, sender, asset_id, *stored(world.core, 1), "y.png")
    assert proposed.state == "proposed"
    comment_version(world.core, sender, asset_id, 2, "Bitte ansehen")
    with pytest.raises(Forbidden):
        refuse_version(world.core, sender, asset_id, 2, "nein")
    with pytest.raises(Invalid, match="Say why"):
        refuse_version(world.core, HOUSE, asset_id, 2, " ")
    refused = refuse_version(world.core, HOUSE, asset_id, 2, "Das Logo fehlt")
    assert (refused.state, refused.reason, refused.comment) == ("refused", "Das Logo fehlt", "Bitte ansehen")
    assert list_versions(world.core, sender, asset_id)[0].reason == "Das Logo fehlt"
    with world.core.db.read() as session:
        (notice,) = session.query(NoticeRow).all()
        assert session.query(Version).count() == 2
    assert (notice.person_id, notice.details["reason"]) == (sender.id, "Das Logo fehlt")
    for act in (refuse_version, lambda *given: approve_version(*given[:4])):
        with pytest.raises(Conflict, match="refused"):
            act(world.core, HOUSE, asset_id, 2, "noch einmal")


def test_two_versions_are_compared_fact_by_fact(world: World) -> None:
    asset_id = make_asset(world.core)
    add_version(world.core, HOUSE, asset_id, *stored(world.core, 100), "y.png")
    with world.core.db.write() as session:
        for version in session.query(Version):
            version.facts = {"creator": f"Person {version.number}", "camera": "Q", "gps": [1, version.number]}
    compared = compare_versions(world.core, HOUSE, asset_id, 1, 2)
    assert compared.differences == (
        ("filename", "x.png", "y.png"),
        ("bytes", compared.before.bytes, compared.after.bytes),
        ("creator", "Person 1", "Person 2"),
    )
    with pytest.raises(NotFound):
        compare_versions(world.core, HOUSE, asset_id, 1, 3)
