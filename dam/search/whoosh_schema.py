"""How a document lies in a Whoosh index: one field of lexemes with places, and what sorting needs beside it."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from whoosh import fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3Segment, W3TermInfo
from whoosh.matching import ListMatcher

from dam.ids import new_id
from dam.search.document import SearchDocument
from dam.search.language import fold
from dam.search.lexemes import MAX_SORTED, Places, document_lexemes
from dam.search.moments import NO_TIME, microseconds
from dam.search.scores import MASK_OF
from dam.search.whoosh_postings import NO_PLACES, ListWriter, as_matcher, extent_of

LEXEMES = "lexemes"
"""The one field that is searched: six fields cost four to six times as much per query."""


class PlaceFormat(formats.Format):  # type: ignore[misc]
    """Places as 16-bit numbers: read six times as fast as Whoosh's own, which are pickled."""

    posting_size = -1

    def encode(self, places: Iterable[int]) -> bytes:
        """Return ascending places as they lie in the index."""
        return array("H", places).tobytes()

    def decode_positions(self, value: bytes) -> Sequence[int]:
        """Return what `encode` was given."""
        return array("H", value)


class LexemeField(fields.FieldType):  # type: ignore[misc]
    """Takes lexemes that are ready, so that both back ends cut words by the same rules."""

    def __init__(self) -> None:
        super().__init__(PlaceFormat(), None)

    def index(self, value: Places, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield `(lexeme, frequency, weight, places)` for each lexeme of a document; the weight is the mask of its places."""
        for lexeme, places in value.items():
            if not places:
                yield lexeme.encode(), 1, 0.0, NO_PLACES
                continue
            weight = float(reduce(or_, (MASK_OF[letter] for _, letter in places)))
            yield lexeme.encode(), len(places), weight, self.format.encode([place for place, _ in places])


class OwnCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with segment names that cannot meet: its own come from the shared random generator.

    Lengths of fields, which no score of ours asks for, are not looked up: that takes a third of the time of a write.
    """

    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> ListWriter:  # noqa: ARG002, FBT - Whoosh's own
        """Return what writes the posting lists of one field."""
        return ListWriter(dbfile)

    def postings_reader(
        self,
        dbfile: Any,
        terminfo: W3TermInfo,
        format_: Any,
        term: object = None,
        scorer: object = None,  # noqa: ARG002
    ) -> ListMatcher:
        """Return one posting list as Whoosh reads it."""
        return as_matcher(dbfile.get(*extent_of(terminfo)), format_, term)

    def new_segment(self, storage: object, indexname: str) -> W3Segment:  # noqa: ARG002
        """Return an empty segment."""
        return W3Segment(self, indexname, segid=new_id())


def make_schema() -> fields.Schema:
    """Return the schema of the index."""
    return fields.Schema(id=fields.ID(unique=True), lexemes=LexemeField(), columns=fields.STORED())


def whoosh_document(document: SearchDocument) -> dict[str, object]:
    """Return a document as the writer takes it."""
    expires = NO_TIME if document.expires_at is None else microseconds(document.expires_at)
    columns = (
        document.id,
        microseconds(document.created_at),
        fold(document.title)[:MAX_SORTED],
        document.popularity,
        expires,
        document.measures(),
    )
    return {"id": document.id, LEXEMES: document_lexemes(document), "columns": columns}
