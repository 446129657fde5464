"""The embedded search index: a Whoosh index in a folder, written by one writer at a time, read by any process."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from whoosh import index as whoosh
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import LockError, SegmentWriter

from dam.errors import Unavailable
from dam.search.correct import search_corrected
from dam.search.document import SearchDocument
from dam.search.port import SearchPage, SearchQuery, Visibility
from dam.search.suggested import Offered, Typed
from dam.search.whoosh_merge import merge_tiers
from dam.search.whoosh_schema import OwnCodec, make_schema, whoosh_document
from dam.search.whoosh_search import search_snapshot
from dam.search.whoosh_segment import WhooshSegment
from dam.search.whoosh_snapshot import LiveSegment, Snapshot
from dam.search.whoosh_suggest import suggest_from

WRITER_WAIT = 60.0
"""Seconds that a writer waits for the one before it."""

FORMAT = "3"
"""Changes when words are cut by other rules or lie otherwise in the index: the folder's name within the folder."""

_OPEN_TRIES = 20
"""A merge may take a segment away between reading the list and opening it; then the list is read again."""


class WhooshIndex:
    """`dam.search.port.SearchIndex` in a folder; fit for some 200,000 documents.

    Segments never change once written, so that what was read of one stays true until a merge replaces it: only new
    segments are read after a commit, and nothing is ever refreshed in place.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FORMAT
        self._index = _open_or_create(self._folder)
        self._writing = threading.Lock()
        self._opening = threading.Lock()
        self._generation: int | None = None
        self._segments: dict[str, WhooshSegment] = {}
        self._snapshot = Snapshot(())

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents, or replace those with the same id."""
        if documents:
            latest = {document.id: document for document in documents}
            with self._writer() as writer:
                self._forget(writer, latest)
                for document in latest.values():
                    writer.add_document(**whoosh_document(document))

    def delete(self, ids: Sequence[str]) -> None:
        """Forget documents; unknown ids are harmless."""
        if ids:
            with self._writer() as writer:
                self._forget(writer, ids)

    def search(self, query: SearchQuery) -> SearchPage:
        """Return one page of what the query's visibility allows."""
        snapshot = self._read_snapshot()
        return search_corrected(
            query, partial(search_snapshot, snapshot), snapshot.count_lexemes, snapshot.alike
        )

    def suggest(self, typed: Typed, visibility: Visibility) -> Offered:
        """Return titles and values that go on from what was typed, of what may be seen."""
        return suggest_from(self._read_snapshot(), typed, visibility)

    def count_lexemes(self, lexemes: Sequence[str], visibility: Visibility) -> Mapping[str, int]:
        """Tell in how many visible documents each lexeme stands; those in none may be left out."""
        return self._read_snapshot().count_lexemes(lexemes, visibility)

    def rebuild(self, batches: Iterable[Sequence[SearchDocument]]) -> None:
        """Put all documents and forget the others that were there before, while searches go on."""
        before = set(self._read_snapshot().ids())
        for batch in batches:
            self.put(batch)
            before.difference_update(document.id for document in batch)
        self.delete(sorted(before))

    def count(self) -> int:
        """Return the number of documents."""
        return self._read_snapshot().count()

    def check(self) -> None:
        """Raise `Unavailable` with one clear sentence when the index cannot be searched now."""
        self._read_snapshot()

    @contextmanager
    def _writer(self) -> Iterator[SegmentWriter]:
        """Lend the one writer; what it did is seen whole or, when anything fails, not at all."""
        with self._writing:
            try:
                writer = self._index.writer(timeout=WRITER_WAIT, delay=0.02, codec=OwnCodec())
            except LockError as error:
                raise Unavailable(
                    "The search index is being written by somebody else for a minute now."
                ) from error
            try:
                yield writer
                writer.commit(mergetype=merge_tiers)
            except BaseException:
                writer.cancel()
                raise

    def _forget(self, writer: SegmentWriter, ids: Iterable[str]) -> None:
        """Mark documents as deleted in the segments that the writer stands on, which nobody else changes meanwhile."""
        wanted = list(ids)
        self._read_snapshot()
        for segment in writer.segments:
            places = self._segments[segment.segment_id()].places
            for place in (places[asset_id] for asset_id in wanted if asset_id in places):
                if not segment.is_deleted(place):
                    segment.delete_document(place)

    def _read_snapshot(self) -> Snapshot:
        """Return the newest commit, reading only segments that are new."""
        with self._opening:
            for _ in range(_OPEN_TRIES):
                try:
                    if self._index.latest_generation() != self._generation:
                        self._open_segments(TOC.read(self._index.storage, self._index.indexname))
                except (OSError, EmptyIndexError):
                    continue
                return self._snapshot
        raise _unreadable(self._folder)

    def _open_segments(self, contents: TOC) -> None:
        segments = {
            segment.segment_id(): self._segments.get(segment.segment_id())
            or WhooshSegment(SegmentReader(self._index.storage, contents.schema, segment))
            for segment in contents.segments
        }
        self._snapshot = Snapshot(
            [LiveSegment.of(segments[each.segment_id()], each.deleted_docs()) for each in contents.segments]
        )
        self._segments, self._generation = segments, contents.generation


def _open_or_create(folder: Path) -> FileIndex:
    """Open the index, or make an empty one; of several processes that start at once, one makes it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        storage = FileStorage(str(folder))
        creation = storage.lock("creation")
        creation.acquire(blocking=True)
        try:
            exists = whoosh.exists(storage)
            return storage.open_index() if exists else storage.create_index(make_schema())
        finally:
            creation.release()
    except (OSError, EmptyIndexError) as error:
        raise _unreadable(folder) from error


def _unreadable(folder: Path) -> Unavailable:
    return Unavailable(
        f"The search index in {folder} cannot be read: remove the folder and run `vitrine reindex`."
    )
