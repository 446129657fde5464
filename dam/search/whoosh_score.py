"""How well the hits of one segment satisfy a plan, by the weights in force."""

from collections.abc import Sequence

from dam.search.plan import AllOf, AnyOf, InOrder, Inside, OneOf, Plan, StartsWith, Ways, Without
from dam.search.scores import SCALE, mask_scores
from dam.search.tuning import Tuning
from dam.search.weights import Weights
from dam.search.whoosh_segment import WhooshSegment

Scores = dict[int, float]


def score_plan(plan: Plan, segment: WhooshSegment, hits: int, tuning: Tuning) -> dict[int, int]:
    """Return how well each hit satisfies the plan, as whole numbers: the mean over the words wanted, and the bonus."""
    octets = hits.to_bytes(segment.size // 8 + 1, "little")
    steps = wanted_steps(plan)
    total: Scores = {}
    for step in steps:
        for document, score in _score_step(step, segment, octets, tuning.weights).items():
            total[document] = total.get(document, 0.0) + score
    share = SCALE / max(1, len(steps))
    return {document: round(score * share) for document, score in total.items()}


def wanted_steps(plan: Plan) -> list[Plan]:
    """Return the words of a plan whose scores add up: those that are wanted, and those of which any is."""
    match plan:
        case AllOf(parts) | OneOf(parts):
            return [step for part in parts for step in wanted_steps(part)]
        case InOrder(steps):
            return [AnyOf(step) for step in steps]
        case Without(_):
            return []
        case _:
            return [plan]


def _score_step(step: Plan, segment: WhooshSegment, octets: bytes, weights: Weights) -> Scores:
    match step:
        case AnyOf(lexemes):
            return _best(lexemes, segment, octets, weights)
        case StartsWith(prefix):
            return _best(segment.expand(prefix), segment, octets, weights)
        case Inside(letters):
            return _best(segment.inside(letters), segment, octets, weights)
        case Ways(ways):
            best: Scores = {}
            for way in ways:
                factor = weights.of_way(way.how)
                for document, score in _score_part(way.plan, segment, octets, weights).items():
                    if score * factor > best.get(document, -1.0):
                        best[document] = score * factor
            return best
        case _:
            return _score_part(step, segment, octets, weights)


def _score_part(plan: Plan, segment: WhooshSegment, octets: bytes, weights: Weights) -> Scores:
    """Return the mean over the words of one way."""
    steps = wanted_steps(plan)
    if steps == [plan]:
        return _score_step(plan, segment, octets, weights)
    total: Scores = {}
    for step in steps:
        for document, score in _score_step(step, segment, octets, weights).items():
            total[document] = total.get(document, 0.0) + score / len(steps)
    return total


def _best(lexemes: Sequence[str], segment: WhooshSegment, octets: bytes, weights: Weights) -> Scores:
    """Return the best score of any of the lexemes in each document of the set."""
    table = mask_scores(weights)
    best: Scores = {}
    for lexeme in lexemes:
        postings = segment.postings(lexeme)
        for document, mask in zip(postings.documents, postings.weights, strict=True):
            if octets[document >> 3] >> (document & 7) & 1:
                score = table[int(mask)]
                if score > best.get(document, -1.0):
                    best[document] = score
    return best
