"""One immutable segment of a Whoosh index, with its columns in memory and its posting lists read as arrays.

Sets of documents are masks: one byte for each document of the segment, so that sets, scores and counts are a few
operations on whole arrays.
"""

import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.reading import SegmentReader, TermNotFound

from dam.search.cursors import Key
from dam.search.lexemes import SPELT, spelt
from dam.search.moments import NO_TIME, Range
from dam.search.port import Sort
from dam.search.suggested import spoken
from dam.search.vocabulary import Vocabulary
from dam.search.weights import Weights
from dam.search.whoosh_bonus import document_bonuses
from dam.search.whoosh_postings import NO_POSTINGS, Heaped, Mask, Postings, extent_of, heap, read_postings
from dam.search.whoosh_schema import LEXEMES
from dam.search.whoosh_values import FacetValues, gather_values

Numbers = npt.NDArray[np.float64] | npt.NDArray[np.int64]

_AFTER_ALL = b"\xff"
"""Sorts behind every lexeme that starts alike: UTF-8 has no such byte."""


HOT_PREFIXES = 8
"""Prefixes whose documents are kept: each is asked for twice in a query, and again for its next page."""


class WhooshSegment:
    """Reads one segment; several threads may ask at once."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._terms = reader._terms
        self._lock = threading.Lock()
        self.size: int = reader.doc_count_all()
        rows = [reader.stored_fields(document)["columns"] for document in range(self.size)]
        self.ids: list[str] = [row[0] for row in rows]
        self.created = array("q", (row[1] for row in rows))
        self.titles: list[str] = [row[2] for row in rows]
        self.popularity = array("q", (row[3] for row in rows))
        self._numbers = _columns(rows, self.size)
        self.starting = lru_cache(maxsize=HOT_PREFIXES)(self._read_starting)
        self.bonus = lru_cache(maxsize=4)(self._read_bonus)
        self.inside = lru_cache(maxsize=256)(self._find_inside)
        self.order = lru_cache(maxsize=None)(self._sort_documents)
        self.values = lru_cache(maxsize=None)(self._read_values)
        self.spoken_values = lru_cache(maxsize=None)(self._speak_values)

    def nothing(self) -> Mask:
        """Return the empty set."""
        return np.zeros(self.size, np.bool_)

    def everything(self) -> Mask:
        """Return every document, also the deleted."""
        return np.ones(self.size, np.bool_)

    def mask(self, *lexemes: str) -> Mask:
        """Return the set of documents that hold any of the lexemes."""
        found = self.nothing()
        for lexeme in lexemes:
            found[self.postings(lexeme).documents] = True
        return found

    def postings(self, lexeme: str) -> Postings:
        """Return the posting list, deleted documents included: which ones are alive is known per commit."""
        with self._lock:
            try:
                info = self._terms.term_info(LEXEMES, lexeme.encode())
            except TermNotFound:
                return NO_POSTINGS
            data = self._terms._postfile.get(*extent_of(info))
        return next(read_postings(data))

    def _read_starting(self, prefix: str) -> Heaped:
        """Return the lists of all lexemes that start so: they lie side by side, and one read takes them all."""
        with self._lock:
            first, last = self._span(prefix)
            if first == last:
                return heap([])
            start, _ = self._extent(first)
            offset, length = self._extent(last - 1)
            data = self._terms._postfile.get(start, offset + length - start)
        return heap(list(read_postings(data)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every word as spelt that stands in any document of the segment."""
        with self._lock:
            first, last = self._span(SPELT)
            return Vocabulary(self._lexeme(number).removeprefix(SPELT) for number in range(first, last))

    def within(self, name: str, bounds: Range) -> Mask:
        """Return the documents whose number lies in the range; what has no such number lies in none."""
        numbers = self._numbers.get(name)
        if numbers is None:
            return self.nothing()
        found = self.everything() if numbers.dtype.kind == "i" else ~np.isnan(numbers)
        if bounds.start is not None:
            found &= numbers >= bounds.start
        if bounds.end is not None:
            found &= numbers <= bounds.end
        return found

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

    def after(self, sort: Sort, key: Key | None) -> npt.NDArray[np.int64]:
        """Return the documents that stand after a place in an order other than relevance."""
        order = self.order(sort)
        return order if key is None else order[bisect_right(order, key, key=partial(self.key, sort)) :]

    def known(self, lexemes: Sequence[str]) -> list[str]:
        """Return those of the lexemes that stand in any document of the segment."""
        with self._lock:
            return [lexeme for lexeme in lexemes if (LEXEMES, lexeme) in self._reader]

    @cached_property
    def places(self) -> dict[str, int]:
        """Which document stands for an asset, deleted ones included."""
        return {asset_id: document for document, asset_id in enumerate(self.ids)}

    @cached_property
    def ages(self) -> npt.NDArray[np.int64]:
        """How many documents stand before each one when the newest stand first."""
        ages = np.empty(self.size, np.int64)
        ages[self.order(Sort.NEWEST)] = np.arange(self.size)
        return ages

    def _find_inside(self, letters: str) -> tuple[str, ...]:
        """Return the lexemes of the words that hold these letters and more."""
        return tuple(spelt(word) for word in self.vocabulary.holding(letters))

    def _read_bonus(self, weights: Weights, today: int) -> npt.NDArray[np.int64]:
        """Return what freshness and popularity add to the score of each document."""
        return document_bonuses(weights, today, self.created, self.popularity)

    def _sort_documents(self, sort: Sort) -> npt.NDArray[np.int64]:
        return np.array(sorted(range(self.size), key=partial(self.key, sort)), np.int64)

    def _read_values(self, prefix: str) -> FacetValues:
        """Return the values whose lexemes start so, and which documents have them."""
        with self._lock:
            lists = list(self._scan(prefix))
        return gather_values(lists)

    def _speak_values(self, prefix: str) -> tuple[str, ...]:
        """Return the same values as people's typing is compared with."""
        return tuple(spoken(lexeme.removeprefix(prefix)) for lexeme in self.values(prefix).lexemes)

    def _scan(self, prefix: str) -> Iterator[tuple[str, Postings]]:
        first, last = self._span(prefix)
        for number in range(first, last):
            data = self._terms._postfile.get(*self._extent(number))
            yield self._lexeme(number), next(read_postings(data))

    def _span(self, prefix: str) -> tuple[int, int]:
        """Return the numbers of the first lexeme that starts so and of the first one behind those."""
        key = self._terms._keycoder(LEXEMES, prefix.encode())
        first = self._place(key)
        return first, self._place(key + _AFTER_ALL, first)

    def _place(self, key: bytes, low: int = 0) -> int:
        """Return how many keys of the table of lexemes are smaller, at least `low`."""
        index = self._terms._tindex
        high = index.indexlen
        while low < high:
            middle = (low + high) // 2
            if index.key_at(self._entry(middle)) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def _entry(self, number: int) -> int:
        """Return where the `number`-th key stands in the table of lexemes."""
        index = self._terms._tindex
        position: int = index._get_pos(index.indexbase + number * index.indexsize)
        return position

    def _lexeme(self, number: int) -> str:
        key: bytes = self._terms._tindex.key_at(self._entry(number))
        return key[2:].decode()

    def _extent(self, number: int) -> tuple[int, int]:
        """Return where the posting list of the `number`-th lexeme begins, and how long it is."""
        index = self._terms._tindex
        _, _, start, length = next(index._ranges(pos=self._entry(number)))
        return extent_of(W3TermInfo.from_bytes(index.dbfile.get(start, length)))


def _columns(rows: Sequence[tuple[object, ...]], size: int) -> dict[str, Numbers]:
    """Return every number that documents are bounded by, one for each document; what is missing is not a number."""
    expires = np.fromiter((row[4] for row in rows), np.int64, size)
    columns: dict[str, Numbers] = {
        "created": np.fromiter((row[1] for row in rows), np.int64, size),
        "rights": expires,
        "expires": np.where(expires == NO_TIME, np.nan, expires.astype(np.float64)),
    }
    for document, row in enumerate(rows):
        measures = row[5]
        assert isinstance(measures, dict)
        for name, number in measures.items():
            if name not in columns:
                columns[name] = np.full(size, np.nan)
            columns[name][document] = number
    return columns
