"""Rows and blobs of a small library, written straight into the tables: what keeps a house does not ask how they came."""

import secrets

from dam.assets.models import Asset, Version
from dam.clock import now
from dam.core import Core
from dam.ids import new_id


def add_original(core: Core, content: bytes, *, title: str = "été") -> tuple[str, str]:
    """Put one original with its rows; return asset id and digest."""
    blob = core.store.put([content])
    asset_id, version_id = new_id(), new_id()
    with core.db.write() as session:
        session.add(
            Asset(
                id=asset_id,
                kind="image",
                status="approved",
                title=title,
                filename="été.jpg",
                owner_id="house",
                current_version_id=version_id,
                created_at=now(),
                updated_at=now(),
            )
        )
        session.flush()
        session.add(
            Version(
                id=version_id,
                asset_id=asset_id,
                number=1,
                state="current",
                sha256=blob.digest,
                bytes=blob.bytes,
                media_type="image/jpeg",
                filename="été.jpg",
                created_by="house",
                created_at=now(),
            )
        )
    return asset_id, blob.digest


def random_bytes() -> bytes:
    """A few kilobytes that nobody else has."""
    return secrets.token_bytes(5_000)
