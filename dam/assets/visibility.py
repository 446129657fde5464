"""Who sees which asset and may do what with it: by the role in the house, in its brand and over its collections."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from dam.accounts.caller import Caller, Role
from dam.accounts.policy import Action, Places, may_on, places_of, refusal_of, require_somewhere
from dam.assets.models import Asset, CollectionAsset
from dam.clock import now
from dam.db import read_once
from dam.errors import NotFound
from dam.ids import is_id


def visible(caller: Caller, *, in_trash: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition on `Asset` that holds for what the caller may see, in the library or in the trash.

    Viewers see what is approved and under no embargo, contributors also their own, managers and admins all: in the whole
    house, in a brand, or over a collection.
    """
    in_their_trash = sa.and_(Asset.trashed_at.is_not(None), Asset.merged_into.is_(None))
    place = in_their_trash if in_trash else Asset.trashed_at.is_(None)
    everything = _inside(places_of(caller, Action.SEE_ALL))
    own = _inside(places_of(caller, Action.TRASH_OWN if in_trash else Action.EDIT_OWN))
    ways = [everything, sa.and_(Asset.owner_id == caller.id, own)]
    if not in_trash:
        is_open = sa.or_(Asset.embargo_until.is_(None), Asset.embargo_until <= now())
        approved = _inside(places_of(caller, Action.SEE_APPROVED))
        ways.append(sa.and_(Asset.status == "approved", is_open, approved))
    return sa.and_(place, sa.or_(*ways))


def sees(caller: Caller, asset: Asset, collection_ids: Collection[str]) -> bool:
    """Tell of one row, which lies in these collections, what `visible` asks of all that is in the library."""

    def may(action: Action) -> bool:
        return may_on(caller, action, asset.brand_id, collection_ids)

    if asset.trashed_at is not None:
        return False
    is_open = asset.status == "approved" and (asset.embargo_until is None or asset.embargo_until <= now())
    is_theirs = asset.owner_id == caller.id and may(Action.EDIT_OWN)
    return may(Action.SEE_ALL) or is_theirs or (is_open and may(Action.SEE_APPROVED))


def collections_of(session: Session, asset_id: str) -> list[str]:
    """Return the collections that an asset lies in, whoever asks."""
    query = sa.select(CollectionAsset.collection_id).where(CollectionAsset.asset_id == asset_id)
    return list(session.scalars(query))


def within(caller: Caller, action: Action) -> sa.ColumnElement[bool]:
    """Return the condition on `Asset` that holds where the caller may take the action, whatever the asset's status."""
    return _inside(places_of(caller, action))


def find_row(
    session: Session, caller: Caller, asset_id: str, *, in_trash: bool = False, to_change: bool = False
) -> Asset:
    """Return the row if the caller may see it, else `NotFound`; `to_change` holds it until the transaction ends.

    Reads that share a session look each asset up once.
    """
    require_somewhere(caller, Action.SEE_APPROVED)
    query = sa.select(Asset).where(
        Asset.id == (asset_id if is_id(asset_id) else ""), visible(caller, in_trash=in_trash)
    )
    if to_change:
        row = session.scalar(query.with_for_update())
    else:
        row = read_once(session, ("asset", caller, asset_id, in_trash), lambda: session.scalar(query))
    if row is None:
        raise NotFound(f"There is no asset {asset_id[:40]!r}.")
    return row


def hold_rows(session: Session, caller: Caller, asset_ids: Collection[str]) -> dict[str, Asset]:
    """Return the rows of those of the assets that the caller may see, by id, held until the transaction ends.

    They are held in the order of their ids, like all assets (`dam.assets.turns`).
    """
    require_somewhere(caller, Action.SEE_APPROVED)
    known = [asset_id for asset_id in asset_ids if is_id(asset_id)]
    query = sa.select(Asset).where(Asset.id.in_(known), visible(caller)).order_by(Asset.id)
    return {row.id: row for row in session.scalars(query.with_for_update())}


def may_with(caller: Caller, action: Action, asset: Asset) -> bool:
    """Tell whether the caller may take the action on this asset, whose row is held by a session."""
    places = places_of(caller, action)
    if places.everywhere or asset.brand_id in places.brands:
        return True
    return bool(places.collections) and not set(places.collections).isdisjoint(_collections_of(asset))


def allowed_among(
    session: Session, caller: Caller, action: Action, assets: Collection[Asset]
) -> frozenset[str]:
    """Return the ids of those of the assets on which the caller may take the action, in one statement at the most."""
    places = places_of(caller, action)
    allowed = {asset.id for asset in assets if places.everywhere or asset.brand_id in places.brands}
    others = [asset.id for asset in assets if asset.id not in allowed]
    if places.collections and others:
        inside = sa.select(CollectionAsset.asset_id).where(
            CollectionAsset.asset_id.in_(others), CollectionAsset.collection_id.in_(places.collections)
        )
        allowed.update(session.scalars(inside))
    return frozenset(allowed)


def role_with(caller: Caller, asset: Asset) -> Role | None:
    """Return the highest role that the caller has on this asset: in the house, in its brand, over its collections."""
    inside = {("brand", asset.brand_id), *(("collection", each) for each in _collections_of(asset))}
    roles = [grant.role for grant in caller.grants if (grant.scope, grant.scope_id) in inside]
    roles += [caller.role] if caller.role else []
    return max(roles, key=lambda role: role.rank, default=None)


def require_with(caller: Caller, action: Action, asset: Asset) -> None:
    """Raise `NotSignedIn` or `Forbidden` unless the caller may take the action on this asset."""
    if not may_with(caller, action, asset):
        raise refusal_of(caller, action)


def require_edit(caller: Caller, asset: Asset) -> None:
    """Raise `Forbidden` unless the caller may edit this asset."""
    require_with(caller, Action.EDIT_OWN if asset.owner_id == caller.id else Action.EDIT_ANY, asset)


def require_trash(caller: Caller, asset: Asset) -> None:
    """Raise `Forbidden` unless the caller may trash this asset; an approved one goes dark, so it takes a manager."""
    is_theirs = asset.owner_id == caller.id and asset.status != "approved"
    require_with(caller, Action.TRASH_OWN if is_theirs else Action.TRASH_ANY, asset)


def _collections_of(asset: Asset) -> list[str]:
    session = object_session(asset)
    assert session is not None, "expected the row of an open session"
    return collections_of(session, asset.id)


def _inside(places: Places) -> sa.ColumnElement[bool]:
    if places.everywhere:
        return sa.true()
    ways: list[sa.ColumnElement[bool]] = [sa.false()]
    if places.brands:
        ways.append(Asset.brand_id.in_(places.brands))
    if places.collections:
        inside = sa.select(CollectionAsset.asset_id).where(
            CollectionAsset.collection_id.in_(places.collections)
        )
        ways.append(Asset.id.in_(inside))
    return sa.or_(*ways)
