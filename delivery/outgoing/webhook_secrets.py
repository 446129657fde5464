"""Secrets of webhooks and the signatures made with them, by the Standard Webhooks specification.

A secret is derived from the house's own key and stands nowhere: no copy of the database holds it.
"""

import base64
import hmac
from datetime import datetime, timedelta

from delivery.outgoing.models import Webhook

BOTH_SIGN = timedelta(days=1)
"""After a rotation the secret before signs too, so that receivers can change theirs without a gap."""


def secret_of(secret_key: str, webhook_id: str, generation: int) -> str:
    """Return the secret as people copy it: `whsec_` and 32 bytes in base64."""
    return "whsec_" + base64.b64encode(_key(secret_key, webhook_id, generation)).decode()


def sign(secret_key: str, webhook: Webhook, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the three headers of a message; `webhook-signature` holds one signature, or two within a day of a rotation."""
    seconds = str(int(at.timestamp()))
    generations = [webhook.generation]
    if webhook.rotated_at is not None and at < webhook.rotated_at + BOTH_SIGN:
        generations.append(webhook.generation - 1)
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    signatures = [_sign(_key(secret_key, webhook.id, generation), signed) for generation in generations]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(signatures),
    }


def _key(secret_key: str, webhook_id: str, generation: int) -> bytes:
    return hmac.digest(secret_key.encode(), f"webhook:{webhook_id}:{generation}".encode(), "sha256")


def _sign(key: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
