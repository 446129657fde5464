"""Quarantine: what nobody uses is set aside. Its links answer on, and the first fetch brings it back by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Caller
from dam.accounts.policy import Action
from dam.assets.batches import BATCH, in_batches
from dam.assets.models import Asset
from dam.assets.reuse import sentences
from dam.assets.rows_to_views import asset_view, title_of
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, require_with
from dam.assets.workflow.refusals import NotReady
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.feed import note_change
from dam.notices.tell import Notice, tell

AT_ONCE = 200
"""Assets set aside by one act."""

WARNED_BEFORE = timedelta(days=14)
"""How long before it may be purged the owner is told."""


def set_aside(core: Core, caller: Caller, asset_ids: Sequence[str]) -> int:
    """Set assets aside: they leave the lists, keep their status and answer by every URL. Returns how many were moved.

    It takes those who may trash what is approved. Drafts are not used by anybody yet and stay (`Conflict`).
    """
    wanted = sorted(set(asset_ids))
    if len(wanted) > AT_ONCE:
        sentence = f"At most {AT_ONCE} assets are set aside at once, and {len(wanted)} came."
        raise Invalid(sentence, [FieldError("assets", sentence)])
    count = 0
    for some in in_batches(wanted):
        with core.db.write() as session:
            for asset_id in some:
                count += _set_aside(core, session, caller, asset_id)
    return count


def _set_aside(core: Core, session: Session, caller: Caller, asset_id: str) -> int:
    asset = find_row(session, caller, asset_id, to_change=True)
    require_with(caller, Action.TRASH_ANY, asset)
    if asset.status in ("draft", "in_review"):
        raise NotReady(sentences.UNFINISHED, title=title_of(asset))
    if asset.quarantined_at is not None:
        return 0
    asset.quarantined_at, asset.quarantine_told_at = core.now(), None
    _changed(core, session, caller, asset, "asset.set_aside")
    tell(
        session,
        core.now(),
        Notice(
            kind="quarantined",
            to=(asset.owner_id,),
            by=caller.name,
            subject_kind="asset",
            subject_id=asset.id,
            url=f"/assets/{asset.id}",
            values={"title": title_of(asset)},
        ),
    )
    return 1


def bring_back(core: Core, caller: Caller, asset_id: str) -> AssetView:
    """Put an asset back among the others; one that is not set aside stays as it is."""
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.TRASH_ANY, asset)
        if asset.quarantined_at is not None:
            asset.quarantined_at = asset.quarantine_told_at = None
            _changed(core, session, caller, asset, "asset.brought_back")
        return asset_view(session, asset.id)


def bring_back_used(core: Core, session: Session, asset_id: str, last_fetched_at: datetime | None) -> bool:
    """Put an asset back that somebody fetched after it was set aside; tell whether it was.

    Figures know the hour of a fetch: whatever was fetched in the hour in which it was set aside comes back, too.
    """
    asset = session.get(Asset, asset_id)
    if asset is None or asset.quarantined_at is None or last_fetched_at is None:
        return False
    if last_fetched_at < asset.quarantined_at.replace(minute=0, second=0, microsecond=0):
        return False
    asset.quarantined_at = asset.quarantine_told_at = None
    _changed(core, session, HOUSE, asset, "asset.brought_back", fetched_at=last_fetched_at.isoformat())
    return True


def warn_owners(core: Core, days: int) -> int:
    """Tell the owners of what may be purged within `WARNED_BEFORE`, once; returns how many assets it was about."""
    count = some = _warn_some(core, days)
    while some == BATCH:
        count += (some := _warn_some(core, days))
    return count


def _warn_some(core: Core, days: int) -> int:
    """Tell of the next few that nobody was told of yet."""
    now = core.now()
    due = now - timedelta(days=days) + WARNED_BEFORE
    query = sa.select(Asset).where(
        Asset.quarantined_at <= due, Asset.quarantine_told_at.is_(None), Asset.trashed_at.is_(None)
    )
    with core.db.write() as session:
        assets = session.scalars(query.order_by(Asset.id).limit(BATCH).with_for_update()).all()
        for asset in assets:
            asset.quarantine_told_at = now
            _warn(session, now, asset, days)
    return len(assets)


def _warn(session: Session, now: datetime, asset: Asset, days: int) -> None:
    assert asset.quarantined_at is not None
    day = max(asset.quarantined_at + timedelta(days=days), now + WARNED_BEFORE).date()
    notice = Notice(
        kind="purge_soon",
        to=(asset.owner_id,),
        subject_kind="asset",
        subject_id=asset.id,
        url=f"/assets/{asset.id}",
        values={"title": title_of(asset), "day": day.isoformat()},
        once=f"purge:{asset.id}:{asset.quarantined_at:%Y-%m-%d}",
    )
    tell(session, now, notice)


def _changed(core: Core, session: Session, caller: Caller, asset: Asset, action: str, **details: str) -> None:
    asset.revision += 1
    note(session, caller, action, "asset", asset.id, details)
    note_change(session, asset.id)
    core.announce(session, AssetEdited(asset.id))
