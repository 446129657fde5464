"""How well the documents of one segment satisfy a plan, by the weights in force."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from dam.search.plan import AnyOf, Inside, Plan, StartsWith, Ways, wanted_steps
from dam.search.scores import SCALE, mask_scores
from dam.search.tuning import Tuning
from dam.search.weights import Weights
from dam.search.whoosh_postings import Postings
from dam.search.whoosh_segment import WhooshSegment

Scores = npt.NDArray[np.float64]
"""One score for each document of the segment; 0 where nothing was met."""


def score_plan(plan: Plan, segment: WhooshSegment, tuning: Tuning) -> npt.NDArray[np.int64]:
    """Return how well each document satisfies the plan, as whole numbers: the mean over the words wanted."""
    steps = wanted_steps(plan)
    total = _sum((_score_step(step, segment, tuning.weights) for step in steps), segment)
    return np.rint(total * (SCALE / max(1, len(steps)))).astype(np.int64)


def _score_step(step: Plan, segment: WhooshSegment, weights: Weights) -> Scores:
    match step:
        case AnyOf(lexemes):
            return _best(map(segment.postings, lexemes), segment, weights)
        case StartsWith(prefix):
            heaped = segment.starting(prefix)
            best = np.zeros(segment.size)
            np.maximum.at(best, heaped.documents, np.array(mask_scores(weights))[heaped.heads])
            return best
        case Inside(letters):
            return _best(map(segment.postings, segment.inside(letters)), segment, weights)
        case Ways(ways):
            best = np.zeros(segment.size)
            for way in ways:
                np.maximum(best, _score_part(way.plan, segment, weights) * weights.of_way(way.how), out=best)
            return best
        case _:
            return _score_part(step, segment, weights)


def _score_part(plan: Plan, segment: WhooshSegment, weights: Weights) -> Scores:
    """Return the mean over the words of one way."""
    steps = wanted_steps(plan)
    if steps == [plan]:
        return _score_step(plan, segment, weights)
    return _sum((_score_step(step, segment, weights) for step in steps), segment) / max(1, len(steps))


def _sum(parts: Iterable[Scores], segment: WhooshSegment) -> Scores:
    total = np.zeros(segment.size)
    for part in parts:
        total += part
    return total


def _best(lists: Iterable[Postings], segment: WhooshSegment, weights: Weights) -> Scores:
    """Return the best score of any of the lists in each document."""
    table = np.array(mask_scores(weights))
    best = np.zeros(segment.size)
    for postings in lists:
        documents = postings.documents
        scores = table[0] if postings.heads is None else table[postings.heads]
        best[documents] = np.maximum(best[documents], scores)
    return best
