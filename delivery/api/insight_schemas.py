"""The shapes of insights: figures, items, and the answers of every question to them."""

from dam.engagement.event import EventClass
from dam.engagement.insights.query import GROUPS
from delivery.api.schemas import (
    BY_LOCALE,
    COUNT,
    FLAG,
    MAYBE_COUNT,
    MAYBE_MOMENT,
    MAYBE_NUMBER,
    MOMENT,
    TEXT,
    Schema,
    exactly,
    many,
    ref,
)

_COUNTS: dict[str, Schema] = {class_.value: COUNT for class_ in EventClass}
_FIGURES: dict[str, Schema] = {**_COUNTS, "value": BY_LOCALE, "uniques": MAYBE_COUNT}
_DIFFERENCE: Schema = exactly(
    {**{count: {"type": "integer"} for count in _COUNTS}, "uniques": {"type": ["integer", "null"]}}
)
_COMPARED: dict[str, Schema] = {"before": ref("Figures"), "difference": _DIFFERENCE}
_PERIOD: dict[str, Schema] = {"from": MOMENT, "to": MOMENT, "zone": TEXT, "actor": TEXT}
_BY_REASON: Schema = {"type": "object", "additionalProperties": COUNT}
_NAMED: dict[str, Schema] = {"asset": TEXT, "title": TEXT}
_PAGE: Schema = exactly({"site": TEXT, "page": TEXT, "fetches": COUNT, "last_at": MOMENT})

_ITEM: Schema = {
    "type": "object",
    "properties": {**dict.fromkeys(GROUPS, TEXT), "title": TEXT, **_FIGURES, **_COMPARED},
    "required": list(_FIGURES),
    "additionalProperties": False,
}

INSIGHT_COMPONENTS: dict[str, Schema] = {
    "Figures": exactly(_FIGURES),
    "Insights": exactly(
        {
            **_PERIOD,
            "compared": exactly({"from": MOMENT, "to": MOMENT}),
            "totals": exactly({**_FIGURES, **_COMPARED}, optional=tuple(_COMPARED)),
            "items": many(_ITEM),
            "dropped": _BY_REASON,
        },
        optional=("compared",),
    ),
    "RisingAssets": exactly(
        {
            **_PERIOD,
            "items": many(
                exactly(
                    {
                        **_NAMED,
                        **_FIGURES,
                        "before": ref("Figures"),
                        "rise": MAYBE_NUMBER,
                        "times": MAYBE_NUMBER,
                    }
                )
            ),
        }
    ),
    "NeverUsed": exactly({"items": many(exactly(_NAMED)), "total": COUNT}),
    "Today": exactly({"zone": TEXT, "actor": TEXT, "items": many(exactly({"hour": MOMENT, **_FIGURES}))}),
    "Drops": exactly(
        {
            **_PERIOD,
            "items": many(
                exactly(
                    {
                        "day": TEXT,
                        "door": TEXT,
                        "received": COUNT,
                        "accepted": COUNT,
                        "duplicate": COUNT,
                        "dropped": _BY_REASON,
                    }
                )
            ),
        }
    ),
    "JourneyMap": exactly(
        {
            **_PERIOD,
            "stages": many(TEXT),
            "channels": many(TEXT),
            "stages_without_channel": many(TEXT),
            "items": many(
                exactly(
                    {
                        "stage": TEXT,
                        "channel": TEXT,
                        "is_served": FLAG,
                        "is_gap": FLAG,
                        "live_assets": COUNT,
                        **_FIGURES,
                    }
                )
            ),
        }
    ),
    "Why": exactly(
        {
            **_PERIOD,
            "figure": TEXT,
            "amount": MAYBE_COUNT,
            "figures": ref("Figures"),
            "definition": TEXT,
            "method": TEXT,
            "filters": BY_LOCALE,
            "received": COUNT,
            "duplicates": COUNT,
            "conflicts": COUNT,
            "drops": many(exactly({"door": TEXT, "reason": TEXT, "count": COUNT})),
            "border": MOMENT,
            "is_recountable": FLAG,
            "sample": many(ref("SampleEvent")),
        }
    ),
    "SampleEvent": exactly(
        {
            "at": MOMENT,
            **dict.fromkeys(
                (
                    *("asset", "title", "channel", "placement", "campaign", "stage", "class", "kind"),
                    *("actor", "site", "page", "value", "currency", "source"),
                ),
                TEXT,
            ),
        }
    ),
    "DrainReport": exactly(
        {
            "asset": TEXT,
            "is_complete": FLAG,
            "items": many(
                exactly(
                    {
                        "version": TEXT,
                        "number": COUNT,
                        "is_current": FLAG,
                        "fetches_7_days": COUNT,
                        "fetches_30_days": COUNT,
                        "last_fetched_at": MAYBE_MOMENT,
                        "pages": many(_PAGE),
                    }
                )
            ),
        }
    ),
}
