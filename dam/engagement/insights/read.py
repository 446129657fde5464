"""Insights: figures per group, totals, distinct visitors and value per currency, beside those of another period."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require, require_somewhere
from dam.assets.models import Asset, Version
from dam.assets.visibility import within
from dam.core import Core
from dam.engagement.currencies import from_minor
from dam.engagement.insights.counted import Sums
from dam.engagement.insights.drops import drops_by_reason
from dam.engagement.insights.groups import seen_by, time_names
from dam.engagement.insights.of_brands import require_brand
from dam.engagement.insights.query import TIMES, InsightsQuery
from dam.engagement.insights.sums import Named, ranked_sums, sums_by, total_sums
from dam.engagement.insights.visitors_seen import uniques_of_groups, uniques_of_period
from dam.errors import NotFound

_AT_ONCE = 5_000
"""Names in one statement: all assets of a large house are more than a database takes at once."""


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
    """One group: `key` as in the roll-ups (a day as `2026-03-21`, an hour as RFC 3339), `title` for an asset.

    `before` are the figures of the period compared with: of the same key, or of the stretch of time at the same place.
    """

    key: str
    title: str
    figures: Figures
    before: Figures | None = None


@dataclass(frozen=True, slots=True)
class Insights:
    """An answer. `dropped` counts by reason, over all doors and the whole period, for those with a role in the house; `compared` is the other question."""

    query: InsightsQuery
    totals: Figures
    items: tuple[Item, ...]
    dropped: Mapping[str, int]
    compared: InsightsQuery | None = None
    totals_before: Figures | None = None


def read_insights(core: Core, caller: Caller, query: InsightsQuery) -> Insights:
    """Answer a question from the roll-ups.

    Raises `NotFound` for an asset that is not the caller's to know. Grouped by asset or version, only assets that the
    caller may see are named; the totals count all.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        require_asked(session, caller, query)
        other = query.compared()
        items = read_items(session, caller, query)
        return Insights(
            query,
            read_totals(session, query),
            items if other is None or not items else _beside(session, query, other, items),
            drops_by_reason(session, query) if may(caller, Action.SEE_INSIGHTS) else {},
            other,
            None if other is None else read_totals(session, other),
        )


def read_groups(core: Core, caller: Caller, query: InsightsQuery) -> tuple[Item, ...]:
    """Return the items alone, beside no other period: what a panel of several on one page needs.

    Raises and names as `read_insights` does.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        require_asked(session, caller, query)
        return read_items(session, caller, query)


def read_totals(session: Session, query: InsightsQuery) -> Figures:
    """Return the figures of the whole period."""
    return figures_of(total_sums(session, query), uniques_of_period(session, query))


def read_items(session: Session, caller: Caller, query: InsightsQuery) -> tuple[Item, ...]:
    """Return the foremost groups with their figures, none where the question has no group."""
    if not query.group:
        return ()
    ranked = ranked_sums(session, query, naming(session, caller, query.group))
    keys = [key for key, _ in ranked]
    uniques = uniques_of_groups(session, query, keys) or {}
    titles = titles_of(session, keys) if query.group == "asset" else {}
    return tuple(Item(key, titles.get(key, ""), figures_of(sums, uniques.get(key))) for key, sums in ranked)


def figures_of(sums: Sums, uniques: int | None) -> Figures:
    """Turn sums into figures; distinct visitors are never more than events."""
    value = {currency: from_minor(minor, currency) for currency, minor in sorted(sums.value.items())}
    fetched, rendered, seen, acted, sold, said = sums.counts
    at_most = None if uniques is None else min(uniques, sums.events)
    return Figures(fetched, rendered, seen, acted, sold, said, value, at_most)


def naming(session: Session, caller: Caller, group: str) -> Named | None:
    """Return the test of which keys may be named to a caller, or None where all may."""
    if group not in ("asset", "version") or may(caller, Action.SEE_ALL):
        return None
    column = Asset.id if group == "asset" else Version.id
    allowed = sa.select(column).where(seen_by(caller))
    if group == "version":
        allowed = allowed.join(Asset, Asset.id == Version.asset_id)

    def named(keys: Collection[str]) -> set[str]:
        wanted = list(keys)
        found = {""} & set(wanted) if group == "version" else set()
        for start in range(0, len(wanted), _AT_ONCE):
            found.update(session.scalars(allowed.where(column.in_(wanted[start : start + _AT_ONCE]))))
        return found

    return named


def titles_of(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Return the titles of assets, or the names of their files."""
    found = session.execute(sa.select(Asset.id, Asset.title, Asset.filename).where(Asset.id.in_(ids)))
    return {id_: title or filename for id_, title, filename in found}


def require_asked(session: Session, caller: Caller, query: InsightsQuery) -> None:
    """Raise unless the caller may ask for the figures of this asset, of this brand, or of the house where none is named.

    Figures of the house tell of all brands together, and are for those with a role in the house.
    """
    if query.asset is not None:
        require_visible(session, caller, query.asset)
    elif query.brand is not None:
        require_brand(session, caller, query.brand)
    else:
        require(caller, Action.SEE_INSIGHTS)


def require_visible(session: Session, caller: Caller, asset_id: str) -> None:
    """Raise `NotFound` unless the caller may know this asset and its figures."""
    condition = sa.and_(Asset.id == asset_id, within(caller, Action.SEE_INSIGHTS))
    if not may(caller, Action.SEE_ALL):
        condition = sa.and_(condition, seen_by(caller))
    if session.scalar(sa.select(Asset.id).where(condition)) is None:
        raise NotFound(f"There is no asset {asset_id[:40]!r}.")


def _beside(
    session: Session, query: InsightsQuery, other: InsightsQuery, items: tuple[Item, ...]
) -> tuple[Item, ...]:
    """Set each item beside the same key of the other period, or beside the stretch at the same place."""
    assert query.group is not None
    keys = {item.key: item.key for item in items}
    if query.group in TIMES:
        places = dict(zip(time_names(query, query.group), time_names(other, query.group), strict=False))
        keys = {key: places[key] for key in keys if key in places}
    found = sums_by(session, other, query.group, list(keys.values()))
    uniques = uniques_of_groups(session, other, list(keys.values()))
    beside = []
    for item in items:
        key = keys.get(item.key)
        before = None
        if key is not None:
            before = figures_of(found.get(key, Sums()), None if uniques is None else uniques.get(key, 0))
        beside.append(replace(item, before=before))
    return tuple(beside)
