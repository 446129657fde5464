"""The row that an original becomes."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset, Version
from dam.assets.originals import check_kept, check_size
from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.errors import NotFound
from dam.ids import new_id
from dam.media_types import MediaType
from dam.storage.port import BlobInfo


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes in the store that were looked at and may become a version; `filename` is clean."""

    blob: BlobInfo
    media_type: MediaType
    filename: str


def check_original(
    core: Core, blob: BlobInfo, head: bytes, filename: str, settings: IngestSettings
) -> Original:
    """Return the original, or raise `Invalid` (empty), `NotKept` or `TooLarge`."""
    media_type = check_kept(head if blob.bytes else b"", filename)
    check_size(core, blob.bytes, settings)
    return Original(blob, media_type, filename)


def add_version_row(
    core: Core, session: Session, caller: Caller, asset_id: str, state: str, original: Original
) -> Version:
    """Add the next version of an asset, whose facts are not read yet."""
    newest = session.scalar(sa.select(sa.func.max(Version.number)).where(Version.asset_id == asset_id))
    row = Version(
        id=new_id(),
        asset_id=asset_id,
        number=(newest or 0) + 1,
        state=state,
        sha256=original.blob.digest,
        bytes=original.blob.bytes,
        media_type=original.media_type.name,
        filename=original.filename,
        created_by=caller.id,
        created_by_name=caller.name[:200],
        created_at=core.now(),
    )
    session.add(row)
    session.flush()
    return row


def find_version(session: Session, asset_id: str, number: int) -> Version:
    """Return one version of an asset that the caller may see, or raise `NotFound`."""
    row = session.scalar(sa.select(Version).where(Version.asset_id == asset_id, Version.number == number))
    if row is None:
        raise NotFound(f"This asset has no version {number}.")
    return row


def put_current(session: Session, asset: Asset, version: Version) -> None:
    """Serve this version from now on; the one before stays reachable as an earlier one."""
    session.execute(
        sa.update(Version)
        .where(Version.asset_id == asset.id, Version.state == "current", Version.id != version.id)
        .values(state="earlier")
    )
    version.state = "current"
    asset.current_version_id, asset.filename = version.id, version.filename


def stop_arriving(session: Session, asset_id: str) -> None:
    """Let the last act win: what was still arriving is overtaken and becomes an earlier version."""
    session.execute(
        sa.update(Version)
        .where(Version.asset_id == asset_id, Version.state == "arriving")
        .values(state="earlier")
    )
