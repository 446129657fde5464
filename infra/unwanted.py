"""Bytes of what was thrown away for good: they go once no row of any table names them, and no upload may be about to."""

from dataclasses import dataclass

import sqlalchemy as sa

from dam.assets.purging.models import UnwantedBlob
from dam.core import Core
from infra.known_blobs import is_named
from infra.verify import ORPHAN_AGE

AT_ONCE = 500
"""Blobs of one turn."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many blobs were deleted, and how many others' rows name."""

    deleted: int
    kept: int


def sweep_unwanted(core: Core) -> Swept:
    """Delete what nobody names any more; what somebody names is theirs from now on.

    Bytes come before their row, so that young ones wait a day: the same file may just have been sent again. Rows went
    before their bytes: killed at any moment, the next turn goes on with what is left, and deletes nothing twice.
    """
    deleted = kept = 0
    with core.db.read() as session:
        digests = session.scalars(
            sa.select(UnwantedBlob.digest).order_by(UnwantedBlob.since, UnwantedBlob.digest).limit(AT_ONCE)
        ).all()
    for digest in digests:
        info = core.store.info(digest)
        if info is not None and core.now() - info.modified_at <= ORPHAN_AGE:
            continue
        with core.db.engine.connect() as connection:
            is_kept = is_named(connection, digest)
        if not is_kept and info is not None:
            core.store.delete(digest)
        with core.db.write() as session:
            session.execute(sa.delete(UnwantedBlob).where(UnwantedBlob.digest == digest))
        kept += is_kept
        deleted += not is_kept
    return Swept(deleted, kept)
