"""Keeps the index true to the rows of a few assets; jobs call it after every change."""

from collections.abc import Sequence

from dam.assets.wording.keep import keep_subtitle_words
from dam.core import Core
from dam.search.document import SearchDocument, build_documents
from dam.search.port import SearchIndex

MAX_ROUNDS = 5
"""Rounds after which an asset that changes all the time is left to the job of its next change."""


def index_assets(core: Core, index: SearchIndex, ids: Sequence[str]) -> None:
    """Put the assets as their rows are, and forget those that no longer exist; a repeat is harmless.

    The rows are read again afterwards: of two jobs that overlap, the one that puts last might hold what was read first.
    """
    keep_subtitle_words(core, ids)
    put: list[SearchDocument] | None = None
    for _ in range(MAX_ROUNDS):
        with core.db.read() as session:
            documents = sorted(build_documents(session, ids), key=lambda document: document.id)
        if documents == put:
            return
        index.put(documents)
        index.delete(sorted(set(ids) - {document.id for document in documents}))
        put = documents
