"""What came of a call to a webhook, written down with all that follows from it."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from delivery.outgoing import reasons
from delivery.outgoing.models import Webhook, WebhookDelivery
from delivery.outgoing.retries import next_attempt

ONLY_FAILURES = timedelta(days=5)
"""A webhook that has answered nothing well for so long is switched off."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call: an HTTP status or a reason why there is none, and how long the receiver wants to be left alone."""

    status: int | None = None
    reason: str = ""
    retry_after: timedelta | None = None

    @property
    def is_delivered(self) -> bool:
        """Tell whether the receiver has taken it."""
        return self.status is not None and 200 <= self.status < 300


def note_outcome(core: Core, delivery_id: str, outcome: Outcome) -> None:
    """Write down what came of a call, and what follows for the webhook."""
    now = core.now()
    with core.db.write() as session:
        held = _hold(session, delivery_id)
        if held is None:
            return  # the webhook was deleted meanwhile
        webhook, row = held
        row.status = outcome.status
        if outcome.is_delivered:
            row.state, row.error, row.next_at, row.ended_at = "delivered", "", None, now
            webhook.failing_since = None
            return
        webhook.failing_since = webhook.failing_since or now
        is_gone = outcome.status == 410
        row.error = reasons.GONE if is_gone else outcome.reason
        row.next_at = None if is_gone else next_attempt(row.attempts, now, outcome.retry_after)
        if row.next_at is not None:
            return
        row.state, row.ended_at = "failed", now
        if is_gone or webhook.failing_since <= now - ONLY_FAILURES:
            _switch_off(session, webhook, reasons.GONE if is_gone else reasons.ONLY_FAILURES, core)


def _hold(session: Session, delivery_id: str) -> tuple[Webhook, WebhookDelivery] | None:
    """Hold the webhook first and then the delivery, in the order of everybody else, so that no two wait for each other."""
    webhook_id = session.scalar(
        sa.select(WebhookDelivery.webhook_id).where(WebhookDelivery.id == delivery_id)
    )
    webhook = session.get(Webhook, webhook_id, with_for_update=True) if webhook_id is not None else None
    row = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    return (webhook, row) if webhook is not None and row is not None else None


def drop_waiting(session: Session, webhook_id: str, core: Core) -> None:
    """Give up what still waits for a webhook that was switched off; it can be sent again by hand."""
    waiting = (WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == "waiting")
    dropped = {"state": "dropped", "error": reasons.SWITCHED_OFF, "next_at": None, "ended_at": core.now()}
    session.execute(sa.update(WebhookDelivery).where(*waiting).values(dropped))


def _switch_off(session: Session, webhook: Webhook, reason: str, core: Core) -> None:
    if webhook.is_enabled:
        webhook.is_enabled, webhook.disabled_reason = False, reason
    session.flush()
    drop_waiting(session, webhook.id, core)
