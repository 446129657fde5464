"""What a page of insights was asked: period, comparison and filters, and the addresses that change one of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from admin_ui.visit import Visit
from dam.accounts.policy import Action, may
from dam.engagement.insights.of_brands import brands_with_figures
from dam.engagement.insights.query import InsightsQuery, read_query
from dam.errors import Invalid

PERIODS = (7, 30, 90, 365)
USUAL = 30
FILTERS = ("brand", "channel", "campaign", "placement", "stage", "site")
"""What narrows every figure of a page."""

KEPT = ("from", "to", "compare", "actor", *FILTERS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the address says it, from `first` to `last` day, both included.

    `days` is one of `PERIODS`, 0 where the period has dates of its own; `said` are the parameters that are not usual.
    """

    query: InsightsQuery
    days: int
    first: date
    last: date
    said: dict[str, str]

    @property
    def length(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    def url(self, path: str = "/insights", **changes: str | int | None) -> str:
        """Return a page's address with the same question; None takes a parameter out, `from_` stands for `from`."""
        asked = {**self.said, **{name.rstrip("_"): value for name, value in changes.items()}}
        pairs = [(name, str(value)) for name, value in asked.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_asked(visit: Visit, *, may_be_of_asset: bool = False, **fixed: str) -> Asked:
    """Read a page's question; what is odd in it is left out, because an old link must still open.

    `fixed` is what the page's own address says. Where it `may_be_of_asset`, a parameter may name one.
    """
    params = visit.request.query_params
    kept = (*KEPT, "asset") if may_be_of_asset else KEPT
    said = {name: params[name].strip()[:200] for name in kept if params.get(name, "").strip()}
    if "asset" not in said and "asset" not in fixed:
        said = _of_their_brand(visit, said)
    if "from" in said or "to" in said:
        try:
            return _asked(visit, 0, said, fixed)
        except Invalid:
            said = {name: text for name, text in said.items() if name not in ("from", "to")}
    days = _days(params.get("days", ""))
    try:
        return _asked(visit, days, said, fixed)
    except Invalid:
        return _asked(visit, days, {name: said[name] for name in said if name == "brand"}, fixed)


def _of_their_brand(visit: Visit, said: dict[str, str]) -> dict[str, str]:
    """Keep to a brand whose figures the visitor may see: without a role in the house, one always is named."""
    brands = [brand.id for brand in brands_with_figures(visit.core, visit.caller)]
    others = {name: value for name, value in said.items() if name != "brand"}
    if said.get("brand") in brands:
        return said
    return others if may(visit.caller, Action.SEE_INSIGHTS) or not brands else {"brand": brands[0], **others}


def _asked(visit: Visit, days: int, said: dict[str, str], fixed: dict[str, str]) -> Asked:
    asked = {**said, **fixed}
    now = visit.core.now()
    if days:
        last = now.astimezone(visit.core.zone).date()
        asked |= {"from": str(last - timedelta(days=days - 1)), "to": str(last)}
        said = said if days == USUAL else {"days": str(days), **said}
    zone = visit.core.zone
    query = read_query(asked, now, zone)
    first = query.start.astimezone(zone).date()
    last = (query.end - timedelta(microseconds=1)).astimezone(zone).date()
    return Asked(query, days, first, last, said)


def _days(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and int(text) in PERIODS else USUAL
