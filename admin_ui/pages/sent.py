"""What one has sent to review: who it waits for, and until when."""

from typing import Any

from starlette.responses import Response

from admin_ui.pictures import pictures
from admin_ui.render import render
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.review.sent import list_sent


def sent_page(visit: Visit) -> Response:
    """List what is in review and comes from the visitor."""
    page = list_sent(visit.core, visit.caller, cursor=visit.request.query_params.get("cursor"))
    thumbs = pictures(visit, [each.asset for each in page.items], "thumb")
    rows: list[dict[str, Any]] = [
        {
            "asset": each.asset,
            "review": each.review,
            "picture": thumbs[each.asset.id],
            "colour": colour_of(each.asset),
        }
        for each in page.items
    ]
    return render(visit, "review_sent.html", {"rows": rows, "total": page.total, "next": page.next})
