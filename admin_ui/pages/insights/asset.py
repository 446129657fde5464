"""What people did with one asset."""

from typing import Any

from starlette.responses import Response

from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.pages.insights.kpis import kpis
from admin_ui.pages.insights.panels import bars, use_per_day
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.read import get_asset
from dam.engagement.insights.drain import drain_report
from dam.engagement.insights.read import read_insights
from dam.engagement.insights.usage import totals_before

GROUPS = ("placement", "site", "campaign")


def asset_insights_page(visit: Visit) -> Response:
    """Show the figures of one asset in the period asked for."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    asked = read_asked(visit, asset=asset.id)
    now = read_insights(visit.core, visit.caller, asked.query)
    before = totals_before(visit.core, visit.caller, asked.query)
    values: dict[str, Any] = {
        **frame(visit, asked),
        "asset": asset,
        "kpis": kpis(visit, now.totals, before),
        "chart": use_per_day(visit, asked, asked.query),
        "by_channel": bars(visit, asked.query, "channel"),
        **{f"by_{group}": bars(visit, asked.query, group) for group in GROUPS},
        "drain": drain_report(visit.core, visit.caller, asset.id),
        "is_empty": not now.totals.events,
        "csv": asked.url("/insights.csv", asset=asset.id, group="day"),
    }
    return render(visit, "asset_insights.html", values)
