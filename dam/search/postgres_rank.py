"""The score of a hit as PostgreSQL computes it: the formula of `dam.search.scores` over the places of its head words."""

from collections.abc import Sequence
from math import log1p
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from dam.search.models import SearchRow
from dam.search.plan import AnyOf, Inside, Plan, StartsWith, Ways, Without, wanted_steps
from dam.search.postgres_text import TsQuery, quote
from dam.search.scores import FRESH_DAYS, MUCH_FETCHED, SCALE
from dam.search.tuning import Tuning
from dam.search.weights import Weights

Score = sa.ColumnElement[Any]

_UNIT = 1.64493406685
"""`ts_rank` divides by π²/6."""

_TOGETHER = 4
"""Lexemes of one way that are asked one by one; more are asked at once, and their sum is cut at the best there is."""

_DAY = 24 * 3600 * 1_000_000

_NONE: Score = sa.literal(0.0, sa.Float)


def score_column(plan: Plan, tuning: Tuning) -> Score:
    """Return the score of a row as a whole number: the mean over the words wanted, and the bonus."""
    weights = tuning.weights
    words = [_or_text(_score(step, weights), weights) for step in wanted_steps(plan)]
    mean = sum(words, _NONE) * (1.0 / max(1, len(words)))
    return sa.cast(sa.func.round((mean + _bonus(tuning)) * SCALE), sa.BigInteger)


def _or_text(score: Score, weights: Weights) -> Score:
    """A word that stands in no head was found in the text."""
    return sa.func.coalesce(sa.func.nullif(score, 0.0), weights.of("text"))


def _score(step: Plan, weights: Weights) -> Score:
    match step:
        case AnyOf(lexemes):
            return _best(lexemes, weights)
        case StartsWith(prefix):
            return sa.func.least(_rank(f"{quote(prefix)}:*", weights), 1.0)
        case Ways(ways):
            scores = [_score(way.plan, weights) * weights.of_way(way.how) for way in ways]
            return sa.func.greatest(*scores) if len(scores) > 1 else scores[0]
        case Inside(_) | Without(_):
            return _NONE
        case _:
            steps = wanted_steps(step)
            return sum((_score(each, weights) for each in steps), _NONE) * (1.0 / max(1, len(steps)))


def _best(lexemes: Sequence[str], weights: Weights) -> Score:
    if not lexemes:
        return _NONE
    if len(lexemes) > _TOGETHER:
        together = " | ".join(quote(lexeme) for lexeme in lexemes)
        return sa.func.least(_rank(together, weights) * len(lexemes), 1.0)
    ranks = [_rank(quote(lexeme), weights) for lexeme in lexemes]
    return sa.func.greatest(*ranks) if len(ranks) > 1 else ranks[0]


def _rank(query: str, weights: Weights) -> Score:
    """Rank the head words of a row, whose letters D to A stand for file name, fields, tags and title."""
    by_letter = [weights.of(place) for place in ("filename", "fields", "tags", "title")]
    asked = sa.cast(sa.literal(query), TsQuery)
    return sa.func.ts_rank(sa.cast(by_letter, ARRAY(sa.REAL)), SearchRow.heads, asked) * _UNIT


def _bonus(tuning: Tuning) -> Score:
    """Return what freshness and popularity add, as `dam.search.scores.document_bonus` has it."""
    age = sa.func.greatest(0, tuning.today - SearchRow.created // _DAY)
    fresh = sa.func.power(0.5, sa.cast(age, sa.Float) * (1.0 / FRESH_DAYS)) * tuning.weights.of("freshness")
    fetched = sa.func.least(sa.func.greatest(SearchRow.popularity, 0), MUCH_FETCHED)
    popular = sa.func.ln(1.0 + sa.cast(fetched, sa.Float)) * (1.0 / log1p(MUCH_FETCHED))
    return fresh + popular * tuning.weights.of("popularity")
