"""Versions: a further original waits until its renditions are ready, or until somebody approves it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.filenames import clean_filename
from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import version_view
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.assets.turns import hold_version
from dam.assets.version_rows import (
    Original,
    add_version_row,
    check_original,
    find_version,
    put_current,
    stop_arriving,
)
from dam.assets.views import VersionView
from dam.assets.visibility import find_row, may_with, require_with
from dam.assets.workflow.gate import require_version_ready, waits_for_others
from dam.changes import Change, CurrentVersionChanged, VersionAdded
from dam.clock import now as clock_now
from dam.core import Core
from dam.errors import Conflict, NotKept
from dam.feed import note_change
from dam.storage.port import BlobInfo


def add_version(
    core: Core,
    caller: Caller,
    asset_id: str,
    blob: BlobInfo,
    head: bytes,
    filename: str,
    settings: IngestSettings = DEFAULTS,
) -> VersionView:
    """Add an original to an asset: `arriving` from somebody who may approve, else `proposed`.

    Where four eyes or a verdict on the picture are asked for, what is for an approved asset is proposed, too.

    The bytes of the version that is served, arriving or proposed already are that version. Another kind of file →
    `NotKept`.
    """
    require_somewhere(caller, Action.ADD_ASSET)
    original = check_original(core, blob, head, clean_filename(filename), settings)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.ADD_ASSET, asset)
        state = "arriving" if may_with(caller, Action.APPROVE, asset) else "proposed"
        _require_kind(asset, original)
        if waits_for_others(session, caller, asset):
            state = "proposed"
        known = _find_twin(session, asset.id, blob.digest, state)
        if known is not None:
            return version_view(known)
        if state == "arriving":
            stop_arriving(session, asset.id)
        version = add_version_row(core, session, caller, asset.id, state, original)
        _tell(core, session, caller, asset, version, "version.added", VersionAdded(asset.id, version.id))
        return version_view(version)


def list_versions(core: Core, caller: Caller, asset_id: str) -> list[VersionView]:
    """Return the versions of an asset, newest first; what is proposed is shown to managers and its sender."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        query = sa.select(Version).where(Version.asset_id == asset.id).order_by(Version.number.desc())
        if not may_with(caller, Action.SEE_ALL, asset):
            is_settled = Version.state.in_(("current", "earlier"))
            query = query.where(sa.or_(is_settled, Version.created_by == caller.id))
        return [version_view(row) for row in session.scalars(query)]


def restore_version(core: Core, caller: Caller, asset_id: str, number: int) -> VersionView:
    """Serve an earlier version again, at once: what is `earlier` has been served and has its renditions.

    Restoring the current version changes nothing; one that is arriving or proposed → `Conflict`.
    """
    require_somewhere(caller, Action.APPROVE)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.APPROVE, asset)
        version = find_version(session, asset.id, number)
        if version.state == "current":
            return version_view(version)
        _require_state(version, "earlier", "restored")
        stop_arriving(session, asset.id)
        put_current(session, asset, version)
        change = CurrentVersionChanged(asset.id, version.id)
        _tell(core, session, caller, asset, version, "version.restored", change)
        return version_view(version)


def approve_version(core: Core, caller: Caller, asset_id: str, number: int) -> VersionView:
    """Let a proposed version arrive; it is served as soon as its renditions are ready."""
    require_somewhere(caller, Action.APPROVE)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.APPROVE, asset)
        version = find_version(session, asset.id, number)
        _require_state(version, "proposed", "approved")
        require_version_ready(session, caller, asset, version)
        stop_arriving(session, asset.id)
        version.state = "arriving"
        _tell(core, session, caller, asset, version, "version.approved", VersionAdded(asset.id, version.id))
        return version_view(version)


def promote_when_ready(session: Session, version_id: str) -> bool:
    """Serve an arriving version whose renditions are ready, and tell whether it is served since now.

    Called by the job that made them, which then announces `CurrentVersionChanged`.
    """
    held = hold_version(session, version_id)
    if held is None or held[0].state != "arriving":
        return False
    version, asset = held
    put_current(session, asset, version)
    asset.revision += 1
    asset.updated_at = clock_now()
    note_change(session, asset.id)
    return True


def _find_twin(session: Session, asset_id: str, digest: str, state: str) -> Version | None:
    states = {"current", "arriving", state}
    return session.scalar(
        sa.select(Version)
        .where(Version.asset_id == asset_id, Version.sha256 == digest, Version.state.in_(states))
        .order_by(Version.number.desc())
        .limit(1)
    )


def _require_kind(asset: Asset, original: Original) -> None:
    if original.media_type.kind != asset.kind:
        raise NotKept(
            f"A new version stays what the asset is, {asset.kind}, and {original.media_type.kind} came."
        )


def _require_state(version: Version, state: str, verb: str) -> None:
    if version.state != state:
        raise Conflict(f"Version {version.number} is {version.state}; only what is {state} can be {verb}.")


def _tell(
    core: Core, session: Session, caller: Caller, asset: Asset, version: Version, action: str, change: Change
) -> None:
    asset.revision += 1
    asset.updated_at = core.now()
    note(session, caller, action, "asset", asset.id, {"number": version.number, "state": version.state})
    note_change(session, asset.id)
    core.announce(session, change)
