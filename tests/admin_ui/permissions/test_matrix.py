"""The permission matrix of the pages: every page, file and form, asked by every role and by those who have none here."""

from collections.abc import Mapping

import pytest

from admin_ui.routes import FILES, FORMS, PAGES
from dam.accounts.caller import Role
from dam.accounts.policy import LEAST_ROLE, PLACED
from tests.admin_ui.permissions.doors import Door
from tests.admin_ui.permissions.guards import GUARD_OF, HIDDEN, OWN, named

READ = [f"GET {path}" for path, _ in (*PAGES, *FILES)]
SENT = [f"POST {path}" for path, _ in FORMS]
LAST = ("/delete", "/remove", "/trash", "/purge", "/erase", "/hand-over", "/revoke", "/retire", "/withdraw")
"""Forms after which less is there to be asked about."""

ROLES = ["none", *Role]


def test_every_page_and_form_has_its_place_in_the_table() -> None:
    placed, there = {*GUARD_OF, *named(OWN)}, {*READ, *SENT}
    assert there - placed == set(), "say in tests/admin_ui/permissions/guards.py which action guards these"
    assert placed - there == set(), "these are gone"
    assert not set(GUARD_OF) & named(OWN)


def test_nobody_is_always_sent_to_the_sign_in(door: Door, things: Mapping[str, str]) -> None:
    for route in (*READ, *SENT):
        answer = door.ask("nobody", route, things)
        assert (answer.status, answer.location.partition("?")[0]) == (303, "/sign-in"), route


def test_below_the_least_role_everything_is_refused_and_nothing_changes(
    door: Door, things: Mapping[str, str]
) -> None:
    before, hidden, wrong = door.count_changes(), named(HIDDEN), []
    for route, action in GUARD_OF.items():
        for who in ROLES[: ROLES.index(LEAST_ROLE[action])]:
            answer = door.ask(who, route, things, is_part=True)
            if not answer.is_refused or (answer.status == 404 and route not in hidden):
                wrong.append(f"{route} as {who}: {answer}")
    assert not wrong, "\n".join(wrong)
    assert door.count_changes() == before


@pytest.mark.parametrize("who", ["elsewhere", "abroad"])
def test_a_role_in_another_brand_is_none_here(door: Door, things: Mapping[str, str], who: str) -> None:
    before, wrong = door.count_changes(), []
    for route, action in GUARD_OF.items():
        is_a_viewers = who == "abroad" and LEAST_ROLE[action] == Role.VIEWER
        if is_a_viewers or (action in PLACED and not _is_about_main(route)):
            continue
        answer = door.ask(who, route, things, is_part=True)
        if not answer.is_refused:
            wrong.append(f"{route}: {answer}")
    assert not wrong, "\n".join(wrong)
    assert door.count_changes() == before


def test_from_the_least_role_on_everything_is_let_in(door: Door, things: Mapping[str, str]) -> None:
    """Forms as every role; pages as the least one and as an admin: `test_ways.py` opens them as those between."""
    wrong = []
    for route in sorted(
        (*READ, *SENT), key=lambda route: (route in SENT, route == "POST /sign-out", route.endswith(LAST))
    ):
        roles = ROLES[_least(route) :]
        for who in roles if route in SENT else dict.fromkeys((roles[0], roles[-1])):
            answer = door.ask(who, route, things)
            is_in = answer.status in (200, 303) if route in READ else answer.status not in (401, 403)
            if not is_in or answer.status >= 500 or answer.said.startswith("This needs"):
                wrong.append(f"{route} as {who}: {answer}")
    assert not wrong, "\n".join(wrong)


def _least(route: str) -> int:
    return ROLES.index(LEAST_ROLE[GUARD_OF[route]]) if route in GUARD_OF else 0


def _is_about_main(route: str) -> bool:
    """Tell whether a route asks about an asset of the main brand, or about what is made of one."""
    return "{" in route
