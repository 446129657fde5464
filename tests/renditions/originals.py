"""Originals in the library for tests of renditions: an asset, its version, and the bytes in the store."""

from dataclasses import dataclass
from pathlib import Path

from dam.assets.models import Asset, Version
from dam.core import Core
from dam.ids import new_id
from dam.media_types import SNIFF_BYTES, sniff


@dataclass(frozen=True, slots=True)
class Placed:
    """An original that stands in the library."""

    asset_id: str
    version_id: str


def place(core: Core, path: Path, *, focal: tuple[float, float] = (0.5, 0.5), **facts: object) -> Placed:
    """Store a file and write the rows of its asset; `facts` are columns of the version (width, height, duration)."""
    with path.open("rb") as file:
        media = sniff(file.read(SNIFF_BYTES), path.name)
    assert media is not None, path
    blob = core.store.put_file(path)
    placed = Placed(new_id(), new_id())
    moment = core.now()
    with core.db.write() as session:
        session.add(
            Asset(
                id=placed.asset_id,
                kind=media.kind,
                status="approved",
                filename=path.name,
                focal_x=focal[0],
                focal_y=focal[1],
                owner_id="house",
                current_version_id=placed.version_id,
                created_at=moment,
                updated_at=moment,
            )
        )
        session.flush()
        session.add(
            Version(
                id=placed.version_id,
                asset_id=placed.asset_id,
                number=1,
                state="current",
                sha256=blob.digest,
                bytes=blob.bytes,
                media_type=media.name,
                filename=path.name,
                created_by="house",
                created_at=moment,
                **facts,
            )
        )
    return placed
