"""Webhooks over the API: who is told of what, the secret, the log, and sending again."""

from starlette.responses import Response

from delivery.api.answers import empty_answer, json_answer, list_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import PAGING, SHORT_LIST, Parameter
from delivery.api.schemas import FLAG, page_of, ref, some_of
from delivery.api.short_lists import short_list_answer
from delivery.api.views import JsonObject, when
from delivery.api.webhook_schemas import EDITABLE, STATES
from delivery.outgoing.deliveries import list_deliveries, ping, resend
from delivery.outgoing.models import Webhook, WebhookDelivery
from delivery.outgoing.webhooks import (
    create_webhook,
    delete_webhook,
    edit_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
)

NEW = some_of(EDITABLE, required=("url",))

PATCH = some_of({**EDITABLE, "is_enabled": FLAG})

ONE = "/webhooks/{webhook_id}"


def webhook_json(webhook: Webhook) -> JsonObject:
    """Return a webhook without its secret."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "title": webhook.title,
        "types": webhook.types,
        "is_enabled": webhook.is_enabled,
        "disabled_reason": webhook.disabled_reason,
        "failing_since": when(webhook.failing_since),
        "created_by": webhook.created_by_name,
        "created_at": when(webhook.created_at),
        "rotated_at": when(webhook.rotated_at),
    }


def delivery_json(row: WebhookDelivery) -> JsonObject:
    """Return one event on its way, or arrived."""
    return {
        "id": row.id,
        "event_id": row.event_id,
        "type": row.type,
        "asset_id": row.asset_id,
        "state": row.state,
        "attempts": row.attempts,
        "status": row.status,
        "error": row.error,
        "created_at": when(row.created_at),
        "next_at": when(row.next_at),
        "ended_at": when(row.ended_at),
        "event": row.event,
    }


async def list_all(call: Call) -> Response:
    """Return all webhooks, the oldest first."""
    return short_list_answer(call, [webhook_json(webhook) for webhook in await call.run(list_webhooks)])


async def create(call: Call) -> Response:
    """Make a webhook; `secret` in the answer verifies what it is sent, and is never shown again."""
    body = await call.json()
    types = body.get("types", [])
    assert isinstance(types, list)
    webhook, secret = await call.run(
        create_webhook,
        call.house.settings,
        url=str(body["url"]),
        title=str(body.get("title", "")),
        types=types,
    )
    return json_answer({**webhook_json(webhook), "secret": secret}, 201)


async def read(call: Call) -> Response:
    """Return one webhook."""
    return json_answer(webhook_json(await call.run(get_webhook, call.path("webhook_id"))))


async def edit(call: Call) -> Response:
    """Change a webhook. Switched off, it is told nothing, and what waited for it is dropped."""
    body = await call.json()
    webhook = await call.run(edit_webhook, call.house.settings, call.path("webhook_id"), body)
    return json_answer(webhook_json(webhook))


async def delete(call: Call) -> Response:
    """Forget a webhook and everything that was sent to it."""
    await call.run(delete_webhook, call.path("webhook_id"))
    return empty_answer()


async def rotate(call: Call) -> Response:
    """Give a webhook a new secret, shown this once; for a day what is sent carries a signature of the old one too."""
    webhook, secret = await call.run(rotate_secret, call.house.settings, call.path("webhook_id"))
    return json_answer({**webhook_json(webhook), "secret": secret})


async def try_out(call: Call) -> Response:
    """Send `webhook.ping`; the delivery in the answer says what became of it when it is read again in the log."""
    return json_answer(delivery_json(await call.run(ping, call.house.settings, call.path("webhook_id"))), 202)


async def list_sent(call: Call) -> Response:
    """Return what was and will be sent to a webhook in the last 30 days, newest first."""
    query = call.query
    page = await call.run(
        list_deliveries,
        call.path("webhook_id"),
        state=query.text("state") or "",
        limit=query.limit,
        cursor=query.cursor,
    )
    return list_answer([delivery_json(row) for row in page.items], page.total, page.next)


async def send_again(call: Call) -> Response:
    """Send an event once more, under the same id."""
    row = await call.run(resend, call.path("webhook_id"), call.path("delivery_id"))
    return json_answer(delivery_json(row), 202)


OPERATIONS = (
    Operation(
        "GET",
        "/webhooks",
        list_all,
        "Webhooks",
        "List webhooks",
        {200: page_of("Webhook")},
        query=SHORT_LIST,
        problems=(403,),
    ),
    Operation(
        "POST",
        "/webhooks",
        create,
        "Webhooks",
        "Make a webhook; its secret is shown this once",
        {201: ref("Webhook")},
        body=NEW,
        problems=(400, 403, 409),
    ),
    Operation("GET", ONE, read, "Webhooks", "Read a webhook", {200: ref("Webhook")}, problems=(403, 404)),
    Operation(
        "PATCH",
        ONE,
        edit,
        "Webhooks",
        "Change a webhook, or switch it on or off",
        {200: ref("Webhook")},
        body=PATCH,
        problems=(400, 403, 404),
    ),
    Operation("DELETE", ONE, delete, "Webhooks", "Delete a webhook", {204: None}, problems=(403, 404)),
    Operation(
        "POST",
        f"{ONE}/rotate",
        rotate,
        "Webhooks",
        "Give a webhook a new secret",
        {200: ref("Webhook")},
        problems=(403, 404),
    ),
    Operation(
        "POST",
        f"{ONE}/ping",
        try_out,
        "Webhooks",
        "Try a webhook out",
        {202: ref("WebhookDelivery")},
        problems=(403, 404, 409),
    ),
    Operation(
        "GET",
        f"{ONE}/deliveries",
        list_sent,
        "Webhooks",
        "Read what was sent to a webhook",
        {200: page_of("WebhookDelivery")},
        query=(Parameter("state", "Only what is in this state.", "choice", STATES), *PAGING),
        problems=(400, 403, 404),
    ),
    Operation(
        "POST",
        f"{ONE}/deliveries/{{delivery_id}}/resend",
        send_again,
        "Webhooks",
        "Send an event once more",
        {202: ref("WebhookDelivery")},
        problems=(403, 404, 409),
    ),
)
