"""Collections as people see them: one, all of them, or their names alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, places_of, require_somewhere
from dam.assets.collection_rows import find_collection, visible_collections, visible_places
from dam.assets.models import Collection, CollectionAsset
from dam.core import Core
from dam.db import read_once

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


@dataclass(frozen=True, slots=True)
class CollectionName:
    """A collection where only its name is shown: as a choice, as a chip."""

    id: str
    name: str


def list_collections(core: Core, caller: Caller) -> list[CollectionView]:
    """Return the collections that the caller may know of, by name."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        chosen = sa.select(Collection).where(visible_collections(caller))
        rows = session.scalars(chosen.order_by(sa.func.lower(Collection.name), Collection.id))
        return collection_views(session, caller, list(rows))


def name_collections(core: Core, caller: Caller) -> list[CollectionName]:
    """Return how the collections are called that the caller may know of, by name: nothing inside them is counted."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return list(read_once(session, ("collections", caller), lambda: _names(session, caller)))


def collections_to_fill(core: Core, caller: Caller) -> list[CollectionName]:
    """Return the collections in which the caller may place assets, by name: one's own, those granted, or all."""
    places = places_of(caller, Action.ORGANISE)
    if places.is_nowhere:
        return []
    if places.everywhere:
        return name_collections(core, caller)
    may_fill = sa.or_(Collection.owner_id == caller.id, Collection.id.in_(places.collections))
    with core.db.read() as session:
        return list(read_once(session, ("to fill", caller), lambda: _names(session, caller, may_fill)))


def _names(session: Session, caller: Caller, *wanted: sa.ColumnElement[bool]) -> list[CollectionName]:
    chosen = sa.select(Collection.id, Collection.name).where(visible_collections(caller), *wanted)
    rows = session.execute(chosen.order_by(sa.func.lower(Collection.name), Collection.id))
    return [CollectionName(collection_id, name) for collection_id, name in rows]


def get_collection(core: Core, caller: Caller, collection_id: str) -> CollectionView:
    """Return one collection."""
    require_somewhere(caller, Action.SEE_APPROVED)
    with core.db.read() as session:
        return collection_views(session, caller, [find_collection(session, caller, collection_id)])[0]


def collection_views(session: Session, caller: Caller, rows: Sequence[Collection]) -> list[CollectionView]:
    """Return collections as the caller sees them, in one query."""
    counts, covers = _inside(session, caller, [row.id for row in rows])
    return [
        CollectionView(
            id=row.id,
            name=row.name,
            description=row.description,
            owner_id=row.owner_id,
            count=counts.get(row.id, 0),
            covers=tuple(covers.get(row.id, ())),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _inside(
    session: Session, caller: Caller, collection_ids: Sequence[str]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return how many assets of each collection the caller sees, and the first of them."""
    order = (CollectionAsset.position, CollectionAsset.asset_id)
    places = (
        sa.select(
            CollectionAsset.collection_id,
            CollectionAsset.asset_id,
            sa.func.count().over(partition_by=CollectionAsset.collection_id).label("count"),
            sa.func.row_number()
            .over(partition_by=CollectionAsset.collection_id, order_by=order)
            .label("place"),
        )
        .where(CollectionAsset.collection_id.in_(collection_ids), visible_places(caller))
        .subquery()
    )
    chosen = sa.select(places).where(places.c.place <= COVERS)
    counts: dict[str, int] = {}
    covers: dict[str, list[str]] = {}
    for collection_id, asset_id, count, _ in session.execute(chosen.order_by(places.c.place)):
        counts[collection_id] = count
        covers.setdefault(collection_id, []).append(asset_id)
    return counts, covers
