"""The items of a manifest: lit assets with the ready files that a channel has of them, in five queries a page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.covering import scopes_of
from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import title_of
from dam.assets.scopes import Scope
from dam.assets.serving import Light, light, servable_of
from dam.assets.territories import countries_of
from dam.clock import rfc3339
from delivery.urls import immutable_url, stable_url
from renditions.catalogue.models import Preset, Rendition, RenditionPart
from renditions.recipe import MEDIA_TYPES

Json = dict[str, object]

TIMED = frozenset(format_ for format_, type_ in MEDIA_TYPES.items() if not type_.startswith("image/")) - {
    "pdf"
}
"""Formats that last."""


class _Row(NamedTuple):
    """What a file's line needs of its rendition: whole rows would take three times as long."""

    asset_id: str
    preset: str
    variant: str
    format: str
    media_type: str | None
    width: int | None
    height: int | None
    bytes: int | None
    sha256: str


_COLUMNS = [getattr(Rendition, name) for name in _Row._fields]


@dataclass(frozen=True, slots=True)
class View:
    """Who looks at what: a channel, from a territory (None: not told), at a moment. `base_url` begins every address."""

    channel: str
    territory: str | None
    now: datetime
    base_url: str


def lit_ids(session: Session, view: View, after: str, limit: int) -> list[str]:
    """Return the ids of assets that may be lit and have a file on the channel, after `after`, in their order."""
    now = view.now
    query = (
        sa.select(Asset.id)
        .where(
            Asset.id > after,
            Asset.status == "approved",
            Asset.trashed_at.is_(None),
            sa.or_(Asset.rights_starts_at.is_(None), Asset.rights_starts_at <= now),
            sa.or_(Asset.rights_ends_at.is_(None), Asset.rights_ends_at > now),
            sa.or_(Asset.embargo_until.is_(None), Asset.embargo_until <= now),
            sa.exists().where(Rendition.version_id == Asset.current_version_id, *_served(view.channel)),
        )
        .order_by(Asset.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def items_of(session: Session, view: View, ids: Collection[str]) -> dict[str, Json]:
    """Return the items of these assets by id; those that are dark or have no file are left out."""
    rows = session.execute(
        sa.select(Asset, Version)
        .join(Version, Version.id == Asset.current_version_id)
        .where(Asset.id.in_(ids))
        .order_by(Asset.id)
    )
    consents = scopes_of(session, ids)
    lit = {asset.id: (asset, version) for asset, version in rows if _is_lit(asset, consents[asset.id], view)}
    files = _files(session, view, lit)
    return {
        asset_id: _item(asset, version, files[asset_id])
        for asset_id, (asset, version) in lit.items()
        if files[asset_id]
    }


def _is_lit(asset: Asset, consents: tuple[Scope, ...], view: View) -> bool:
    servable = servable_of(asset, consents)
    answer = light(servable, channel=view.channel, territory=view.territory, now=view.now)
    return answer is Light.LIT


def _served(channel: str) -> Sequence[sa.ColumnElement[bool]]:
    """A file is served on while its successor is being made."""
    return (
        Rendition.channel == channel,
        Rendition.sha256.is_not(None),
        Rendition.state.not_in(("failed", "unavailable")),
    )


def _files(
    session: Session, view: View, lit: Mapping[str, tuple[Asset, Version]]
) -> Mapping[str, list[Json]]:
    presets = sa.select(Preset.name).where(Preset.channel == view.channel)
    order = {
        name: n for n, name in enumerate(session.scalars(presets.order_by(Preset.position, Preset.name)))
    }
    versions = [version.id for _, version in lit.values()]
    query = sa.select(*_COLUMNS).where(Rendition.version_id.in_(versions), *_served(view.channel))
    rows = [_Row(*row) for row in session.execute(query) if row.preset in order]
    rows.sort(key=lambda row: (order[row.preset], len(row.variant), row.variant, row.format))
    parts = _parts(session, view.channel, lit)
    files: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        asset, version = lit[row.asset_id]
        files[row.asset_id].append(
            _file(row, asset, version, view, parts.get((row.asset_id, row.sha256), ()))
        )
    return files


def _parts(
    session: Session, channel: str, lit: Collection[str]
) -> Mapping[tuple[str, str | None], list[RenditionPart]]:
    query = (
        sa.select(RenditionPart)
        .where(RenditionPart.asset_id.in_(lit), RenditionPart.channel == channel)
        .order_by(RenditionPart.name)
    )
    parts: dict[tuple[str, str | None], list[RenditionPart]] = defaultdict(list)
    for part in session.scalars(query):
        parts[part.asset_id, part.owner_sha256].append(part)
    return parts


def _item(asset: Asset, version: Version, files: list[Json]) -> Json:
    return {
        "asset": asset.id,
        "title": title_of(asset),
        "alt": {} if asset.is_decorative else asset.alt,
        "kind": asset.kind,
        "version": version.number,
        "rights": {
            "starts_at": rfc3339(asset.rights_starts_at) if asset.rights_starts_at else None,
            "ends_at": rfc3339(asset.rights_ends_at) if asset.rights_ends_at else None,
            "territories": countries_of(tuple(asset.rights_territories)),
        },
        "files": files,
    }


def _file(row: _Row, asset: Asset, version: Version, view: View, parts: Sequence[RenditionPart]) -> Json:
    digest, title = row.sha256, title_of(asset)
    return {
        "preset": row.preset,
        "variant": row.variant,
        "format": row.format,
        "media_type": row.media_type or MEDIA_TYPES[row.format],
        "width": row.width,
        "height": row.height,
        "duration": version.duration if row.format in TIMED else None,
        "bytes": row.bytes,
        "sha256": digest,
        "url": immutable_url(view.base_url, view.channel, digest, title, row.format),
        "stable_url": stable_url(
            view.base_url, view.channel, row.preset, row.variant, asset.id, title, row.format
        ),
        "parts": [_part(part, view) for part in parts],
    }


def _part(part: RenditionPart, view: View) -> Json:
    return {
        "name": part.name,
        "media_type": part.media_type,
        "bytes": part.bytes,
        "sha256": part.sha256,
        "url": f"{view.base_url}/i/{view.channel}/{part.sha256}/{part.name}",
    }
