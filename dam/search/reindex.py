"""Builds the whole index anew from the rows while it goes on answering."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from dam.assets.models import Asset
from dam.assets.wording.keep import keep_subtitle_words
from dam.core import Core
from dam.search.document import SearchDocument, build_documents
from dam.search.port import SearchIndex

BATCH = 500
"""Assets read and put at once: large enough to be cheap per asset, small enough to let other writers in between."""


def reindex(core: Core, index: SearchIndex, progress: Callable[[int, int], None] | None = None) -> int:
    """Put every asset, forget what is no asset any more, and return how many there are.

    `progress` hears `(done, total)` after every batch.
    """
    with core.db.read() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Asset)) or 0
    done = 0

    def batches() -> Iterator[list[SearchDocument]]:
        nonlocal done
        for documents in _read_batches(core):
            yield documents
            done += len(documents)
            if progress is not None:
                progress(done, max(total, done))

    index.rebuild(batches())
    return done


def _read_batches(core: Core) -> Iterator[list[SearchDocument]]:
    """Read all assets by id; each batch has its own short read, so that no snapshot is held for minutes."""
    last = ""
    while True:
        with core.db.read() as session:
            ids = list(
                session.scalars(sa.select(Asset.id).where(Asset.id > last).order_by(Asset.id).limit(BATCH))
            )
        if not ids:
            return
        keep_subtitle_words(core, ids)
        with core.db.read() as session:
            documents = build_documents(session, ids)
        yield documents
        last = ids[-1]
