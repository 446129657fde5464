"""What short links look like over the API."""

from delivery.api.schemas import (
    COUNT,
    FLAG,
    MAYBE_MOMENT,
    SHORT_TEXT,
    TEXT,
    Schema,
    exactly,
    many,
)
from delivery.links.read import STATES
from delivery.links.wanted import KINDS

ADDRESS: Schema = {"type": "string", "maxLength": 2000}

EDITABLE: dict[str, Schema] = {
    "asset_id": {"type": "string", "maxLength": 32},
    "title": SHORT_TEXT,
    "channel": {"type": "string", "maxLength": 40},
    "preset": {
        "type": "string",
        "maxLength": 40,
        "description": "A preset of the channel whose file an empty target leads to; empty means a page that shows the asset.",
    },
    "placement": {
        **SHORT_TEXT,
        "description": "Where it stands; the code itself when a new link names none.",
    },
    "campaign": SHORT_TEXT,
    "kind": {"type": "string", "enum": list(KINDS)},
    "target": {**ADDRESS, "description": "Where it leads; empty means to the asset."},
    "fallback": {
        **ADDRESS,
        "description": "Where it leads while the asset is dark or the link is retired; empty means to the asset that "
        "follows, else the channel's stand-in, else the front page of the target's site.",
    },
    "carries_journey": {
        **FLAG,
        "description": "Whether people are handed a journey token `vj`, where the target is on a site of VITRINE_JOURNEY_SITES.",
    },
}

CODE: Schema = {
    "type": "string",
    "maxLength": 40,
    "description": "A word of your own; eight signs are drawn when absent.",
}

LINK_COMPONENTS: dict[str, Schema] = {
    "Link": exactly(
        {
            "code": TEXT,
            "url": {"type": "string", "description": "What is printed or sent."},
            **EDITABLE,
            "state": {"type": "string", "enum": list(STATES)},
            "revision": {
                **COUNT,
                "description": "0 for a code of an asset that nobody has led elsewhere yet.",
            },
            "created_by": TEXT,
            "created_at": MAYBE_MOMENT,
            "updated_at": MAYBE_MOMENT,
            "retired_at": MAYBE_MOMENT,
            "followed": {**COUNT, "description": "By people in the last 30 days."},
            "days": {
                **many(exactly({"day": {"type": "string", "format": "date"}, "followed": COUNT})),
                "description": "The last 30 days, oldest first; only where one link is read.",
            },
        },
        optional=("days",),
    ),
}
