"""Roles in a brand, over a collection and in the house: given, counted, ended."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dam.accounts.access.brands import change_brand, create_brand, get_brand, list_brands
from dam.accounts.access.grants import NewGrant, grant_role, list_grants, revoke_grant
from dam.accounts.access.groups import add_member, create_group, delete_group, remove_member
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.accounts.models import AuditEntry, Person
from dam.accounts.people import add_person
from dam.accounts.policy import Action, may, may_on, may_somewhere
from dam.accounts.sessions import load_caller
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from tests.dam.accounts.world import World, make_caller

PASSWORD = "une phrase assez longue"


def add(world: World, email: str = "nora@example.org", role: str | None = None) -> Person:
    return add_person(world.core, HOUSE, email=email, name="Nora", role=role, password=PASSWORD)


def today(world: World, person: Person) -> Caller:
    with world.core.db.read() as session:
        return load_caller(session, session.get_one(Person, person.id), world.moment)


def test_a_person_without_a_role_may_nothing_until_something_is_granted(world: World) -> None:
    nora = add(world)
    brand = create_brand(world.core, HOUSE, name="Atelier")
    assert not any(may_somewhere(today(world, nora), action) for action in Action)
    grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", brand.id, "contributor"))
    caller = today(world, nora)
    assert caller.grants == (Grant("brand", brand.id, Role.CONTRIBUTOR),)
    assert may_on(caller, Action.ADD_ASSET, brand.id)
    assert not may_on(caller, Action.ADD_ASSET, "main")
    assert not may(caller, Action.SEE_APPROVED)


def test_the_highest_of_several_roles_counts(world: World) -> None:
    nora = add(world, role="viewer")
    brand = create_brand(world.core, HOUSE, name="Atelier")
    group = create_group(world.core, HOUSE, name="Agency")
    add_member(world.core, HOUSE, group.id, nora.id)
    grant_role(world.core, HOUSE, NewGrant("group", group.id, "brand", brand.id, "manager"))
    grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", brand.id, "viewer"))
    assert may_on(today(world, nora), Action.APPROVE, brand.id)
    grant_role(world.core, HOUSE, NewGrant("group", group.id, "house", "", "contributor"))
    assert today(world, nora).role is Role.CONTRIBUTOR
    remove_member(world.core, HOUSE, group.id, nora.id)
    assert (today(world, nora).role, today(world, nora).grants) == (
        Role.VIEWER,
        (Grant("brand", brand.id, Role.VIEWER),),
    )


def test_a_role_that_has_expired_does_not_count(world: World) -> None:
    nora = add(world)
    until = world.moment + timedelta(days=1)
    grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", "main", "viewer", until))
    assert may_somewhere(today(world, nora), Action.SEE_APPROVED)
    world.wait(days=1)
    assert not may_somewhere(today(world, nora), Action.SEE_APPROVED)
    with pytest.raises(Invalid, match="must lie in the future"):
        grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", "main", "viewer", until))


def test_no_role_in_a_brand_reaches_what_concerns_the_whole_house(world: World) -> None:
    caller = Caller("person", "p", "P", None, grants=(Grant("brand", "main", Role.ADMIN),))
    house_only = {
        Action.MANAGE_PEOPLE,
        Action.EDIT_PRESETS,
        Action.EDIT_FIELDS,
        Action.SEE_AUDIT,
        Action.ROTATE_KEYS,
    }
    assert not any(may_somewhere(caller, action) for action in house_only)


def test_admins_of_a_brand_grant_there_and_nowhere_else(world: World) -> None:
    nora = add(world)
    brand = create_brand(world.core, HOUSE, name="Atelier")
    local = Caller("person", "p", "P", Role.VIEWER, grants=(Grant("brand", brand.id, Role.ADMIN),))
    given = grant_role(world.core, local, NewGrant("person", nora.id, "brand", brand.id, "manager"))
    for scope, scope_id in (("brand", "main"), ("house", "")):
        with pytest.raises(Forbidden):
            grant_role(world.core, local, NewGrant("person", nora.id, scope, scope_id, "viewer"))
    assert [row.id for row in list_grants(world.core, local, scope_kind="brand", scope_id=brand.id)] == [
        given.id
    ]
    with pytest.raises(Forbidden):
        list_grants(world.core, local)
    revoke_grant(world.core, local, given.id)
    assert today(world, nora).grants == ()
    other = grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", "main", "viewer"))
    with pytest.raises(Forbidden):
        revoke_grant(world.core, local, other.id)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (("robot", "x", "house", "", "viewer"), "subject_kind"),
        (("person", "x", "planet", "y", "viewer"), "scope_kind"),
        (("person", "x", "house", "y", "viewer"), "scope_id"),
        (("person", "x", "brand", "", "viewer"), "scope_id"),
        (("person", "x", "house", "", "king"), "role"),
    ],
)
def test_what_is_wrong_with_a_grant_is_named(world: World, given: tuple[str, ...], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        grant_role(world.core, HOUSE, NewGrant(*given))  # type: ignore[arg-type]
    assert refusal.value.errors[0].path == path


def test_nothing_is_granted_to_or_in_what_is_not_there(world: World) -> None:
    nora = add(world)
    for new in (
        NewGrant("person", "nobody", "house", "", "viewer"),
        NewGrant("group", "nobody", "house", "", "viewer"),
        NewGrant("person", nora.id, "brand", "gone", "viewer"),
        NewGrant("person", nora.id, "collection", "0" * 16, "viewer"),
    ):
        with pytest.raises(NotFound):
            grant_role(world.core, HOUSE, new)


def test_a_group_that_is_deleted_takes_its_grants_along(world: World) -> None:
    nora = add(world)
    group = create_group(world.core, HOUSE, name="Agency")
    add_member(world.core, HOUSE, group.id, nora.id)
    grant_role(world.core, HOUSE, NewGrant("group", group.id, "brand", "main", "viewer"))
    delete_group(world.core, HOUSE, group.id)
    assert (today(world, nora).grants, list_grants(world.core, HOUSE)) == ((), [])


def test_only_admins_touch_groups_and_brands_and_names_are_taken_once(world: World) -> None:
    create_group(world.core, HOUSE, name="Agency")
    create_brand(world.core, HOUSE, name="Atelier")
    with pytest.raises(Conflict):
        create_group(world.core, HOUSE, name=" agency ")
    with pytest.raises(Conflict):
        create_brand(world.core, HOUSE, name="ATELIER")
    for role in ("viewer", "contributor", "manager"):
        for refused in (create_group, create_brand):
            with pytest.raises(Forbidden):
                refused(world.core, make_caller(role), name="X")


def test_the_main_brand_needs_no_row_and_can_be_changed(world: World) -> None:
    assert [brand.name for brand in list_brands(world.core, HOUSE)] == ["Main"]
    change_brand(world.core, HOUSE, "main", {"name": "Maison", "marks": ["unapproved"], "asks_purpose": True})
    main = get_brand(world.core, make_caller("viewer"), "main")
    assert (main.name, main.marks, main.asks_purpose) == ("Maison", ["unapproved"], True)


@pytest.mark.parametrize(
    "patch",
    [
        {"name": ""},
        {"marks": ["everything"]},
        {"unmarked_role": "king"},
        {"mark_text": "x" * 81},
        {"asks_purpose": "yes"},
        {"purposes": ["x"] * 31},
        {"logo": "x"},
    ],
)
def test_a_wrong_value_of_a_brand_is_named(world: World, patch: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        change_brand(world.core, HOUSE, "main", patch)
    assert refusal.value.errors[0].path == next(iter(patch))


def test_brands_are_known_to_those_who_see_something_in_them(world: World) -> None:
    brand = create_brand(world.core, HOUSE, name="Atelier")
    guest = Caller("person", "p", "P", None, grants=(Grant("brand", brand.id, Role.VIEWER),))
    assert [each.name for each in list_brands(world.core, guest)] == ["Atelier"]
    with pytest.raises(NotFound):
        get_brand(world.core, guest, "main")


def test_every_grant_leaves_a_line(world: World) -> None:
    nora = add(world)
    row = grant_role(world.core, HOUSE, NewGrant("person", nora.id, "brand", "main", "viewer"))
    revoke_grant(world.core, HOUSE, row.id)
    with world.core.db.read() as session:
        actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == nora.id)))
    assert actions == ["person.added", "grant.given", "grant.revoked"]
