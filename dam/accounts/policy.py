"""Who may do what: the one table that every core function asks."""

from enum import StrEnum

from dam.accounts.caller import Caller, Role
from dam.errors import Forbidden, NotSignedIn


class Action(StrEnum):
    """Everything that needs a permission."""

    SEE_APPROVED = "see_approved"
    SEE_ALL = "see_all"
    DOWNLOAD_ORIGINAL = "download_original"
    ADD_ASSET = "add_asset"
    EDIT_OWN = "edit_own"
    EDIT_ANY = "edit_any"
    SUBMIT_FOR_REVIEW = "submit_for_review"
    APPROVE = "approve"
    TRASH_OWN = "trash_own"
    TRASH_ANY = "trash_any"
    ORGANISE = "organise"
    EDIT_PRESETS = "edit_presets"
    EDIT_FIELDS = "edit_fields"
    MANAGE_LINKS = "manage_links"
    SEND_EVENTS = "send_events"
    SEE_INSIGHTS = "see_insights"
    EDIT_STAGES = "edit_stages"
    RUN_COMPARISONS = "run_comparisons"
    MAKE_TOKEN = "make_token"  # noqa: S105 - the name of an action, not a secret
    MANAGE_PEOPLE = "manage_people"
    MANAGE_WEBHOOKS = "manage_webhooks"
    SEE_AUDIT = "see_audit"
    SEE_JOBS = "see_jobs"
    SIGN_URLS = "sign_urls"
    ROTATE_KEYS = "rotate_keys"


LEAST_ROLE: dict[Action, Role] = {
    Action.SEE_APPROVED: Role.VIEWER,
    Action.SEE_ALL: Role.MANAGER,
    Action.DOWNLOAD_ORIGINAL: Role.VIEWER,
    Action.ADD_ASSET: Role.CONTRIBUTOR,
    Action.EDIT_OWN: Role.CONTRIBUTOR,
    Action.EDIT_ANY: Role.MANAGER,
    Action.SUBMIT_FOR_REVIEW: Role.CONTRIBUTOR,
    Action.APPROVE: Role.MANAGER,
    Action.TRASH_OWN: Role.CONTRIBUTOR,
    Action.TRASH_ANY: Role.MANAGER,
    Action.ORGANISE: Role.CONTRIBUTOR,
    Action.EDIT_PRESETS: Role.MANAGER,
    Action.EDIT_FIELDS: Role.ADMIN,
    Action.MANAGE_LINKS: Role.CONTRIBUTOR,
    Action.SEND_EVENTS: Role.CONTRIBUTOR,
    Action.SEE_INSIGHTS: Role.VIEWER,
    Action.EDIT_STAGES: Role.MANAGER,
    Action.RUN_COMPARISONS: Role.MANAGER,
    Action.MAKE_TOKEN: Role.CONTRIBUTOR,
    Action.MANAGE_PEOPLE: Role.ADMIN,
    Action.MANAGE_WEBHOOKS: Role.ADMIN,
    Action.SEE_AUDIT: Role.ADMIN,
    Action.SEE_JOBS: Role.MANAGER,
    Action.SIGN_URLS: Role.CONTRIBUTOR,
    Action.ROTATE_KEYS: Role.ADMIN,
}
"""The least role that may take each action; a test walks it for every role."""


def may(caller: Caller, action: Action) -> bool:
    """Tell whether the caller may take the action."""
    return caller.role is not None and caller.role.includes(LEAST_ROLE[action])


def require(caller: Caller, action: Action) -> None:
    """Raise `NotSignedIn` or `Forbidden` unless the caller may take the action."""
    if caller.role is None:
        raise NotSignedIn("Sign in, or send a token, to do this.")
    if not may(caller, action):
        least = LEAST_ROLE[action]
        raise Forbidden(f"This needs the role {least.value} or above; yours is {caller.role.value}.")
