"""People: adding, changing, and the last admin who must stay."""

import pytest
from sqlalchemy import select

from dam.accounts.caller import HOUSE, Caller
from dam.accounts.models import AuditEntry, Person, SignInSession
from dam.accounts.people import (
    add_person,
    change_myself,
    change_person,
    count_people,
    get_person,
    list_people,
)
from dam.accounts.sessions import caller_of_person, caller_of_session, sign_in
from dam.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from tests.dam.accounts.world import World, make_caller

PASSWORD = "une phrase assez longue"


def add(world: World, email: str = "admin@example.org", role: str = "admin") -> Person:
    return add_person(world.core, HOUSE, email=email, name="Somebody", role=role, password=PASSWORD)


def test_an_e_mail_is_kept_folded_and_stands_for_one_person(world: World) -> None:
    person = add(world, "  Admin@Example.ORG ")
    assert person.email == "admin@example.org"
    with pytest.raises(Conflict, match=r"admin@example\.org"):
        add(world, "ADMIN@example.org")
    with world.core.db.read() as session:
        assert count_people(session) == 1


@pytest.mark.parametrize(
    "email",
    ["", "a", "@example.org", "a@", "a b@example.org", "a@@b", "a@-b.org", "a@b..org", "a\x00@b.org"],
)
def test_what_is_no_e_mail_is_refused_by_field(world: World, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add(world, email)
    assert [error.path for error in refusal.value.errors] == ["email"]


@pytest.mark.parametrize("email", ["léa@exämple.org", "o'neil+x@example.co.uk", "admin@localhost"])
def test_addresses_of_any_script_are_welcome(world: World, email: str) -> None:
    assert add(world, email).email == email


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short", "at least 12 characters"), ("a" * 30, "4 different"), ("ab" * 600, "at most 1000")],
)
def test_a_weak_password_is_refused_with_the_reason(world: World, password: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        add_person(world.core, HOUSE, email="a@b.org", name="A", role="viewer", password=password)
    assert refusal.value.errors[0].path == "password"


@pytest.mark.parametrize(
    ("name", "role", "locale", "path"),
    [("A", "king", "fr", "role"), (" ", "viewer", "fr", "name"), ("A", "viewer", "tlh", "locale")],
)
def test_wrong_values_name_their_field(world: World, name: str, role: str, locale: str, path: str) -> None:
    person = add(world)
    with pytest.raises(Invalid) as refusal:
        change_person(world.core, HOUSE, person.id, name=name, role=role, locale=locale)
    assert refusal.value.errors[0].path == path


def test_the_last_admin_can_be_neither_demoted_nor_disabled(world: World) -> None:
    only = add(world)
    with pytest.raises(Conflict, match="last admin"):
        change_person(world.core, HOUSE, only.id, role="manager")
    with pytest.raises(Conflict, match="last admin"):
        change_person(world.core, HOUSE, only.id, is_active=False)
    second = add(world, "second@example.org")
    assert change_person(world.core, HOUSE, only.id, role="manager").role == "manager"
    with pytest.raises(Conflict):
        change_person(world.core, HOUSE, second.id, is_active=False)


def test_a_disabled_admin_does_not_count_as_one(world: World) -> None:
    first, second = add(world), add(world, "second@example.org")
    change_person(world.core, HOUSE, second.id, is_active=False)
    with pytest.raises(Conflict):
        change_person(world.core, HOUSE, first.id, role="viewer")


def test_disabling_ends_sessions_and_refuses_the_next(world: World) -> None:
    add(world)
    person = add(world, "viewer@example.org", "viewer")
    signed = sign_in(world.core, person.email, PASSWORD, "192.0.2.1")
    change_person(world.core, HOUSE, person.id, is_active=False)
    with world.core.db.read() as session:
        assert caller_of_session(session, signed.secret, world.moment) is None
        assert session.scalars(select(SignInSession)).all() == []
    with pytest.raises(NotSignedIn):
        sign_in(world.core, person.email, PASSWORD, "192.0.2.1")


def test_a_new_role_holds_from_the_next_request(world: World) -> None:
    add(world)
    person = add(world, "viewer@example.org", "viewer")
    signed = sign_in(world.core, person.email, PASSWORD, "192.0.2.1")
    change_person(world.core, HOUSE, person.id, role="manager")
    with world.core.db.read() as session:
        found = caller_of_session(session, signed.secret, world.moment)
    assert found is not None
    assert found[0].role == "manager"


def test_only_admins_see_and_change_people_and_everybody_reads_themselves(world: World) -> None:
    person = add(world)
    for role in ("viewer", "contributor", "manager"):
        caller = make_caller(role)
        for refused in (
            lambda caller=caller: list_people(world.core, caller),
            lambda caller=caller: get_person(world.core, caller, person.id),
            lambda caller=caller: change_person(world.core, caller, person.id, name="X"),
            lambda caller=caller: add_person(
                world.core, caller, email="x@y.org", name="X", role="viewer", password=PASSWORD
            ),
        ):
            with pytest.raises(Forbidden):
                refused()
    assert [each.id for each in list_people(world.core, make_caller("admin"))] == [person.id]
    assert get_person(world.core, caller_of_person(person), person.id).email == person.email
    with pytest.raises(NotFound):
        get_person(world.core, HOUSE, "nobody")


def test_ones_own_password_needs_the_present_one(world: World) -> None:
    person = add(world)
    caller = caller_of_person(person)
    with pytest.raises(Invalid) as refusal:
        change_myself(world.core, caller, current_password="wrong", password="another long phrase")
    assert refusal.value.errors[0].path == "current_password"
    change_myself(world.core, caller, current_password=PASSWORD, password="another long phrase", locale="en")
    assert sign_in(world.core, person.email, "another long phrase", "192.0.2.1").person.locale == "en"
    with pytest.raises(Forbidden):
        change_myself(world.core, Caller("token", "t", "t", caller.role), name="X")


def test_every_change_leaves_a_line_without_the_password(world: World) -> None:
    person = add(world)
    change_person(world.core, HOUSE, person.id, name="Other", password="another long phrase")
    with world.core.db.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.subject_id) for entry in entries] == [
        ("person.added", person.id),
        ("person.changed", person.id),
    ]
    assert entries[1].details == {"changed": ["name", "password_hash"], "to": {"name": "Other"}}
