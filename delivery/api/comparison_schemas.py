"""What comparisons look like over the API."""

from dam.engagement.comparing import limits
from dam.engagement.comparing.views import STATES
from delivery.api.schemas import (
    COUNT,
    FLAG,
    MAYBE_MOMENT,
    MAYBE_NUMBER,
    MOMENT,
    SHORT_TEXT,
    TEXT,
    Schema,
    exactly,
    many,
    ref,
    some_of,
)

_WEIGHT: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": limits.MOST_WEIGHT,
    "description": "Share of the visitors, beside the other arms' weights; 1 when absent.",
}
_PRESET: Schema = {
    "type": "string",
    "maxLength": 40,
    "description": "Of an arm: empty for the compared preset, another one for another crop.",
}

NEW_ARM: Schema = some_of(
    {"asset": TEXT, "preset": _PRESET, "weight": _WEIGHT, "title": SHORT_TEXT}, required=("asset",)
)

EDITABLE: dict[str, Schema] = {
    "title": SHORT_TEXT,
    "asset": {"type": "string", "description": "The asset whose stable URLs are under test."},
    "channel": {"type": "string", "maxLength": 40},
    "preset": {"type": "string", "maxLength": 40, "description": "Empty for all presets of the channel."},
    "goal_class": {
        "type": "string",
        "enum": list(limits.GOALS),
        "description": "What counts as success; sales and words come without a visitor's key and cannot be a goal.",
    },
    "goal_kind": {
        "type": "string",
        "maxLength": 40,
        "description": "Only this kind, as `click`; empty for any.",
    },
    "starts_at": {**MAYBE_MOMENT, "description": "When it begins once it is started; at once when absent."},
    "ends_at": {
        **MAYBE_MOMENT,
        "description": f"When it ends by itself, {limits.MOST_DAYS} days after its start at the latest.",
    },
    "arms": {
        "type": "array",
        "items": NEW_ARM,
        "maxItems": limits.MOST_ARMS,
        "description": "The candidates; the first is the control, the compared asset itself.",
    },
}

_COMPARISON: dict[str, Schema] = {
    "id": TEXT,
    "title": TEXT,
    "asset": TEXT,
    "channel": TEXT,
    "preset": TEXT,
    "goal_class": TEXT,
    "goal_kind": TEXT,
    "starts_at": MAYBE_MOMENT,
    "ends_at": MAYBE_MOMENT,
    "ended_at": MAYBE_MOMENT,
    "state": {"type": "string", "enum": list(STATES)},
    "created_by": TEXT,
    "created_at": MOMENT,
    "arms": many(ref("ComparisonArm")),
}

COMPARISON_COMPONENTS: dict[str, Schema] = {
    "ComparisonArm": exactly(
        {
            "letter": {"type": "string", "description": "A is the control."},
            "asset": TEXT,
            "preset": _PRESET,
            "title": TEXT,
            "weight": _WEIGHT,
            "left_out_at": {
                **MAYBE_MOMENT,
                "description": "Since when nobody is sent to it, because its asset went dark.",
            },
        }
    ),
    "Comparison": exactly(_COMPARISON),
    "ComparisonWithReport": exactly({**_COMPARISON, "report": ref("ComparisonReport")}),
    "ComparisonReport": exactly(
        {
            "counted_at": MOMENT,
            "is_final": {
                **FLAG,
                "description": "Nothing is counted any more, and the visitors' keys are gone.",
            },
            "is_mismatched": {
                **FLAG,
                "description": "Visitors were not split as the weights say: something is broken; believe no figure.",
            },
            "arms": many(
                exactly(
                    {
                        "letter": TEXT,
                        "visitors": {**COUNT, "description": "People who were sent to it, each once a day."},
                        "conversions": {**COUNT, "description": "Those of them who did what counts."},
                        "rate": {**MAYBE_NUMBER, "description": "Conversions by visitors, as a fraction."},
                        "verdict": {
                            "type": "string",
                            "enum": ["control", "too_few", "unclear", "better", "worse"],
                        },
                        "difference": {**MAYBE_NUMBER, "description": "Of the rate from the control's."},
                        "low": {
                            **MAYBE_NUMBER,
                            "description": "Lower end of the interval of the difference, which holds at every look.",
                        },
                        "high": {**MAYBE_NUMBER, "description": "Its upper end."},
                        "words": {"type": "string", "description": "The same in one sentence."},
                        "is_replaced": {
                            **FLAG,
                            "description": "Another version is current than at the start.",
                        },
                    }
                )
            ),
        }
    ),
}
