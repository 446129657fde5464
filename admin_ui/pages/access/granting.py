"""The part of a page that shows and gives roles: in the house, in a brand, over a collection."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.responses import Response

from admin_ui.brand_words import brand_words
from admin_ui.visit import Visit
from dam.accounts.access.brands import list_brands
from dam.accounts.access.grants import NewGrant, grant_role, list_grants, revoke_grant
from dam.accounts.access.models import Brand, GrantRow
from dam.accounts.policy import Action, may
from dam.assets.collections import name_collections
from dam.assets.days import check_day, end_of_day
from dam.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Shown:
    """A grant as people read it: `where` it holds, by name."""

    id: str
    where: str
    subject: str
    role: str
    expires_at: datetime | None
    is_over: bool


def places(visit: Visit) -> list[tuple[str, str]]:
    """Return where a role can be given, as the value of a choice and its words."""
    found = [("house:", visit.say("The whole house"))] if may(visit.caller, Action.MANAGE_PEOPLE) else []
    brands = brand_words(visit, _brands(visit))
    found += [(f"brand:{id_}", visit.say("Brand %(name)s", name=name)) for id_, name in brands.items()]
    return found + [
        (f"collection:{view.id}", visit.say("Collection %(name)s", name=view.name))
        for view in name_collections(visit.core, visit.caller)
    ]


def shown(visit: Visit, rows: list[GrantRow], subjects: dict[str, str] | None = None) -> list[Shown]:
    """Return grants with the names of their places, and of those who have them."""
    brands = brand_words(visit, _brands(visit))
    collections = {view.id: view.name for view in name_collections(visit.core, visit.caller)}

    def where(row: GrantRow) -> str:
        if row.scope_kind == "brand":
            return visit.say("Brand %(name)s", name=brands.get(row.scope_id, row.scope_id))
        if row.scope_kind == "collection":
            return visit.say("Collection %(name)s", name=collections.get(row.scope_id, row.scope_id))
        return visit.say("The whole house")

    now = visit.core.now()
    return [
        Shown(
            row.id,
            where(row),
            (subjects or {}).get(row.subject_id, ""),
            row.role,
            row.expires_at,
            row.expires_at is not None and row.expires_at <= now,
        )
        for row in rows
    ]


def grants_of(visit: Visit, subject_id: str) -> list[Shown]:
    """Return what a person or a group was granted."""
    return shown(visit, list_grants(visit.core, visit.caller, subject_id=subject_id))


def grant_form(visit: Visit) -> Response:
    """Give a role to a person or a group somewhere, until the end of a day or without end."""
    subject_kind, _, subject_id = visit.text("subject").partition(":")
    scope_kind, _, scope_id = visit.text("place").partition(":")
    new = NewGrant(subject_kind, subject_id, scope_kind, scope_id, visit.text("role"), _until(visit))
    grant_role(visit.core, visit.caller, new)
    return visit.back("/people", visit.say("The role is given."))


def revoke_form(visit: Visit) -> Response:
    """Take a role away."""
    revoke_grant(visit.core, visit.caller, visit.request.path_params["grant_id"])
    return visit.back("/people", visit.say("The role is taken away."))


def _until(visit: Visit) -> datetime | None:
    errors: list[FieldError] = []
    day = check_day(errors, "expires_at", visit.text("until"))
    if errors:
        sentence = "The last day is a date such as 2031-03-21."
        raise Invalid(sentence, [FieldError("expires_at", sentence)])
    return end_of_day(day, visit.core.zone) - timedelta(microseconds=1) if day else None


def _brands(visit: Visit) -> list[Brand]:
    return list_brands(visit.core, visit.caller)
