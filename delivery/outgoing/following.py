"""Follows the feed of changes, as every cache of the house does, and asks the edges to forget what changed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.core import Core
from dam.feed import EVERYTHING, changes_since, last_seq
from delivery.outgoing.models import FollowedFeed
from delivery.outgoing.purges import ask_for_purges
from delivery.outgoing.withdrawals import is_dark, open_withdrawals

NAME = "edges"

MOST_CHANGES = 1000
"""Lines of the feed taken in at a time: their rows are written in a few milliseconds."""


def follow_changes(core: Core, edges: Sequence[str]) -> int:
    """Take in what the feed says since the last time; return how many assets are to be purged.

    The place reached and the purges are written in one transaction, so that nothing is lost and nothing skipped. Within
    one call an asset is purged once, however often it changed.
    """
    with core.db.read() as session:
        reached = session.get(FollowedFeed, NAME)
        if reached is not None and reached.seq == last_seq(session):
            return 0  # the usual answer, without taking the write lock
    with core.db.write() as session:
        held = session.get(FollowedFeed, NAME, with_for_update=True)
        newest = last_seq(session)
        if held is None or newest < held.seq:  # the first time, or the rows come from a backup
            session.merge(FollowedFeed(name=NAME, seq=newest))
            return 0
        changes = changes_since(session, held.seq, MOST_CHANGES)
        held.seq = changes[-1][0] if changes else newest
        return _ask(session, edges, {asset_id for _, asset_id in changes} - {EVERYTHING}, core.now())


def _ask(session: Session, edges: Sequence[str], asset_ids: set[str], now: datetime) -> int:
    """What was never approved is in no cache, and what has an open receipt is purged by it.

    Whatever is dark, or not for everybody, must not be served stale either.
    """
    query = sa.select(Asset).where(Asset.id.in_(sorted(asset_ids)), Asset.approved_at.is_not(None))
    receipted = open_withdrawals(session, asset_ids)
    assets = [asset for asset in session.scalars(query) if asset.id not in receipted]
    for is_hard in (True, False):
        keys = [f"asset-{asset.id}" for asset in assets if _must_be_hard(asset, now) is is_hard]
        if keys:
            ask_for_purges(session, edges, keys, now, is_hard=is_hard)
    return len(assets)


def _must_be_hard(asset: Asset, now: datetime) -> bool:
    return is_dark(asset, now) or bool(asset.rights_channels or asset.rights_territories)
