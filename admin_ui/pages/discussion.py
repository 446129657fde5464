"""The discussion of an asset: pins on its stage, threads, the review beside them, and the history of its moves."""

import re
from datetime import date
from typing import Any

from starlette.responses import Response

from admin_ui.asset_form import can_edit
from admin_ui.discussion import shown_threads
from admin_ui.labels.words import LABELS
from admin_ui.pictures import picture
from admin_ui.player import sources
from admin_ui.render import render
from admin_ui.renditions_shown import channels_of
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.read import get_asset
from dam.assets.review.assign import assign_review, possible_assignees
from dam.assets.review.comments import (
    MOST_LETTERS,
    NewComment,
    add_comment,
    edit_comment,
    remove_comment,
    settle_thread,
)
from dam.assets.review.history import Step, read_history
from dam.assets.review.read import get_review
from dam.assets.review.threads import list_threads
from dam.assets.review.ticks import tick_item
from dam.assets.review.views import ReviewView
from dam.assets.views import AssetView
from dam.errors import Forbidden

_DAY = re.compile(r"(?<=· )[0-9]{4}-[0-9]{2}-[0-9]{2}$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
"""A due day as the trail writes it."""


def discussion_page(visit: Visit) -> Response:
    """Show what is said about an asset; its review to those who may send it to one."""
    asset = get_asset(visit.core, visit.caller, _id(visit))
    review = _review(visit, asset.id)
    threads = shown_threads(visit, list_threads(visit.core, visit.caller, asset.id))
    channels = channels_of(visit)
    values: dict[str, Any] = {
        "asset": asset,
        "threads": threads,
        "picture": picture(visit, asset, "preview"),
        "sources": sources(visit, asset, channels),
        "ratio": round((asset.width or 4) / (asset.height or 3), 4),
        "colour": colour_of(asset),
        "review": review,
        "may_tick": visit.may_with(Action.APPROVE, asset) or can_edit(visit, asset),
        "assignees": possible_assignees(visit.core, visit.caller, asset.id) if _may_assign(review) else [],
        "steps": [(step, step_words(visit, step)) for step in _history(visit, asset, review)],
        "most_letters": MOST_LETTERS,
        "subtitles": (),
    }
    return render(visit, "discussion.html", values)


def _may_assign(review: ReviewView | None) -> bool:
    return review is not None and review.may_assign


def _review(visit: Visit, asset_id: str) -> ReviewView | None:
    try:
        return get_review(visit.core, visit.caller, asset_id)
    except Forbidden:
        return None


def _history(visit: Visit, asset: AssetView, review: ReviewView | None) -> list[Step]:
    return read_history(visit.core, visit.caller, asset.id) if review is not None else []


def step_words(visit: Visit, step: Step) -> str:
    """Say what a step did."""
    if step.action == "asset.status_moved":
        before, after = (visit.speech.label("status", name) for name in (step.before, step.after))
        return f"{before} → {after}"
    words = visit.speech.label("step_of_review", step.action)
    aspect = LABELS["aspect"].get(step.detail)
    detail = visit.say(aspect) if aspect else _DAY.sub(lambda day: _day(visit, day[0]), step.detail)
    return f"{words} · {detail}" if detail else words


def _day(visit: Visit, text: str) -> str:
    return visit.speech.day(date.fromisoformat(text))


def comment_form(visit: Visit) -> Response:
    """Begin a thread or answer one."""
    number = visit.text("version")
    new = NewComment(
        visit.text("body"),
        visit.text("thread"),
        int(number) if number.isdecimal() and len(number) < 7 else None,
        _pin(visit),
        tuple(visit.texts("mention")),
    )
    thread = add_comment(visit.core, visit.caller, _id(visit), new)
    return _back(visit, visit.say("Comment sent."), thread.comments[-1].id)


def change_form(visit: Visit) -> Response:
    """Change one's own words, remove a comment, or settle its thread."""
    comment_id, act = str(visit.request.path_params["comment_id"]), visit.text("act")
    if act == "remove":
        remove_comment(visit.core, visit.caller, _id(visit), comment_id)
        return _back(visit, visit.say("Comment removed."))
    if act in ("resolve", "reopen"):
        settle_thread(visit.core, visit.caller, _id(visit), comment_id, is_resolved=act == "resolve")
        words = visit.say("Resolved.") if act == "resolve" else visit.say("Open again.")
        return _back(visit, words, comment_id)
    edit_comment(
        visit.core, visit.caller, _id(visit), comment_id, visit.text("body"), tuple(visit.texts("mention"))
    )
    return _back(visit, visit.say("Saved."), comment_id)


def assign_form(visit: Visit) -> Response:
    """Give the review to somebody, with a day."""
    kind, _, identity = visit.text("assignee").partition(":")
    assignee = {"kind": kind, "id": identity} if identity else None
    assign_review(
        visit.core, visit.caller, _id(visit), {"assignee": assignee, "due_on": visit.text("due_on") or None}
    )
    return _back(visit, visit.say("Saved."))


def tick_form(visit: Visit) -> Response:
    """Tick an item of the checklist, or take the tick back."""
    tick_item(visit.core, visit.caller, _id(visit), visit.text("key"), is_done=visit.text("done") == "yes")
    return _back(visit, visit.say("Saved."))


def _pin(visit: Visit) -> dict[str, float]:
    """Return what the form says of a place; percent of the picture, seconds, pages; nonsense is left to the core."""
    pin: dict[str, float] = {}
    for name in ("x", "y", "second", "page"):
        text = visit.text(name).replace(",", ".")
        if text:
            pin[name] = _number(text) / (100 if name in "xy" else 1)
    return pin


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _back(visit: Visit, message: str, comment_id: str = "") -> Response:
    default = f"/assets/{_id(visit)}/discussion" + (f"#comment-{comment_id}" if comment_id else "")
    return visit.back(default, message) if visit.text("back") else visit.go(default, message)


def _id(visit: Visit) -> str:
    return str(visit.request.path_params["asset_id"])
