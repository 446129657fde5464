"""The shapes of what sales are owed to, of what people said, and of stages."""

from dam.engagement.attribution.query import CREDIT_GROUPS
from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    Schema,
    exactly,
    many,
    ref,
)

_PERIOD: dict[str, Schema] = {"from": MOMENT, "to": MOMENT, "zone": TEXT, "actor": TEXT}

_SALES: Schema = {
    "type": "string",
    "pattern": r"^-?\d+\.\d{3}$",
    "description": "A number of sales, in thousandths",
}
_OWED: dict[str, Schema] = {"sales": _SALES, "value": BY_LOCALE}

_TALLY: dict[str, Schema] = {
    "count": COUNT,
    "rated": COUNT,
    "mean": MAYBE_NUMBER,
    "distribution": {"type": "object", "additionalProperties": COUNT},
}

_STAGE: Schema = exactly({"name": TEXT, "titles": BY_LOCALE})

OWED_AND_SAID_COMPONENTS: dict[str, Schema] = {
    "Owed": exactly(_OWED),
    "Attribution": exactly(
        {
            **_PERIOD,
            "model": TEXT,
            "window": COUNT,
            "group": TEXT,
            "sales": ref("Owed"),
            "bases": exactly(
                {"journey": ref("Owed"), "campaign": ref("Owed"), "none": ref("Owed")},
                optional=("campaign", "none"),
            ),
            "items": many(
                {
                    "type": "object",
                    "properties": {
                        **dict.fromkeys(CREDIT_GROUPS, TEXT),
                        "title": TEXT,
                        "basis": {"type": "string", "enum": ["journey", "campaign", "none"]},
                        **_OWED,
                    },
                    "required": ["basis", *_OWED],
                    "additionalProperties": False,
                }
            ),
        }
    ),
    "Feedback": exactly(
        {
            **_PERIOD,
            "total": COUNT,
            "kinds": many(exactly({"kind": TEXT, "scale": COUNT, **_TALLY})),
            "origins": {"type": "object", "additionalProperties": COUNT},
            "nps": exactly(
                {
                    "score": {"type": ["integer", "null"], "minimum": -100, "maximum": 100},
                    "promoters": COUNT,
                    "passives": COUNT,
                    "detractors": COUNT,
                }
            ),
            "assets": many(exactly({"asset": TEXT, "title": TEXT, **_TALLY})),
            "words": exactly({"items": many(ref("Words")), "total": COUNT, "next": MAYBE_TEXT}),
            "words_since": MOMENT,
        }
    ),
    "Words": exactly(
        {
            "at": MOMENT,
            **dict.fromkeys(("asset", "title", "channel", "placement", "kind", "origin"), TEXT),
            "rating": MAYBE_NUMBER,
            "locale": TEXT,
            "text": TEXT,
        }
    ),
    "Stages": exactly({"stages": many(_STAGE), "former": many(_STAGE), "channels": BY_LOCALE}),
}
