"""Who sees which asset: viewers the approved, contributors also their own, managers and admins all."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require
from dam.assets.models import Asset
from dam.errors import NotFound
from dam.ids import is_id


def visible(caller: Caller, *, in_trash: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition on `Asset` that holds for what the caller may see, in the library or in the trash."""
    place = Asset.trashed_at.is_not(None) if in_trash else Asset.trashed_at.is_(None)
    if may(caller, Action.SEE_ALL):
        return place
    if may(caller, Action.TRASH_OWN if in_trash else Action.EDIT_OWN):
        own = Asset.owner_id == caller.id
        return sa.and_(place, own if in_trash else sa.or_(Asset.status == "approved", own))
    if may(caller, Action.SEE_APPROVED) and not in_trash:
        return sa.and_(place, Asset.status == "approved")
    return sa.false()


def find_row(
    session: Session, caller: Caller, asset_id: str, *, in_trash: bool = False, to_change: bool = False
) -> Asset:
    """Return the row if the caller may see it, else `NotFound`; `to_change` holds it until the transaction ends."""
    require(caller, Action.SEE_APPROVED)
    query = sa.select(Asset).where(
        Asset.id == (asset_id if is_id(asset_id) else ""), visible(caller, in_trash=in_trash)
    )
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no asset {asset_id[:40]!r}.")
    return row


def require_edit(caller: Caller, asset: Asset) -> None:
    """Raise `Forbidden` unless the caller may edit this asset."""
    require(caller, Action.EDIT_OWN if asset.owner_id == caller.id else Action.EDIT_ANY)


def require_trash(caller: Caller, asset: Asset) -> None:
    """Raise `Forbidden` unless the caller may trash this asset; an approved one goes dark, so it takes a manager."""
    is_theirs = asset.owner_id == caller.id and asset.status != "approved"
    require(caller, Action.TRASH_OWN if is_theirs else Action.TRASH_ANY)
