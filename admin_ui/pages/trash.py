"""The trash: what is in it, the way back, and the way out for good."""

from typing import Any

from starlette.responses import Response

from admin_ui.refusals import sentence_of
from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset
from dam.assets.purging.purge import PurgeWish, may_be_purged_at, purge_asset
from dam.assets.read import AssetFilter, get_asset, list_assets
from dam.assets.reuse.whereabouts import where_used
from dam.assets.trash import restore_asset
from dam.assets.views import AssetView
from dam.errors import NotFound, VitrineError


def trash_page(visit: Visit) -> Response:
    """Show what was thrown away, newest first, and when it goes for good."""
    require_somewhere(visit.caller, Action.TRASH_OWN)
    found = list_assets(visit.core, visit.caller, AssetFilter(in_trash=True), limit=100)
    ids = [asset.id for asset in found.items]
    values: dict[str, Any] = {
        "total": found.total,
        "tiles": tiles(visit, found.items),
        "waits": visit.house.reuse.trash_days,
        "leaves": {id_: _leaves_at(visit, id_) for id_ in ids},
        "may_purge": visit.may(Action.PURGE),
    }
    return render(visit, "trash.html", values)


def restore_form(visit: Visit) -> Response:
    """Take an asset out of the trash, with the status it had."""
    asset = restore_asset(visit.core, visit.caller, visit.text("asset"))
    return visit.go("/trash", visit.say("%(title)s is back in the library.", title=asset.title))


def purge_page(visit: Visit) -> Response:
    """Show where an asset is used before it is removed for good, and ask why and whether."""
    require_somewhere(visit.caller, Action.PURGE)
    asset, in_trash = _find(visit, visit.request.path_params["asset_id"])
    due_at = _leaves_at(visit, asset.id)
    values = {
        "asset": asset,
        "found": where_used(visit.core, visit.caller, asset.id, in_trash=in_trash),
        "due_at": due_at,
        "is_due": due_at is not None and due_at <= visit.core.now(),
    }
    return render(visit, "purge.html", values)


def purge_form(visit: Visit) -> Response:
    """Remove an asset for good."""
    asset, _ = _find(visit, visit.request.path_params["asset_id"])
    wish = PurgeWish(confirmed=visit.text("confirmed") == "yes", reason=visit.text("reason"))
    try:
        purge_asset(visit.core, visit.caller, asset.id, visit.house.reuse, wish)
    except VitrineError as error:
        return visit.go(f"/trash/{asset.id}", sentence_of(error, visit), is_bad=True)
    return visit.go("/trash", visit.say("%(title)s is removed for good.", title=asset.title))


def _find(visit: Visit, asset_id: str) -> tuple[AssetView, bool]:
    try:
        return get_asset(visit.core, visit.caller, asset_id, in_trash=True), True
    except NotFound:
        return get_asset(visit.core, visit.caller, asset_id), False


def _leaves_at(visit: Visit, asset_id: str) -> Any:
    with visit.core.db.read() as session:
        return may_be_purged_at(session.get_one(Asset, asset_id), visit.house.reuse)
