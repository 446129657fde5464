"""Sums over hours that no pack stands for: read from the roll-ups themselves."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.insights.counted import Sums
from dam.engagement.insights.groups import COLUMNS, narrowings, time_name
from dam.engagement.insights.query import TIMES, InsightsQuery
from dam.engagement.models import Rollup

Stretches = Sequence[tuple[int, int]]


def loose_sums(
    session: Session,
    query: InsightsQuery,
    group: str | None,
    stretches: Stretches,
    keys: Collection[str] | None = None,
) -> dict[str, Sums]:
    """Return the sums of each group that has any event in these hours, under "" where there is no group."""
    found: dict[str, Sums] = {}
    if not stretches:
        return found
    if group in TIMES:
        rows = _rows(session, query, Rollup.hour, stretches, None)
        for hour, class_, currency, count, value in rows:
            name = time_name(group, hour, query.zone)
            found.setdefault(name, Sums()).add(class_, currency, int(count), int(value))
        return found
    column = sa.literal_column("''") if group is None else COLUMNS[group]
    for key, class_, currency, count, value in _rows(session, query, column, stretches, keys):
        found.setdefault(key, Sums()).add(class_, currency, int(count), int(value))
    return found


def _rows(
    session: Session,
    query: InsightsQuery,
    column: Any,
    stretches: Stretches,
    keys: Collection[str] | None,
) -> Iterable[Any]:
    lies = sa.or_(*(sa.and_(Rollup.hour >= first, Rollup.hour < end) for first, end in stretches))
    conditions = [lies, *narrowings(query)]
    if keys is not None:
        conditions.append(column.in_(keys))
    parts = [column, Rollup.class_, Rollup.currency]
    sums = (sa.func.sum(Rollup.count), sa.func.sum(Rollup.value_minor))
    grouped = parts if isinstance(column, sa.orm.InstrumentedAttribute) else parts[1:]
    return session.execute(sa.select(*parts, *sums).where(*conditions).group_by(*grouped))
