"""What one may ask of the credits: a period of sales, a model, a window, filters on the touches, and a group."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Literal, get_args

from dam.engagement.attribution.crediting import MODELS, USUAL_MODEL, USUAL_WINDOW, WINDOWS, Model
from dam.engagement.event import Actor, EventClass
from dam.engagement.insights.query import TIMES, InsightsQuery, read_query
from dam.errors import FieldError, Invalid

CreditGroup = Literal["asset", "channel", "campaign", "stage", "day", "week", "month"]
CREDIT_GROUPS: tuple[str, ...] = get_args(CreditGroup)
CREDIT_FILTERS = ("asset", "channel", "campaign", "stage")
_OF_TOUCHES = ("asset", "channel", "stage")


@dataclass(frozen=True, slots=True)
class CreditsQuery:
    """A question about the sales of `asked`'s period; its filters and group are about the touches they are owed to."""

    asked: InsightsQuery
    model: Model = USUAL_MODEL
    window: int = USUAL_WINDOW

    @property
    def group(self) -> str:
        """What the items are."""
        return self.asked.group or "asset"

    @property
    def is_of_time(self) -> bool:
        """Tell whether the items are stretches of time."""
        return self.group in TIMES

    @property
    def is_of_some_touches(self) -> bool:
        """Tell whether only some touches are asked for: then sales that no touch is known of do not belong to the answer."""
        return any(name in self.asked.filters for name in _OF_TOUCHES)

    def of_sales(self, campaign: str | None = None) -> InsightsQuery:
        """Return the question to the insights about all sales of the period, or those that name a campaign."""
        return replace(
            InsightsQuery(self.asked.start, self.asked.end, zone=self.asked.zone),
            class_=EventClass.SOLD.value,
            actor=Actor.HUMAN.value,
            campaign=campaign,
        )


def read_credits_query(parameters: Mapping[str, str], now: datetime, zone: tzinfo) -> CreditsQuery:
    """Read a question from URL parameters, those of insights with `model` and `window`; raises `Invalid` naming each wrong one."""
    errors: list[FieldError] = []
    model = parameters.get("model") or USUAL_MODEL
    if model not in MODELS:
        errors.append(
            FieldError("model", f"`model` must be one of {', '.join(MODELS)}; {model[:40]!r} came.")
        )
    window = parameters.get("window") or str(USUAL_WINDOW)
    if window not in {str(days) for days in WINDOWS}:
        errors.append(FieldError("window", f"`window` must be 7, 30 or 90 days; {window[:40]!r} came."))
    group = parameters.get("group") or "asset"
    if group not in CREDIT_GROUPS:
        sentence = f"`group` must be one of {', '.join(CREDIT_GROUPS)}; {group[:40]!r} came."
        errors.append(FieldError("group", sentence))
    if errors:
        raise Invalid(errors[0].message, errors)
    usual = {
        name: text for name, text in parameters.items() if name in ("from", "to", "limit", *CREDIT_FILTERS)
    }
    asked = read_query({**usual, "group": group}, now, zone)
    return CreditsQuery(asked, next(each for each in MODELS if each == model), int(window))
