"""The recount of one day's distinct visitors: each sketch against the visitor keys of its events."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Database
from dam.engagement.event import Columns
from dam.engagement.models import Event, UniqueSketch
from dam.engagement.rollups import DAY
from dam.engagement.uniques import SketchKey, estimate, sketch_of, visitors_by_key, write_sketches


def recount_uniques(database: Database, day: int, *, mend: bool) -> int:
    """Compare every sketch of a day with one rebuilt from events; return how many differed, mended if asked to."""
    with database.read() as session:
        unlike = _unlike(session, day)
    if unlike and mend:
        with (
            database.write() as session
        ):  # looked at again under the lock, because events may have come meanwhile
            again = _unlike(session, day)
            rows = [
                {
                    "day": key.day,
                    "asset_id": key.asset_id,
                    "channel": key.channel,
                    "class": key.class_,
                    "actor": key.actor,
                    "sketch": sketch_of(visitors),
                }
                for key, visitors in sorted(again.items())
            ]
            if rows:
                write_sketches(session, rows)
    return len(unlike)


def _unlike(session: Session, day: int) -> dict[SketchKey, set[str]]:
    """Return the keys whose sketch differs from the events, each with the visitors that it should hold."""
    rows = session.execute(
        sa.select(Event.asset_id, Event.channel, Event.class_, Event.actor, Event.visitor)
        .where(Event.at >= day * DAY, Event.at < (day + 1) * DAY, Event.visitor != "")
        .distinct()
    )
    events: list[Columns] = [
        {
            "at": day * DAY,
            "asset_id": asset,
            "channel": channel,
            "class": class_,
            "actor": actor,
            "visitor": visitor,
        }
        for asset, channel, class_, actor, visitor in rows
    ]
    right = visitors_by_key(events)
    found = session.execute(sa.select(UniqueSketch).where(UniqueSketch.day == day)).scalars()
    kept = {SketchKey(row.day, row.asset_id, row.channel, row.class_, row.actor): row.sketch for row in found}
    return {
        key: right.get(key, set())
        for key in {*right, *kept}
        if estimate([sketch_of(right.get(key, set()))]) != estimate([kept[key]] if kept.get(key) else [])
    }
