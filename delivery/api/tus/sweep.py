"""Removes the bytes of uploads that nobody came back for."""

import time
from contextlib import suppress

from dam.assets.uploads import drop_expired, expired_uploads
from dam.ids import is_id
from delivery.api.tus.spool import forget, spool_path
from delivery.house import House


def sweep_uploads(house: House) -> int:
    """Remove expired uploads, bytes before rows, and bytes whose row is long gone; return how many uploads."""
    expired = expired_uploads(house.core)
    for upload_id in expired:
        forget(spool_path(house.spool, upload_id))
    if expired:
        drop_expired(house.core, expired)
    return len(expired) + _sweep_strays(house)


def _sweep_strays(house: House) -> int:
    """Remove what a kill left between row and file: older than any upload may live."""
    oldest = time.time() - house.ingest.upload_seconds - 3600
    strays = 0
    for path in house.spool.iterdir():
        name = path.name.removesuffix(".piece")
        with suppress(FileNotFoundError):
            if is_id(name) and path.stat().st_mtime < oldest:
                path.unlink()
                strays += 1
    return strays
