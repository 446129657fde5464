"""Where one asset is used, what nobody uses, and what is set aside."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from admin_ui.refusals import sentence_of
from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.models import Asset
from dam.assets.purging.purge import may_be_purged_at
from dam.assets.read import get_asset
from dam.assets.reuse.quarantine import bring_back, set_aside
from dam.assets.reuse.unused import list_set_aside, list_unused
from dam.assets.reuse.whereabouts import where_used
from dam.assets.status import move_status
from dam.errors import VitrineError

PERIODS = (30, 90, 180, 365)
"""Days without a fetch that the page offers."""

LINES = 60


def uses_page(visit: Visit) -> Response:
    """Show where one asset is used: declared, seen, linked, shared."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    found = where_used(visit.core, visit.caller, asset.id)
    address = f"{visit.house.settings.base_url}/api/v1/assets/{asset.id}/uses"
    with visit.core.db.read() as session:
        aside_at = session.get_one(Asset, asset.id).quarantined_at
    values = {
        "asset": asset,
        "found": found,
        "address": address,
        "aside_at": aside_at,
        "may_act": visit.may(Action.TRASH_ANY),
    }
    return render(visit, "uses.html", values)


def unused_page(visit: Visit) -> Response:
    """List what nobody fetched for a while, or what is set aside."""
    asked = visit.request.query_params
    is_aside = asked.get("view") == "aside"
    days = next((each for each in PERIODS if str(each) == asked.get("days")), 180)
    cursor = asked.get("cursor") or None
    page = (
        list_set_aside(visit.core, visit.caller, limit=LINES, cursor=cursor)
        if is_aside
        else list_unused(visit.core, visit.caller, days, limit=LINES, cursor=cursor)
    )
    values: dict[str, Any] = {
        "page": page,
        "tiles": tiles(visit, page.items),
        "days": days,
        "periods": PERIODS,
        "is_aside": is_aside,
        "is_first": cursor is None,
        "moments": _moments(visit, [asset.id for asset in page.items]) if is_aside else {},
        "waits": visit.house.reuse.quarantine_days,
        "may_act": visit.may(Action.TRASH_ANY),
        "may_purge": visit.may(Action.PURGE),
    }
    return render(visit, "unused.html", values)


def unused_form(visit: Visit) -> Response:
    """Set the chosen assets aside, archive them, or bring them back."""
    ids, act = visit.texts("asset")[:LINES], visit.text("act")
    if not ids:
        return visit.back("/unused", visit.say("Select something first."), is_bad=True)
    done = 0
    for asset_id in ids:
        try:
            done += _act(visit, act, asset_id)
        except VitrineError as error:
            words = visit.speech.count("%(num)s asset changed.", "%(num)s assets changed.", done)
            return visit.back("/unused", f"{words} {sentence_of(error, visit)}", is_bad=True)
    return visit.back(
        "/unused", visit.speech.count("%(num)s asset changed.", "%(num)s assets changed.", done)
    )


def _act(visit: Visit, act: str, asset_id: str) -> int:
    if act == "archive":
        move_status(visit.core, visit.caller, asset_id, "archived", visit.say("Nobody uses it."))
        return 1
    if act == "back":
        bring_back(visit.core, visit.caller, asset_id)
        return 1
    return set_aside(visit.core, visit.caller, [asset_id])


def _moments(visit: Visit, asset_ids: list[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return since when each is set aside and from when on it may be removed for good."""
    with visit.core.db.read() as session:
        rows = [session.get_one(Asset, asset_id) for asset_id in asset_ids]
    return {row.id: (row.quarantined_at, may_be_purged_at(row, visit.house.reuse)) for row in rows}
