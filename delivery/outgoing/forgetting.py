"""Receipts that are old: forgotten with their purges and probes, but for the latest of each asset."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from dam.core import Core
from delivery.outgoing.models import Probe, Purge, Withdrawal
from delivery.outgoing.withdrawals import OPEN

KEPT = timedelta(days=90)

PIECE = 10
"""Receipts forgotten in one transaction, each with up to some hundred rows."""


def prune_receipts(core: Core) -> int:
    """Forget what was closed, overtaken by a later receipt and asked 90 days ago (a chore); return how many.

    What an edge has not acknowledged yet keeps its receipt.
    """
    later = aliased(Withdrawal)
    is_overtaken = sa.exists().where(
        later.asset_id == Withdrawal.asset_id, later.asked_at > Withdrawal.asked_at
    )
    is_owed = sa.exists().where(Purge.withdrawal_id == Withdrawal.id, Purge.state == "waiting")
    old = (Withdrawal.asked_at < core.now() - KEPT, Withdrawal.state.not_in(OPEN), is_overtaken, ~is_owed)
    forgotten = 0
    while True:
        with core.db.read() as session:
            ids = session.scalars(sa.select(Withdrawal.id).where(*old).limit(PIECE)).all()
        with core.db.write() as session:
            session.execute(sa.delete(Probe).where(Probe.withdrawal_id.in_(ids)))
            session.execute(sa.delete(Purge).where(Purge.withdrawal_id.in_(ids)))
            session.execute(sa.delete(Withdrawal).where(Withdrawal.id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < PIECE:
            return forgotten
