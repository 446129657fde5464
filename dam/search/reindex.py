"""Builds the whole index anew from the rows while it goes on answering."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa

from dam.assets.models import Asset
from dam.assets.wording.keep import keep_subtitle_words
from dam.core import Core
from dam.search.document import SearchDocument, build_documents
from dam.search.port import SearchIndex

READ = 500
"""Assets read at once: each read is short, so that no snapshot is held for minutes."""

PUT = 4_000
"""Assets put at once: a few seconds of writing, and a few dozen segments of an embedded index in all."""

MAX_ROUNDS = 3
"""Rounds after which what changes all the time is left to the job of its next change."""


def reindex(core: Core, index: SearchIndex, progress: Callable[[int, int], None] | None = None) -> int:
    """Put every asset, forget what is no asset any more, and return how many there are.

    `progress` hears `(done, total)` after every batch.
    """
    with core.db.read() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Asset)) or 0
    done = 0

    def batches() -> Iterator[list[SearchDocument]]:
        nonlocal done
        for ids in _pieces(_read_ids(core), PUT):
            yield from _until_true(core, ids)
            done += len(ids)
            if progress is not None:
                progress(done, max(total, done))

    index.rebuild(batches())
    return done


def _until_true(core: Core, ids: Sequence[str]) -> Iterator[list[SearchDocument]]:
    """Yield documents to be put, and again those that changed meanwhile: else what was read first would stand last."""
    put: dict[str, SearchDocument] = {}
    for _ in range(MAX_ROUNDS):
        documents = [document for some in _pieces(ids, READ) for document in _read(core, some)]
        changed = [document for document in documents if put.get(document.id) != document]
        if not changed:
            return
        yield changed
        put.update((document.id, document) for document in changed)


def _read(core: Core, ids: Sequence[str]) -> list[SearchDocument]:
    keep_subtitle_words(core, ids)
    with core.db.read() as session:
        return build_documents(session, ids)


def _read_ids(core: Core) -> Iterator[str]:
    """Yield the ids of all assets in their order."""
    last = ""
    while True:
        with core.db.read() as session:
            ids = session.scalars(
                sa.select(Asset.id).where(Asset.id > last).order_by(Asset.id).limit(PUT)
            ).all()
        if not ids:
            return
        yield from ids
        last = ids[-1]


def _pieces(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(ids)
    while piece := list(islice(rest, size)):
        yield piece
