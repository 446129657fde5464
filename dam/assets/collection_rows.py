"""Rows of collections, read and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset, Collection, CollectionAsset
from dam.assets.names import note_unknown
from dam.assets.texts import MAX_DESCRIPTION, check_text
from dam.assets.visibility import visible
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import is_id

MAX_NAME = 200

COVERS = 4


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection; `count` and `covers` (the first four ids) tell of the assets that the caller may see."""

    id: str
    name: str
    description: str
    owner_id: str
    count: int
    covers: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


def collection_views(session: Session, caller: Caller, rows: Sequence[Collection]) -> list[CollectionView]:
    """Return collections as the caller sees them, in one query."""
    inside: dict[str, list[str]] = {row.id: [] for row in rows}
    query = (
        sa.select(CollectionAsset.collection_id, CollectionAsset.asset_id)
        .join(Asset, Asset.id == CollectionAsset.asset_id)
        .where(CollectionAsset.collection_id.in_(inside), visible(caller))
        .order_by(CollectionAsset.position, CollectionAsset.asset_id)
    )
    for collection_id, asset_id in session.execute(query):
        inside[collection_id].append(asset_id)
    return [
        CollectionView(
            id=row.id,
            name=row.name,
            description=row.description,
            owner_id=row.owner_id,
            count=len(inside[row.id]),
            covers=tuple(inside[row.id][:COVERS]),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def find_collection(session: Session, collection_id: str, *, to_change: bool = False) -> Collection:
    """Return a row or raise `NotFound`; `to_change` holds it until the transaction ends."""
    row = session.get(Collection, collection_id, with_for_update=to_change) if is_id(collection_id) else None
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
    """Raise `Forbidden` unless the collection is the caller's or the caller a manager."""
    if row.owner_id != caller.id:
        require(caller, Action.EDIT_ANY)


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
