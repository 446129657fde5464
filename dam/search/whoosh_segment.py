"""One immutable segment of a Whoosh index, with its columns and hot posting lists in memory.

Sets of documents are whole numbers whose bit n stands for document n: Python intersects and counts twenty thousand
documents in a microsecond that way, which is what makes facet counts cheap.
"""

import threading
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice

from whoosh.matching import FilterMatcher
from whoosh.reading import SegmentReader, TermNotFound

from dam.search.cursors import Key
from dam.search.lexemes import SPELT, spelt
from dam.search.port import Sort
from dam.search.scores import document_bonus, whole
from dam.search.vocabulary import Vocabulary
from dam.search.weights import Weights
from dam.search.whoosh_postings import NO_POSTINGS, Matcher, Postings, read_places, read_postings
from dam.search.whoosh_schema import LEXEMES

MAX_EXPANSION = 1_000
"""Words that a prefix may stand for in one segment: without a bound `a*` costs seconds."""

HOT_LISTS = 512
"""Posting lists kept in memory per segment."""


class WhooshSegment:
    """Reads one segment; several threads may ask at once."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self.size: int = reader.doc_count_all()
        rows = [reader.stored_fields(document)["columns"] for document in range(self.size)]
        self.ids: list[str] = [row[0] for row in rows]
        self.created = array("q", (row[1] for row in rows))
        self.titles: list[str] = [row[2] for row in rows]
        self.popularity = array("q", (row[3] for row in rows))
        self.expires = array("q", (row[4] for row in rows))
        self.postings = lru_cache(maxsize=HOT_LISTS)(self._read_postings)
        self.bonus = lru_cache(maxsize=4)(self._read_bonus)
        self.inside = lru_cache(maxsize=256)(self._find_inside)
        self.order = lru_cache(maxsize=None)(self._sort_documents)
        self.values = lru_cache(maxsize=None)(self._read_values)

    @cached_property
    def all_bits(self) -> int:
        """Every document, also the deleted."""
        return (1 << self.size) - 1

    def bits(self, lexeme: str) -> int:
        """Return the set of documents that hold a lexeme."""
        return self.postings(lexeme).bits

    def places(self, lexeme: str, documents: Sequence[int]) -> dict[int, Sequence[int]]:
        """Return where the lexeme stands in those of the documents (ascending) that hold it."""
        with self._lock:
            matcher = self._matcher(lexeme)
            return {} if matcher is None else read_places(matcher, documents)

    def key(self, sort: Sort, document: int, score: int = 0) -> Key:
        """Return the document's sort key: smaller stands first, and the id at its end makes it unique."""
        match sort:
            case Sort.RELEVANCE:
                return (-score, -self.created[document], self.ids[document])
            case Sort.NEWEST:
                return (-self.created[document], self.ids[document])
            case Sort.OLDEST:
                return (self.created[document], self.ids[document])
            case Sort.TITLE:
                return (self.titles[document], self.ids[document])
            case Sort.POPULARITY:
                return (-self.popularity[document], -self.created[document], self.ids[document])

    def after(self, sort: Sort, key: Key | None) -> Sequence[int]:
        """Return the documents that stand after a place in an order other than relevance."""
        order = self.order(sort)
        return order if key is None else order[bisect_right(order, key, key=partial(self.key, sort)) :]

    def expand(self, prefix: str) -> tuple[str, ...]:
        """Return the first lexemes that start so."""
        with self._lock:
            return tuple(
                word.decode() for word in islice(self._reader.expand_prefix(LEXEMES, prefix), MAX_EXPANSION)
            )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every word as spelt that stands in any document of the segment."""
        with self._lock:
            lexemes = (word.decode() for word in self._reader.expand_prefix(LEXEMES, SPELT))
            return Vocabulary(lexeme.removeprefix(SPELT) for lexeme in lexemes)

    def _find_inside(self, letters: str) -> tuple[str, ...]:
        """Return the lexemes of the words that hold these letters and more."""
        return tuple(spelt(word) for word in self.vocabulary.holding(letters))

    def _read_bonus(self, weights: Weights, today: int) -> Sequence[int]:
        """Return what freshness and popularity add to the score of each document."""
        pairs = zip(self.created, self.popularity, strict=True)
        return array("q", (whole(document_bonus(weights, today, *pair)) for pair in pairs))

    def known(self, lexemes: Sequence[str]) -> list[str]:
        """Return those of the lexemes that stand in any document of the segment."""
        with self._lock:
            return [lexeme for lexeme in lexemes if (LEXEMES, lexeme) in self._reader]

    def _read_values(self, prefix: str) -> dict[str, int]:
        """Return the documents of every lexeme that starts so: the values of one facet."""
        with self._lock:
            lexemes = [word.decode() for word in self._reader.expand_prefix(LEXEMES, prefix)]
        return {lexeme: self._read_postings(lexeme).bits for lexeme in lexemes}

    @cached_property
    def ages(self) -> Sequence[int]:
        """How many documents stand before each one when the newest stand first."""
        ages = array("I", bytes(4 * self.size))
        for age, document in enumerate(self.order(Sort.NEWEST)):
            ages[document] = age
        return ages

    def _sort_documents(self, sort: Sort) -> list[int]:
        return sorted(range(self.size), key=partial(self.key, sort))

    def _read_postings(self, lexeme: str) -> Postings:
        with self._lock:
            matcher = self._matcher(lexeme)
            return NO_POSTINGS if matcher is None else read_postings(matcher, self.size)

    def _matcher(self, lexeme: str) -> Matcher | None:
        """Return the posting list, deleted documents included: which ones are alive is known per commit."""
        try:
            matcher = self._reader.postings(LEXEMES, lexeme.encode())
        except TermNotFound:
            return None
        return matcher.child if isinstance(matcher, FilterMatcher) else matcher
