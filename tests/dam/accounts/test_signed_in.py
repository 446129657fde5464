"""Where people are signed in: seen and ended by themselves and by admins; secrets change at each sign-in."""

import pytest

from dam.accounts.caller import HOUSE, Caller
from dam.accounts.models import Person
from dam.accounts.people import add_person, change_person
from dam.accounts.sessions import SignedIn, caller_of_person, caller_of_session, sign_in
from dam.accounts.signed_in import end_all_sessions, end_session, list_sessions
from dam.errors import Forbidden, NotFound, NotSignedIn
from tests.dam.accounts.world import World, make_caller

PASSWORD = "une phrase assez longue"


@pytest.fixture
def ada(world: World) -> Person:
    """Give somebody with a password."""
    return add_person(world.core, HOUSE, email="a@example.org", name="Ada", role="viewer", password=PASSWORD)


def come(world: World, device: str = "Firefox on Linux", former: str = "") -> SignedIn:
    return sign_in(world.core, "a@example.org", PASSWORD, "192.0.2.1", device=device, former=former)


def known(world: World, secret: str) -> Caller | None:
    with world.core.db.read() as session:
        found = caller_of_session(session, secret, world.moment)
    return found[0] if found else None


def test_one_sees_and_ends_ones_own_sessions(world: World, ada: Person) -> None:
    here, there = come(world), come(world, "Safari on iPhone")
    caller = caller_of_person(ada)
    listed = list_sessions(world.core, caller, secret=here.secret)
    assert {(view.device, view.is_this) for view in listed} == {
        ("Firefox on Linux", True),
        ("Safari on iPhone", False),
    }
    end_session(world.core, caller, next(view.id for view in listed if not view.is_this))
    assert known(world, there.secret) is None
    assert known(world, here.secret) is not None
    come(world)
    assert end_all_sessions(world.core, caller, but=here.secret) == 1
    assert known(world, here.secret) is not None


def test_others_sessions_are_for_admins(world: World, ada: Person) -> None:
    signed = come(world)
    (view,) = list_sessions(world.core, make_caller("admin"), ada.id)
    manager = make_caller("manager")
    with pytest.raises(Forbidden):
        list_sessions(world.core, manager, ada.id)
    with pytest.raises(Forbidden):
        end_all_sessions(world.core, manager, ada.id)
    for wrong in (view.id, "", "nothing"):
        with pytest.raises(NotFound):
            end_session(world.core, manager, wrong)
    end_session(world.core, make_caller("admin"), view.id)
    assert known(world, signed.secret) is None


def test_a_browser_that_signs_in_again_leaves_no_session_behind(world: World, ada: Person) -> None:
    first = come(world)
    second = come(world, former=first.secret)
    assert known(world, first.secret) is None
    assert len(list_sessions(world.core, caller_of_person(ada), secret=second.secret)) == 1


def test_who_comes_by_the_provider_only_has_no_password(world: World, ada: Person) -> None:
    change_person(world.core, HOUSE, ada.id, may_use_password=False)
    with pytest.raises(NotSignedIn, match="by the identity provider only"):
        come(world)
