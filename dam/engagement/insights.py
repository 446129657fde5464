"""Insights: figures per group, totals, distinct visitors and value per currency, read from roll-ups alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.currencies import from_minor
from dam.engagement.event import Actor, EventClass
from dam.engagement.groups import condition_of, group_column, name_of, seen_by
from dam.engagement.insights_query import InsightsQuery
from dam.engagement.models import IntakeCount, Rollup
from dam.engagement.record import DUPLICATE, NEW
from dam.engagement.visitors_seen import uniques_of_groups, uniques_of_period
from dam.errors import NotFound


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one group. `value` by currency, decimals in the major unit; `uniques` is None where not measured.

    Distinct visitors are counted per day and channel: the same person on two days counts twice, by design of the keys.
    """

    fetched: int = 0
    rendered: int = 0
    seen: int = 0
    acted: int = 0
    sold: int = 0
    said: int = 0
    value: Mapping[str, str] = field(default_factory=dict)
    uniques: int | None = None

    @property
    def events(self) -> int:
        """All classes together."""
        return self.fetched + self.rendered + self.seen + self.acted + self.sold + self.said


@dataclass(frozen=True, slots=True)
class Item:
    """One group: `key` as in the roll-ups (a day as `2026-03-21`, an hour as RFC 3339), `title` for an asset."""

    key: str
    title: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Insights:
    """An answer. `dropped` counts by reason, over all doors and the whole period."""

    query: InsightsQuery
    totals: Figures
    items: tuple[Item, ...]
    dropped: Mapping[str, int]


def read_insights(core: Core, caller: Caller, query: InsightsQuery) -> Insights:
    """Answer a question from the roll-ups.

    Raises `NotFound` for an asset that is not the caller's to know. Grouped by asset, only assets that the caller may
    see are named; the totals count all.
    """
    require(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        if query.asset is not None:
            _require_visible(session, caller, query.asset)
        return Insights(
            query,
            read_totals(session, query),
            _read_items(session, caller, query) if query.group else (),
            _read_dropped(session, query),
        )


def fetches_of(session: Session, asset_ids: Sequence[str]) -> dict[str, tuple[int, datetime | None]]:
    """Return of each asset how often people fetched it, and in which hour last."""
    found = session.execute(
        sa.select(Rollup.asset_id, sa.func.sum(Rollup.count), sa.func.max(Rollup.hour))
        .where(Rollup.asset_id.in_(asset_ids), Rollup.actor == Actor.HUMAN.value)
        .where(Rollup.class_ == EventClass.FETCHED.value)
        .group_by(Rollup.asset_id)
    )
    known = {id_: (int(count), datetime.fromtimestamp(hour * 3_600, UTC)) for id_, count, hour in found}
    return {id_: known.get(id_, (0, None)) for id_ in asset_ids}


def read_totals(session: Session, query: InsightsQuery) -> Figures:
    """Return the figures of the whole period."""
    row = session.execute(sa.select(*_sums()).where(condition_of(query))).one()
    values = _values(session, query, None, [])
    return _figures(row, values.get(None, {}), uniques_of_period(session, query))


def _read_items(session: Session, caller: Caller, query: InsightsQuery) -> tuple[Item, ...]:
    assert query.group is not None
    column = group_column(query.group)
    sums = _sums()
    statement = sa.select(column, *sums).where(condition_of(query)).group_by(column)
    if query.group == "asset" and not may(caller, Action.SEE_ALL):
        statement = statement.where(Rollup.asset_id.in_(sa.select(Asset.id).where(seen_by(caller))))
    rows = session.execute(statement.order_by(*_order(query, column, sums)).limit(query.limit)).all()
    keys = [row[0] for row in rows]
    values = _values(session, query, column, keys)
    uniques = uniques_of_groups(session, query, keys)
    titles = _titles(session, keys) if query.group == "asset" else {}
    return tuple(
        Item(
            name_of(query.group, row[0]),
            titles.get(row[0], ""),
            _figures(row[1:], values.get(row[0], {}), uniques.get(row[0]) if uniques is not None else None),
        )
        for row in rows
    )


def _sums() -> list[Any]:
    return [
        sa.func.coalesce(
            sa.func.sum(sa.case((Rollup.class_ == class_.value, Rollup.count), else_=0)), 0
        ).label(class_)
        for class_ in EventClass
    ]


def _order(query: InsightsQuery, column: Any, sums: list[Any]) -> list[Any]:
    is_turned = query.sort.startswith("-")
    sort = query.sort.removeprefix("-") or ("name" if query.group in ("day", "hour") else "events")
    if sort == "name":
        return [column.desc() if is_turned else column.asc()]
    figure = sa.func.sum(Rollup.count) if sort == "events" else sums[list(EventClass).index(EventClass(sort))]
    return [figure.asc() if is_turned else figure.desc(), column]


def _values(
    session: Session, query: InsightsQuery, column: Any, keys: list[Any]
) -> dict[Any, dict[str, str]]:
    group = sa.null() if column is None else column
    statement = (
        sa.select(group, Rollup.currency, sa.func.sum(Rollup.value_minor))
        .where(condition_of(query), Rollup.currency != "", Rollup.class_ == EventClass.SOLD.value)
        .group_by(*([] if column is None else [column]), Rollup.currency)
        .order_by(Rollup.currency)
    )
    if column is not None:
        statement = statement.where(column.in_(keys))
    found: dict[Any, dict[str, str]] = defaultdict(dict)
    for key, currency, minor in session.execute(statement):
        found[key][currency] = from_minor(int(minor), currency)
    return found


def _figures(counts: Any, value: Mapping[str, str], uniques: int | None) -> Figures:
    fetched, rendered, seen, acted, sold, said = (int(count) for count in counts)
    at_most = fetched + rendered + seen + acted + sold + said
    return Figures(
        fetched, rendered, seen, acted, sold, said, value, None if uniques is None else min(uniques, at_most)
    )


def _titles(session: Session, ids: list[str]) -> dict[str, str]:
    found = session.execute(sa.select(Asset.id, Asset.title, Asset.filename).where(Asset.id.in_(ids)))
    return {id_: title or filename for id_, title, filename in found}


def _require_visible(session: Session, caller: Caller, asset_id: str) -> None:
    condition = Asset.id == asset_id
    if not may(caller, Action.SEE_ALL):
        condition = sa.and_(condition, seen_by(caller))
    if session.scalar(sa.select(Asset.id).where(condition)) is None:
        raise NotFound(f"There is no asset {asset_id[:40]!r}.")


def _read_dropped(session: Session, query: InsightsQuery) -> dict[str, int]:
    first = int(query.start.timestamp()) // 86_400
    last = -(-int(query.end.timestamp()) // 86_400)
    found = session.execute(
        sa.select(IntakeCount.outcome, sa.func.sum(IntakeCount.count))
        .where(IntakeCount.day >= first, IntakeCount.day < last)
        .where(IntakeCount.outcome.not_in(["received", NEW, DUPLICATE]))
        .group_by(IntakeCount.outcome)
        .order_by(IntakeCount.outcome)
    )
    return {reason: int(count) for reason, count in found}
