"""Reviews over the API: the queue, one asset's review, and its history."""

from typing import Any

from starlette.responses import Response

from dam.assets.review.assign import assign_review, possible_assignees
from dam.assets.review.history import read_history
from dam.assets.review.queue import QueueFilter, Waiting, list_queue
from dam.assets.review.read import get_review
from dam.assets.review.sent import list_sent
from dam.assets.review.ticks import tick_item
from dam.assets.review.verdicts import WHOLE, give_verdict
from dam.assets.workflow.checklist import KINDS
from dam.paging import Page
from delivery.api.answers import json_answer, list_answer
from delivery.api.asset_answers import asset_jsons
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, SHORT_LIST, Parameter
from delivery.api.review_answers import review_json
from delivery.api.review_schemas import ASSIGNMENT, TICK, VERDICT
from delivery.api.schemas import page_of, ref
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when

ONE = "/assets/{asset_id}/review"

QUEUE_QUERY = (
    Parameter("mine", "Only what is given to the caller or a group of theirs.", "flag"),
    Parameter("overdue", "Only what is overdue.", "flag"),
    Parameter("kind", "Only this kind of asset.", "choice", KINDS),
    *PAGING,
)


async def queue(call: Call) -> Response:
    """Return what waits for the caller's verdict: the earliest due day first, then what has waited longest."""
    query = call.query
    wanted = QueueFilter(query.flag("mine"), query.flag("overdue"), query.text("kind") or "")
    page = await call.run(list_queue, wanted, limit=query.limit, cursor=query.cursor)
    return await _waiting(call, page)


async def _waiting(call: Call, page: Page[Waiting]) -> Response:
    assets = await asset_jsons(call, [each.asset for each in page.items])
    items: list[JsonObject] = [
        {"asset": asset, "review": review_json(each.review)}
        for asset, each in zip(assets, page.items, strict=True)
    ]
    return list_answer(items, page.total, page.next)


async def sent(call: Call) -> Response:
    """Return what the caller owns or sent and nobody has decided on yet, with who looks at it and until when."""
    page = await call.run(list_sent, limit=call.query.limit, cursor=call.query.cursor)
    return await _waiting(call, page)


async def read(call: Call) -> Response:
    """Return who looks at an asset and until when, its checklist, and who approved what."""
    return json_answer(review_json(await call.run(get_review, call.path("asset_id"))))


async def assign(call: Call) -> Response:
    """Say who looks at an asset, and until when; a name that is left out stays, null clears it."""
    patch = await call.json()
    return json_answer(review_json(await call.run(assign_review, call.path("asset_id"), patch)))


async def assignees(call: Call) -> Response:
    """Return the people and groups that may approve an asset."""
    found = await call.run(possible_assignees, call.path("asset_id"))
    return short_list_answer(call, [{"kind": each.kind, "id": each.id, "name": each.name} for each in found])


async def decide(call: Call) -> Response:
    """Approve an asset or send it back; the second of two reviewers at once is told who was faster (409)."""
    body: dict[str, Any] = await call.json()
    asset_id = call.path("asset_id")
    await call.run(
        give_verdict,
        asset_id,
        body["verdict"],
        aspect=body.get("aspect", WHOLE),
        reason=body.get("reason", ""),
        seen_version=body.get("version"),
        override=body.get("override", ""),
    )
    return json_answer(review_json(await call.run(get_review, asset_id)))


async def tick(call: Call) -> Response:
    """Tick an item of the checklist for the present version, or take the tick back."""
    body = await call.json()
    view = await call.run(tick_item, call.path("asset_id"), call.path("key"), is_done=body["is_done"] is True)
    return json_answer(review_json(view))


async def history(call: Call) -> Response:
    """Return the moves, verdicts and versions of an asset, newest first, with who, when and why."""
    steps = await call.run(read_history, call.path("asset_id"))
    items: list[JsonObject] = [
        {
            "at": when(step.at),
            "action": step.action,
            "by": step.by,
            "before": step.before,
            "after": step.after,
            "reason": step.reason,
            "detail": step.detail,
        }
        for step in steps
    ]
    return short_list_answer(call, items)


OPERATIONS = (
    Operation(
        "GET",
        "/reviews",
        queue,
        "Reviews",
        "List what waits for a verdict",
        {200: page_of("WaitingReview")},
        query=QUEUE_QUERY,
        problems=(403,),
    ),
    Operation(
        "GET",
        "/reviews/sent",
        sent,
        "Reviews",
        "List what one has sent to review",
        {200: page_of("WaitingReview")},
        query=PAGING,
        problems=(403,),
    ),
    Operation("GET", ONE, read, "Reviews", "Read a review", {200: ref("Review")}, problems=(403, 404)),
    Operation(
        "PATCH",
        ONE,
        assign,
        "Reviews",
        "Give a review to somebody, with a day",
        {200: ref("Review")},
        body=ASSIGNMENT,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "GET",
        f"{ONE}/assignees",
        assignees,
        "Reviews",
        "List who may review",
        {200: page_of("Assignee")},
        query=SHORT_LIST,
        problems=(403, 404),
    ),
    Operation(
        "POST",
        f"{ONE}/verdicts",
        decide,
        "Reviews",
        "Approve, or send back",
        {200: ref("Review")},
        body=VERDICT,
        problems=(400, 403, 404, 409),
    ),
    Operation(
        "PUT",
        f"{ONE}/checklist/{{key}}",
        tick,
        "Reviews",
        "Tick an item of the checklist",
        {200: ref("Review")},
        body=TICK,
        problems=(400, 403, 404),
    ),
    Operation(
        "GET",
        f"{ONE}/history",
        history,
        "Reviews",
        "List who moved an asset, when and why",
        {200: page_of("ReviewStep")},
        query=SHORT_LIST,
        problems=(403, 404),
    ),
)
