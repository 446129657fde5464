"""Reading the catalogue: one asset, a page of them, or the views of ids that a search found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, AssetTag, CollectionAsset
from dam.assets.rows_to_views import asset_view, asset_views
from dam.assets.tags import fold_tag
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, visible
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.paging import Page, read_page

__all__ = ["AssetFilter", "asset_views", "get_asset", "list_assets", "visible"]

SORTS = {"-created_at": Asset.created_at.desc(), "created_at": Asset.created_at.asc()}
"""The orders of the plain list; the ways of people are in `dam/search`."""


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """What to list; empty means everything that the caller may see. `in_trash` lists the trash instead."""

    kind: str = ""
    status: str = ""
    tag: str = ""
    collection: str = ""
    owner_id: str = ""
    brand_id: str = ""
    created_from: datetime | None = None
    created_to: datetime | None = None
    in_trash: bool = False


def get_asset(core: Core, caller: Caller, asset_id: str, *, in_trash: bool = False) -> AssetView:
    """Return one asset of the library, or of the trash; one that the caller may not see there → `NotFound`."""
    with core.db.read() as session:
        return asset_view(session, find_row(session, caller, asset_id, in_trash=in_trash).id)


def seen_ids(core: Core, caller: Caller, ids: Sequence[str]) -> list[str]:
    """Return those of the ids that the caller may see, in their order."""
    with core.db.read() as session:
        seen = set(session.scalars(sa.select(Asset.id).where(Asset.id.in_(ids), visible(caller))))
    return [asset_id for asset_id in ids if asset_id in seen]


def list_assets(
    core: Core,
    caller: Caller,
    wanted: AssetFilter | None = None,
    *,
    sort: str = "-created_at",
    limit: int = 50,
    cursor: str | None = None,
) -> Page[AssetView]:
    """Return a page of assets straight from the rows, for exports, the trash and tests."""
    require_somewhere(caller, Action.SEE_APPROVED)
    if sort not in SORTS:
        sentence = f"sort must be one of {', '.join(SORTS)}, and {sort[:40]!r} came."
        raise Invalid(sentence, [FieldError("sort", sentence)])
    chosen = sa.select(Asset.id).where(*_conditions(caller, wanted or AssetFilter()))
    with core.db.read() as session:
        page = read_page(session, chosen, (SORTS[sort], Asset.id), limit, cursor)
        return page.showing(asset_views(session, page.items).values())


def _conditions(caller: Caller, wanted: AssetFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [visible(caller, in_trash=wanted.in_trash)]
    for column in ("kind", "status", "owner_id", "brand_id"):
        value = getattr(wanted, column)
        if value:
            conditions.append(getattr(Asset, column) == value)
    if wanted.tag:
        tagged = sa.select(AssetTag.asset_id).where(AssetTag.folded == fold_tag(wanted.tag))
        conditions.append(Asset.id.in_(tagged))
    if wanted.collection:
        inside = sa.select(CollectionAsset.asset_id).where(CollectionAsset.collection_id == wanted.collection)
        conditions.append(Asset.id.in_(inside))
    if wanted.created_from is not None:
        conditions.append(Asset.created_at >= wanted.created_from)
    if wanted.created_to is not None:
        conditions.append(Asset.created_at < wanted.created_to)
    return conditions
