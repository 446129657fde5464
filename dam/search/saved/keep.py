"""Keeping searches: saved, listed, changed, forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.core import Core
from dam.errors import FieldError, Forbidden, Invalid, NotFound
from dam.ids import is_id, new_id
from dam.search.saved.models import SavedHit, SavedSearch

MOST = 200
"""Searches that one person keeps."""

MAX_TITLE = 200
MAX_ADDRESS = 4_000


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    """One saved search; `is_mine` when the caller may change it."""

    id: str
    title: str
    address: str
    owner_id: str
    owner_name: str
    is_shared: bool
    is_collection: bool
    tells: bool
    is_mine: bool
    created_at: datetime
    updated_at: datetime


def save_search(core: Core, caller: Caller, given: Mapping[str, object]) -> SavedSearchView:
    """Keep a search: `title` and `address` (its query string), and whether it is shared, a collection, and tells.

    Only a person can be told and only whoever may organise can share it with everybody (`Forbidden`).
    """
    person_id = _person(caller)
    values = _checked(caller, {"address": "", **given}, required=("title", "address"))
    with core.db.write() as session:
        kept = sa.select(sa.func.count()).select_from(SavedSearch).where(SavedSearch.owner_id == person_id)
        if (session.scalar(kept) or 0) >= MOST:
            raise Invalid(f"One keeps at most {MOST} searches; forget one first.")
        row = SavedSearch(
            id=new_id(),
            owner_id=person_id,
            owner_name=caller.name[:200],
            created_at=core.now(),
            updated_at=core.now(),
            looked_at=None,
            **values,
        )
        session.add(row)
        note(session, caller, "search.saved", "search", row.id, {"title": row.title})
        session.flush()
        return _view(caller, row)


def list_saved(core: Core, caller: Caller) -> list[SavedSearchView]:
    """Return one's own searches and those shared with everybody, by title."""
    require_somewhere(caller, Action.SEE_APPROVED)
    query = sa.select(SavedSearch).where(_seen(caller))
    with core.db.read() as session:
        rows = session.scalars(query.order_by(sa.func.lower(SavedSearch.title), SavedSearch.id))
        return [_view(caller, row) for row in rows]


def get_saved(core: Core, caller: Caller, search_id: str) -> SavedSearchView:
    """Return one search that the caller may see."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return _view(caller, _find(session, caller, search_id))


def change_saved(core: Core, caller: Caller, search_id: str, patch: Mapping[str, object]) -> SavedSearchView:
    """Change what is named; only its owner may (`Forbidden`). After another address everything counts as known."""
    require_somewhere(caller, Action.SEE_APPROVED)
    values = _checked(caller, patch)
    with core.db.write() as session:
        row = _find(session, caller, search_id)
        _require_owner(caller, row)
        is_other = (
            values.get("address", row.address) != row.address or values.get("tells", row.tells) != row.tells
        )
        for name, value in values.items():
            setattr(row, name, value)
        if is_other:
            row.looked_at = None
            session.execute(sa.delete(SavedHit).where(SavedHit.search_id == row.id))
        row.updated_at = core.now()
        note(session, caller, "search.changed", "search", row.id, {"changed": sorted(patch)})
        return _view(caller, row)


def forget_saved(core: Core, caller: Caller, search_id: str) -> None:
    """Forget a search of one's own; what it finds stays."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.write() as session:
        row = _find(session, caller, search_id)
        _require_owner(caller, row)
        session.delete(row)
        note(session, caller, "search.forgotten", "search", row.id, {"title": row.title})


def _person(caller: Caller) -> str:
    require_somewhere(caller, Action.SEE_APPROVED)
    if caller.kind != "person":
        raise Forbidden("Only a person who is signed in keeps searches.")
    return caller.id


def _seen(caller: Caller) -> sa.ColumnElement[bool]:
    return sa.or_(SavedSearch.owner_id == caller.id, SavedSearch.is_shared)


def _find(session: Session, caller: Caller, search_id: str) -> SavedSearch:
    row = session.scalar(
        sa.select(SavedSearch).where(SavedSearch.id == (search_id if is_id(search_id) else ""), _seen(caller))
    )
    if row is None:
        raise NotFound(f"There is no saved search {search_id[:40]!r}.")
    return row


def _require_owner(caller: Caller, row: SavedSearch) -> None:
    if row.owner_id != caller.id and not may(caller, Action.MANAGE_PEOPLE):
        raise Forbidden("This search is somebody else's; save one of your own.")


def _checked(
    caller: Caller, given: Mapping[str, object], *, required: tuple[str, ...] = ()
) -> dict[str, Any]:
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    for name, most in (("title", MAX_TITLE), ("address", MAX_ADDRESS)):
        if name not in given:
            continue
        text = given[name]
        if (
            not isinstance(text, str)
            or not (name == "address" or text.strip())
            or len(text) > most
            or "\x00" in text
        ):
            errors.append(FieldError(name, f"{name} is a text of at most {most} characters."))
        else:
            values[name] = " ".join(text.split()) if name == "title" else text.lstrip("?")
    for name in ("is_shared", "is_collection", "tells"):
        if name in given:
            if not isinstance(given[name], bool):
                errors.append(FieldError(name, f"{name} is true or false."))
            values[name] = given[name]
    errors += [
        FieldError(
            name, f"The names are title, address, is_shared, is_collection, tells; {name[:40]!r} came."
        )
        for name in given
        if name not in ("title", "address", "is_shared", "is_collection", "tells")
    ]
    errors += [FieldError(name, f"{name} is needed.") for name in required if name not in given]
    if errors:
        raise Invalid(errors[0].message, errors)
    if values.get("is_shared") and not may(caller, Action.ORGANISE):
        raise Forbidden("Sharing a search with everybody needs the role contributor or above.")
    return values


def _view(caller: Caller, row: SavedSearch) -> SavedSearchView:
    is_mine = row.owner_id == caller.id or may(caller, Action.MANAGE_PEOPLE)
    return SavedSearchView(
        row.id,
        row.title,
        row.address,
        row.owner_id,
        row.owner_name,
        row.is_shared,
        row.is_collection,
        row.tells,
        is_mine,
        row.created_at,
        row.updated_at,
    )
