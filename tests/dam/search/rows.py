"""Rows of assets as the search reads them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset, AssetTag, Collection, CollectionAsset, Version
from dam.assets.tags import fold_tag

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)


def add_rows(session: Session, asset_id: str, *, tags: tuple[str, ...] = (), **changes: Any) -> Asset:
    """Add an approved picture of 1600 × 900 with its version and tags."""
    given: dict[str, Any] = {
        "id": asset_id,
        "kind": "image",
        "status": "approved",
        "title": f"Asset {asset_id}",
        "filename": f"{asset_id}.jpg",
        "owner_id": "colette",
        "created_at": NOON,
        "updated_at": NOON,
        "current_version_id": f"v{asset_id}",
        **changes,
    }
    asset = Asset(**given)
    session.add(asset)
    session.flush()
    session.add(
        Version(
            id=f"v{asset_id}",
            asset_id=asset_id,
            number=1,
            state="current",
            sha256="0" * 64,
            bytes=1000,
            media_type="image/jpeg",
            filename=asset.filename,
            width=1600,
            height=900,
            facts={"creator": "Berthe Morisot", "gps": [48.8, 2.3]},
            created_by="colette",
            created_at=NOON,
        )
    )
    session.add_all(
        AssetTag(asset_id=asset_id, folded=fold_tag(tag), tag=tag, position=place)
        for place, tag in enumerate(tags)
    )
    return asset


def add_collection(session: Session, name: str, *asset_ids: str) -> None:
    """Add a collection whose id is its folded name."""
    session.add(
        Collection(id=fold_tag(name), name=name, owner_id="colette", created_at=NOON, updated_at=NOON)
    )
    session.flush()
    session.add_all(
        CollectionAsset(collection_id=fold_tag(name), asset_id=asset_id) for asset_id in asset_ids
    )
