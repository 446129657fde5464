"""The list of comparisons, and one of them with its report."""

from typing import Any

from starlette.responses import Response

from admin_ui.chrome import channel_titles
from admin_ui.pages.comparisons.planned import read_day
from admin_ui.pages.comparisons.shown import assets_of, last_day, rows_of, title_of
from admin_ui.pages.insights.asked import read_asked
from admin_ui.pictures import NOTHING, pictures
from admin_ui.render import render
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.engagement.comparing import drafts, moves
from dam.engagement.comparing.forms import as_csv
from dam.engagement.comparing.report import read_report
from dam.engagement.comparing.views import ComparisonView
from dam.errors import Invalid
from delivery.urls import stable_url
from renditions.catalogue.standing import lacking_file

SHOWN = 50


def comparisons_page(visit: Visit) -> Response:
    """List comparisons, the newest first."""
    cursor = visit.request.query_params.get("cursor") or None
    found = drafts.list_comparisons(visit.core, visit.caller, limit=SHOWN, cursor=cursor)
    assets = assets_of(visit, [view.asset_id for view in found.items])
    thumbs = pictures(visit, list(assets.values()), "thumb")
    rows = [
        {
            "comparison": view,
            "last_day": last_day(visit, view),
            "asset": assets.get(view.asset_id),
            "picture": thumbs.get(view.asset_id, NOTHING),
            "colour": colour_of(assets[view.asset_id]) if view.asset_id in assets else "",
        }
        for view in found.items
    ]
    values = {
        "asked": read_asked(visit),
        "rows": rows,
        "next": found.next,
        "channels": channel_titles(visit),
    }
    return render(visit, "comparisons.html", values)


def comparison_page(visit: Visit) -> Response:
    """Show one with its report."""
    report = read_report(visit.core, visit.caller, visit.request.path_params["comparison_id"])
    view = report.comparison
    asset = assets_of(visit, [view.asset_id]).get(view.asset_id)
    rows = rows_of(visit, report)
    winners = [row for row in rows if row.report.verdict == "better"]
    values: dict[str, Any] = {
        "comparison": view,
        "report": report,
        "asset": asset,
        "asset_title": title_of(visit, asset, ""),
        "rows": rows,
        "winner": max(winners, key=lambda row: row.report.share.rate or 0, default=None),
        "channel": channel_titles(visit).get(view.channel, view.channel),
        "address": _address(visit, view),
        "last_day": last_day(visit, view),
        "goal": goal_words(visit, view.goal_class, view.goal_kind),
        "has_bars": any(row.bar for row in rows),
    }
    return render(visit, "comparison.html", values)


def comparison_csv(visit: Visit) -> Response:
    """Return the report as a table."""
    report = read_report(visit.core, visit.caller, visit.request.path_params["comparison_id"])
    headers = {
        "Content-Disposition": 'attachment; filename="vitrine-comparison.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + as_csv(report), media_type="text/csv", headers=headers)


def start_form(visit: Visit) -> Response:
    """Send visitors to the arms; what is in the way is said."""
    comparison_id = visit.request.path_params["comparison_id"]
    try:
        view = moves.start_comparison(visit.core, visit.caller, comparison_id, lacking_file)
    except (moves.NotStartable, Invalid) as error:
        return visit.go(f"/insights/comparisons/{comparison_id}", _in_the_way(visit, error), is_bad=True)
    said = visit.say("It runs.") if view.state == "running" else visit.say("It is planned.")
    return visit.go(f"/insights/comparisons/{comparison_id}", said)


def end_form(visit: Visit) -> Response:
    """Send nobody to the arms any more."""
    comparison_id = visit.request.path_params["comparison_id"]
    moves.end_comparison(visit.core, visit.caller, comparison_id)
    sentence = visit.say("It has ended; the address gives what it gave before.")
    return visit.go(f"/insights/comparisons/{comparison_id}", sentence)


def change_form(visit: Visit) -> Response:
    """Change the title and the end."""
    comparison_id = visit.request.path_params["comparison_id"]
    patch: dict[str, Any] = {"title": visit.text("title")}
    try:
        if visit.text("ends"):
            patch["ends_at"] = read_day(visit, "ends", is_end=True)
        drafts.edit_comparison(visit.core, visit.caller, comparison_id, patch)
    except moves.NotStartable as error:
        return visit.go(f"/insights/comparisons/{comparison_id}", _in_the_way(visit, error), is_bad=True)
    except Invalid:
        sentence = visit.say("The end must be a day from today on, not too far after the start.")
        return visit.go(f"/insights/comparisons/{comparison_id}", sentence, is_bad=True)
    return visit.go(f"/insights/comparisons/{comparison_id}", visit.say("Saved."))


def delete_form(visit: Visit) -> Response:
    """Forget it with its figures."""
    drafts.delete_comparison(visit.core, visit.caller, visit.request.path_params["comparison_id"])
    return visit.go("/insights/comparisons", visit.say("The comparison is deleted."))


def _in_the_way(visit: Visit, error: moves.NotStartable | Invalid) -> str:
    if isinstance(error, Invalid):
        return visit.say("It cannot be started: its last day is over.")
    letter = moves.letter_of(error.place)
    match error.reason:
        case "overlap":
            return visit.say("Another comparison is behind the same address at the same time.")
        case "dark":
            return visit.say(
                "It cannot be started: %(letter)s is not approved for this channel.", letter=letter
            )
        case _:
            return visit.say(
                "It cannot be started: %(letter)s lacks a file that is served here, or it is not made yet.",
                letter=letter,
            )


def goal_words(visit: Visit, class_: str, kind: str) -> str:
    """Say a goal; a kind that has no word of ours is said as it is."""
    name = f"{class_}:{kind}" if kind else class_
    words = visit.speech.label("goal", name)
    return f"{visit.speech.label('class', class_)} · {kind}" if words == name else words


def _address(visit: Visit, view: ComparisonView) -> str:
    """Return the address under test, nothing where all presets of a channel are."""
    base = visit.house.settings.base_url
    return stable_url(base, view.channel, view.preset, "", view.asset_id) if view.preset else ""
