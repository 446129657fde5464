"""Sums over roll-ups: counts by class and value by currency, of a whole period, by group, or of the foremost groups."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.event import EventClass
from dam.engagement.groups import COLUMNS, condition_of, time_name
from dam.engagement.insights_query import TIMES, InsightsQuery
from dam.engagement.models import Rollup

PLACES = {class_.value: place for place, class_ in enumerate(EventClass)}

Named = Callable[[Collection[str]], Collection[str]]
"""Of some assets' ids, those that may be named."""


@dataclass(slots=True)
class Sums:
    """Counts in the order of the classes, and value in minor units by currency."""

    counts: list[int] = field(default_factory=lambda: [0] * len(PLACES))
    value: dict[str, int] = field(default_factory=dict)

    @property
    def events(self) -> int:
        """All classes together."""
        return sum(self.counts)

    def add(self, class_: str, currency: str, count: int, value_minor: int) -> None:
        """Add one roll-up, or the sum of some that share class and currency."""
        self.counts[PLACES[class_]] += count
        if currency and class_ == EventClass.SOLD:
            self.value[currency] = self.value.get(currency, 0) + value_minor

    def of(self, sort: str) -> int:
        """Return the figure of a name: a class, or `events`."""
        return self.events if sort == "events" else self.counts[PLACES[sort]]


def total_sums(session: Session, query: InsightsQuery) -> Sums:
    """Return the sums of the whole period."""
    return _added(("", *row) for row in _rows(session, query, None, None)).get("", Sums())


def sums_by(
    session: Session, query: InsightsQuery, group: str, keys: Collection[str] | None = None
) -> dict[str, Sums]:
    """Return the sums of every group that has any event, or of the groups named by `keys`."""
    if group in TIMES:
        rows = _rows(session, query, Rollup.hour, None)
        found = _added((time_name(group, hour, query.zone), *others) for hour, *others in rows)
        return found if keys is None else {key: found[key] for key in keys if key in found}
    return _added(_rows(session, query, COLUMNS[group], keys))


def ranked_sums(session: Session, query: InsightsQuery, named: Named | None = None) -> list[tuple[str, Sums]]:
    """Return the foremost groups in the order asked for, at most `query.limit`.

    Equal ones stand by name. Of assets, only those that `named` lets through.
    """
    assert query.group is not None
    found = sums_by(session, query, query.group)
    if named is not None:
        allowed = set(named(list(found)))
        found = {key: sums for key, sums in found.items() if key in allowed}
    return in_order(found.items(), query)[: query.limit]


def in_order(found: Iterable[tuple[str, Sums]], query: InsightsQuery) -> list[tuple[str, Sums]]:
    """Sort groups as a question asks: by a figure, largest first, or by name; a minus turns it round."""
    is_turned = query.sort.startswith("-")
    sort = query.sort.removeprefix("-") or ("name" if query.group in TIMES else "events")
    if sort == "name":
        return sorted(found, key=lambda pair: pair[0], reverse=is_turned)
    sign = 1 if is_turned else -1
    return sorted(found, key=lambda pair: (sign * pair[1].of(sort), pair[0]))


def _rows(session: Session, query: InsightsQuery, column: Any, keys: Collection[str] | None) -> Iterable[Any]:
    group = [] if column is None else [column]
    condition = condition_of(query)
    if keys is not None:
        condition = sa.and_(condition, column.in_(keys))
    parts = [*group, Rollup.class_, Rollup.currency]
    sums = (sa.func.sum(Rollup.count), sa.func.sum(Rollup.value_minor))
    return session.execute(sa.select(*parts, *sums).where(condition).group_by(*parts))


def _added(rows: Iterable[Any]) -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    for key, class_, currency, count, value_minor in rows:
        found.setdefault(key, Sums()).add(class_, currency, int(count), int(value_minor))
    return found
