"""The trash: what is in it, and the way back."""

from starlette.responses import Response

from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.read import AssetFilter, list_assets
from dam.assets.trash import restore_asset


def trash_page(visit: Visit) -> Response:
    """Show what was thrown away, newest first."""
    require(visit.caller, Action.TRASH_OWN)
    found = list_assets(visit.core, visit.caller, AssetFilter(in_trash=True), limit=100)
    return render(visit, "trash.html", {"total": found.total, "tiles": tiles(visit, found.items)})


def restore_form(visit: Visit) -> Response:
    """Take an asset out of the trash, with the status it had."""
    asset = restore_asset(visit.core, visit.caller, visit.text("asset"))
    return visit.go("/trash", visit.say("%(title)s is back in the library.", title=asset.title))
