"""What people said: its figures, where words came from, and the words themselves.

Figures come from counts that are kept as long as roll-ups; the words only as long as single events. Whoever may see insights
may see both: a word belongs to an asset, and only words on assets that the caller may see are shown. They are foreign text.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.border import oldest_taken
from dam.engagement.event import SaidKind
from dam.engagement.insights.groups import hours_of, seen_by
from dam.engagement.insights.of_brands import assets_of_brand
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.ratings import KindTally, NetPromoter, Tally, kind_of, promoters_of, tally_of
from dam.engagement.insights.read import naming, require_asked, titles_of
from dam.engagement.models import Event, SaidCount
from dam.engagement.rollups.said_counts import NO_RATING
from dam.paging import Page, check_limit, read_cursor, write_cursor


@dataclass(frozen=True, slots=True)
class Words:
    """Something that somebody said in words; `rating` as it was given, `asset_title` may be empty."""

    at: datetime
    asset: str
    asset_title: str
    channel: str
    placement: str
    kind: str
    origin: str
    rating: float | None
    locale: str
    text: str


@dataclass(frozen=True, slots=True)
class AssetTally:
    """What was said of one asset: stars and the like by their mean, without net promoter scores."""

    asset: str
    title: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Feedback:
    """An answer. `words` are the newest first; there are none from before `words_since`, where single events end.

    `assets` are those that most was said of, at most as many as the question's limit, and only those that the caller may
    see.
    """

    query: InsightsQuery
    origin: str | None
    total: int
    kinds: tuple[KindTally, ...]
    origins: Mapping[str, int]
    promoters: NetPromoter
    assets: tuple[AssetTally, ...]
    words: Page[Words]
    words_since: datetime


def read_feedback(
    core: Core,
    caller: Caller,
    query: InsightsQuery,
    *,
    origin: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Feedback:
    """Return what people said in a period, narrowed by the question's asset, brand, channel, kind and actor, and
    by origin.

    Raises `NotFound` for an asset that is not the caller's to know, `Invalid` for a wrong `limit` (1 to 200) or `cursor`.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    check_limit(limit)
    with core.db.read() as session:
        require_asked(session, caller, query)
        counts = _counts(session, query, origin, SaidCount.kind, SaidCount.origin)
        kinds = sorted({kind for kind, _, _ in counts})
        origins: Counter[str] = Counter()
        for (_, its_origin, _), count in counts.items():
            origins[its_origin] += count
        return Feedback(
            query,
            origin,
            counts.total(),
            tuple(kind_of(kind, tally_of(counts, kind)) for kind in kinds),
            dict(sorted(origins.items())),
            promoters_of(tally_of(counts, SaidKind.NPS.value)),
            _by_asset(session, caller, query, origin),
            _words(session, caller, query, origin, limit, cursor),
            datetime.fromtimestamp(oldest_taken(core.now()) / 1000, UTC),
        )


def _counts(
    session: Session, query: InsightsQuery, origin: str | None, *columns: Any
) -> Counter[tuple[Any, ...]]:
    """Return counts by the columns and the rating."""
    first, end = hours_of(query)
    wanted = _narrowed(SaidCount, query, origin)
    found = session.execute(
        sa.select(*columns, SaidCount.rating, sa.func.sum(SaidCount.count))
        .where(SaidCount.hour >= first, SaidCount.hour < end, *wanted)
        .group_by(*columns, SaidCount.rating)
    )
    return Counter({tuple(key): int(count) for *key, count in found})


def _narrowed(rows: Any, query: InsightsQuery, origin: str | None) -> list[sa.ColumnElement[bool]]:
    actor = None if query.actor == "all" else query.actor
    wanted = (
        (rows.asset_id, query.asset),
        (rows.channel, query.channel),
        (rows.kind, query.kind),
        (rows.actor, actor),
        (rows.origin, origin),
    )
    conditions = [column == value for column, value in wanted if value is not None]
    if query.brand is not None:
        conditions.append(rows.asset_id.in_(assets_of_brand(query.brand)))
    return conditions


def _by_asset(
    session: Session, caller: Caller, query: InsightsQuery, origin: str | None
) -> tuple[AssetTally, ...]:
    counts = _counts(session, query, origin, SaidCount.asset_id, SaidCount.kind)
    scores: Counter[tuple[Any, ...]] = Counter()
    for (asset, kind, rating), count in counts.items():
        scores[asset, NO_RATING if kind == SaidKind.NPS else rating] += count
    totals: Counter[str] = Counter()
    for (asset, _), count in scores.items():
        totals[asset] += count
    named = naming(session, caller, "asset")
    allowed = set(totals) if named is None else set(named(list(totals)))
    foremost = sorted(allowed, key=lambda asset: (-totals[asset], asset))[: query.limit]
    titles = titles_of(session, foremost)
    return tuple(AssetTally(asset, titles.get(asset, ""), tally_of(scores, asset)) for asset in foremost)


def _words(
    session: Session, caller: Caller, query: InsightsQuery, origin: str | None, limit: int, cursor: str | None
) -> Page[Words]:
    condition = sa.and_(
        Event.class_ == sa.literal_column("'said'"),  # as the partial index says it
        Event.text != "",
        Event.at >= int(query.start.timestamp() * 1000),
        Event.at < int(query.end.timestamp() * 1000),
        *_narrowed(Event, query, origin),
    )
    if not may(caller, Action.SEE_ALL):
        condition = sa.and_(condition, Event.asset_id.in_(sa.select(Asset.id).where(seen_by(caller))))
    total = session.scalar(sa.select(sa.func.count()).select_from(Event).where(condition)) or 0
    statement = sa.select(Event).where(condition)
    if cursor is not None:
        at, seq = read_cursor(cursor, (int, int))
        statement = statement.where(
            sa.tuple_(Event.at, Event.seq) < sa.tuple_(sa.literal(at), sa.literal(seq))
        )
    rows = session.scalars(statement.order_by(Event.at.desc(), Event.seq.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    titles = titles_of(session, {row.asset_id for row in shown})
    following = write_cursor((shown[-1].at, shown[-1].seq)) if len(rows) > limit else None
    return Page(tuple(_as_words(row, titles) for row in shown), total, following)


def _as_words(row: Event, titles: Mapping[str, str]) -> Words:
    return Words(
        datetime.fromtimestamp(row.at / 1000, UTC),
        row.asset_id,
        titles.get(row.asset_id, ""),
        row.channel,
        row.placement,
        row.kind,
        row.origin,
        row.rating,
        row.locale,
        row.text,
    )
