"""Insights: what was used where, how much, and what never."""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.pages.insights.kpis import kpis
from admin_ui.pages.insights.panels import bars, use_per_day
from admin_ui.pages.insights.today import today
from admin_ui.pictures import Picture, pictures
from admin_ui.render import render
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from dam.engagement.insights.forms import as_csv
from dam.engagement.insights.query import GROUPS, MOST_ITEMS
from dam.engagement.insights.read import read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import most_used, never_used, totals_before

SHOWN_ASSETS = 8


def insights_page(visit: Visit) -> Response:
    """Show the period asked for."""
    asked = read_asked(visit)
    query = asked.query
    now, before = (
        read_insights(visit.core, visit.caller, query),
        totals_before(visit.core, visit.caller, query),
    )
    top = most_used(visit.core, visit.caller, replace(query, limit=SHOWN_ASSETS))
    risen = rising(visit.core, visit.caller, replace(query, limit=SHOWN_ASSETS))
    never = never_used(visit.core, visit.caller, SHOWN_ASSETS, brand=query.brand)
    with visit.core.db.read() as session:
        views = asset_views(
            session, [*(item.key for item in (*top, *never.items)), *(one.asset for one in risen)]
        )
    thumbs = pictures(visit, list(views.values()), "thumb")
    values: dict[str, Any] = {
        **frame(visit, asked),
        "kpis": kpis(visit, now.totals, before),
        "chart": use_per_day(visit, asked, query),
        "today": today(visit, query),
        "by_channel": bars(visit, query, "channel"),
        "by_campaign": bars(visit, query, "campaign"),
        "by_placement": bars(visit, query, "placement"),
        "top": [
            {**_row(item.key, views, thumbs), "figures": item.figures} for item in top if item.key in views
        ],
        "risen": [{**_row(one.asset, views, thumbs), "rise": one} for one in risen if one.asset in views],
        "never": [_row(item.key, views, thumbs) for item in never.items if item.key in views],
        "never_total": never.total,
        "has_demo": any(view.is_demo for view in views.values()),
        "is_empty": not now.totals.events,
    }
    return render(visit, "insights.html", values)


def insights_csv(visit: Visit) -> Response:
    """Return the period's figures by one grouping."""
    group = visit.request.query_params.get("group", "asset")
    group = group if group in GROUPS else "asset"
    asked = read_asked(visit, may_be_of_asset=True)
    query = replace(asked.query, group=group, limit=MOST_ITEMS)
    text = as_csv(read_insights(visit.core, visit.caller, query))
    headers = {
        "Content-Disposition": f'attachment; filename="vitrine-{group}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + text, media_type="text/csv", headers=headers)


def _row(asset_id: str, views: dict[str, AssetView], thumbs: dict[str, Picture]) -> dict[str, Any]:
    view = views[asset_id]
    return {"asset": view, "picture": thumbs[asset_id], "colour": colour_of(view)}
