"""The trash: what is in it is dark at once and can come back as it was."""

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.rows_to_views import asset_view
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, require_trash
from dam.changes import StatusMoved
from dam.core import Core
from dam.feed import note_change

TRASHED = "trashed"
"""What `StatusMoved` says of the trash, which is not a status: the asset keeps its own."""


def trash_asset(core: Core, caller: Caller, asset_id: str) -> None:
    """Put an asset into the trash; an approved one only by a manager, since it goes dark."""
    require_somewhere(caller, Action.TRASH_OWN)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_trash(caller, asset)
        asset.trashed_at = asset.updated_at = core.now()
        asset.revision += 1
        note(session, caller, "asset.trashed", "asset", asset.id, {"status": asset.status})
        note_change(session, asset.id)
        core.announce(session, StatusMoved(asset.id, asset.status, TRASHED, caller.name))


def restore_asset(core: Core, caller: Caller, asset_id: str) -> AssetView:
    """Take an asset out of the trash with the status it had; one that is not there → `NotFound`."""
    require_somewhere(caller, Action.TRASH_OWN)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, in_trash=True, to_change=True)
        require_trash(caller, asset)
        asset.trashed_at, asset.updated_at = None, core.now()
        asset.revision += 1
        note(session, caller, "asset.restored", "asset", asset.id, {"status": asset.status})
        note_change(session, asset.id)
        core.announce(session, StatusMoved(asset.id, TRASHED, asset.status, caller.name))
        return asset_view(session, asset.id)
