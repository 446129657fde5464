"""Tokens: shown once, never above their maker, useless the moment they should be."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from dam.accounts.access.brands import create_brand
from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Token
from dam.accounts.people import add_person, change_person
from dam.accounts.policy import Action, may, may_on, may_somewhere, require
from dam.accounts.sessions import caller_of_person
from dam.accounts.tokens import caller_of_token, create_token, identify_token, list_tokens, revoke_token
from dam.errors import Forbidden, Invalid, NotFound, NotSignedIn
from tests.dam.accounts.world import World, make_caller


def person(world: World, role: str) -> Caller:
    return caller_of_person(
        add_person(
            world.core,
            HOUSE,
            email=f"{role}@example.org",
            name=role,
            role=role,
            password="une phrase assez longue",
        )
    )


def known(world: World, secret: str) -> Caller:
    with world.core.db.read() as session:
        return caller_of_token(session, secret, world.moment)


def test_a_token_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    token, secret = create_token(world.core, HOUSE, name="shop", role="viewer")
    assert secret.startswith("vt_")
    assert len(secret) == 35
    assert secret not in (token.secret_hash, token.prefix)
    assert secret.startswith(token.prefix)
    assert known(world, secret) == Caller("token", token.id, "shop", Role.VIEWER)


@pytest.mark.parametrize("maker", [Role.CONTRIBUTOR, Role.MANAGER, Role.ADMIN])
@pytest.mark.parametrize("wanted", Role)
def test_no_role_makes_a_token_above_itself(world: World, maker: Role, wanted: Role) -> None:
    caller = person(world, maker)
    if maker.includes(wanted):
        token, secret = create_token(world.core, caller, name="x", role=wanted)
        assert token.role == wanted
        assert known(world, secret).role == wanted
    else:
        with pytest.raises(Forbidden, match="at most"):
            create_token(world.core, caller, name="x", role=wanted)


def test_viewers_make_none_and_lesser_tokens_make_no_others(world: World) -> None:
    with pytest.raises(Forbidden):
        create_token(world.core, person(world, "viewer"), name="x", role="viewer")
    with pytest.raises(Forbidden):
        create_token(world.core, make_caller("manager"), name="x", role="viewer")


@pytest.mark.parametrize("secret", ["", "vt_", "vt_" + "0" * 32, "x" * 10_000, "\ud800", "vt_é"])
def test_an_unknown_or_tampered_secret_is_nobody(world: World, secret: str) -> None:
    with pytest.raises(NotSignedIn, match="not known"):
        known(world, secret)


def test_expiry_holds_to_the_second(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        create_token(world.core, HOUSE, name="x", role="viewer", expires_at=world.moment)
    assert refusal.value.errors[0].path == "expires_at"
    _, secret = create_token(
        world.core, HOUSE, name="x", role="viewer", expires_at=world.moment + timedelta(seconds=10)
    )
    world.wait(seconds=9)
    known(world, secret)
    world.wait(seconds=1)
    with pytest.raises(NotSignedIn, match="expired"):
        known(world, secret)


def test_a_persons_token_follows_what_the_person_may(world: World) -> None:
    person(world, "admin")
    maker = person(world, "manager")
    _, secret = create_token(world.core, maker, name="x", role="manager")
    change_person(world.core, HOUSE, maker.id, role="viewer")
    assert known(world, secret).role == "viewer"
    change_person(world.core, HOUSE, maker.id, is_active=False)
    with pytest.raises(NotSignedIn, match="no longer active"):
        known(world, secret)


def test_a_token_made_by_a_token_dies_with_the_person_behind_both(world: World) -> None:
    person(world, "manager")
    maker = person(world, "admin")
    _, first = create_token(world.core, maker, name="first", role="admin")
    token, second = create_token(world.core, known(world, first), name="second", role="viewer")
    assert token.created_by == maker.id
    add_person(
        world.core, HOUSE, email="b@example.org", name="B", role="admin", password="une phrase assez longue"
    )
    change_person(world.core, HOUSE, maker.id, is_active=False)
    with pytest.raises(NotSignedIn):
        known(world, second)


def test_revoking_works_at_once_and_only_on_what_is_yours(world: World) -> None:
    mine, other = person(world, "contributor"), person(world, "manager")
    token, secret = create_token(world.core, mine, name="x", role="viewer")
    with pytest.raises(NotFound):
        revoke_token(world.core, other, token.id)
    assert [each.id for each in list_tokens(world.core, mine)] == [token.id]
    assert list_tokens(world.core, other) == []
    assert [each.id for each in list_tokens(world.core, HOUSE)] == [token.id]
    revoke_token(world.core, mine, token.id)
    revoke_token(world.core, mine, token.id)
    assert list_tokens(world.core, HOUSE) == []
    with pytest.raises(NotSignedIn, match="revoked"):
        known(world, secret)


def test_use_is_noted_at_most_once_a_minute(world: World) -> None:
    token, secret = create_token(world.core, HOUSE, name="x", role="viewer")
    writes: list[str] = []
    event.listen(
        world.core.db.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: writes.append(statement) if statement.startswith("UPDATE") else None,
    )
    for _ in range(6):
        identify_token(world.core, secret)
        world.wait(seconds=20)
    with world.core.db.read() as session:
        kept = session.get_one(Token, token.id)
    assert len(writes) == 2
    assert kept.last_used_at == world.moment - timedelta(seconds=60)


def test_a_token_is_confined_to_its_scopes_and_gives_no_more(world: World) -> None:
    _, secret = create_token(
        world.core, HOUSE, name="x", role="admin", scopes=["assets:read", "people:write"]
    )
    caller = known(world, secret)
    assert may(caller, Action.SEE_ALL)
    assert not may(caller, Action.EDIT_ANY)
    with pytest.raises(
        Forbidden, match="a token with the scope assets:write; this one has assets:read, people:write"
    ):
        require(caller, Action.EDIT_ANY)
    for more in ((), ("assets:write",)):
        with pytest.raises(Forbidden, match="at most have your scopes"):
            create_token(world.core, caller, name="y", role="viewer", scopes=more)
    create_token(world.core, caller, name="y", role="viewer", scopes=["assets:read"])
    with pytest.raises(Invalid, match="A scope is one of"):
        create_token(world.core, HOUSE, name="z", role="viewer", scopes=["everything"])


def test_a_token_is_confined_to_its_brand(world: World) -> None:
    brand = create_brand(world.core, HOUSE, name="Atelier").id
    _, secret = create_token(world.core, HOUSE, name="x", role="manager", brand_id=brand)
    caller = known(world, secret)
    assert may_on(caller, Action.EDIT_ANY, brand)
    assert not may_somewhere(caller, Action.EDIT_PRESETS)
    assert not may_on(caller, Action.SEE_APPROVED, "main")
    with pytest.raises(NotFound):
        create_token(world.core, HOUSE, name="x", role="viewer", brand_id="gone")
