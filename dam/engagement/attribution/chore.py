"""Crediting what is due: journeys with new events, a moment after the events are durable, by any number of workers.

What is due is a row written in the transaction of the events, so that neither a crash nor the order in which transactions
become visible can lose a journey. Whoever credits one first reads its mark, then its events, then computes outside any
transaction; the credits are written only while the mark is still the same, and the last write removes it.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import Database
from dam.engagement.attribution.journey import (
    journeys_with_sales,
    open_windows,
    read_journey,
    settled_windows,
)
from dam.engagement.attribution.limits import JOURNEYS
from dam.engagement.attribution.models import Credit
from dam.engagement.border import oldest_taken
from dam.engagement.event import Columns
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.models import DueJourney

SaleCredits = tuple[int, tuple[int, ...], list[Columns]]
"""A sale, the windows in which it is credited anew, and its rows."""


def credit_journeys(core: Core) -> int:
    """Credit the sales of journeys that are due and return how many journeys were done; safe to repeat and to run twice."""
    with core.db.read() as session:
        due = session.execute(
            sa.select(DueJourney.journey, DueJourney.mark).order_by(DueJourney.journey).limit(JOURNEYS)
        ).all()
    if not due:
        return 0
    with core.db.read() as session:
        sold = journeys_with_sales(session, [journey for journey, _ in due])
    idle = [(journey, mark) for journey, mark in due if journey not in sold]
    return _forget(core.db, idle) + sum(
        _credit(core, journey, mark) for journey, mark in due if journey in sold
    )


def _forget(database: Database, idle: Sequence[tuple[str, int]]) -> int:
    """Take journeys without a sale off the list, all of them at once: most journeys never have one."""
    if idle:
        with database.write() as session:
            for journey, mark in idle:
                session.execute(
                    sa.delete(DueJourney).where(DueJourney.journey == journey, DueJourney.mark == mark)
                )
    return len(idle)


def _credit(core: Core, name: str, mark: int) -> bool:
    with core.db.read() as session:
        journey = read_journey(session, name, oldest_taken(core.now()))
        settled = settled_windows(session, [sale.seq for sale in journey.sales])
    credited = []
    for sale in journey.sales:
        windows = open_windows(journey, sale, settled)
        credited.append((sale.seq, tuple(windows), journey.credits_of(sale, windows)))
    *pieces, last = [*_pieces(credited)] or [[]]
    return all(_write(core.db, name, mark, piece) for piece in pieces) and _write(
        core.db, name, mark, last, is_last=True
    )


def _pieces(credited: Sequence[SaleCredits]) -> Iterator[list[SaleCredits]]:
    """Yield sales whose rows fit into one transaction together; a sale is never parted."""
    piece: list[SaleCredits] = []
    size = 0
    for sale in credited:
        if piece and size + len(sale[2]) > ROWS_PER_TRANSACTION:
            yield piece
            piece, size = [], 0
        piece.append(sale)
        size += len(sale[2])
    if piece:
        yield piece


def _write(
    database: Database, name: str, mark: int, piece: Sequence[SaleCredits], *, is_last: bool = False
) -> bool:
    """Write credits unless something came meanwhile; tell whether they were written."""
    with database.write() as session:
        due = session.get(DueJourney, name, with_for_update=True)
        if due is None or due.mark != mark:
            return False
        for sale_seq, windows, rows in piece:
            replace_credits(session, sale_seq, windows, rows)
        if is_last:
            session.delete(due)
        return True


def replace_credits(session: Session, sale_seq: int, windows: Sequence[int], rows: Sequence[Columns]) -> None:
    """Put these rows in the place of a sale's credits of these windows."""
    session.execute(sa.delete(Credit).where(Credit.sale_seq == sale_seq, Credit.window.in_(windows)))
    if rows:
        session.connection().execute(sa.insert(Credit), list(rows))
