"""The journey map: the customer's stages against the channels, with live assets, gaps, engagement and sales."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.insights.counted import Sums
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import Figures, figures_of, require_asked
from dam.engagement.insights.sums import sums_by_two
from dam.engagement.stage_map import read_stage_map

UNSEEN_CHANNELS = ("admin",)
"""The library's own pages are no part of anyone's journey."""


@dataclass(frozen=True, slots=True)
class JourneyCell:
    """One stage on one channel.

    `is_served` tells whether the channel serves the stage; `live_assets` are then the approved assets that may be shown
    there now and whose files are ready. `is_gap`: served, yet without a live asset or without any event of the period.
    """

    stage: str
    channel: str
    is_served: bool
    live_assets: int
    figures: Figures
    is_gap: bool


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """`stages` in the order of the journey, `channels` by name, a cell for each pair in that order.

    `stages_without_channel` are gaps that no cell can show: stages that no channel serves; a former one is none.
    """

    query: InsightsQuery
    stages: tuple[str, ...]
    channels: tuple[str, ...]
    cells: tuple[JourneyCell, ...]
    stages_without_channel: tuple[str, ...]

    @property
    def gaps(self) -> tuple[JourneyCell, ...]:
        """The cells to do something about."""
        return tuple(cell for cell in self.cells if cell.is_gap)


def journey_map(
    core: Core, caller: Caller, query: InsightsQuery, open_channels: Collection[str] = ()
) -> JourneyMap:
    """Return the map of the period; the question's filters and actor narrow engagement and sales; its asset and brand
    live assets, too.

    `open_channels` stand on it even where nothing is live and nothing happened: that is the widest gap of all.
    """
    require_somewhere(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        require_asked(session, caller, query)
        live = _live_by_channel(session, core.now(), query)
        known = read_stage_map(session)
        stages = known.names
        engaged = sums_by_two(session, query, "stage", "channel")
    stages += tuple(sorted({stage for stage, _ in engaged} - set(stages)))
    channels = tuple(
        sorted({*live, *open_channels, *(channel for _, channel in engaged)} - set(UNSEEN_CHANNELS))
    )
    served: dict[str, set[str]] = defaultdict(set)
    for channel in channels:
        served[known.serves(channel)].add(channel)
    cells = tuple(
        _cell(stage, channel, channel in served[stage], live[channel], engaged.get((stage, channel), Sums()))
        for stage in stages
        for channel in channels
    )
    return JourneyMap(
        query, stages, channels, cells, tuple(stage for stage in known.names if not served[stage])
    )


def _cell(stage: str, channel: str, is_served: bool, live: int, sums: Sums) -> JourneyCell:
    count = live if is_served or sums.events else 0
    is_gap = is_served and (not live or not sums.events)
    return JourneyCell(stage, channel, is_served, count, figures_of(sums, None), is_gap)


def _live_by_channel(session: Session, now: datetime, query: InsightsQuery) -> Counter[str]:
    """Count the assets that may be shown on each channel now; many assets share few lists of channels.

    Of the asset and the brand asked for alone: who may ask for one asset is told nothing of the others.
    """
    asked = ((Asset.id, query.asset), (Asset.brand_id, query.brand))
    ready, granted = (sa.cast(column, sa.Text) for column in (Asset.ready_channels, Asset.rights_channels))
    found = session.execute(
        sa.select(ready, granted, sa.func.count())
        .where(Asset.status == "approved", Asset.trashed_at.is_(None))
        .where(sa.or_(Asset.rights_starts_at.is_(None), Asset.rights_starts_at <= now))
        .where(sa.or_(Asset.rights_ends_at.is_(None), Asset.rights_ends_at > now))
        .where(*(column == value for column, value in asked if value is not None))
        .group_by(ready, granted)
    )
    live: Counter[str] = Counter()
    for ready_text, granted_text, count in found:
        channels, allowed = json.loads(ready_text or "[]"), json.loads(granted_text or "[]")
        for channel in channels:
            if not allowed or channel in allowed:
                live[channel] += int(count)
    return live
