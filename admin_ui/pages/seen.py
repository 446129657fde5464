"""Who saw what: filtered, and taken away as CSV; for those who may read the audit trail."""

from urllib.parse import urlencode

from starlette.responses import Response

from admin_ui.pages.audit import edge_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.people import list_people
from dam.accounts.policy import Action, may
from dam.accounts.seen.read import HEADS, SeenFilter, list_seen, read_seen, row_of
from dam.assets.days import end_of_day, start_of_day
from dam.language.csv_table import table
from delivery.api.answers import csv_answer

ASKED = ("asset", "who", "from", "to")


def seen_page(visit: Visit) -> Response:
    """Show who opened which asset, newest first."""
    asked = _asked(visit)
    cursor = visit.request.query_params.get("cursor") or None
    page = list_seen(visit.core, visit.caller, _wanted(visit), cursor=cursor)
    filled = {name: text for name, text in asked.items() if text}
    knows_people = may(visit.caller, Action.MANAGE_PEOPLE)
    values = {
        "page": page,
        "asked": asked,
        "title": next((line.title for line in page.items), "") if asked["asset"] else "",
        "people": list_people(visit.core, visit.caller) if knows_people else [],
        "older": f"/admin/seen?{urlencode({**filled, 'cursor': page.next})}" if page.next else "",
        "csv": f"/admin/seen.csv?{urlencode(filled)}",
        "days_kept": visit.house.seen.days_kept,
    }
    return render(visit, "seen.html", values)


def seen_csv(visit: Visit) -> Response:
    """Send every line that the filter lets through."""
    return csv_answer(
        "\ufeff" + table(HEADS, map(row_of, read_seen(visit.core, visit.caller, _wanted(visit)))), "seen"
    )


def _asked(visit: Visit) -> dict[str, str]:
    given = visit.request.query_params
    return {name: given.get(name, "").strip()[:100] for name in ASKED}


def _wanted(visit: Visit) -> SeenFilter:
    asked = _asked(visit)
    return SeenFilter(
        asset_id=asked["asset"],
        caller_id=asked["who"],
        since=edge_of(visit, "from", asked["from"], start_of_day),
        until=edge_of(visit, "to", asked["to"], end_of_day),
    )
