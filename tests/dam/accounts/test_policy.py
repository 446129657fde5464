"""The table of who may do what, walked for every role."""

import pytest

from dam.accounts.caller import ANONYMOUS, HOUSE, Role
from dam.accounts.policy import LEAST_ROLE, Action, may, require
from dam.errors import Forbidden, NotSignedIn
from tests.dam.accounts.world import make_caller

EXPECTED = {
    Role.VIEWER: {"comment", "see_approved", "download_original", "see_insights"},
    Role.CONTRIBUTOR: {
        "share",
        "add_asset",
        "edit_own",
        "submit_for_review",
        "trash_own",
        "organise",
        "declare_uses",
        "manage_links",
        "send_events",
        "make_token",
        "sign_urls",
    },
    Role.MANAGER: {
        "see_demand",
        "manage_shares",
        "edit_portals",
        "see_all",
        "download_dark",
        "see_consents",
        "edit_consents",
        "edit_any",
        "approve",
        "trash_any",
        "edit_presets",
        "edit_vocabularies",
        "see_jobs",
        "edit_stages",
        "run_comparisons",
        "edit_search",
    },
    Role.ADMIN: {
        "approve_unfinished",
        "edit_workflow",
        "edit_fields",
        "edit_rights_rules",
        "purge",
        "grant_access",
        "manage_people",
        "manage_webhooks",
        "see_audit",
        "rotate_keys",
    },
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_take_its_actions_and_those_of_the_roles_below(role: Role, action: Action) -> None:
    granted = {name for each in Role if role.includes(each) for name in EXPECTED[each]}
    assert may(make_caller(role), action) is (action.value in granted)


@pytest.mark.parametrize("action", Action)
def test_nobody_is_asked_to_sign_in_and_the_house_may_all(action: Action) -> None:
    with pytest.raises(NotSignedIn):
        require(ANONYMOUS, action)
    require(HOUSE, action)


def test_every_action_has_a_least_role() -> None:
    assert set(LEAST_ROLE) == set(Action)


def test_the_refusal_names_both_roles() -> None:
    with pytest.raises(Forbidden, match="needs the role manager or above; yours is viewer"):
        require(make_caller("viewer"), Action.APPROVE)
