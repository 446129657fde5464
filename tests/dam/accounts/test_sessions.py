"""Signing in: one answer for all that is wrong, sessions that slide, and a throttle nobody slips through."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dam.accounts.caller import HOUSE
from dam.accounts.models import SignInFailure, SignInSession
from dam.accounts.passwords import is_right_password
from dam.accounts.people import add_person
from dam.accounts.sessions import (
    SignedIn,
    caller_of_session,
    identify_session,
    is_csrf_token,
    sign_in,
    sign_out,
)
from dam.accounts.settings import AccountSettings
from dam.accounts.throttle import throttle_keys
from dam.errors import NotSignedIn, TooMany
from tests.dam.accounts.world import World

EMAIL, PASSWORD, ADDRESS = "admin@example.org", "une phrase assez longue", "192.0.2.1"
SETTINGS = AccountSettings(
    secret_key="k", session_seconds=2400, failures_per_account=3, failures_per_address=5
)


@pytest.fixture(autouse=True)
def _person(world: World) -> None:
    add_person(world.core, HOUSE, email=EMAIL, name="Ada", role="admin", password=PASSWORD)


def enter(world: World, email: str = EMAIL, password: str = PASSWORD, address: str = ADDRESS) -> SignedIn:
    return sign_in(world.core, email, password, address, SETTINGS)


def test_the_right_password_opens_a_session_of_which_only_hashes_are_kept(world: World) -> None:
    signed = enter(world, " Admin@EXAMPLE.org ")
    with world.core.db.read() as session:
        found = caller_of_session(session, signed.secret, world.moment)
        kept = session.scalars(select(SignInSession)).one()
    assert found is not None
    assert (found[0].kind, found[0].name, found[0].role) == ("person", "Ada", "admin")
    assert found[1] == signed.csrf_token
    assert kept.secret_hash != signed.secret
    assert signed.secret not in repr(signed)


def test_an_unknown_e_mail_and_a_wrong_password_read_the_same(world: World) -> None:
    answers = set()
    for email, password in ((EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("\ud800", "x")):
        with pytest.raises(NotSignedIn) as refusal:
            enter(world, email, password)
        answers.add(str(refusal.value))
        world.wait(hours=1)
    assert len(answers) == 1


def test_nobodys_password_is_never_right() -> None:
    assert not is_right_password("the password of nobody", None)


def test_a_password_typed_with_other_code_points_is_the_same(world: World) -> None:
    add_person(
        world.core,
        HOUSE,
        email="e@example.org",
        name="E",
        role="viewer",
        password="une journe\u0301e d'e\u0301te\u0301",
    )
    assert enter(world, "e@example.org", "une journée d'été").person.name == "E"


def test_an_account_is_closed_for_a_while_after_too_many_failures(world: World) -> None:
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            enter(world, password="wrong")
    with pytest.raises(TooMany) as refusal:
        enter(world)
    assert 0 < refusal.value.retry_after <= SETTINGS.failure_window
    world.wait(seconds=refusal.value.retry_after + 1)
    assert enter(world).person.email == EMAIL


def test_a_right_password_forgets_the_failures_of_its_account(world: World) -> None:
    for _ in range(4):
        for _ in range(2):
            with pytest.raises(NotSignedIn):
                enter(world, password="wrong", address="198.51.100.7")
        enter(world)
        world.wait(minutes=10)


def test_an_address_is_closed_whatever_accounts_it_tries(world: World) -> None:
    for number in range(5):
        with pytest.raises(NotSignedIn):
            enter(world, f"nobody{number}@example.org", "wrong", "2001:db8::1")
    with pytest.raises(TooMany):
        enter(world, address="2001:db8::ffff")
    assert enter(world, address="2001:db8:1::1").person.email == EMAIL


def test_many_attempts_at_once_do_not_slip_through(world: World) -> None:
    def attempt(_number: int) -> type[Exception]:
        try:
            enter(world, password="wrong")
        except (NotSignedIn, TooMany) as refusal:
            return type(refusal)
        raise AssertionError("a wrong password went through")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert answers.count(NotSignedIn) == 3
    assert answers.count(TooMany) == 9


def test_neither_address_nor_account_is_kept_in_the_clear(world: World) -> None:
    with pytest.raises(NotSignedIn):
        enter(world, password="wrong")
    with world.core.db.read() as session:
        keys = set(session.scalars(select(SignInFailure.key)))
    assert keys == set(throttle_keys(SETTINGS, EMAIL, ADDRESS))
    assert keys.isdisjoint(throttle_keys(AccountSettings(secret_key="other"), EMAIL, ADDRESS))


def test_a_session_ends_when_unused_and_slides_when_used(world: World) -> None:
    signed = enter(world)
    for _ in range(5):
        world.wait(seconds=1500)
        assert identify_session(world.core, signed.secret, SETTINGS) is not None
    world.wait(seconds=2401)
    assert identify_session(world.core, signed.secret, SETTINGS) is None
    enter(world)
    with world.core.db.read() as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 1


def test_reading_pages_hardly_ever_writes(world: World) -> None:
    signed = enter(world)
    world.wait(seconds=50)
    identify_session(world.core, signed.secret, SETTINGS)
    with world.core.db.read() as session:
        assert session.scalars(select(SignInSession)).one().expires_at == signed.expires_at
    world.wait(seconds=60)
    identify_session(world.core, signed.secret, SETTINGS)
    with world.core.db.read() as session:
        kept = session.scalars(select(SignInSession)).one()
    assert kept.expires_at == signed.expires_at + timedelta(seconds=110)


def test_signing_out_ends_the_session_and_may_be_repeated(world: World) -> None:
    signed = enter(world)
    sign_out(world.core, signed.secret)
    sign_out(world.core, signed.secret)
    assert identify_session(world.core, signed.secret, SETTINGS) is None


def test_csrf_tokens_are_compared_whole() -> None:
    assert is_csrf_token("abc", "abc")
    assert not is_csrf_token("abc", "ab")
    assert not is_csrf_token("abc", "")


def test_an_address_that_is_none_counts_as_it_is(world: World) -> None:
    for number in range(5):
        with pytest.raises(NotSignedIn):
            enter(world, f"nobody{number}@example.org", "wrong", "testclient")
    with pytest.raises(TooMany):
        enter(world, address="testclient")
