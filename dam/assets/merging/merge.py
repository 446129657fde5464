"""Merging: one asset stays, the other is answered for by it under every address it ever had."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.assets.likeness.keep import forget_likeness
from dam.assets.likeness.models import LikePair
from dam.assets.merging.carry import carry_rows, carry_words
from dam.assets.models import Asset, Version
from dam.assets.reuse import sentences
from dam.assets.rows_to_views import asset_view, rights_of, title_of
from dam.assets.turns import hold_assets
from dam.assets.views import AssetView, Rights
from dam.assets.visibility import find_row, require_edit, require_trash
from dam.assets.workflow.refusals import NotReady
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.feed import note_change
from dam.ids import is_id


def merge_assets(core: Core, caller: Caller, survivor_id: str, other_id: str) -> AssetView:
    """Merge `other_id` into the asset that stays, and return that.

    Links, shares, collections, tags, alt texts, comments, uses and downloads go over to it; versions, renditions and
    events stay where they are, and every stable, immutable and short URL of the other is answered by the one that stays,
    as far as its status and rights allow. Figures are summed over both. It cannot be undone.

    With itself → `Invalid`. Of two kinds, one withdrawn, or one whose addresses would show more or less than they may →
    `Conflict` with the reason. It takes the right to edit both and to throw the other away.
    """
    if survivor_id == other_id:
        sentence = "An asset cannot be merged with itself."
        raise Invalid(sentence, [FieldError("other", sentence)])
    with core.db.write() as session:
        hold_assets(session, [survivor_id, other_id])
        survivor, other = (
            find_row(session, caller, each, to_change=True) for each in (survivor_id, other_id)
        )
        require_edit(caller, survivor)
        require_edit(caller, other)
        require_trash(caller, other)
        _require_fitting(survivor, other)
        carry_words(session, survivor, other)
        moved = carry_rows(session, survivor.id, other.id)
        _retire(core, session, survivor, other)
        details = {
            "merged": other.id,
            "title": title_of(other),
            "sha256": _digest(session, other),
            "moved": moved,
        }
        note(session, caller, "asset.merged", "asset", survivor.id, details)
        note(session, caller, "asset.merged_into", "asset", other.id, {"into": survivor.id})
        _tell(core, session, survivor.id, other.id)
        return asset_view(session, survivor.id)


def merged_into(core: Core, caller: Caller, asset_id: str) -> str | None:
    """Return the asset that answers for one that was merged, if the caller may see it; None of any other."""
    with core.db.read() as session:
        asset = session.get(Asset, asset_id) if is_id(asset_id) else None
        if asset is None or asset.merged_into is None:
            return None
        try:
            return find_row(session, caller, asset.merged_into).id
        except NotFound:
            return None


def _require_fitting(survivor: Asset, other: Asset) -> None:
    """Nothing that was lit goes dark, and nothing is lit under an address that promised less."""
    if survivor.kind != other.kind:
        raise NotReady(sentences.TWO_KINDS)
    for asset in (survivor, other):
        if asset.status == "withdrawn":
            raise NotReady(sentences.WITHDRAWN, title=title_of(asset))
    if other.approved_at is not None and survivor.status != "approved":
        raise NotReady(sentences.PUBLIC, goes=title_of(other), stays=title_of(survivor))
    if rights_of(other).light not in (rights_of(survivor).light, Rights().light):
        raise NotReady(sentences.OTHER_RIGHTS)


def _retire(core: Core, session: Session, survivor: Asset, other: Asset) -> None:
    now = core.now()
    further = sa.update(Asset).where(Asset.merged_into == other.id)
    session.execute(further.values(merged_into=survivor.id, successor_id=survivor.id))
    other.merged_into = other.successor_id = survivor.id
    other.trashed_at = other.updated_at = survivor.updated_at = now
    other.quarantined_at = None
    other.revision += 1
    survivor.revision += 1
    survivor.popularity += other.popularity
    fetched = [each for each in (survivor.last_fetched_at, other.last_fetched_at) if each is not None]
    survivor.last_fetched_at = max(fetched, default=None)
    survivor.used_sites = _sites(survivor, other)
    session.execute(
        sa.delete(LikePair).where(sa.or_(LikePair.one_id == other.id, LikePair.other_id == other.id))
    )
    forget_likeness(session, other.id)


def _sites(survivor: Asset, other: Asset) -> list[list[object]]:
    """Both sites until the next figures are carried, which are counted over both ids."""
    summed: dict[str, tuple[int, str]] = {}
    for site, events, last in (*survivor.used_sites, *other.used_sites):
        before = summed.get(site, (0, last))
        summed[site] = (before[0] + events, max(before[1], last))
    ranked = sorted(summed.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return [[site, events, last] for site, (events, last) in ranked]


def _digest(session: Session, asset: Asset) -> str:
    return session.scalar(sa.select(Version.sha256).where(Version.id == asset.current_version_id)) or ""


def _tell(core: Core, session: Session, survivor_id: str, other_id: str) -> None:
    """Both are indexed anew, and every cache forgets both."""
    for asset_id in sorted((survivor_id, other_id)):
        note_change(session, asset_id)
        core.announce(session, AssetEdited(asset_id))
