"""Throwing an asset away for good: its rows in one transaction, its bytes as soon as nobody else's row names them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE, Caller
from dam.accounts.policy import Action
from dam.assets.likeness.keep import forget_likeness
from dam.assets.models import Asset
from dam.assets.purging.models import PurgedAsset, UnwantedBlob
from dam.assets.reuse import sentences
from dam.assets.reuse.quarantine import WARNED_BEFORE
from dam.assets.reuse.settings import ReuseSettings
from dam.assets.reuse.whereabouts import is_named, whereabouts
from dam.assets.rows_to_views import title_of
from dam.assets.turns import hold_assets
from dam.assets.visibility import find_row, require_with
from dam.assets.workflow.refusals import NotReady
from dam.core import Core
from dam.db import Base
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.feed import note_change

MOST_REASON = 2000

AT_ONCE = 100
"""Assets that one turn of the chore throws away, each in a transaction of its own."""


LOOKED_AT = 200
"""Assets looked at in one reading."""


@dataclass(frozen=True, slots=True)
class PurgeWish:
    """`confirmed`: although it is still used; `reason`: at once, before its time (a court, a person who asks)."""

    confirmed: bool = False
    reason: str = ""


def purge_asset(core: Core, caller: Caller, asset_id: str, settings: ReuseSettings, wish: PurgeWish) -> None:
    """Remove an asset for good: rows, renditions, and bytes that no other row names. Events and audit stay.

    Its stable URLs say 410 for ever. Without a reason it must have waited: `trash_days` in the trash, or set aside for
    `quarantine_days` and announced to its owner (`Conflict` with the day). While it is used, `confirmed` is needed
    (`Conflict` with where). For admins.
    """
    if len(wish.reason) > MOST_REASON:
        sentence = f"A reason has at most {MOST_REASON} characters, and {len(wish.reason)} came."
        raise Invalid(sentence, [FieldError("reason", sentence)])
    with core.db.write() as session:
        asset = _find(session, caller, asset_id)
        require_with(caller, Action.PURGE, asset)
        if not wish.reason.strip():
            _require_waited(asset, core.now(), settings)
        found = whereabouts(session, asset, core.now())
        if found.is_used and not wish.confirmed:
            raise NotReady(sentences.STILL_USED, count=found.count)
        _purge(core, session, caller, asset, wish.reason.strip())


def purge_due(core: Core, settings: ReuseSettings) -> int:
    """Remove what has waited long enough in the trash and is used by nobody; returns how many it was.

    What is still used stays in the trash until somebody confirms. Killed at any moment, a repeat goes on.
    """
    count = 0
    for asset_id in _due(core, settings):
        try:
            purge_asset(core, HOUSE, asset_id, settings, PurgeWish())
            count += 1
        except (Conflict, NotFound):
            continue  # restored, or used, since
    return count


def may_be_purged_at(asset: Asset, settings: ReuseSettings) -> datetime | None:
    """Return from when on an asset may be removed without a reason; None for what is neither thrown away nor set aside."""
    if asset.trashed_at is not None:
        return asset.trashed_at + timedelta(days=settings.trash_days)
    if asset.quarantined_at is None or asset.quarantine_told_at is None:
        return None
    silent = asset.quarantined_at + timedelta(days=settings.quarantine_days)
    return max(silent, asset.quarantine_told_at + WARNED_BEFORE)


def _find(session: Session, caller: Caller, asset_id: str) -> Asset:
    try:
        return find_row(session, caller, asset_id, in_trash=True, to_change=True)
    except NotFound:
        return find_row(session, caller, asset_id, to_change=True)


def _require_waited(asset: Asset, now: datetime, settings: ReuseSettings) -> None:
    from_then = may_be_purged_at(asset, settings)
    if from_then is None:
        raise NotReady(sentences.NOT_WAITING)
    if now < from_then:
        raise NotReady(sentences.TOO_EARLY, day=f"{from_then:%Y-%m-%d}")


def _due(core: Core, settings: ReuseSettings) -> list[str]:
    """Return what has waited longest, past all that is still used: that waits for somebody and hides nothing behind it."""
    before = core.now() - timedelta(days=settings.trash_days)
    order = sa.tuple_(Asset.trashed_at, Asset.id)
    waited = sa.select(Asset).where(
        Asset.trashed_at <= before, Asset.merged_into.is_(None), ~is_named(core.now())
    )
    found: list[str] = []
    last: Asset | None = None
    while len(found) < AT_ONCE:
        beyond = [order > sa.tuple_(last.trashed_at, last.id)] if last is not None else []
        with core.db.read() as session:
            some = session.scalars(
                waited.where(*beyond).order_by(Asset.trashed_at, Asset.id).limit(LOOKED_AT)
            ).all()
            found += [each.id for each in some if not whereabouts(session, each, core.now()).is_used]
        if len(some) < LOOKED_AT:
            break
        last = some[-1]
    return found[:AT_ONCE]


def _purge(core: Core, session: Session, caller: Caller, asset: Asset, reason: str) -> None:
    """Remove the asset, and those that it answers for, with everything that hangs on them."""
    merged = session.scalars(sa.select(Asset.id).where(Asset.merged_into == asset.id)).all()
    hold_assets(session, [asset.id, *merged])
    details = {"title": title_of(asset), "filename": asset.filename, "merged": sorted(merged)}
    note(
        session,
        caller,
        "asset.purged",
        "asset",
        asset.id,
        {**details, **({"reason": reason} if reason else {})},
    )
    ids = sorted({asset.id, *merged})
    digests = sorted({digest for each in ids for digest in digests_of(session, each)})
    for each in ids:
        row = session.get_one(Asset, each)
        forget_likeness(session, each)
        session.merge(
            PurgedAsset(asset_id=each, was_public=row.approved_at is not None, purged_at=core.now())
        )
        session.flush()
        session.execute(sa.delete(Asset).where(Asset.id == each))
        note_change(session, each)
    for digest in digests:
        session.merge(UnwantedBlob(digest=digest, since=core.now()))
    core.jobs.enqueue(session, "index_assets", {"asset_ids": ids}, priority=1)


def digests_of(session: Session, asset_id: str) -> set[str]:
    """Return the blobs that rows of an asset name, in whichever table."""
    found: set[str] = set()
    for table in Base.metadata.sorted_tables:
        if "sha256" in table.c and "asset_id" in table.c:
            query = sa.select(table.c.sha256).where(table.c.asset_id == asset_id, table.c.sha256.is_not(None))
            found.update(session.scalars(query.distinct()))
    return found - {""}
