"""Writing events down for every webhook that wants them: from then on nothing of them can be lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import wait_turn
from dam.ids import new_id
from dam.jobs.port import Json
from delivery.outgoing.envelopes import Envelope, write_envelope
from delivery.outgoing.event_types import CHOICES, PING
from delivery.outgoing.happenings import Happening
from delivery.outgoing.models import Webhook, WebhookDelivery

GROUP = 50
"""Deliveries written down in one transaction, which must stay under 20 ms."""

_ANYBODY = sa.select(Webhook.id).where(Webhook.is_enabled).limit(1)


def is_anybody_told(session: Session) -> bool:
    """Tell whether a webhook is switched on; asked inside the transaction of every change, so that it costs one look."""
    return session.scalar(_ANYBODY) is not None


def told_types(session: Session) -> set[str]:
    """Return every type of event that some webhook wants."""
    wishes = session.scalars(sa.select(Webhook.types).where(Webhook.is_enabled)).all()
    return {type_ for wish in wishes for type_ in wish or CHOICES}


def tell_webhooks(core: Core, base_url: str, payload: Mapping[str, Json]) -> None:
    """Write down what a change means to the outside (a job); run twice, the second time finds it written."""
    found = payload["happenings"]
    assert isinstance(found, Sequence)
    at = datetime.fromisoformat(str(payload["at"]))
    happenings = [Happening.from_json(value) for value in found if isinstance(value, Mapping)]
    with core.db.read() as session:
        envelopes = [write_envelope(session, base_url, happening, at) for happening in happenings]
    write_down(core, envelopes)


def write_down(core: Core, envelopes: Sequence[Envelope]) -> int:
    """Keep a delivery for each webhook that wants each event, and ask for their sending; return how many are new.

    What is written and not asked for, because the process died in between, is found by the chore that looks what is due.
    """
    with core.db.read() as session:
        webhooks = session.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 1
    count, group = 0, max(1, GROUP // webhooks)
    told: dict[str, None] = {}
    for start in range(0, len(envelopes), group):
        with core.db.write() as session:
            fresh = _write_group(core, session, envelopes[start : start + group])
        told.update(dict.fromkeys(fresh))
        count += len(fresh)
    for webhook_id in told:
        with core.db.write() as session:
            ask_to_send(core, session, webhook_id)
    return count


def ask_to_send(core: Core, session: Session, webhook_id: str) -> None:
    """Ask for the sending of what waits for a webhook; once, however often it is asked for."""
    payload: dict[str, Json] = {"webhook_id": webhook_id}
    core.jobs.enqueue(session, "send_to_webhook", payload, queue="outgoing", key=f"webhook:{webhook_id}")


def add_delivery(session: Session, webhook_id: str, envelope: Envelope, now: datetime) -> WebhookDelivery:
    """Keep one event for one webhook, to be sent at once."""
    row = WebhookDelivery(
        id=new_id(),
        webhook_id=webhook_id,
        event_id=envelope["id"],
        type=envelope["type"],
        asset_id=envelope["data"].get("asset_id", ""),
        event=dict(envelope),
        state="waiting",
        attempts=0,
        next_at=now,
        status=None,
        error="",
        created_at=now,
        ended_at=None,
    )
    session.add(row)
    return row


def _write_group(core: Core, session: Session, envelopes: Sequence[Envelope]) -> list[str]:
    """Return the webhook of each delivery that is new."""
    wait_turn(
        session, "webhooks"
    )  # or two that write the same event at once would both believe that it is new
    webhooks = session.scalars(sa.select(Webhook).where(Webhook.is_enabled)).all()
    ids = [envelope["id"] for envelope in envelopes]
    columns = sa.select(WebhookDelivery.webhook_id, WebhookDelivery.event_id)
    known = {tuple(row) for row in session.execute(columns.where(WebhookDelivery.event_id.in_(ids)))}
    told: list[str] = []
    for webhook in webhooks:
        wanted = [envelope for envelope in envelopes if _wants(webhook, envelope["type"])]
        fresh = [envelope for envelope in wanted if (webhook.id, envelope["id"]) not in known]
        for envelope in fresh:
            add_delivery(session, webhook.id, envelope, core.now())
        told += [webhook.id] * len(fresh)
    return told


def _wants(webhook: Webhook, type_: str) -> bool:
    return type_ != PING and (not webhook.types or type_ in webhook.types)
