"""Writing rows into the ledger: repeats told apart, events and their roll-ups in one transaction."""

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.event import Columns
from dam.engagement.journeys import note_journeys
from dam.engagement.models import ConflictEvent, Event
from dam.engagement.rollups.hourly import add_to_rollups, count_intake
from dam.engagement.rollups.said_counts import add_to_said_counts
from dam.engagement.rollups.uniques import add_to_sketches
from dam.engagement.upserts import insert_rows

EVENTS: Any = Event.__table__
CONFLICTS: Any = ConflictEvent.__table__

IDS = {
    "sqlite": "SELECT id, content_hash FROM events WHERE source = ? AND id IN (SELECT value FROM json_each(?))",
    "postgresql": "SELECT id, content_hash FROM events WHERE source = %s AND id = ANY(%s)",
}
"""One statement for any number of ids: it is worded and prepared once."""

NEW, DUPLICATE, CONFLICT = "accepted", "duplicate", "conflict"


def tell_repeats(session: Session, rows: Sequence[Columns]) -> list[str]:
    """Tell of each row whether it is new, a duplicate (same id, same content) or a conflict (same id, other content)."""
    keys = [(row["source"], row["id"]) for row in rows]
    known = _known_ids(session, [key for key in keys if key[1] is not None])
    outcomes = []
    for key, row in zip(keys, rows, strict=True):
        if key[1] is None:
            outcomes.append(NEW)
        elif key not in known:
            known[key] = row["content_hash"]
            outcomes.append(NEW)
        else:
            outcomes.append(DUPLICATE if known[key] == row["content_hash"] else CONFLICT)
    return outcomes


def _known_ids(session: Session, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes | None]:
    """Return the content hash of each key that stands already; by source, so that the index on both is used."""
    known: dict[tuple[str, str], bytes | None] = {}
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    for source in sorted({source for source, _ in keys}):
        ids = [id_ for its_source, id_ in keys if its_source == source]
        given = msgspec.json.encode(ids).decode() if is_sqlite else ids
        for id_, content_hash in connection.exec_driver_sql(IDS[connection.dialect.name], (source, given)):
            known[source, id_] = content_hash
    return known


def record_events(session: Session, rows: Sequence[Columns]) -> None:
    """Write new events and add them to roll-ups and sketches."""
    if rows:
        _insert_events(session, rows)
        add_to_rollups(session, rows)
        add_to_sketches(session, rows)
        add_to_said_counts(session, rows)
        note_journeys(session, rows)


_NAMES = tuple(column.name for column in EVENTS.columns if column.name != "seq")
_values = itemgetter(*_NAMES)


def _insert_events(session: Session, rows: Sequence[Columns]) -> None:
    """Hand the rows to the driver as they are: binding them one by one through SQLAlchemy took a third of the time."""
    insert_rows(session, EVENTS, _NAMES, map(_values, rows))


def record_conflicts(session: Session, conflicts: Sequence[tuple[Columns, bytes]]) -> None:
    """Keep events apart that bear a known id and say something else; each with its content as it came."""
    if conflicts:
        session.connection().execute(
            sa.insert(CONFLICTS),
            [
                {
                    "source": row["source"],
                    "id": row["id"],
                    "received_at": row["received_at"],
                    "asset_id": row["asset_id"],
                    "content": content.decode(),
                }
                for row, content in conflicts
            ],
        )


def record_outcomes(session: Session, at: int, outcomes: Counter[tuple[str, str]]) -> None:
    """Count what came and what became of it, per door; `received` is their sum."""
    counted = Counter(outcomes)
    for (source, _), count in outcomes.items():
        counted[source, "received"] += count
    count_intake(session, at, counted)
