"""The recount of packs: each made again from roll-ups and sketches, and those that say something else put right."""

from collections.abc import Iterator

import sqlalchemy as sa

from dam.core import Core
from dam.engagement.models import RollupPack
from dam.engagement.rollups.packing import (
    DAY,
    HOUR,
    VISITORS,
    Made,
    make_day,
    make_hour,
    make_visitors,
    put_pack,
)


def recount_packs(core: Core, border: int, *, mend: bool) -> int:
    """Return how many packs since the border (days since 1970 UTC) said something else than what they stand for.

    Held against the roll-ups as they are now, so to be called after these have been recounted. A pack that is out of date is
    no difference: nobody reads it. Days are made of their hours, which come first.
    """
    unlike = 0
    for level, first in ((HOUR, border * 24), (DAY, border * 24), (VISITORS, border)):
        with core.db.read() as session:
            spans = session.execute(
                sa.select(RollupPack.start, RollupPack.end)
                .where(RollupPack.level == level, RollupPack.start >= first)
                .order_by(RollupPack.start)
            ).all()
        for start, end in spans:
            for its_level, made in _made(core, level, start, end):
                unlike += _hold_against(core, its_level, start, made, mend=mend)
    return unlike


def _made(core: Core, level: str, start: int, end: int) -> Iterator[tuple[str, Made]]:
    if level == HOUR:
        yield HOUR, make_hour(core.db, start)
    elif level == DAY:
        made = make_day(core.db, range(start, end))
        if made is not None:
            yield DAY, made
    else:
        yield from make_visitors(core.db, start)


def _hold_against(core: Core, level: str, start: int, made: Made, *, mend: bool) -> int:
    told, sums, rows = made
    with core.db.read() as session:
        pack = session.get(RollupPack, (level, start))
        if pack is None or pack.revision != told or (pack.sums, pack.rows) == (sums, rows):
            return 0
        end = pack.end
    if mend:
        with core.db.write() as session:
            row = {"level": level, "start": start, "end": end, "revision": told, "sums": sums, "rows": rows}
            put_pack(session, row)
    return 1
