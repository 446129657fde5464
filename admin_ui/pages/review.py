"""The review queue: one picture large, approve or reject, and on to the next."""

from typing import Any

from starlette.responses import Response

from admin_ui.pictures import NOTHING, picture
from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.read import AssetFilter, list_assets
from dam.assets.status import move_status
from dam.errors import Invalid

STRIP = 40
"""Assets on the film strip."""


def review_page(visit: Visit) -> Response:
    """Show the asset asked for, else the one that has waited longest."""
    require(visit.caller, Action.APPROVE)
    waiting = list_assets(
        visit.core, visit.caller, AssetFilter(status="in_review"), sort="created_at", limit=STRIP
    )
    wanted = visit.request.query_params.get("asset", "")
    current = next((asset for asset in waiting.items if asset.id == wanted), next(iter(waiting.items), None))
    values: dict[str, Any] = {
        "total": waiting.total,
        "tiles": tiles(visit, waiting.items),
        "current": current,
        "picture": picture(visit, current, "preview") if current else NOTHING,
    }
    return render(visit, "review.html", values)


def review_form(visit: Visit) -> Response:
    """Approve, or send back with a reason; the next one follows by itself."""
    asset_id, verdict, reason = visit.text("asset"), visit.text("verdict"), visit.text("reason")
    if verdict == "reject" and not reason:
        raise Invalid(visit.say("Say in a few words why it goes back."))
    after = visit.text("after")
    asset = move_status(
        visit.core, visit.caller, asset_id, "approved" if verdict == "approve" else "draft", reason
    )
    message = (
        visit.say("%(title)s is approved.", title=asset.title)
        if verdict == "approve"
        else visit.say("%(title)s went back to draft.", title=asset.title)
    )
    return visit.go(f"/review?asset={after}" if after else "/review", message)
