"""Who may do what: the one table that every core function asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dam.accounts.caller import Caller, Role
from dam.errors import Forbidden, NotSignedIn


class Action(StrEnum):
    """Everything that needs a permission."""

    SEE_APPROVED = "see_approved"
    SEE_ALL = "see_all"
    DOWNLOAD_ORIGINAL = "download_original"
    DOWNLOAD_DARK = "download_dark"
    ADD_ASSET = "add_asset"
    EDIT_OWN = "edit_own"
    EDIT_ANY = "edit_any"
    SUBMIT_FOR_REVIEW = "submit_for_review"
    APPROVE = "approve"
    APPROVE_UNFINISHED = "approve_unfinished"
    COMMENT = "comment"
    EDIT_WORKFLOW = "edit_workflow"
    TRASH_OWN = "trash_own"
    TRASH_ANY = "trash_any"
    ORGANISE = "organise"
    EDIT_PRESETS = "edit_presets"
    EDIT_FIELDS = "edit_fields"
    EDIT_VOCABULARIES = "edit_vocabularies"
    SEE_CONSENTS = "see_consents"
    EDIT_CONSENTS = "edit_consents"
    EDIT_RIGHTS_RULES = "edit_rights_rules"
    EDIT_SEARCH = "edit_search"
    SEE_DEMAND = "see_demand"
    DECLARE_USES = "declare_uses"
    PURGE = "purge"
    SHARE = "share"
    MANAGE_SHARES = "manage_shares"
    EDIT_PORTALS = "edit_portals"
    MANAGE_LINKS = "manage_links"
    SEND_EVENTS = "send_events"
    SEE_INSIGHTS = "see_insights"
    EDIT_STAGES = "edit_stages"
    RUN_COMPARISONS = "run_comparisons"
    MAKE_TOKEN = "make_token"  # noqa: S105 - the name of an action, not a secret
    GRANT_ACCESS = "grant_access"
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
    Action.DOWNLOAD_DARK: Role.MANAGER,
    Action.ADD_ASSET: Role.CONTRIBUTOR,
    Action.EDIT_OWN: Role.CONTRIBUTOR,
    Action.EDIT_ANY: Role.MANAGER,
    Action.SUBMIT_FOR_REVIEW: Role.CONTRIBUTOR,
    Action.APPROVE: Role.MANAGER,
    Action.APPROVE_UNFINISHED: Role.ADMIN,
    Action.COMMENT: Role.VIEWER,
    Action.EDIT_WORKFLOW: Role.ADMIN,
    Action.TRASH_OWN: Role.CONTRIBUTOR,
    Action.TRASH_ANY: Role.MANAGER,
    Action.ORGANISE: Role.CONTRIBUTOR,
    Action.EDIT_PRESETS: Role.MANAGER,
    Action.EDIT_FIELDS: Role.ADMIN,
    Action.EDIT_VOCABULARIES: Role.MANAGER,
    Action.SEE_CONSENTS: Role.MANAGER,
    Action.EDIT_CONSENTS: Role.MANAGER,
    Action.EDIT_RIGHTS_RULES: Role.ADMIN,
    Action.EDIT_SEARCH: Role.MANAGER,
    Action.SEE_DEMAND: Role.MANAGER,
    Action.DECLARE_USES: Role.CONTRIBUTOR,
    Action.PURGE: Role.ADMIN,
    Action.SHARE: Role.CONTRIBUTOR,
    Action.MANAGE_SHARES: Role.MANAGER,
    Action.EDIT_PORTALS: Role.MANAGER,
    Action.MANAGE_LINKS: Role.CONTRIBUTOR,
    Action.SEND_EVENTS: Role.CONTRIBUTOR,
    Action.SEE_INSIGHTS: Role.VIEWER,
    Action.EDIT_STAGES: Role.MANAGER,
    Action.RUN_COMPARISONS: Role.MANAGER,
    Action.MAKE_TOKEN: Role.CONTRIBUTOR,
    Action.GRANT_ACCESS: Role.ADMIN,
    Action.MANAGE_PEOPLE: Role.ADMIN,
    Action.MANAGE_WEBHOOKS: Role.ADMIN,
    Action.SEE_AUDIT: Role.ADMIN,
    Action.SEE_JOBS: Role.MANAGER,
    Action.SIGN_URLS: Role.CONTRIBUTOR,
    Action.ROTATE_KEYS: Role.ADMIN,
}
"""The least role that may take each action; a test walks it for every role."""

PLACED = frozenset(
    {
        Action.SEE_APPROVED,
        Action.SEE_ALL,
        Action.DOWNLOAD_ORIGINAL,
        Action.DOWNLOAD_DARK,
        Action.ADD_ASSET,
        Action.EDIT_OWN,
        Action.EDIT_ANY,
        Action.SUBMIT_FOR_REVIEW,
        Action.APPROVE,
        Action.APPROVE_UNFINISHED,
        Action.COMMENT,
        Action.TRASH_OWN,
        Action.TRASH_ANY,
        Action.ORGANISE,
        Action.DECLARE_USES,
        Action.PURGE,
        Action.SHARE,
        Action.MANAGE_LINKS,
        Action.SEND_EVENTS,
        Action.SEE_INSIGHTS,
        Action.MAKE_TOKEN,
        Action.SIGN_URLS,
        Action.GRANT_ACCESS,
    }
)
"""What a role in a brand or over a collection lets one do there; all else concerns the house as a whole."""

SCOPES: dict[str, frozenset[Action]] = {
    "assets:read": frozenset({Action.SEE_APPROVED, Action.SEE_ALL}),
    "originals:read": frozenset({Action.DOWNLOAD_ORIGINAL, Action.DOWNLOAD_DARK}),
    "consents:read": frozenset({Action.SEE_CONSENTS}),
    "consents:write": frozenset({Action.EDIT_CONSENTS, Action.EDIT_RIGHTS_RULES}),
    "assets:write": frozenset(
        {
            Action.ADD_ASSET,
            Action.EDIT_OWN,
            Action.EDIT_ANY,
            Action.SUBMIT_FOR_REVIEW,
            Action.TRASH_OWN,
            Action.TRASH_ANY,
            Action.ORGANISE,
        }
    ),
    "assets:approve": frozenset({Action.APPROVE, Action.APPROVE_UNFINISHED}),
    "assets:purge": frozenset({Action.PURGE}),
    "uses:write": frozenset({Action.DECLARE_USES}),
    "comments:write": frozenset({Action.COMMENT}),
    "links:write": frozenset({Action.MANAGE_LINKS, Action.SIGN_URLS}),
    "shares:write": frozenset({Action.SHARE, Action.MANAGE_SHARES, Action.EDIT_PORTALS}),
    "events:write": frozenset({Action.SEND_EVENTS}),
    "insights:read": frozenset({Action.SEE_INSIGHTS, Action.SEE_DEMAND}),
    "insights:write": frozenset({Action.EDIT_STAGES, Action.RUN_COMPARISONS}),
    "presets:write": frozenset({Action.EDIT_PRESETS}),
    "fields:write": frozenset(
        {Action.EDIT_FIELDS, Action.EDIT_VOCABULARIES, Action.EDIT_SEARCH, Action.EDIT_WORKFLOW}
    ),
    "people:write": frozenset({Action.MANAGE_PEOPLE, Action.GRANT_ACCESS, Action.MAKE_TOKEN}),
    "webhooks:write": frozenset({Action.MANAGE_WEBHOOKS}),
    "audit:read": frozenset({Action.SEE_AUDIT}),
    "house:run": frozenset({Action.SEE_JOBS, Action.ROTATE_KEYS}),
}
"""What a token can be confined to; each action belongs to one of them."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a caller may take an action: in the whole house, or in these brands and over these collections."""

    everywhere: bool
    brands: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @property
    def is_nowhere(self) -> bool:
        """Tell whether there is no such place."""
        return not (self.everywhere or self.brands or self.collections)


