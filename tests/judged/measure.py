"""Measures how well an index puts the judged records in order: nDCG at ten (Järvelin & Kekäläinen, 2002)."""

from collections.abc import Callable, Sequence
from math import log2

from dam.search.port import SearchIndex, SearchQuery, Visibility
from dam.search.scores import today_of
from dam.search.thesaurus import Entry, build_thesaurus
from dam.search.tuning import Tuning
from dam.search.weights import Weights
from tests.judged.concepts import SYNONYMS
from tests.judged.queries import Query, grade
from tests.judged.records import TODAY, Record

AT = 10

Ask = Callable[[str], Sequence[str]]
"""Returns the ids of the first ten hits of a query."""


def ndcg(grades: Sequence[int], best: Sequence[int]) -> float:
    """Return the gain of the first ten, discounted by their place, beside that of the best order there is."""
    ideal = _gain(sorted(best, reverse=True)[:AT])
    return _gain(grades[:AT]) / ideal if ideal else 1.0


def _gain(grades: Sequence[int]) -> float:
    return sum((float(2**each) - 1) / log2(place + 2) for place, each in enumerate(grades))


def judge(ask: Ask, asked: Sequence[Query], records: Sequence[Record]) -> list[float]:
    """Return the nDCG of each query that has anything relevant among the records, in their order."""
    by_id = {record.document.id: record for record in records}
    scores = []
    for query in asked:
        best = [grade(query, record) for record in records]
        if any(best):
            scores.append(ndcg([grade(query, by_id[each]) for each in ask(query.text)], best))
    return scores


def asking(index: SearchIndex, weights: Weights | None = None, *, with_synonyms: bool = True) -> Ask:
    """Return how the index is asked: by everybody, on the day of the set, with the list of synonyms or without."""
    entries = [Entry(terms) for terms in SYNONYMS] if with_synonyms else []
    synonyms = build_thesaurus(f"judged {len(entries)}", entries)
    tuning = Tuning(weights or Weights(), synonyms, today_of(TODAY))
    return lambda text: index.search(SearchQuery(text, visibility=Visibility(), limit=AT, tuning=tuning)).ids
