"""The review queue: one asset large, its checklist and discussion beside it, a verdict, and on to the next."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from admin_ui.discussion import shown_threads
from admin_ui.pictures import NOTHING, picture
from admin_ui.player import sources
from admin_ui.render import render
from admin_ui.renditions_shown import channels_of
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.assets.review.queue import QueueFilter, Waiting, list_queue
from dam.assets.review.threads import list_threads
from dam.assets.review.verdicts import WHOLE, give_verdict
from dam.assets.workflow.checklist import KINDS

STRIP = 40
"""Assets on the film strip."""

FILTERS = ("mine", "overdue", "kind")


def review_page(visit: Visit) -> Response:
    """Show the asset asked for, else the most pressing one."""
    wanted = filter_of(visit)
    waiting = list_queue(visit.core, visit.caller, wanted, limit=STRIP)
    asked = visit.request.query_params.get("asset", "")
    places = [each.asset.id for each in waiting.items]
    at = places.index(asked) if asked in places else 0
    current = waiting.items[at] if waiting.items else None
    values: dict[str, Any] = {
        "total": waiting.total,
        "tiles": tiles(visit, [each.asset for each in waiting.items]),
        "current": current.asset if current else None,
        "review": current.review if current else None,
        "picture": picture(visit, current.asset, "preview") if current else NOTHING,
        "before": places[at - 1] if at else "",
        "after": places[at + 1] if at + 1 < len(places) else "",
        "wanted": wanted,
        "filters": query_of(visit),
        "address": lambda asset_id: address_of(visit, asset_id),
        "kinds": KINDS,
        **_spoken(visit, current),
    }
    return render(visit, "review.html", values)


def _spoken(visit: Visit, current: Waiting | None) -> dict[str, Any]:
    if current is None:
        return {"threads": [], "sources": []}
    threads = shown_threads(visit, list_threads(visit.core, visit.caller, current.asset.id))
    return {"threads": threads, "sources": sources(visit, current.asset, channels_of(visit))}


def review_form(visit: Visit) -> Response:
    """Approve, or send back with a reason; the next one follows by itself once nothing is missing."""
    verdict = visit.text("verdict")
    number = visit.text("version")
    asset = give_verdict(
        visit.core,
        visit.caller,
        visit.text("asset"),
        verdict,
        aspect=visit.text("aspect") or WHOLE,
        reason=visit.text("reason"),
        seen_version=int(number) if number.isdecimal() and len(number) < 7 else None,
        override=visit.text("override"),
    )
    if asset.status == "in_review":
        words = visit.speech.label("aspect", visit.text("aspect"))
        message = visit.say("%(title)s: %(aspect)s approved.", title=asset.title, aspect=words)
    elif verdict == "approve":
        message = visit.say("%(title)s is approved.", title=asset.title)
    else:
        message = visit.say("%(title)s went back to draft.", title=asset.title)
    if visit.text("back"):
        return visit.back("/review", message)
    following = asset.id if asset.status == "in_review" else visit.text("after")
    return visit.go(address_of(visit, following), message)


def filter_of(visit: Visit) -> QueueFilter:
    """Return what the address asks for; a kind that there is not is no kind."""
    query = query_of(visit)
    return QueueFilter("mine" in query, "overdue" in query, query.get("kind", ""))


def address_of(visit: Visit, asset_id: str = "") -> str:
    """Return the address of the queue at an asset, narrowed as it is now."""
    query = ({"asset": asset_id} if asset_id else {}) | query_of(visit)
    return f"/review?{urlencode(query)}" if query else "/review"


def query_of(visit: Visit) -> dict[str, str]:
    """Return the filters of the address, or of the form that repeats them."""
    given = visit.form if visit.form else visit.request.query_params
    found = {name: str(given.get(name, "")) for name in FILTERS}
    found["kind"] = found["kind"] if found["kind"] in KINDS else ""
    return {name: value for name, value in found.items() if value}