def may(caller: Caller, action: Action) -> bool:
    """Tell whether the caller may take the action in the whole house."""
    return (
        caller.role is not None and caller.role.includes(LEAST_ROLE[action]) and _is_in_scope(caller, action)
    )


def may_on(caller: Caller, action: Action, brand_id: str, collection_ids: Iterable[str] = ()) -> bool:
    """Tell whether the caller may take the action on an asset of this brand that lies in these collections.

    The highest counts of the role in the house, in the brand and over each of the collections.
    """
    places = places_of(caller, action)
    return (
        places.everywhere
        or brand_id in places.brands
        or not set(places.collections).isdisjoint(collection_ids)
    )


def may_somewhere(caller: Caller, action: Action) -> bool:
    """Tell whether there is any place where the caller may take the action."""
    return not places_of(caller, action).is_nowhere


def places_of(caller: Caller, action: Action) -> Places:
    """Return where the caller may take the action."""
    if may(caller, action):
        return Places(everywhere=True)
    if action not in PLACED or not _is_in_scope(caller, action):
        return Places(everywhere=False)
    grants = [grant for grant in caller.grants if grant.role.includes(LEAST_ROLE[action])]
    brands, collections = (
        tuple(sorted({grant.scope_id for grant in grants if grant.scope == scope}))
        for scope in ("brand", "collection")
    )
    return Places(False, brands, collections)


def require(caller: Caller, action: Action) -> None:
    """Raise `NotSignedIn` or `Forbidden` unless the caller may take the action in the whole house."""
    if not may(caller, action):
        raise refusal_of(caller, action)


def require_somewhere(caller: Caller, action: Action) -> None:
    """Raise `NotSignedIn` or `Forbidden` unless there is a place where the caller may take the action.

    For the door of a function that asks of each asset afterwards (`dam/assets/visibility.py`).
    """
    if not may_somewhere(caller, action):
        raise refusal_of(caller, action)


def refusal_of(caller: Caller, action: Action) -> NotSignedIn | Forbidden:
    """Return the error that says why the caller may not take the action."""
    if not caller.is_somebody:
        return NotSignedIn("Sign in, or send a token, to do this.")
    if not _is_in_scope(caller, action):
        scope = next((name for name, actions in SCOPES.items() if action in actions), action.value)
        return Forbidden(f"This needs a token with the scope {scope}; this one has {_listed(caller)}.")
    least = LEAST_ROLE[action].value
    if caller.role is None:
        return Forbidden(f"This needs the role {least} or above; you have none in the whole house.")
    if caller.grants and action in PLACED:
        return Forbidden(
            f"This needs the role {least} or above here; yours is {caller.role.value} in the house."
        )
    return Forbidden(f"This needs the role {least} or above; yours is {caller.role.value}.")


def _is_in_scope(caller: Caller, action: Action) -> bool:
    return caller.scopes is None or any(action in SCOPES.get(scope, ()) for scope in caller.scopes)


def _listed(caller: Caller) -> str:
    return ", ".join(sorted(caller.scopes or ())) or "none"
