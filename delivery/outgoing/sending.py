"""Sending what waits for a webhook: taken one by one, called outside any transaction, and the outcome written down.

A delivery that is taken is put off for `HELD`; if its process dies, it is taken again then. So each is sent at least
once, always under the same `webhook-id`, by which receivers know a repeat.
"""

import json
import time
from datetime import timedelta

import sqlalchemy as sa

from dam.core import Core
from dam.jobs.called_off import stop_if_called_off
from delivery.outgoing import reasons
from delivery.outgoing.client import Client, Refused, Unreachable
from delivery.outgoing.guard import Allowed, read_networks
from delivery.outgoing.models import Webhook, WebhookDelivery
from delivery.outgoing.outcomes import Outcome, drop_waiting, note_outcome
from delivery.outgoing.retries import read_retry_after
from delivery.outgoing.sending_turns import turn_of
from delivery.outgoing.telling import ask_to_send
from delivery.outgoing.webhook_secrets import sign
from delivery.settings import DeliverySettings

HELD = timedelta(seconds=60)
"""Longer than any call takes."""

TURN_SECONDS = 5.0
"""After this long the next webhook has its turn; what still waits is asked for again."""

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def client_of(settings: DeliverySettings) -> Client:
    """Return the client that may go where webhooks may: the public internet and what the operator added."""
    return Client(Allowed(networks=read_networks(settings.outgoing_allow)))


def ask_for_due(core: Core) -> int:
    """Ask for the sending of everything whose time has come (a chore); return to how many webhooks."""
    due = (WebhookDelivery.state == "waiting", WebhookDelivery.next_at <= core.now())
    with core.db.read() as session:
        webhook_ids = session.scalars(sa.select(WebhookDelivery.webhook_id).where(*due).distinct()).all()
    for webhook_id in webhook_ids:
        with core.db.write() as session:
            ask_to_send(core, session, webhook_id)
    return len(webhook_ids)


def send_to_webhook(core: Core, settings: DeliverySettings, webhook_id: str, client: Client) -> None:
    """Send what is due for one webhook (a job), oldest first; where nobody answers, the rest waits for the next turn."""
    with turn_of(webhook_id) as is_ours:
        if is_ours:
            _send_due(core, settings, webhook_id, client)


def _send_due(core: Core, settings: DeliverySettings, webhook_id: str, client: Client) -> None:
    ends_at = time.monotonic() + TURN_SECONDS
    while time.monotonic() < ends_at:
        stop_if_called_off()
        taken = _take(core, webhook_id)
        if taken is None:
            return
        outcome = _send(core, settings, client, *taken)
        note_outcome(core, taken[1].id, outcome)
        if outcome.status is None:
            return


def _take(core: Core, webhook_id: str) -> tuple[Webhook, WebhookDelivery] | None:
    """Take the oldest delivery that is due; of a webhook that was switched off everything is dropped."""
    now = core.now()
    with core.db.write() as session:
        webhook = session.get(Webhook, webhook_id)
        if webhook is None:
            return None
        if not webhook.is_enabled:
            drop_waiting(session, webhook_id, core)
            return None
        row = session.scalar(
            sa.select(WebhookDelivery)
            .where(
                WebhookDelivery.webhook_id == webhook_id,
                WebhookDelivery.state == "waiting",
                WebhookDelivery.next_at <= now,
            )
            .order_by(WebhookDelivery.created_at, WebhookDelivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.attempts += 1
        row.next_at = now + HELD
        return webhook, row


def _send(
    core: Core, settings: DeliverySettings, client: Client, webhook: Webhook, row: WebhookDelivery
) -> Outcome:
    body = json.dumps(row.event, ensure_ascii=False, separators=(",", ":")).encode()
    now = core.now()
    headers = {
        "Content-Type": CONTENT_TYPE,
        **sign(settings.secret_key, webhook, row.event_id, now, body),
    }
    try:
        answer = client.call("POST", webhook.url, headers=headers, body=body)
    except (Refused, Unreachable) as error:
        return Outcome(reason=str(error))
    retry_after = read_retry_after(answer.headers.get("retry-after", ""), now)
    if 300 <= answer.status < 400:
        return Outcome(answer.status, reasons.REDIRECT, retry_after)
    return Outcome(answer.status, reasons.ERROR, retry_after)
