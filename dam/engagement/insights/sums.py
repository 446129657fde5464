"""Sums over roll-ups: of a whole period, by group, or of the foremost groups.

Read from packs as far as these are up to date, and from the roll-ups of the hours that are not.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
from sqlalchemy.orm import Session

from dam.engagement.insights.asset_sums import ASSET, VERSION, AssetSums, asset_sums
from dam.engagement.insights.counted import Sums, in_order, order_of
from dam.engagement.insights.loose_sums import loose_sums
from dam.engagement.insights.packed_period import packed_period
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.shape_sums import cells_of, shape_sums, shape_sums_of_two
from dam.engagement.rollups.pack_words import known_numbers, words_of

Named = Callable[[Collection[str]], Collection[str]]
"""Of some keys, those that may be named."""

_SPARE = 50
"""Candidates beyond the limit that are looked at, so that equal ones stand by name."""


def total_sums(session: Session, query: InsightsQuery) -> Sums:
    """Return the sums of the whole period."""
    return sums_by_each(session, query, (None,))[None].get("", Sums())


def sums_by(
    session: Session, query: InsightsQuery, group: str, keys: Collection[str] | None = None
) -> dict[str, Sums]:
    """Return the sums of every group that has any event, or of the groups named by `keys`."""
    if group in (ASSET, VERSION):
        return _sums_of(session, asset_sums(session, query, group), keys)
    found = sums_by_each(session, query, (group,))[group]
    return found if keys is None else {key: found[key] for key in keys if key in found}


def sums_by_each(
    session: Session, query: InsightsQuery, groups: Collection[str | None]
) -> dict[str | None, dict[str, Sums]]:
    """Return the sums by each of some groups other than asset and version, read together; None is the whole period."""
    period = packed_period(session, query, with_rows=query.is_of_some_assets, by_hour="hour" in groups)
    cells = cells_of(session, period, query)
    found: dict[str | None, dict[str, Sums]] = {}
    for group in groups:
        found[group] = shape_sums(period.shapes, cells, query, group)
        for key, sums in loose_sums(session, query, group, period.loose).items():
            found[group].setdefault(key, Sums()).merge(sums)
    return found


def sums_by_two(
    session: Session, query: InsightsQuery, first: str, second: str
) -> dict[tuple[str, str], Sums]:
    """Return the sums of each pair of two groups that has any event; the first is `channel`, `stage` or the like."""
    period = packed_period(session, query, with_rows=query.is_of_some_assets, by_hour=second == "hour")
    found = shape_sums_of_two(period.shapes, cells_of(session, period, query), query, first, second)
    for key in loose_sums(session, query, first, period.loose):
        narrowed = replace(query, **{first: key})  # type: ignore[arg-type]
        for other, sums in loose_sums(session, narrowed, second, period.loose).items():
            found.setdefault((key, other), Sums()).merge(sums)
    return found


def ranked_sums(session: Session, query: InsightsQuery, named: Named | None = None) -> list[tuple[str, Sums]]:
    """Return the foremost groups in the order asked for, at most `query.limit`.

    Equal ones stand by name. Of assets and versions, only those that `named` lets through.
    """
    assert query.group is not None
    if query.group not in (ASSET, VERSION):
        return in_order(sums_by(session, query, query.group).items(), query)[: query.limit]
    read = asset_sums(session, query, query.group)
    if order_of(query)[0] == "name":
        keys = _first_by_name(session, read, named)
    else:
        keys = _foremost(session, read, named)
    return in_order(_sums_of(session, read, keys).items(), query)[: query.limit]


def _sums_of(session: Session, read: AssetSums, keys: Collection[str] | None) -> dict[str, Sums]:
    if keys is None:
        totals, others = read.totals()
        return read.figures(session, [int(number) for number in np.flatnonzero(totals)], list(others))
    numbers = known_numbers(session, [key for key in keys if key])
    if "" in keys:
        numbers[""] = 0
    found = read.figures(session, list(numbers.values()), [key for key in keys if key not in numbers])
    return {key: sums for key, sums in found.items() if sums.events}


def _foremost(session: Session, read: AssetSums, named: Named | None) -> list[str]:
    """Return the names of the foremost groups by a figure, some more than the limit."""
    query = read.query
    sort, is_turned = order_of(query)
    events, others = read.totals()
    figures, other_figures = (events, others) if sort == "events" else read.totals(sort)
    there = np.flatnonzero(events)
    order = np.argsort(figures[there] if is_turned else -figures[there], kind="stable")
    sign = 1 if is_turned else -1
    taken = query.limit + _SPARE
    while True:
        numbers = [int(number) for number in there[order[:taken]]]
        names = {0: "", **words_of(session, numbers)}
        found = [(sign * int(figures[number]), names[number]) for number in numbers if number in names]
        found += [(sign * other_figures[word], word) for word, count in others.items() if count]
        keys = [name for _, name in sorted(found)]
        if named is not None:
            allowed = set(named(keys))
            keys = [key for key in keys if key in allowed]
        if len(keys) >= query.limit or taken >= len(there):
            return keys[: query.limit]
        taken *= 8


def _first_by_name(session: Session, read: AssetSums, named: Named | None) -> list[str]:
    is_turned = order_of(read.query)[1]
    totals, others = read.totals()
    loose = [word for word, count in others.items() if count] + ([""] if totals[0] else [])
    loose = loose if named is None else list(named(loose))

    def names() -> Iterator[str]:
        walk = (
            word
            for number, word in read.by_name(session, is_turned=is_turned)
            if number < len(totals) and totals[number]
        )
        while some := list(islice(walk, 1_000)):
            yield from some if named is None else sorted(set(named(some)), reverse=is_turned)

    first = [*islice(names(), read.query.limit), *loose]
    return sorted(first, reverse=is_turned)[: read.query.limit]
