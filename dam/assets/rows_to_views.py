"""Turns rows into views, in three queries however many assets are asked for."""

from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.filenames import humanise
from dam.assets.models import Asset, AssetTag, CollectionAsset, Version
from dam.assets.views import AssetView, Cost, FocalPoint, Processing, Rights, VersionView

PRIVATE_FACTS = ("gps", "properties")
"""Facts that stay in the house: where a picture was taken may be somebody's home, and who is seen in it."""


def asset_views(session: Session, ids: Some[str]) -> dict[str, AssetView]:
    """Return the views of these assets by id, in the order asked for; unknown ids are left out.

    Three queries, whoever asks: what a caller may see was decided before.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(Asset, Version)
        .join(Version, Version.id == Asset.current_version_id)
        .where(Asset.id.in_(wanted))
    )
    pairs = {asset.id: (asset, version) for asset, version in rows}
    return _views(session, wanted, pairs)


def views_of_rows(session: Session, assets: Iterable[Asset]) -> dict[str, AssetView]:
    """Return the views of rows that are at hand, by id."""
    by_version = {asset.current_version_id: asset for asset in assets if asset.current_version_id}
    versions = session.scalars(sa.select(Version).where(Version.id.in_(by_version)))
    pairs = {by_version[version.id].id: (by_version[version.id], version) for version in versions}
    return _views(session, list(pairs), pairs) if pairs else {}


def _views(
    session: Session, wanted: list[str], pairs: Mapping[str, tuple[Asset, Version]]
) -> dict[str, AssetView]:
    tags = _gather(session, AssetTag.asset_id, AssetTag.tag, AssetTag.position, wanted)
    collections = _gather(
        session,
        CollectionAsset.asset_id,
        CollectionAsset.collection_id,
        CollectionAsset.collection_id,
        wanted,
    )
    return {
        asset_id: _asset_view(*pairs[asset_id], tuple(tags[asset_id]), tuple(collections[asset_id]))
        for asset_id in wanted
        if asset_id in pairs
    }


def asset_view(session: Session, asset_id: str) -> AssetView:
    """Return the view of one asset that is known to exist."""
    session.flush()
    return asset_views(session, [asset_id])[asset_id]


def view_after_edit(before: AssetView, asset: Asset, tags: tuple[str, ...]) -> AssetView:
    """Return the view of a row that was just written to: what no edit changes is taken from the view before."""
    return replace(before, tags=tags, **_edited_by_people(asset))


def version_view(row: Version) -> VersionView:
    """Return a version as people see it."""
    return VersionView(
        id=row.id,
        asset_id=row.asset_id,
        number=row.number,
        state=row.state,
        sha256=row.sha256,
        bytes=row.bytes,
        media_type=row.media_type,
        filename=row.filename,
        width=row.width,
        height=row.height,
        duration=row.duration,
        pages=row.pages,
        facts={name: fact for name, fact in row.facts.items() if name not in PRIVATE_FACTS},
        created_by=row.created_by,
        created_by_name=row.created_by_name,
        created_at=row.created_at,
        comment=row.comment,
        comment_by=row.comment_by,
        reason=row.reason,
    )


def title_of(asset: Asset) -> str:
    """Return the title, or the file name made readable when nobody and no file gave one."""
    return asset.title or humanise(asset.filename)


def _gather(
    session: Session, asset_id: Any, value: Any, order: Any, wanted: list[str]
) -> defaultdict[str, list[str]]:
    gathered: defaultdict[str, list[str]] = defaultdict(list)
    for key, item in session.execute(
        sa.select(asset_id, value).where(asset_id.in_(wanted)).order_by(asset_id, order)
    ):
        gathered[key].append(item)
    return gathered


def _asset_view(
    asset: Asset, version: Version, tags: tuple[str, ...], collections: tuple[str, ...]
) -> AssetView:
    return AssetView(
        id=asset.id,
        tags=tags,
        kind=asset.kind,
        status=asset.status,
        status_reason=asset.status_reason,
        filename=asset.filename,
        media_type=version.media_type,
        width=version.width,
        height=version.height,
        duration=version.duration,
        pages=version.pages,
        bytes=version.bytes,
        sha256=version.sha256,
        colours=tuple(asset.colours),
        version=version.number,
        current_version_id=version.id,
        processing=Processing(
            asset.processing_state,
            asset.processing_done,
            asset.processing_total,
            tuple(asset.processing_errors),
            asset.processing_percent,
        ),
        collections=collections,
        owner_id=asset.owner_id,
        owner_name=asset.owner_name,
        brand_id=asset.brand_id,
        ready_channels=tuple(asset.ready_channels),
        popularity=asset.popularity,
        last_fetched_at=asset.last_fetched_at,
        is_demo=asset.is_demo,
        created_at=asset.created_at,
        approved_at=asset.approved_at,
        trashed_at=asset.trashed_at,
        **_edited_by_people(asset),
    )


def _edited_by_people(asset: Asset) -> dict[str, Any]:
    """Return what a merge patch may change, and the marks that it leaves."""
    return {
        "title": title_of(asset),
        "description": asset.description,
        "fields": dict(asset.fields),
        "alt": dict(asset.alt),
        "titles": dict(asset.titles),
        "descriptions": dict(asset.descriptions),
        "is_decorative": asset.is_decorative,
        "rights": rights_of(asset),
        "successor_id": asset.successor_id,
        "focal_point": FocalPoint(asset.focal_x, asset.focal_y),
        "focal_source": asset.focal_source,
        "channel_focal_points": {name: FocalPoint(*point) for name, point in asset.channel_focals.items()},
        "revision": asset.revision,
        "updated_at": asset.updated_at,
    }


def rights_of(asset: Asset) -> Rights:
    """Return the rights of an asset as a value."""
    return Rights(
        asset.licence,
        asset.rights_holder,
        asset.rights_starts_at,
        asset.rights_ends_at,
        tuple(asset.rights_channels),
        tuple(asset.rights_territories),
        asset.licence_kind,
        asset.licence_url,
        Cost(asset.licence_cost, asset.licence_currency, asset.licence_cost_per)
        if asset.licence_cost
        else None,
        tuple(asset.rights_purposes),
        asset.credit_line,
        asset.is_exclusive,
        asset.embargo_until,
        asset.people_shown,
    )
