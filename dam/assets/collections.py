"""Collections: named groups of assets in an order of their own, made, renamed and removed."""

from collections.abc import Mapping

from dam.accounts.access.grants import forget_scope
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.batches import in_batches
from dam.assets.collection_contents import (
    add_assets,
    hand_on,
    list_collection_assets,
    order_assets,
    place_in_collection,
    remove_assets,
    take_from_collection,
    take_out,
    tell_index,
)
from dam.assets.collection_rows import check_texts, find_collection, ids_inside, require_owner
from dam.assets.collection_views import (
    CollectionName,
    CollectionView,
    collection_views,
    get_collection,
    list_collections,
    name_collections,
)
from dam.assets.models import Collection
from dam.core import Core
from dam.ids import new_id

__all__ = [
    "CollectionName",
    "CollectionView",
    "add_assets",
    "create_collection",
    "delete_collection",
    "edit_collection",
    "get_collection",
    "list_collection_assets",
    "list_collections",
    "name_collections",
    "order_assets",
    "place_in_collection",
    "remove_assets",
    "take_from_collection",
]


def create_collection(core: Core, caller: Caller, *, name: str, description: str = "") -> CollectionView:
    """Make an empty collection."""
    require_somewhere(caller, Action.ORGANISE)
    texts = check_texts({"name": name, "description": description})
    now = core.now()
    row = Collection(id=new_id(), owner_id=caller.id, created_at=now, updated_at=now, **texts)
    with core.db.write() as session:
        session.add(row)
        note(session, caller, "collection.created", "collection", row.id, {"name": row.name})
        session.flush()
        return collection_views(session, caller, [row])[0]


def edit_collection(
    core: Core, caller: Caller, collection_id: str, patch: Mapping[str, object]
) -> CollectionView:
    """Apply a merge patch over name and description; other people's collections take a manager."""
    require_somewhere(caller, Action.ORGANISE)
    texts = check_texts(patch)
    with core.db.write() as session:
        row = find_collection(session, caller, collection_id, to_change=True)
        require_owner(caller, row)
        for name, text in texts.items():
            setattr(row, name, text)
        row.updated_at = core.now()
        note(session, caller, "collection.edited", "collection", row.id, {"changed": sorted(texts)})
        asset_ids = ids_inside(session, row.id) if "name" in texts else []
    for some in in_batches(asset_ids):
        with core.db.write() as session:
            tell_index(core, session, some)
    return get_collection(core, caller, collection_id)


def delete_collection(core: Core, caller: Caller, collection_id: str) -> None:
    """Remove a collection; its assets stay."""
    require_somewhere(caller, Action.ORGANISE)
    with core.db.read() as session:
        require_owner(caller, find_collection(session, caller, collection_id))
        asset_ids = ids_inside(session, collection_id)
    for some in in_batches(asset_ids):
        with core.db.write() as session:
            row = find_collection(session, caller, collection_id, to_change=True)
            take_out(core, session, row.id, some)
            hand_on(core, session, caller, row, some)
    with core.db.write() as session:
        row = find_collection(session, caller, collection_id, to_change=True)
        take_out(core, session, collection_id, ids_inside(session, collection_id))
        session.delete(row)
        forget_scope(session, "collection", row.id)
        details = {"name": row.name, "assets": len(asset_ids)}
        note(session, caller, "collection.deleted", "collection", row.id, details)
