"""Follows the feed of changes, as every cache of the house does, and asks the edges to forget what changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.covering import scopes_of
from dam.assets.models import Asset
from dam.assets.scopes import Scope
from dam.assets.serving import is_embargoed, servable_of
from dam.core import Core
from dam.feed import EVERYTHING, changes_since, last_seq
from delivery.outgoing.models import FollowedFeed
from delivery.outgoing.purges import ask_for_purges
from delivery.outgoing.withdrawals import is_dark, open_withdrawals

NAME = "edges"

MOST_CHANGES = 50
"""Lines of the feed taken in at a time: their rows are written in a few milliseconds."""


def follow_changes(core: Core, edges: Sequence[str]) -> int:
    """Take in what the feed says since the last time; return how many assets are to be purged.

    Each place reached and its purges are written in one transaction, so that nothing is lost and nothing skipped. An
    asset is purged once, however often it changed.
    """
    purged: set[str] = set()
    while True:
        with core.db.read() as session:
            reached = session.get(FollowedFeed, NAME)
            changes = changes_since(session, reached.seq, MOST_CHANGES) if reached is not None else []
            if reached is not None and reached.seq == last_seq(session):
                return len(purged)  # the usual answer, without taking the write lock
            hard = _hardness(session, {asset_id for _, asset_id in changes} - {EVERYTHING}, core.now())
        with core.db.write() as session:
            held = session.get(FollowedFeed, NAME, with_for_update=True)
            if held is None or not changes:  # the first time, or the rows come from a backup
                session.merge(FollowedFeed(name=NAME, seq=last_seq(session)))
                return len(purged)
            if reached is None or held.seq != reached.seq:
                return len(purged)  # another process follows at this moment
            held.seq = changes[-1][0]
            _ask(session, edges, hard, core.now())
        purged |= hard.keys()


def _hardness(session: Session, asset_ids: set[str], now: datetime) -> dict[str, bool]:
    """Tell which of these are to be purged, and whether hard.

    What was never approved is in no cache, and what has an open receipt is purged by it.
    """
    query = sa.select(Asset).where(Asset.id.in_(sorted(asset_ids)), Asset.approved_at.is_not(None))
    receipted = open_withdrawals(session, asset_ids)
    consents = scopes_of(session, asset_ids)
    return {
        asset.id: _must_be_hard(asset, now, consents[asset.id])
        for asset in session.scalars(query)
        if asset.id not in receipted
    }


def _ask(session: Session, edges: Sequence[str], hard: Mapping[str, bool], now: datetime) -> None:
    for is_hard in (True, False):
        keys = [f"asset-{asset_id}" for asset_id in hard if hard[asset_id] is is_hard]
        if keys:
            ask_for_purges(session, edges, keys, now, is_hard=is_hard)


def _must_be_hard(asset: Asset, now: datetime, consents: tuple[Scope, ...]) -> bool:
    """Whatever is dark, not yet to be known, or not for everybody must not be served stale either."""
    servable = servable_of(asset, consents)
    is_to_come = is_embargoed(servable, now) or any(scope.is_to_come(now) for scope in servable.scopes)
    is_for_some = any(scope.channels or scope.territories for scope in servable.scopes)
    return is_dark(asset, now, consents) or is_to_come or is_for_some
