"""Collections: named groups of assets in an order of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset, Collection, CollectionAsset
from dam.assets.names import note_unknown
from dam.assets.texts import MAX_DESCRIPTION, check_text
from dam.assets.visibility import visible
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import is_id, new_id

MAX_NAME = 200
MAX_AT_ONCE = 1000
"""Assets in one call, so that the transaction stays short."""

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


def create_collection(core: Core, caller: Caller, *, name: str, description: str = "") -> CollectionView:
    """Make an empty collection."""
    require(caller, Action.ORGANISE)
    texts = _check_texts({"name": name, "description": description})
    now = core.now()
    with core.db.write() as session:
        row = Collection(
            id=new_id(),
            name=texts["name"],
            description=texts["description"],
            owner_id=caller.id,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        note(session, caller, "collection.created", "collection", row.id, {"name": row.name})
        session.flush()
        return _views(session, caller, [row])[0]


def list_collections(core: Core, caller: Caller) -> list[CollectionView]:
    """Return all collections by name."""
    require(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        rows = session.scalars(sa.select(Collection).order_by(sa.func.lower(Collection.name), Collection.id))
        return _views(session, caller, list(rows))


def get_collection(core: Core, caller: Caller, collection_id: str) -> CollectionView:
    """Return one collection."""
    require(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return _views(session, caller, [_find(session, collection_id)])[0]


def edit_collection(
    core: Core, caller: Caller, collection_id: str, patch: Mapping[str, object]
) -> CollectionView:
    """Apply a merge patch over name and description; other people's collections take a manager."""
    require(caller, Action.ORGANISE)
    texts = _check_texts(patch)
    with core.db.write() as session:
        row = _find(session, collection_id, to_change=True)
        _require_owner(caller, row)
        for name, text in texts.items():
            setattr(row, name, text)
        row.updated_at = core.now()
        note(session, caller, "collection.edited", "collection", row.id, {"changed": sorted(texts)})
        if "name" in texts:
            _announce(core, session, _asset_ids(session, row.id))
        return _views(session, caller, [row])[0]


def delete_collection(core: Core, caller: Caller, collection_id: str) -> None:
    """Remove a collection; its assets stay."""
    require(caller, Action.ORGANISE)
    with core.db.write() as session:
        row = _find(session, collection_id, to_change=True)
        _require_owner(caller, row)
        asset_ids = _asset_ids(session, row.id)
        session.delete(row)
        note(session, caller, "collection.deleted", "collection", row.id, {"name": row.name})
        session.flush()
        _announce(core, session, asset_ids)


def add_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Place assets at the end, in the order given; those already there stay where they are."""
    with core.db.write() as session:
        row = place_in_collection(core, session, caller, collection_id, asset_ids)
        return _views(session, caller, [row])[0]


def remove_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Take assets out; those that are not there are not missed."""
    require(caller, Action.ORGANISE)
    _check_number(asset_ids)
    with core.db.write() as session:
        row = _find(session, collection_id, to_change=True)
        inside = [asset_id for asset_id in _asset_ids(session, row.id) if asset_id in set(asset_ids)]
        session.execute(
            sa.delete(CollectionAsset).where(
                CollectionAsset.collection_id == row.id, CollectionAsset.asset_id.in_(inside)
            )
        )
        _touch(core, session, caller, row, "collection.assets_removed", inside)
        return _views(session, caller, [row])[0]


def order_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Put the named assets first, in this order; the others follow as they were."""
    require(caller, Action.ORGANISE)
    _check_number(asset_ids)
    with core.db.write() as session:
        row = _find(session, collection_id, to_change=True)
        present = _asset_ids(session, row.id)
        first = [asset_id for asset_id in dict.fromkeys(asset_ids) if asset_id in set(present)]
        for place, asset_id in enumerate(dict.fromkeys([*first, *present])):
            session.execute(
                sa.update(CollectionAsset)
                .where(CollectionAsset.collection_id == row.id, CollectionAsset.asset_id == asset_id)
                .values(position=place)
            )
        _touch(core, session, caller, row, "collection.ordered", [])
        return _views(session, caller, [row])[0]


def list_collection_assets(core: Core, caller: Caller, collection_id: str) -> list[str]:
    """Return the ids of the assets that the caller may see, in the collection's order."""
    require(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        _find(session, collection_id)
        return list(
            session.scalars(
                sa.select(Asset.id)
                .join(CollectionAsset, CollectionAsset.asset_id == Asset.id)
                .where(CollectionAsset.collection_id == collection_id, visible(caller))
                .order_by(CollectionAsset.position, Asset.id)
            )
        )


def place_in_collection(
    core: Core, session: Session, caller: Caller, collection_id: str, asset_ids: Sequence[str]
) -> Collection:
    """Place assets inside the caller's transaction; one that the caller may not see → `NotFound`."""
    require(caller, Action.ORGANISE)
    _check_number(asset_ids)
    row = _find(session, collection_id, to_change=True)
    present = _asset_ids(session, row.id)
    fresh = [asset_id for asset_id in dict.fromkeys(asset_ids) if asset_id not in set(present)]
    known = filter(is_id, fresh)
    seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(known), visible(caller))))
    for asset_id in fresh:
        if asset_id not in seen:
            raise NotFound(f"There is no asset {asset_id[:40]!r}.")
    start = session.scalar(
        sa.select(sa.func.max(CollectionAsset.position)).where(CollectionAsset.collection_id == row.id)
    )
    first = 0 if start is None else start + 1
    session.add_all(
        CollectionAsset(collection_id=row.id, asset_id=asset_id, position=first + place)
        for place, asset_id in enumerate(fresh)
    )
    _touch(core, session, caller, row, "collection.assets_added", fresh)
    return row


def _touch(
    core: Core, session: Session, caller: Caller, row: Collection, action: str, asset_ids: list[str]
) -> None:
    row.updated_at = core.now()
    note(session, caller, action, "collection", row.id, {"assets": len(asset_ids)} if asset_ids else {})
    session.flush()
    _announce(core, session, asset_ids)


def _announce(core: Core, session: Session, asset_ids: Sequence[str]) -> None:
    """The index knows an asset's collections; its URLs do not, hence no line in the feed."""
    for asset_id in asset_ids:
        core.announce(session, AssetEdited(asset_id))


def _views(session: Session, caller: Caller, rows: Sequence[Collection]) -> list[CollectionView]:
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


def _asset_ids(session: Session, collection_id: str) -> list[str]:
    return list(
        session.scalars(
            sa.select(CollectionAsset.asset_id)
            .where(CollectionAsset.collection_id == collection_id)
            .order_by(CollectionAsset.position, CollectionAsset.asset_id)
        )
    )


def _find(session: Session, collection_id: str, *, to_change: bool = False) -> Collection:
    row = session.get(Collection, collection_id, with_for_update=to_change) if is_id(collection_id) else None
    if row is None:
        raise NotFound(f"There is no collection {collection_id[:40]!r}.")
    return row


def _require_owner(caller: Caller, row: Collection) -> None:
    if row.owner_id != caller.id:
        require(caller, Action.EDIT_ANY)


def _check_texts(patch: Mapping[str, object]) -> dict[str, str]:
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


def _check_number(asset_ids: Sequence[str]) -> None:
    if len(asset_ids) > MAX_AT_ONCE:
        sentence = f"At most {MAX_AT_ONCE} assets go into one call, and {len(asset_ids)} came."
        raise Invalid(sentence, [FieldError("assets", sentence)])
