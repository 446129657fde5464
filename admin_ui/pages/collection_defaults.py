"""What a collection hands on to its assets: the form, and what saving it would change, shown first."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import rights_days, split_tags, texts_patch
from admin_ui.bulk_words import words_of
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, refusal_of, require_somewhere
from dam.assets.bulk.parts import is_empty
from dam.assets.collections import get_collection
from dam.assets.days import last_day, local_day
from dam.assets.inheritance.collections import MOST_SHOWN, get_defaults, preview_defaults, save_defaults
from dam.assets.read import asset_views
from dam.metadata.fields import list_fields


def defaults_page(visit: Visit) -> Response:
    """Show what a collection hands on."""
    require_somewhere(visit.caller, Action.EDIT_ANY)
    if not visit.may_edit_collection(get_collection(visit.core, visit.caller, _id(visit))):
        raise refusal_of(visit.caller, Action.EDIT_ANY)
    return _show(visit, dict(get_defaults(visit.core, visit.caller, _id(visit))), None)


def defaults_form(visit: Visit) -> Response:
    """Show what would change, or save it once that has been seen."""
    wanted = _posted(visit)
    if visit.text("action") != "save":
        return _show(visit, wanted, _preview(visit, wanted))
    save_defaults(visit.core, visit.caller, _id(visit), wanted)
    return visit.go(f"/collections/{_id(visit)}", visit.say("Saved. The assets of this collection follow."))


def _show(visit: Visit, defaults: dict[str, Any], preview: list[dict[str, Any]] | None) -> Response:
    rights = defaults.get("rights", {})
    with visit.core.db.read() as session:
        fields = list_fields(session)
    values: dict[str, Any] = {
        "collection": get_collection(visit.core, visit.caller, _id(visit)),
        "typed": {"fields": defaults.get("fields", {})},
        "tags": ", ".join(defaults.get("tags", [])),
        "rights": rights,
        "starts_on": visit.text("starts_on") or _first_day(visit, rights.get("starts_at")),
        "ends_on": visit.text("ends_on") or _last_day(visit, rights.get("expires_at")),
        "fields": fields,
        "preview": preview,
        "most": MOST_SHOWN,
    }
    return render(visit, "collection_defaults.html", values)


def _first_day(visit: Visit, begins: str | None) -> str:
    return local_day(datetime.fromisoformat(begins), visit.core.zone).isoformat() if begins else ""


def _last_day(visit: Visit, ends: str | None) -> str:
    day = last_day(datetime.fromisoformat(ends) if ends else None, visit.core.zone)
    return day.isoformat() if day else ""


def _posted(visit: Visit) -> dict[str, Any]:
    fields = texts_patch(visit)["fields"]
    rights: dict[str, Any] = {"licence": visit.text("licence"), "holder": visit.text("holder")}
    rights |= rights_days(visit, visit.text("starts_on"), visit.text("ends_on"))
    return {
        "tags": split_tags(visit.text("tags")),
        "fields": {key: value for key, value in fields.items() if not is_empty(value) and value is not False},
        "rights": {name: value for name, value in rights.items() if value},
    }


def _preview(visit: Visit, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    found = preview_defaults(visit.core, visit.caller, _id(visit), wanted)
    words = words_of(visit)
    with visit.core.db.read() as session:
        views = asset_views(session, list(found))
    return [
        {
            "asset": views[asset_id],
            "changes": [
                {
                    "part": words.part(name),
                    "before": words.value(name, written.before.get(name)),
                    "after": words.value(name, written.after.get(name)),
                }
                for name in dict.fromkeys([*written.before, *written.after])
            ],
        }
        for asset_id, written in found.items()
        if asset_id in views
    ]


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["collection_id"])
