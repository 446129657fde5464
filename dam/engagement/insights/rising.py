"""Rising assets: those whose use grew most against the period before, beyond what chance alone does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import sqrt

import numpy as np
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.core import Core
from dam.engagement.insights.asset_sums import ASSET, asset_sums
from dam.engagement.insights.counted import Sums
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import Figures, figures_of, naming, require_asked, titles_of
from dam.engagement.insights.sums import Named
from dam.engagement.rollups.pack_words import words_of

LEAST_EVENTS = 10
"""Fewer events in the period are noise, however many times as many as before they are."""

LEAST_RISE = 2.0
"""Standard deviations: counts vary by their square root (Poisson), so that fewer than one in forty rises by chance."""


@dataclass(frozen=True, slots=True)
class Rising:
    """An asset with its figures of both periods. `rise` is the growth in standard deviations of the difference."""

    asset: str
    title: str
    figures: Figures
    before: Figures
    rise: float

    @property
    def times(self) -> float | None:
        """How many times as many events as before, None where there were none."""
        return self.figures.events / self.before.events if self.before.events else None


def rising(core: Core, caller: Caller, query: InsightsQuery) -> tuple[Rising, ...]:
    """Return the assets that rose most, the steepest first, at most the question's limit.

    Compared with the period just before, or the one that `compare` names, and of it only with as much as has passed of
    this one. Only assets that the caller may see.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    now = replace(query, group="asset", compare=None)
    other = as_long(query, replace(query.compared() or query.before(), group="asset"), core.now())
    with core.db.read() as session:
        require_asked(session, caller, query)
        risen = _risen(session, now, other, naming(session, caller, ASSET))
        titles = titles_of(session, [key for key, *_ in risen])
    return tuple(
        Rising(key, titles.get(key, ""), figures_of(sums, None), figures_of(before, None), rise)
        for key, rise, sums, before in risen
    )


def as_long(query: InsightsQuery, other: InsightsQuery, now: datetime) -> InsightsQuery:
    """Return the other period up to the same day and time of its clock as it is now, where this one has not ended yet."""
    if not query.start < now < query.end:
        return other
    if query.is_of_days:
        local = now.astimezone(query.zone)
        passed = local.date() - query.start.astimezone(query.zone).date()
        day = other.start.astimezone(query.zone).date() + passed
        end = datetime.combine(day, local.time(), query.zone).astimezone(UTC)
    else:
        end = other.start + (now - query.start)
    return replace(other, end=min(end, other.end))


def rise_of(events: int, before: int) -> float:
    """Return a growth in standard deviations, 0.0 below the floor."""
    if events < LEAST_EVENTS or events <= before:
        return 0.0
    rise = (events - before) / sqrt(events + before)
    return rise if rise >= LEAST_RISE else 0.0


def _risen(
    session: Session, query: InsightsQuery, other: InsightsQuery, named: Named | None
) -> list[tuple[str, float, Sums, Sums]]:
    now, then = asset_sums(session, query, ASSET), asset_sums(session, other, ASSET)
    (events, loose), (before, loose_before) = now.totals(), then.totals()
    size = max(len(events), len(before))
    events, before = (np.pad(totals, (0, size - len(totals))) for totals in (events, before))
    rises = (events - before) / np.sqrt(np.maximum(events + before, 1))
    risen = np.flatnonzero((events >= LEAST_EVENTS) & (rises >= LEAST_RISE))
    order = risen[np.argsort(-rises[risen], kind="stable")]
    words = [word for word, count in loose.items() if rise_of(count, loose_before.get(word, 0))]
    taken = query.limit
    while True:
        numbers = [int(number) for number in order[:taken]]
        names = words_of(session, numbers)
        keys = [*names.values(), *words]
        allowed = keys if named is None else named(keys)
        if len(allowed) >= query.limit or taken >= len(order):
            break
        taken *= 8
    sums, sums_before = now.figures(session, numbers, words), then.figures(session, numbers, words)
    found = [
        (key, rise_of(sums[key].events, sums_before[key].events), sums[key], sums_before[key])
        for key in allowed
    ]
    return sorted(found, key=lambda one: (-one[1], one[0]))[: query.limit]
