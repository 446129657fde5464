"""A bulk edit as its page shows it: what it is about, how far it is, and what becomes of each asset."""

from typing import Any

from admin_ui.bulk_words import Words, words_of
from admin_ui.pictures import pictures
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.bulk.read import get_bulk_edit, list_bulk_items
from dam.assets.bulk.views import ITEM_STATES, BulkEditView, BulkItemView
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from dam.search.upkeep.behind import count_behind

LINES = 50
"""Edits, or assets of an edit, on one page."""

WRITTEN = ("changed", "undone", "kept")
"""Items whose assets were written to, so that the search follows."""


def told(visit: Visit, words: Words, edit: BulkEditView) -> str:
    """Say in a few words what an edit is about."""
    if edit.kind == "sheet":
        return str(edit.change.get("filename") or visit.say("Spreadsheet"))
    names: dict[str, None] = {}
    for name, value in edit.change.items():
        if name in ("fields", "rights", "alt"):
            names |= {words.part(f"{name}.{key}"): None for key in value or {}}
        elif name != "reason":
            names[words.part(name)] = None
    return ", ".join(names)


def progress_of(visit: Visit, edit_id: str) -> dict[str, Any]:
    """Return how far an edit is, and of how many assets that it wrote the search knows already."""
    edit = get_bulk_edit(visit.core, visit.caller, edit_id)
    written = sum(edit.counts.get(state, 0) for state in WRITTEN)
    return {
        "edit": edit,
        "written": written,
        "indexed": max(0, written - count_behind(visit.core, visit.caller, edit_id)),
    }


def items_of(visit: Visit, edit_id: str) -> dict[str, Any]:
    """Return a page of the assets of an edit and all that stands around it."""
    edit = get_bulk_edit(visit.core, visit.caller, edit_id)
    asked = visit.request.query_params
    state = asked.get("state", "")
    states = [state] if state in ITEM_STATES else []
    cursor = asked.get("cursor") or None
    page = list_bulk_items(visit.core, visit.caller, edit_id, states=states, limit=LINES, cursor=cursor)
    words = words_of(visit)
    return {
        "words": told(visit, words, edit),
        "rows": _rows(visit, words, page.items),
        "page": page,
        "state": state if states else "",
        "states": [name for name in ITEM_STATES if edit.counts.get(name)],
        "problems": [{"row": each["row"], "words": words.problem(each)} for each in edit.problems],
        "is_own": edit.caller_id == visit.caller.id,
        "can_undo": edit.undo_until is not None and edit.undo_until > visit.core.now(),
    }


def _rows(visit: Visit, words: Words, items: tuple[BulkItemView, ...]) -> list[dict[str, Any]]:
    shown = [item.asset_id for item in items if item.is_seen and (item.state != "refused" or item.before)]
    with visit.core.db.read() as session:
        views = asset_views(session, shown)
    thumbs_by_id = {row["asset"].id: row for row in thumbs(visit, list(views.values()))}
    return [
        {
            "item": item,
            "thumb": thumbs_by_id.get(item.asset_id),
            "changes": [
                {
                    "part": words.part(name),
                    "before": words.value(name, item.before.get(name)),
                    "after": words.value(name, item.after.get(name)),
                }
                for name in dict.fromkeys([*item.before, *item.after])
            ],
            "problems": [_problem(words, each) for each in item.problems],
        }
        for item in items
    ]


def _problem(words: Words, problem: Any) -> dict[str, str]:
    column = str(problem.get("column", ""))
    return {
        "part": words.part(column) if column else "",
        "words": words.problem(problem),
        "now": str(problem.get("now", "")),
        "yours": str(problem.get("yours", "")),
    }


def thumbs(visit: Visit, assets: list[AssetView]) -> list[dict[str, Any]]:
    """Return assets with their small pictures."""
    found = pictures(visit, assets, "thumb")
    return [{"asset": asset, "picture": found[asset.id], "colour": colour_of(asset)} for asset in assets]
