"""The figures at the head of a page, each beside the period it is compared with."""

from dataclasses import dataclass
from decimal import Decimal

from admin_ui.visit import Visit
from dam.engagement.insights.read import Figures


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure, `name` as `why` knows it, and how it differs from the period before as a share.

    `difference` is None when there was nothing before; a `note` stands in its place where nothing can be compared or told.
    """

    name: str
    words: str
    written: str
    difference: float | None
    note: str = ""


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
        return Kpi("uniques", words, "–", None, note=visit.say("not told with these filters"))
    difference = _share(Decimal(now.uniques), Decimal(before.uniques or 0))
    return Kpi("uniques", words, visit.speech.number(now.uniques), difference)


def _sales(visit: Visit, now: Figures, before: Figures) -> list[Kpi]:
    """Return the value of the sales, each currency by itself; only one currency is set against the period before."""
    if not now.sold and not before.sold:
        return []
    currencies = sorted({*now.value, *before.value})
    if not currencies:
        difference = _share(Decimal(now.sold), Decimal(before.sold))
        return [Kpi("sold", visit.say("Sales"), visit.speech.number(now.sold), difference)]
    amounts = [(now.value.get(each, "0"), each) for each in currencies]
    written = " + ".join(visit.speech.money(amount, each) for amount, each in amounts)
    if len(currencies) > 1:
        return [Kpi("value", visit.say("Sales"), written, None, visit.say("in several currencies"))]
    past = before.value.get(currencies[0], "0")
    difference = _share(Decimal(amounts[0][0]), Decimal(past))
    return [Kpi("value", visit.say("Sales"), written, difference)]


def _share(amount: Decimal, past: Decimal) -> float | None:
    return float((amount - past) / past) if past else None
