"""The figures at the head of a page, each beside the period it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from admin_ui.visit import Visit
from dam.engagement.insights.read import Figures


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure, `name` as `why` knows it, and how it differs from the period before as a share.

    `difference` is None when there was nothing before; `is_untold` where the question cannot be answered, which is not zero.
    """

    name: str
    words: str
    written: str
    difference: float | None
    is_untold: bool = False


def kpis(visit: Visit, now: Figures, before: Figures) -> list[Kpi]:
    """Return deliveries, displays, views, actions, people, and sales where there are any.

    Displays and views are never added up: a sender that tells both would be counted twice.
    """
    say, number = visit.say, visit.speech.number
    counted = [
        ("fetched", say("Deliveries"), now.fetched, before.fetched),
        ("rendered", say("Displays"), now.rendered, before.rendered),
        ("seen", say("Views"), now.seen, before.seen),
        ("acted", say("Actions"), now.acted, before.acted),
    ]
    figures = [
        Kpi(name, words, number(amount), _share(Decimal(amount), Decimal(past)))
        for name, words, amount, past in counted
    ]
    return [*figures, _people(visit, now, before), *_sales(visit, now, before)]


def _people(visit: Visit, now: Figures, before: Figures) -> Kpi:
    """Return the distinct visitors, who cannot be told by campaign, placement, stage or site."""
    words = visit.say("People, by day and channel")
    if now.uniques is None:
        return Kpi("uniques", words, "–", None, is_untold=True)
    difference = _share(Decimal(now.uniques), Decimal(before.uniques or 0))
    return Kpi("uniques", words, visit.speech.number(now.uniques), difference)


def _sales(visit: Visit, now: Figures, before: Figures) -> list[Kpi]:
    """Return the value of the sales in the currency that has most of them; amounts of two currencies are never added."""
    if not now.sold and not before.sold:
        return []
    currency = _leading(now.value) or _leading(before.value)
    if not currency:
        return [
            Kpi(
                "sold",
                visit.say("Sales"),
                visit.speech.number(now.sold),
                _share(Decimal(now.sold), Decimal(before.sold)),
            )
        ]
    amount, past = now.value.get(currency, "0"), before.value.get(currency, "0")
    difference = _share(Decimal(amount), Decimal(past))
    return [Kpi("value", visit.say("Sales"), visit.speech.money(amount, currency), difference)]


def _leading(value: Mapping[str, str]) -> str:
    return max(value, key=lambda currency: Decimal(value[currency]), default="")


def _share(amount: Decimal, past: Decimal) -> float | None:
    return float((amount - past) / past) if past else None
