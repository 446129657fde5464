"""Counts of what people said, by rating: added to in the transaction of the events, and recounted from them."""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.db import Database
from dam.engagement.event import Columns, EventClass
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.models import Event, SaidCount
from dam.engagement.rollups.hourly import HOUR
from dam.engagement.upserts import add_to_rows

NO_RATING = -1

SAID_COUNTS: Any = SaidCount.__table__
_KEY = tuple(column.name for column in SAID_COUNTS.primary_key)
_words = itemgetter("asset_id", "channel", "kind", "origin", "actor")


def add_to_said_counts(session: Session, events: Iterable[Columns]) -> None:
    """Count the words among these new events."""
    counts = Counter(
        (event["at"] // HOUR, *_words(event), hundredths(event["rating"]))
        for event in events
        if event["class"] == EventClass.SAID
    )
    if counts:
        _add(session, counts)


def hundredths(rating: float | None) -> int:
    """Return how a rating is kept: 4.5 as 450, none as −1."""
    return NO_RATING if rating is None else round(rating * 100)


def recount_said(database: Database, border: int, *, mend: bool) -> int:
    """Compare the counts since the border (a day since 1970 UTC) with the events; return how many differed.

    Two reads see two moments on PostgreSQL, so that what differs is looked at again where it is mended: alone in its
    transaction.
    """
    with database.read() as session:
        unlike = _unlike(session, border)
    if unlike and mend:
        with database.write() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(sa.text("LOCK TABLE said_counts IN SHARE ROW EXCLUSIVE MODE"))
            unlike = _unlike(session, border)
            _add(session, unlike)
            session.execute(sa.delete(SaidCount).where(SaidCount.count == 0))
    return len(unlike)


def _unlike(session: Session, border: int) -> Counter[tuple[Any, ...]]:
    """Return what is missing of each count, negative where there is too much."""
    missing: Counter[tuple[Any, ...]] = Counter()
    said = session.execute(
        sa.select(Event.at, *(getattr(Event, name) for name in _KEY[1:6]), Event.rating).where(
            Event.class_ == EventClass.SAID.value, Event.at >= border * 24 * HOUR
        )
    )
    for at, *words, rating in said:
        missing[(at // HOUR, *words, hundredths(rating))] += 1
    for *key, count in session.execute(
        sa.select(*SAID_COUNTS.primary_key, SaidCount.count).where(SaidCount.hour >= border * 24)
    ):
        missing[tuple(key)] -= count
    return Counter({key: count for key, count in missing.items() if count})


def _add(session: Session, counts: Counter[tuple[Any, ...]]) -> None:
    rows = [{**dict(zip(_KEY, key, strict=True)), "count": counts[key]} for key in sorted(counts)]
    for start in range(0, len(rows), ROWS_PER_TRANSACTION):
        add_to_rows(session, SAID_COUNTS, rows[start : start + ROWS_PER_TRANSACTION], ("count",))
