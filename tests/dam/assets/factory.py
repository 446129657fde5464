"""Makes assets of real, tiny PNG files whose bytes differ by a number."""

import zlib
from struct import pack
from typing import Any

import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset, AssetTag, Version
from dam.assets.tags import fold_tag
from dam.core import Core
from dam.ids import new_id
from dam.media_types import SNIFF_BYTES
from dam.storage.port import BlobInfo


def png(number: int = 0) -> bytes:
    """Return a PNG of one pixel; `number` stands in a text chunk, so that other numbers are other bytes."""
    parts = {
        b"IHDR": pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0),
        b"tEXt": b"number\0" + str(number).encode(),
        b"IDAT": zlib.compress(b"\0\x80"),
        b"IEND": b"",
    }
    chunks = [
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def make_asset(
    core: Core, caller: Caller = HOUSE, *, number: int = 0, filename: str = "x.png", **known: Any
) -> str:
    """Add an asset and return its id; another `number` makes another file."""
    return receive_file(core, caller, [png(number)], NewAsset(filename, **known)).asset_id


def fill_library(
    core: Core, count: int, *, title: str = "Vague {n}", tags: tuple[str, ...] = ()
) -> list[str]:
    """Add the rows of many assets that share one file, as if each had come and been prepared; return their ids."""
    blob, now = core.store.put([png()]), core.now()
    numbered = [(number, new_id(), new_id()) for number in range(count)]
    for start in range(0, count, 500):
        some = numbered[start : start + 500]
        assets = [
            {
                "id": asset_id,
                "kind": "image",
                "status": "draft",
                "title": title.format(n=number),
                "filename": f"vague_{number}.png",
                "owner_id": HOUSE.id,
                "owner_name": HOUSE.name,
                "current_version_id": version_id,
                "created_at": now,
                "updated_at": now,
                "processing_state": "ready",
            }
            for number, asset_id, version_id in some
        ]
        versions = [
            {
                "id": version_id,
                "asset_id": asset_id,
                "number": 1,
                "state": "current",
                "sha256": blob.digest,
                "bytes": blob.bytes,
                "media_type": "image/png",
                "filename": f"vague_{number}.png",
                "width": 1,
                "height": 1,
                "created_by": HOUSE.id,
                "created_at": now,
            }
            for number, asset_id, version_id in some
        ]
        borne = [
            {"asset_id": asset_id, "folded": fold_tag(tag), "tag": tag, "position": place}
            for _, asset_id, _ in some
            for place, tag in enumerate(tags)
        ]
        with core.db.write() as session:
            session.execute(sa.insert(Asset), assets)
            session.execute(sa.insert(Version), versions)
            if borne:
                session.execute(sa.insert(AssetTag), borne)
    return [asset_id for _, asset_id, _ in numbered]


def stored(core: Core, number: int) -> tuple[BlobInfo, bytes]:
    """Put a file into the store and return what a version is made of."""
    content = png(number)
    return core.store.put([content]), content[:SNIFF_BYTES]


def version_of(core: Core, version_id: str) -> Version:
    """Return the row of a version."""
    with core.db.read() as session:
        return session.get_one(Version, version_id)
