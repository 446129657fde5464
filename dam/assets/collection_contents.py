"""What is inside a collection, in the order that people gave it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.batches import in_batches
from dam.assets.collection_rows import (
    find_collection,
    ids_inside,
    require_filling,
    require_lending,
    require_owner,
)
from dam.assets.collection_views import CollectionView, get_collection
from dam.assets.models import Asset, Collection, CollectionAsset
from dam.assets.visibility import visible
from dam.changes import AssetEdited, CollectionsChanged
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import is_id

MAX_AT_ONCE = 1000
"""Assets in one call, so that an answer takes seconds at the most."""


def add_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Place assets at the end, in the order given; those already there stay where they are.

    One that the caller may not see → `NotFound`, and none is placed.
    """
    require_somewhere(caller, Action.ORGANISE)
    _check_number(asset_ids)
    with core.db.read() as session:
        require_filling(caller, find_collection(session, caller, collection_id))
        _require_visible(session, caller, asset_ids)
    for some in in_batches(list(dict.fromkeys(asset_ids))):
        with core.db.write() as session:
            place_in_collection(core, session, caller, collection_id, some)
    return get_collection(core, caller, collection_id)


def remove_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Take assets out; those that are not there are not missed. Other people's collections take a manager."""
    require_somewhere(caller, Action.ORGANISE)
    _check_number(asset_ids)
    with core.db.read() as session:
        require_owner(caller, find_collection(session, caller, collection_id))
        inside = set(ids_inside(session, collection_id))
    for some in in_batches([asset_id for asset_id in dict.fromkeys(asset_ids) if asset_id in inside]):
        with core.db.write() as session:
            take_from_collection(core, session, caller, collection_id, some)
    return get_collection(core, caller, collection_id)


def order_assets(core: Core, caller: Caller, collection_id: str, asset_ids: Sequence[str]) -> CollectionView:
    """Put the named assets first, in this order; the others follow as they were. Only one's own, or as a manager."""
    require_somewhere(caller, Action.ORGANISE)
    _check_number(asset_ids)
    with core.db.write() as session:
        row = find_collection(session, caller, collection_id, to_change=True)
        require_owner(caller, row)
        present = dict.fromkeys(ids_inside(session, row.id))
        first = [asset_id for asset_id in asset_ids if asset_id in present]
        places = [
            {"collection_id": row.id, "asset_id": asset_id, "position": place}
            for place, asset_id in enumerate(dict.fromkeys([*first, *present]))
        ]
        if places:
            session.execute(sa.update(CollectionAsset), places)
        _touch(core, session, caller, row, "collection.ordered", first)
    return get_collection(core, caller, collection_id)


def list_collection_assets(core: Core, caller: Caller, collection_id: str) -> list[str]:
    """Return the ids of the assets that the caller may see, in the collection's order."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        find_collection(session, caller, collection_id)
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
) -> None:
    """Place a few assets inside the caller's transaction; one that the caller may not see → `NotFound`."""
    require_somewhere(caller, Action.ORGANISE)
    row = find_collection(session, caller, collection_id, to_change=True)
    inside = sa.select(CollectionAsset.asset_id).where(
        CollectionAsset.collection_id == row.id, CollectionAsset.asset_id.in_(asset_ids)
    )
    present = set(session.scalars(inside))
    fresh = [asset_id for asset_id in asset_ids if asset_id not in present]
    require_filling(caller, row)
    _require_visible(session, caller, fresh)
    require_lending(session, caller, row, fresh, core.now())
    last = sa.select(sa.func.max(CollectionAsset.position)).where(CollectionAsset.collection_id == row.id)
    position = session.scalar(last)
    first = 0 if position is None else position + 1
    session.add_all(
        CollectionAsset(collection_id=row.id, asset_id=asset_id, position=first + place)
        for place, asset_id in enumerate(fresh)
    )
    session.flush()
    _touch(core, session, caller, row, "collection.assets_added", fresh)
    tell_index(core, session, fresh)
    hand_on(core, session, caller, row, fresh)


def take_from_collection(
    core: Core, session: Session, caller: Caller, collection_id: str, asset_ids: Sequence[str]
) -> None:
    """Take a few assets out inside the caller's transaction; other people's collections take a manager."""
    require_somewhere(caller, Action.ORGANISE)
    row = find_collection(session, caller, collection_id, to_change=True)
    require_owner(caller, row)
    take_out(core, session, row.id, asset_ids)
    hand_on(core, session, caller, row, asset_ids)
    _touch(core, session, caller, row, "collection.assets_removed", asset_ids)


def take_out(core: Core, session: Session, collection_id: str, asset_ids: Sequence[str]) -> None:
    """Take assets out, whoever asks, and tell the index."""
    session.execute(
        sa.delete(CollectionAsset).where(
            CollectionAsset.collection_id == collection_id, CollectionAsset.asset_id.in_(asset_ids)
        )
    )
    tell_index(core, session, asset_ids)


def hand_on(core: Core, session: Session, caller: Caller, row: Collection, asset_ids: Sequence[str]) -> None:
    """Ask the job that takes what the collection hands on, or gives it back."""
    if row.defaults and asset_ids:
        core.announce(session, CollectionsChanged(tuple(asset_ids), caller.kind, caller.id))


def tell_index(core: Core, session: Session, asset_ids: Sequence[str]) -> None:
    """Tell the index, which knows an asset's collections; its URLs do not, hence no line in the feed."""
    for asset_id in asset_ids:
        core.announce(session, AssetEdited(asset_id))


def _touch(
    core: Core, session: Session, caller: Caller, row: Collection, action: str, asset_ids: Sequence[str]
) -> None:
    row.updated_at = core.now()
    note(session, caller, action, "collection", row.id, {"assets": list(asset_ids)})


def _require_visible(session: Session, caller: Caller, asset_ids: Sequence[str]) -> None:
    known = filter(is_id, asset_ids)
    seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(known), visible(caller))))
    for asset_id in asset_ids:
        if asset_id not in seen:
            raise NotFound(f"There is no asset {asset_id[:40]!r}.")


def _check_number(asset_ids: Sequence[str]) -> None:
    if len(asset_ids) > MAX_AT_ONCE:
        sentence = f"At most {MAX_AT_ONCE} assets go into one call, and {len(asset_ids)} came."
        raise Invalid(sentence, [FieldError("assets", sentence)])
