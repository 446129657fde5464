"""The search index beyond one machine: PostgreSQL's full text, fed with our own lexemes so that both back ends agree."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from dam.db import Database
from dam.errors import Unavailable
from dam.search.correct import search_corrected
from dam.search.document import SearchDocument
from dam.search.language import fold
from dam.search.lexemes import MAX_SORTED, OWN_FACET, Places, document_lexemes, facet_values
from dam.search.models import SearchRow
from dam.search.moments import microseconds
from dam.search.port import SearchPage, SearchQuery, Visibility
from dam.search.postgres_broad import plan_freely
from dam.search.postgres_counts import count_lexemes
from dam.search.postgres_filters import VALUE_FACETS, own_values
from dam.search.postgres_search import search_rows
from dam.search.postgres_suggest import KnownValues, offered_values, suggest_from
from dam.search.postgres_text import write_heads, write_vector
from dam.search.postgres_words import KnownWords, words_alike, words_of
from dam.search.suggested import Offered, Typed

PUT_AT_ONCE = 500
"""Rows of one transaction: a rebuild holds none of them for long."""


class PostgresIndex:
    """`dam.search.port.SearchIndex` in the house's own PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._words = KnownWords()
        self._values = KnownValues()

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Add documents, or replace those with the same id."""
        given = {document.id: (document, document_lexemes(document)) for document in documents}
        rows = [_write_row(document, lexemes) for document, lexemes in given.values()]
        if not rows:
            return
        words = {word for _, lexemes in given.values() for word in words_of(lexemes)}
        values = {value for _, lexemes in given.values() for value in offered_values(lexemes)}
        adding = insert(SearchRow)
        replaced = {name: adding.excluded[name] for name in rows[0] if name != "id"}
        with self._database.write() as session:
            session.execute(adding.on_conflict_do_update(index_elements=["id"], set_=replaced), rows)
            self._words.add(session, words)
            self._values.add(session, values)

    def delete(self, ids: Sequence[str]) -> None:
        """Forget documents; unknown ids are harmless."""
        with self._database.write() as session:
            session.execute(sa.delete(SearchRow).where(SearchRow.id.in_(ids)))

    def search(self, query: SearchQuery) -> SearchPage:
        """Return one page of what the query's visibility allows."""
        with self._database.read() as session:
            page = search_corrected(
                query,
                lambda asked: search_rows(session, asked),
                lambda lexemes, visibility: count_lexemes(session, lexemes, visibility),
                lambda word: words_alike(session, word),
            )
            plan_freely(session)
            return page

    def suggest(self, typed: Typed, visibility: Visibility) -> Offered:
        """Return titles and values that go on from what was typed, of what may be seen."""
        with self._database.read() as session:
            return suggest_from(session, typed, visibility)

    def count_lexemes(self, lexemes: Sequence[str], visibility: Visibility) -> Mapping[str, int]:
        """Tell in how many visible documents each lexeme stands; those in none may be left out."""
        with self._database.read() as session:
            return count_lexemes(session, lexemes, visibility)

    def rebuild(self, batches: Iterable[Sequence[SearchDocument]]) -> None:
        """Put all documents and forget the others that were there before, while searches go on."""
        with self._database.read() as session:
            before = set(session.scalars(sa.select(SearchRow.id)))
        for batch in batches:
            for start in range(0, len(batch), PUT_AT_ONCE):
                self.put(batch[start : start + PUT_AT_ONCE])
            before.difference_update(document.id for document in batch)
        self.delete(sorted(before))

    def count(self) -> int:
        """Return the number of documents."""
        with self._database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(SearchRow)) or 0

    def check(self) -> None:
        """Raise `Unavailable` with one clear sentence when the index cannot be searched now."""
        try:
            with self._database.read() as session:
                session.execute(sa.select(SearchRow.id).limit(1))
        except DBAPIError as error:
            raise Unavailable("The search index in PostgreSQL does not answer.") from error


def _write_row(document: SearchDocument, lexemes: Places) -> dict[str, object]:
    """Return a document as its row."""
    values = facet_values(document)
    measures = document.measures()
    return {
        "id": document.id,
        "lexemes": write_vector(lexemes),
        "heads": write_heads(lexemes),
        **{facet: list(values[facet]) for facet in VALUE_FACETS},
        "field": own_values(values),
        "owner_id": document.owner_id,
        "is_approved": document.status == "approved",
        "is_trashed": document.is_trashed,
        "created": microseconds(document.created_at),
        "expires": None if document.expires_at is None else microseconds(document.expires_at),
        "title": fold(document.title).replace("\x00", "")[:MAX_SORTED],
        "popularity": document.popularity,
        **{name: measures.pop(name, None) for name in ("width", "height", "duration", "bytes")},
        "numbers": {name.removeprefix(OWN_FACET): number for name, number in measures.items()},
    }
