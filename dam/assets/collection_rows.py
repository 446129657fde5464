"""Rows of collections: which the caller may know of, and who may do what with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.grants import highest_granted
from dam.accounts.caller import Caller
from dam.accounts.policy import LEAST_ROLE, Action, may, may_on, refusal_of, require_somewhere
from dam.assets.models import Asset, Collection, CollectionAsset
from dam.assets.names import note_unknown
from dam.assets.texts import MAX_DESCRIPTION, check_text
from dam.assets.visibility import visible, within
from dam.errors import FieldError, Forbidden, Invalid, NotFound
from dam.ids import is_id

MAX_NAME = 200


def visible_places(caller: Caller) -> sa.ColumnElement[bool]:
    """Return the condition on `CollectionAsset` that the caller sees its asset, asked for each place.

    As a join, SQLite begins with every asset that is in no trash and looks for each in each collection: 13 s of 100,000.
    """
    return sa.exists().where(Asset.id == CollectionAsset.asset_id, visible(caller)).correlate(CollectionAsset)


def visible_collections(caller: Caller) -> sa.ColumnElement[bool]:
    """Return the condition on `Collection` that holds for those whose name the caller may know.

    One's own, those granted, those that hold an asset that the caller may see; for who organises the whole house also
    those that hold nothing yet; all for who sees every asset.
    """
    if may(caller, Action.SEE_ALL):
        return sa.true()
    granted = [grant.scope_id for grant in caller.grants if grant.scope == "collection"]
    holds_seen = (
        sa.exists()
        .where(CollectionAsset.collection_id == Collection.id, visible_places(caller))
        .correlate(Collection)
    )
    ways = [Collection.owner_id == caller.id, Collection.id.in_(granted), holds_seen]
    if may(caller, Action.ORGANISE):
        ways.append(Collection.id.not_in(sa.select(CollectionAsset.collection_id)))
    return sa.or_(*ways)


def find_collection(
    session: Session, caller: Caller, collection_id: str, *, to_change: bool = False
) -> Collection:
    """Return a row that the caller may know of, or raise `NotFound`; `to_change` holds it until the transaction ends."""
    query = sa.select(Collection).where(
        Collection.id == (collection_id if is_id(collection_id) else ""), visible_collections(caller)
    )
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no collection {collection_id[:40]!r}.")
    return row


def ids_inside(session: Session, collection_id: str) -> list[str]:
    """Return all asset ids of a collection in its order, whoever asks."""
    return list(
        session.scalars(
            sa.select(CollectionAsset.asset_id)
            .where(CollectionAsset.collection_id == collection_id)
            .order_by(CollectionAsset.position, CollectionAsset.asset_id)
        )
    )


def require_owner(caller: Caller, row: Collection) -> None:
    """Raise `Forbidden` unless the collection is the caller's own, or the caller a manager of it or of the house."""
    require_somewhere(caller, Action.ORGANISE)
    if row.owner_id != caller.id and not may_on(caller, Action.EDIT_ANY, "", [row.id]):
        raise refusal_of(caller, Action.EDIT_ANY)


def require_filling(caller: Caller, row: Collection) -> None:
    """Raise `Forbidden` unless the caller may place assets in this collection: one's own, one granted, or any."""
    require_somewhere(caller, Action.ORGANISE)
    if row.owner_id != caller.id and not may_on(caller, Action.ORGANISE, "", [row.id]):
        raise refusal_of(caller, Action.ORGANISE)


def require_lending(
    session: Session, caller: Caller, row: Collection, asset_ids: Sequence[str], now: datetime
) -> None:
    """Raise `Forbidden` where placing these assets would give somebody more of them than the caller has.

    Whoever was granted a role over the collection has it over each asset in it, the caller perhaps as well.
    """
    highest = highest_granted(session, "collection", row.id, now)
    if highest is None:
        return
    needed = [action for action in _LENT if highest.includes(LEAST_ROLE[action])]
    lendable = sa.and_(*(within(caller, action) for action in needed))
    wanted = list(filter(is_id, asset_ids))
    lent = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(wanted), lendable)))
    kept = [asset_id for asset_id in asset_ids if asset_id not in lent]
    if kept:
        raise Forbidden(
            f"People have the role {highest.value} over this collection; "
            f"place only assets of which you may do as much: {kept[0]} is not one."
        )


_LENT = (Action.SEE_APPROVED, Action.ADD_ASSET, Action.EDIT_ANY)
"""One action of each role that a collection can lend; an admin of a collection manages its assets."""


def check_texts(patch: Mapping[str, object]) -> dict[str, str]:
    """Return the checked texts of a patch, or raise `Invalid`."""
    errors: list[FieldError] = []
    note_unknown(errors, patch, ("name", "description"))
    texts: dict[str, str] = {}
    if "name" in patch:
        texts["name"] = " ".join(check_text(errors, "name", patch["name"], MAX_NAME).split())
        if not texts["name"] and not errors:
            errors.append(FieldError("name", "A collection needs a name."))
    if "description" in patch:
        texts["description"] = check_text(errors, "description", patch["description"], MAX_DESCRIPTION)
    if errors:
        raise Invalid(errors[0].message, errors)
    return texts


def known_collections(session: Session, collection_ids: Sequence[str]) -> list[str]:
    """Return those of the ids that are collections, in their order."""
    known = set(session.scalars(sa.select(Collection.id).where(Collection.id.in_(collection_ids))))
    return [collection_id for collection_id in collection_ids if collection_id in known]
