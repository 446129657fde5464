"""Writing fetches into the ledger: what they come to is computed before the transaction, which only writes it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from dam.engagement.event import milliseconds
from dam.engagement.logs.exposures import record_exposures
from dam.engagement.logs.fetch_sums import sum_up, visitors_of
from dam.engagement.logs.fetches import Exposure, Fetches
from dam.engagement.logs.segments import Packed, pack, write_segment
from dam.engagement.rollups.hourly import add_sums
from dam.engagement.rollups.record import NEW, record_outcomes
from dam.engagement.rollups.uniques import SketchKey, merge_sketches, sketch_of
from dam.engagement.stage_map import USUAL, StageMap


class Prepared(NamedTuple):
    """Fetches of one log with all that they come to. `size` is how many rows of figures they will touch."""

    source: str
    packed: Packed | None
    counts: Counter[tuple[Any, ...]]
    sketches: Mapping[SketchKey, bytes]
    exposures: list[Exposure]
    drops: Counter[str]
    asset_ids: tuple[str, ...]

    @property
    def accepted(self) -> int:
        """How many fetches will be counted."""
        return self.packed.events if self.packed else 0

    @property
    def size(self) -> int:
        """How many rows of figures will be written: what the length of the transaction depends on."""
        return len(self.counts) + len(self.sketches)


def prepare_fetches(source: str, fetches: Fetches, served: StageMap = USUAL) -> Prepared:
    """Compress and sum fetches up, outside any transaction."""
    stages = {half.channel: served.serves(half.channel) for half in fetches.fetched}
    return Prepared(
        source,
        pack(fetches, stages) if fetches else None,
        sum_up(fetches, stages),
        {key: sketch_of(visitors) for key, visitors in visitors_of(fetches).items()},
        fetches.exposures,
        fetches.drops,
        tuple(sorted({fetches.fetched[which].asset for which in set(fetches.which)})),
    )


def record_fetches(session: Session, file_id: str, start: int, prepared: Prepared, now: datetime) -> None:
    """Write one segment with its roll-ups, sketches, exposures and intake counts into the caller's transaction.

    `file_id` and `start` say where in their log the lines stood. The caller moves its `LogPosition` over them in the same
    transaction (`fold.take_turn`), which makes a repeat harmless; drops that the caller counts itself go into
    `prepared.drops` before.
    """
    outcomes = Counter({(prepared.source, reason): count for reason, count in prepared.drops.items()})
    if prepared.packed:
        write_segment(session, prepared.source, file_id, start, prepared.packed)
        add_sums(session, prepared.counts)
        merge_sketches(session, prepared.sketches)
        outcomes[prepared.source, NEW] += prepared.accepted
    outcomes += record_exposures(session, prepared.exposures)
    record_outcomes(session, milliseconds(now), outcomes)
