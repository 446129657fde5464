"""Rows of keys: who signs, who is believed, and that several processes agree."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import list_audit
from dam.core import Core
from dam.errors import Forbidden
from dam.feed import last_seq
from delivery.files.cache import ResolutionCache
from delivery.signing.keys import KNOWN_AFTER, list_keys, live_secrets, rotate_keys, signing_key
from delivery.signing.models import SigningKey
from delivery.signing.ring import KeyRing
from delivery.signing.signature import Verdict, sign_target
from tests.dam.accounts.world import make_caller

SECRET_KEY = "k" * 32
NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)

At = Callable[[timedelta], Core]


@pytest.fixture
def at(core: Core) -> At:
    """The core so long after noon."""
    return lambda later: replace(core, now=lambda: NOON + later)


def believed(core: Core) -> set[str]:
    """Return the ids of the keys that are believed."""
    with core.db.read() as session:
        return set(live_secrets(session, SECRET_KEY))


def test_the_first_key_is_made_when_it_is_needed(core: Core) -> None:
    assert believed(core) == set()
    key = signing_key(core, SECRET_KEY)
    assert signing_key(core, SECRET_KEY) == key
    assert believed(core) == {key.id}
    with core.db.read() as session:
        assert live_secrets(session, SECRET_KEY) == {key.id: key.secret}


def test_no_row_holds_a_secret(core: Core) -> None:
    key = signing_key(core, SECRET_KEY)
    with core.db.read() as session:
        told = repr(session.execute(sa.select(SigningKey.__table__)).all())
    assert key.id in told
    assert key.secret.hex() not in told
    assert set(SigningKey.__table__.columns.keys()) == {"id", "created_at", "retired_at"}


def test_the_former_signs_until_every_process_knows_the_new_one(at: At) -> None:
    first = signing_key(at(timedelta()), SECRET_KEY)
    added = rotate_keys(at(timedelta(minutes=1)), HOUSE)
    assert added.is_signing is False
    assert signing_key(at(timedelta(minutes=1)), SECRET_KEY) == first
    assert signing_key(at(timedelta(minutes=1) + KNOWN_AFTER), SECRET_KEY).id == added.id
    assert believed(at(timedelta())) == {first.id, added.id}


def test_the_next_rotation_retires_the_one_before_the_former(at: At) -> None:
    first = signing_key(at(timedelta()), SECRET_KEY)
    second = rotate_keys(at(timedelta(minutes=1)), HOUSE)
    third = rotate_keys(at(timedelta(minutes=2)), HOUSE)
    assert believed(at(timedelta())) == {second.id, third.id}
    views = list_keys(at(timedelta(minutes=3)), HOUSE)
    assert [view.id for view in views] == [third.id, second.id, first.id]
    assert [view.is_signing for view in views] == [True, False, False]
    assert [view.retired_at is None for view in views] == [True, True, False]


def test_at_once_nothing_signed_before_is_believed(at: At) -> None:
    signing_key(at(timedelta()), SECRET_KEY)
    rotate_keys(at(timedelta(minutes=1)), HOUSE)
    added = rotate_keys(at(timedelta(minutes=2)), HOUSE, at_once=True)
    assert added.is_signing is True
    assert believed(at(timedelta())) == {added.id}
    assert signing_key(at(timedelta(minutes=2)), SECRET_KEY).id == added.id


def test_a_rotation_is_told_to_every_process_and_to_the_audit(core: Core) -> None:
    with core.db.read() as session:
        before = last_seq(session)
    added = rotate_keys(core, HOUSE)
    with core.db.read() as session:
        assert last_seq(session) > before
    entry = list_audit(core, HOUSE).items[0]
    assert (entry.action, entry.subject_id) == ("keys.rotated", added.id)


@pytest.mark.parametrize("role", ["viewer", "contributor", "manager"])
def test_only_admins_rotate_and_list(core: Core, role: str) -> None:
    with pytest.raises(Forbidden):
        rotate_keys(core, make_caller(role))
    with pytest.raises(Forbidden):
        list_keys(core, make_caller(role))


def test_every_process_forgets_a_retired_key_within_two_seconds(core_on_each: Core) -> None:
    core, rings = core_on_each, (KeyRing(SECRET_KEY), KeyRing(SECRET_KEY))
    key = signing_key(core, SECRET_KEY)
    path, _, query = sign_target(key, "/o/x", core.now() + timedelta(hours=1)).partition("?")
    scope = {"path": path, "raw_path": path.encode(), "query_string": query.encode()}
    followers = [ResolutionCache(core.db, on_everything=ring.read) for ring in rings]
    for follower in followers:
        follower.start()
    try:
        assert [ring.check(scope, core.now()).verdict for ring in rings] == [Verdict.GOOD] * 2
        rotate_keys(core, HOUSE, at_once=True)
        end = time.monotonic() + 2
        while any(ring.check(scope, core.now()).verdict is Verdict.GOOD for ring in rings):
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        for follower in followers:
            follower.stop()


def test_many_that_need_the_first_key_at_once_make_one(core_on_each: Core) -> None:
    made: list[str] = []
    together = threading.Barrier(8)

    def need() -> None:
        together.wait()
        made.append(signing_key(core_on_each, SECRET_KEY).id)

    threads = [threading.Thread(target=need) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert believed(core_on_each) == set(made)
