"""What webhooks and their deliveries look like over the API."""

from delivery.api.schemas import (
    COUNT,
    FLAG,
    MAYBE_COUNT,
    MAYBE_MOMENT,
    MOMENT,
    SHORT_TEXT,
    TEXT,
    Schema,
    exactly,
)
from delivery.outgoing.event_types import CHOICES, TYPES

STATES = ("waiting", "delivered", "failed", "dropped")

WANTED_TYPES: Schema = {
    "type": "array",
    "items": {"type": "string", "enum": list(CHOICES)},
    "description": "Which events it is told; none means all. "
    + " ".join(f"`{name}`: {TYPES[name]}" for name in CHOICES),
}

EDITABLE: dict[str, Schema] = {
    "url": {"type": "string", "maxLength": 2000},
    "title": SHORT_TEXT,
    "types": WANTED_TYPES,
}

WEBHOOK_COMPONENTS: dict[str, Schema] = {
    "Webhook": exactly(
        {
            "id": TEXT,
            **EDITABLE,
            "is_enabled": FLAG,
            "disabled_reason": TEXT,
            "failing_since": MAYBE_MOMENT,
            "created_by": TEXT,
            "created_at": MOMENT,
            "rotated_at": MAYBE_MOMENT,
            "secret": {
                "type": "string",
                "description": "Shown once: when the webhook is made or its secret rotated.",
            },
        },
        optional=("secret",),
    ),
    "WebhookDelivery": exactly(
        {
            "id": TEXT,
            "event_id": {
                "type": "string",
                "description": "What `webhook-id` says, the same at each attempt.",
            },
            "type": {"type": "string", "enum": list(TYPES)},
            "asset_id": TEXT,
            "state": {"type": "string", "enum": list(STATES)},
            "attempts": COUNT,
            "status": MAYBE_COUNT,
            "error": TEXT,
            "created_at": MOMENT,
            "next_at": MAYBE_MOMENT,
            "ended_at": MAYBE_MOMENT,
            "event": {"type": "object", "description": "The CloudEvents envelope as it is sent."},
        }
    ),
}
