"""Makes assets of real, tiny PNG files whose bytes differ by a number."""

import zlib
from struct import pack
from typing import Any

from dam.accounts.caller import HOUSE, Caller
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Version
from dam.core import Core
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


def stored(core: Core, number: int) -> tuple[BlobInfo, bytes]:
    """Put a file into the store and return what a version is made of."""
    content = png(number)
    return core.store.put([content]), content[:SNIFF_BYTES]


def version_of(core: Core, version_id: str) -> Version:
    """Return the row of a version."""
    with core.db.read() as session:
        return session.get_one(Version, version_id)
