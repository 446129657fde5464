"""A review as JSON."""

from dam.assets.review.views import ReviewView
from dam.assets.workflow.checklist import ItemState
from delivery.api.views import JsonObject, when


def review_json(view: ReviewView) -> JsonObject:
    """Return a review as the API shows it."""
    assignee = view.assignee
    return {
        "asset_id": view.asset_id,
        "status": view.status,
        "version": view.version,
        "assignee": {"kind": assignee.kind, "id": assignee.id, "name": assignee.name} if assignee else None,
        "due_on": view.due_on.isoformat() if view.due_on else None,
        "is_overdue": view.is_overdue,
        "asked_by": view.asked_by,
        "asked_at": when(view.asked_at),
        "four_eyes": view.four_eyes,
        "is_separate": view.is_separate,
        "is_own_work": view.is_own_work,
        "checklist": [_item_json(state) for state in view.checklist],
        "open_fields": list(view.open_fields),
        "verdicts": [
            {"aspect": each.aspect, "by": {"id": each.by_id, "name": each.by_name}, "at": when(each.at)}
            for each in view.verdicts
        ],
        "missing": list(view.missing),
        "is_blocked": view.is_blocked,
        "may_decide": view.may_decide,
        "may_assign": view.may_assign,
        "may_override": view.may_override,
    }


def _item_json(state: ItemState) -> JsonObject:
    item = state.item
    return {
        "key": item.key,
        "titles": dict(item.titles),
        "is_required": item.is_required,
        "rule": item.rule,
        "is_done": state.is_done,
        "by": state.by,
    }
