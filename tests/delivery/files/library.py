"""A small library of rows and bytes in every state that a URL can meet; no picture is decoded for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.core import Core
from dam.feed import note_change
from dam.ids import new_id
from dam.storage.port import BlobStore
from renditions.catalogue.models import Rendition
from renditions.recipe import MEDIA_TYPES

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)

READY = {"avif": "ready", "webp": "ready", "jpeg": "ready"}


def body_of(asset_id: str, format_: str, size: int = 1000) -> bytes:
    """Return the bytes of a made-up rendition: different for every asset and format."""
    return (f"{asset_id} {format_} ".encode() * (size // 16 + 1))[:size]


def digest_of(body: bytes) -> str:
    """Return the name of a body in the store."""
    return hashlib.sha256(body).hexdigest()


def add_asset(session: Session, asset_id: str, *, number: int = 1, **changes: Any) -> Asset:
    """Add an asset that is approved since noon, with one version."""
    given: dict[str, Any] = {
        "id": asset_id,
        "kind": "image",
        "status": "approved",
        "title": "Façade d'été",
        "filename": "facade.jpg",
        "owner_id": "colette",
        "created_at": NOON - DAY,
        "updated_at": NOON,
        "approved_at": NOON,
        "current_version_id": f"v{number}-{asset_id}",
        **changes,
    }
    asset = Asset(**given)
    session.add(asset)
    session.flush()
    add_version(session, asset_id, number)
    return asset


def add_version(session: Session, asset_id: str, number: int) -> str:
    """Add a version and return its id."""
    version_id = f"v{number}-{asset_id}"
    session.add(
        Version(
            id=version_id,
            asset_id=asset_id,
            number=number,
            state="current",
            sha256="0" * 64,
            bytes=1,
            media_type="image/jpeg",
            filename="facade.jpg",
            created_by="colette",
            created_at=NOON,
        )
    )
    session.flush()
    return version_id


def add_renditions(
    session: Session,
    store: BlobStore,
    version_id: str,
    states: Mapping[str, str],
    *,
    channel: str = "web",
    preset: str = "card",
    variant: str = "",
    size: int = 1000,
    bodies: Mapping[str, bytes] | None = None,
) -> None:
    """Add the files of a preset, by format and state; the ready ones stand in the store."""
    asset_id = version_id.partition("-")[2]
    for format_, state in states.items():
        row = Rendition(
            id=new_id(),
            asset_id=asset_id,
            version_id=version_id,
            channel=channel,
            preset=preset,
            variant=variant,
            format=format_,
            state=state,
            wanted_recipe="r",
            error=None if state in ("ready", "pending") else f"{format_} is {state}.",
            created_at=NOON,
            updated_at=NOON,
        )
        if state == "ready":
            body = (bodies or {}).get(format_) or body_of(
                version_id + channel + preset + variant, format_, size
            )
            row.sha256 = store.put([body]).digest
            row.bytes, row.media_type, row.recipe = len(body), MEDIA_TYPES[format_], "r"
        session.add(row)
    session.flush()
    note_change(session, asset_id)


def change_asset(core: Core, asset_id: str, **changes: object) -> None:
    """Change an asset as the core's functions do, with a line in the feed."""
    with core.db.write() as session:
        asset = session.get_one(Asset, asset_id)
        for name, value in changes.items():
            setattr(asset, name, value)
        note_change(session, asset_id)


def at(core: Core, moment: datetime) -> Core:
    """Return the core at a fixed moment."""
    return replace(core, now=lambda: moment)
