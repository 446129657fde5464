"""Rights that end soon or have ended, and the house's rules of rights."""

from datetime import timedelta

from starlette.responses import Response

from admin_ui.asset_form import split_tags
from admin_ui.asset_rows import asset_row
from admin_ui.pictures import pictures
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.assets.endings.rules import PEOPLE_WITHOUT_CONSENT, edit_rules, read_rules
from dam.assets.endings.soon import list_endings

DAYS_AHEAD = (7, 30, 90, 365)


def endings_page(visit: Visit) -> Response:
    """List what may not be used for long any more."""
    query = visit.request.query_params
    state = "ended" if query.get("state") == "ended" else ""
    days = next((each for each in DAYS_AHEAD if str(each) == query.get("days")), 30)
    only_mine = query.get("mine") == "1"
    found = list_endings(visit.core, visit.caller, days=days, state=state, only_mine=only_mine)
    thumbs = pictures(visit, [each.asset for each in found], "thumb")
    with visit.core.db.read() as session:
        rules = read_rules(session)
    values = {
        "rows": [asset_row(each.asset, thumbs[each.asset.id], ending=each) for each in found],
        "wanted": {"days": days, "state": state, "mine": only_mine},
        "choices": DAYS_AHEAD,
        "rules": rules,
        "people_choices": PEOPLE_WITHOUT_CONSENT,
        "last_day": lambda at: (at - timedelta(microseconds=1)).astimezone(visit.core.zone).date(),
    }
    return render(visit, "rights.html", values)


def rules_form(visit: Visit) -> Response:
    """Change how early people are warned, and what people without a consent mean."""
    days = [
        int(day) if day.isascii() and day.isdecimal() else day
        for day in split_tags(visit.text("notice_days"))
    ]
    edit_rules(
        visit.core,
        visit.caller,
        {"notice_days": days, "people_without_consent": visit.text("people_without_consent")},
    )
    return visit.go("/rights", visit.say("Rules saved."))
