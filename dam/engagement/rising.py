"""Rising assets: those whose use grew most against the period before, beyond what chance alone does."""

from dataclasses import dataclass, replace
from math import sqrt

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.engagement.insights import Figures, figures_of, naming, titles_of
from dam.engagement.insights_query import InsightsQuery
from dam.engagement.sums import Sums, sums_by

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

    Compared with the period just before, or the one that `compare` names. Only assets that the caller may see.
    """
    require(caller, Action.SEE_INSIGHTS)
    now = replace(query, group="asset", compare=None)
    other = replace(query.compared() or query.before(), group="asset")
    with core.db.read() as session:
        risen = _risen(session, now, other)
        named = naming(session, caller, "asset")
        if named is not None:
            allowed = set(named([key for key, *_ in risen]))
            risen = [one for one in risen if one[0] in allowed]
        risen = risen[: query.limit]
        titles = titles_of(session, [key for key, *_ in risen])
    return tuple(
        Rising(key, titles.get(key, ""), figures_of(sums, None), figures_of(before, None), rise)
        for key, rise, sums, before in risen
    )


def rise_of(events: int, before: int) -> float:
    """Return a growth in standard deviations, 0.0 below the floor."""
    if events < LEAST_EVENTS or events <= before:
        return 0.0
    rise = (events - before) / sqrt(events + before)
    return rise if rise >= LEAST_RISE else 0.0


def _risen(
    session: Session, query: InsightsQuery, other: InsightsQuery
) -> list[tuple[str, float, Sums, Sums]]:
    found, earlier = sums_by(session, query, "asset"), sums_by(session, other, "asset")
    risen = []
    for key, sums in found.items():
        before = earlier.get(key, Sums())
        rise = rise_of(sums.events, before.events)
        if rise:
            risen.append((key, rise, sums, before))
    return sorted(risen, key=lambda one: (-one[1], one[0]))
