"""Rights and time: who is warned and when, what the clock asks for, and who may still take an original home."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Person
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent, withdraw_consent
from dam.assets.downloads import note_download
from dam.assets.edit import edit_asset
from dam.assets.endings.clock import IN_ONE, follow_clock
from dam.assets.endings.rules import Rules, edit_rules, read_rules
from dam.assets.endings.soon import list_endings
from dam.assets.endings.warn import warn_of_ends
from dam.assets.originals import open_original
from dam.assets.status import move_status
from dam.clock import rfc3339
from dam.core import Core
from dam.errors import Forbidden, Invalid
from dam.jobs.memory import ImmediateJobs
from dam.notices.models import NoticeRow
from tests.dam.accounts.world import START, World, make_caller
from tests.dam.assets.factory import make_asset


def add_person(core: Core, name: str, role: Role = Role.CONTRIBUTOR) -> Caller:
    with core.db.write() as session:
        session.add(
            Person(
                id=name,
                email=f"{name}@example.org",
                name=name,
                role=role.value,
                password_hash="",
                is_active=True,
                created_at=START,
            )
        )
    return Caller("person", name, name, role)


def end_after(core: Core, asset_id: str, **duration: float) -> None:
    at = rfc3339(core.now() + timedelta(**duration))
    edit_asset(core, HOUSE, asset_id, {"rights": {"expires_at": at}})


def told(core: Core) -> list[tuple[str, str, Any]]:
    with core.db.read() as session:
        kinds = NoticeRow.kind.in_(("rights_ending", "rights_ended", "consent_ended"))
        query = sa.select(NoticeRow).where(kinds).order_by(NoticeRow.at, NoticeRow.person_id)
        rows = session.scalars(query).all()
    return [(row.person_id, row.kind, row.details.get("days")) for row in rows]


def test_owner_and_downloaders_are_warned_before_and_at_the_end_and_once(world: World) -> None:
    core = world.core
    owner = add_person(core, "olga")
    asset_id = make_asset(core, owner)
    move_status(core, HOUSE, asset_id, "approved")
    end_after(core, asset_id, days=40)
    version = "v" * 16
    add_person(core, "dora", Role.VIEWER)
    for caller_id in ("dora", "dora", "token-without-a-person"):
        note_download(core, asset_id, version, caller_id, "session")
    assert warn_of_ends(core) == 0
    expected: list[tuple[str, str, Any]] = []
    for days, notice in ((10, 30), (23, 7), (6, 1)):
        world.wait(days=days)
        assert (warn_of_ends(core), warn_of_ends(core)) == (2, 0)
        expected += [("dora", "rights_ending", notice), ("olga", "rights_ending", notice)]
        assert told(core) == expected
    world.wait(days=1)
    assert (warn_of_ends(core), warn_of_ends(core)) == (2, 0)
    assert told(core)[-2:] == [("dora", "rights_ended", 0), ("olga", "rights_ended", 0)]


def test_a_consent_that_is_withdrawn_is_told_to_whoever_has_the_picture(world: World) -> None:
    core = world.core
    owner = add_person(core, "olga", Role.MANAGER)
    asset_id = make_asset(core, owner, status="approved")
    consent = add_consent(core, HOUSE, {"role": "model", "name": "Ada", "given_on": "2026-03-01"})
    cover_assets(core, HOUSE, consent.id, [asset_id])
    assert list_endings(core, HOUSE) == []
    withdraw_consent(core, HOUSE, consent.id)
    assert warn_of_ends(core) == 1
    assert told(core) == [("olga", "consent_ended", 0)]
    (ending,) = list_endings(core, owner, state="ended")
    assert (ending.asset.id, ending.cause, ending.has_ended) == (asset_id, "consent", True)


def test_the_days_of_warnings_are_the_houses(world: World) -> None:
    core = world.core
    asset_id = make_asset(core, add_person(core, "olga", Role.MANAGER), status="approved")
    end_after(core, asset_id, days=60)
    assert edit_rules(core, HOUSE, {"notice_days": [2, 90]}).notice_days == (90, 2)
    assert warn_of_ends(core) == 1
    assert told(core) == [("olga", "rights_ending", 90)]
    assert edit_rules(core, HOUSE, {"notice_days": []}).notice_days == ()
    assert warn_of_ends(core) == 0
    edit_rules(core, HOUSE, {"notice_days": None})
    with core.db.read() as session:
        assert read_rules(session) == Rules()
    for patch in (
        {"notice_days": [0]},
        {"notice_days": "7"},
        {"notice_days": [True]},
        {"people_without_consent": "no"},
    ):
        with pytest.raises(Invalid):
            edit_rules(core, HOUSE, patch)
    with pytest.raises(Forbidden):
        edit_rules(core, make_caller(Role.MANAGER), {"notice_days": [1]})


def test_the_clock_asks_for_each_edge_once_and_forgets_none(world: World) -> None:
    core, jobs = world.core, world.core.jobs
    assert isinstance(jobs, ImmediateJobs)
    ids = [make_asset(core, number=number, status="approved") for number in range(3)]
    end_after(core, ids[0], days=1)
    edit_asset(core, HOUSE, ids[1], {"rights": {"embargo_until": rfc3339(START + timedelta(days=1))}})
    given = {"role": "model", "name": "Ada", "given_on": "2026-03-01", "expires_on": "2026-03-21"}
    consent = add_consent(core, HOUSE, given)
    cover_assets(core, HOUSE, consent.id, [ids[2]])
    before = len(jobs.list())
    assert follow_clock(core) == 0
    world.wait(days=1)
    assert (follow_clock(core), follow_clock(core)) == (3, 0)
    names = sorted(job.name for job in jobs.list()[before:])
    assert names == ["follow_consent", "follow_rights"]


class BreakingJobs(ImmediateJobs):
    """Jobs whose database goes away after some were asked for."""

    left = IN_ONE + 1

    def enqueue(self, *args: Any, **more: Any) -> str:
        if self.left == 0:
            raise ConnectionError("the database went away")
        self.left -= 1
        return super().enqueue(*args, **more)


def test_many_endings_at_one_midnight_are_asked_for_in_short_transactions_and_none_is_lost(
    world: World,
) -> None:
    core = world.core
    given = {"role": "model", "code": "A", "given_on": "2026-03-01", "expires_on": "2026-03-21"}
    for _ in range(IN_ONE + 3):
        add_consent(core, HOUSE, given)
    world.wait(days=1)
    breaking = BreakingJobs()
    with pytest.raises(ConnectionError):
        follow_clock(replace(core, jobs=breaking))
    asked = [job for job in breaking.list() if job.name == "follow_consent"]
    assert len(asked) >= IN_ONE, "the first transaction stands"
    assert (follow_clock(core), follow_clock(core)) == (IN_ONE + 3, 0), "the place was not written"


def test_an_ended_licence_stops_the_original_but_for_those_who_renew_it(world: World) -> None:
    core = world.core
    owner = make_caller(Role.CONTRIBUTOR)
    asset_id = make_asset(core, owner)
    move_status(core, HOUSE, asset_id, "approved")
    end_after(core, asset_id, seconds=10)
    viewer = make_caller(Role.VIEWER)
    assert open_original(core, viewer, asset_id)[0].asset_id == asset_id
    world.wait(seconds=10)
    with pytest.raises(Forbidden, match="rights of this asset have ended"):
        open_original(core, viewer, asset_id)
    for caller in (owner, make_caller(Role.MANAGER)):
        assert open_original(core, caller, asset_id)
    end_after(core, asset_id, days=1)
    consent = add_consent(core, HOUSE, {"role": "model", "name": "Ada", "given_on": "2026-03-01"})
    cover_assets(core, HOUSE, consent.id, [asset_id])
    assert open_original(core, viewer, asset_id)
    withdraw_consent(core, HOUSE, consent.id)
    with pytest.raises(Forbidden, match="or a consent on it"):
        open_original(core, viewer, asset_id)
