"""What was sent to a webhook: the log that people read, sending again, trying out, and forgetting."""

from datetime import timedelta

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, NotFound
from dam.ids import new_id
from dam.paging import Page, read_page
from delivery.outgoing.envelopes import write_envelope
from delivery.outgoing.event_types import PING
from delivery.outgoing.happenings import Happening
from delivery.outgoing.models import Webhook, WebhookDelivery
from delivery.outgoing.telling import add_delivery, ask_to_send
from delivery.outgoing.webhooks import find_webhook
from delivery.settings import DeliverySettings

KEPT = timedelta(days=30)

PIECE = 200
"""Deliveries forgotten in one transaction."""


def list_deliveries(
    core: Core,
    caller: Caller,
    webhook_id: str,
    *,
    state: str = "",
    limit: int = 50,
    cursor: str | None = None,
) -> Page[WebhookDelivery]:
    """Return what was and will be sent to a webhook, newest first."""
    require(caller, Action.MANAGE_WEBHOOKS)
    where = [WebhookDelivery.webhook_id == webhook_id]
    if state:
        where.append(WebhookDelivery.state == state)
    with core.db.read() as session:
        find_webhook(session, webhook_id)
        newest = (WebhookDelivery.created_at.desc(), WebhookDelivery.id)
        return read_page(session, sa.select(WebhookDelivery).where(*where), newest, limit, cursor)


def resend(core: Core, caller: Caller, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Send an event again, with the same id and a fresh row of attempts."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.write() as session:
        _require_enabled(find_webhook(session, webhook_id))
        row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
        if row is None or row.webhook_id != webhook_id:
            raise NotFound(f"There is no delivery {delivery_id[:40]!r} to this webhook.")
        row.state, row.attempts, row.next_at, row.ended_at = "waiting", 0, core.now(), None
        row.status, row.error = None, ""
        ask_to_send(core, session, webhook_id)
        note(session, caller, "webhook.resent", "webhook", webhook_id, {"event": row.event_id})
    return row


def ping(core: Core, caller: Caller, settings: DeliverySettings, webhook_id: str) -> WebhookDelivery:
    """Send an event that says nothing, so that people see whether it arrives."""
    require(caller, Action.MANAGE_WEBHOOKS)
    with core.db.write() as session:
        webhook = find_webhook(session, webhook_id)
        _require_enabled(webhook)
        happening = Happening(PING, facts={"webhook_id": webhook.id}, id=new_id())
        envelope = write_envelope(session, settings.base_url, happening, core.now())
        row = add_delivery(session, webhook.id, envelope, core.now())
        ask_to_send(core, session, webhook.id)
        note(session, caller, "webhook.pinged", "webhook", webhook.id)
    return row


def prune_deliveries(core: Core) -> int:
    """Forget what ended 30 days ago (a chore), in small pieces; return how many."""
    old = (WebhookDelivery.state != "waiting", WebhookDelivery.created_at < core.now() - KEPT)
    forgotten = 0
    while True:
        with core.db.write() as session:
            ids = session.scalars(sa.select(WebhookDelivery.id).where(*old).limit(PIECE)).all()
            session.execute(sa.delete(WebhookDelivery).where(WebhookDelivery.id.in_(ids)))
        forgotten += len(ids)
        if len(ids) < PIECE:
            return forgotten


def _require_enabled(webhook: Webhook) -> None:
    if not webhook.is_enabled:
        raise Conflict("This webhook is switched off; switch it on first.")
