"""Discussions over the API: threads of comments with their pins, and whom they may mention."""

from typing import Any

from starlette.responses import Response

from dam.assets.review.comments import (
    NewComment,
    add_comment,
    edit_comment,
    remove_comment,
    settle_thread,
)
from dam.assets.review.threads import CommentView, Thread, list_threads, suggest_mentions
from dam.errors import FieldError, Invalid
from delivery.api.answers import empty_answer, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import SHORT_LIST, Parameter
from delivery.api.review_schemas import CHANGED_COMMENT, NEW_COMMENT
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

ALL = "/assets/{asset_id}/comments"
ONE = ALL + "/{comment_id}"


async def list_all(call: Call) -> Response:
    """Return the threads of an asset in the order in which they began, of every version that the caller may see."""
    found = await call.run(list_threads, call.path("asset_id"))
    return short_list_answer(call, [thread_json(thread) for thread in found])


async def add(call: Call) -> Response:
    """Begin a thread, pinned or not, or answer one; an answer opens a resolved thread again."""
    body: dict[str, Any] = await call.json()
    new = NewComment(
        body["body"],
        body.get("thread_id", ""),
        body.get("version"),
        body.get("pin"),
        tuple(body.get("mentions", ())),
    )
    return json_answer(thread_json(await call.run(add_comment, call.path("asset_id"), new)), 201)


async def change(call: Call) -> Response:
    """Change one's own words, or resolve the comment's thread or open it again."""
    body: dict[str, Any] = await call.json()
    where = (call.path("asset_id"), call.path("comment_id"))
    if not body.keys() & {"body", "is_resolved"}:
        sentence = "Send body, is_resolved, or both."
        raise Invalid(sentence, [FieldError("body", sentence)])
    if "body" in body:
        thread = await call.run(edit_comment, *where, body["body"], tuple(body.get("mentions", ())))
    if "is_resolved" in body:
        thread = await call.run(settle_thread, *where, is_resolved=body["is_resolved"])
    return json_answer(thread_json(thread))


async def remove(call: Call) -> Response:
    """Remove a comment; a thread that others answered keeps its place."""
    await call.run(remove_comment, call.path("asset_id"), call.path("comment_id"))
    return empty_answer()


async def mentionable(call: Call) -> Response:
    """Return up to eight people who may see the asset and whose name begins so."""
    found = await call.run(suggest_mentions, call.path("asset_id"), call.query.text("q") or "")
    return short_list_answer(call, [{"id": person.id, "name": person.name} for person in found])


def thread_json(thread: Thread) -> JsonObject:
    """Return a thread as the API shows it."""
    pin = thread.pin
    return {
        "id": thread.id,
        "number": thread.number,
        "version": thread.version,
        "is_earlier": thread.is_earlier,
        "pin": {"x": pin.x, "y": pin.y, "second": pin.second, "page": pin.page},
        "is_resolved": thread.is_resolved,
        "resolved_by": thread.resolved_by,
        "resolved_at": when(thread.resolved_at),
        "comments": [_comment_json(each) for each in thread.comments],
    }


def _comment_json(comment: CommentView) -> JsonObject:
    return {
        "id": comment.id,
        "body": comment.body,
        "mentions": [{"id": one, "name": name} for one, name in comment.mentions.items()],
        "by": {"kind": comment.author_kind, "id": comment.author_id, "name": comment.author_name},
        "created_at": when(comment.created_at),
        "edited_at": when(comment.edited_at),
        "is_removed": comment.is_removed,
    }


OPERATIONS = (
    Operation(
        "GET",
        ALL,
        list_all,
        "Reviews",
        "List the discussion of an asset",
        {200: page_of("Thread")},
        query=SHORT_LIST,
        problems=(403, 404),
    ),
    Operation(
        "POST",
        ALL,
        add,
        "Reviews",
        "Comment on an asset",
        {201: ref("Thread")},
        body=NEW_COMMENT,
        problems=(400, 403, 404),
    ),
    Operation(
        "PATCH",
        ONE,
        change,
        "Reviews",
        "Change a comment, or resolve its thread",
        {200: ref("Thread")},
        body=CHANGED_COMMENT,
        problems=(400, 403, 404),
    ),
    Operation("DELETE", ONE, remove, "Reviews", "Remove a comment", {204: None}, problems=(403, 404)),
    Operation(
        "GET",
        "/assets/{asset_id}/mentionable",
        mentionable,
        "Reviews",
        "List whom a comment may mention",
        {200: page_of("Mentionable")},
        query=(Parameter("q", "The beginning of a name."), *SHORT_LIST),
        problems=(403, 404),
    ),
)
