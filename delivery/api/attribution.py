"""What sales are owed to, over the API, as JSON or CSV."""

from decimal import Decimal
from typing import Any

from starlette.responses import Response

from dam.engagement.attribution.crediting import MODELS, WINDOWS
from dam.engagement.attribution.owed import Owed
from dam.engagement.attribution.query import CREDIT_GROUPS, read_credits_query
from dam.engagement.attribution.read import Attribution, CreditItem, read_credits
from dam.engagement.insights.query import MOST_ITEMS
from dam.language.csv_table import table
from delivery.api.answers import csv_answer, json_answer, wants_csv
from delivery.api.insight_answers import period_json
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter, with_plus
from delivery.api.schemas import ref

QUERY = (
    Parameter("model", "How a sale is shared out; last non-direct when absent.", "choice", choices=MODELS),
    Parameter(
        "window",
        "How many days before a sale touches count, 30 when absent.",
        "choice",
        choices=tuple(map(str, WINDOWS)),
    ),
    Parameter("group", "One item per …; asset when absent.", "choice", choices=CREDIT_GROUPS),
    Parameter("asset", "Only what is owed to this asset."),
    Parameter("channel", "Only what is owed to touches on this channel."),
    Parameter("campaign", "Only what is owed to this campaign; `none` for touches and sales without one."),
    Parameter("stage", "Only what is owed to touches of this stage."),
    Parameter("from", "Sales since this moment or local day; thirty days when absent.", "moment"),
    Parameter(
        "to", "Sales before this moment, or up to the end of this local day; today when absent.", "moment"
    ),
    Parameter("limit", "How many items of journeys, 100 when absent.", "number", least=1, most=MOST_ITEMS),
)


async def read(call: Call) -> Response:
    """Return what the sales of a period are owed to; `Accept: text/csv` gets the items as a table.

    Each item says on what basis: `journey`, credited to touches along a token; `campaign`, sales without a touched
    journey that name a campaign, which is owed them as a whole; `none`, the rest. The bases add up to the sales.
    """
    parameters = with_plus(call.request.query_params)
    core = call.house.core
    found = await call.run(read_credits, read_credits_query(parameters, core.now(), core.zone))
    if wants_csv(call.request.headers.get("accept", "")):
        return csv_answer(as_csv(found), "attribution")
    return json_answer(as_json(found), headers={"Vary": "Accept"})


def as_json(found: Attribution) -> dict[str, Any]:
    """Return the answer of `GET /insights/attribution`."""
    query = found.query
    return {
        **period_json(query.asked),
        "model": query.model,
        "window": query.window,
        "group": query.group,
        "sales": _owed(found.sales),
        "bases": {basis: _owed(owed) for basis, owed in found.bases.items()},
        "items": [_item(query.group, item) for item in found.items],
    }


def as_csv(found: Attribution) -> str:
    """Return the items as CSV (RFC 4180), one column per currency; sums of a column are those of the bases."""
    group = found.query.group
    currencies = sorted({currency for item in found.items for currency in item.owed.value})
    names = [group, "title"] if group == "asset" else [group]
    rows = []
    for item in found.items:
        amounts = {currency: Decimal(amount) for currency, amount in item.owed.amounts.items()}
        keys = [item.key, item.title][: len(names)]
        values = [amounts.get(currency, "") for currency in currencies]
        rows.append([item.basis, *keys, Decimal(item.owed.sales), *values])
    return table(["basis", *names, "sales", *(f"value_{currency}" for currency in currencies)], rows)


def _item(group: str, item: CreditItem) -> dict[str, Any]:
    title = {"title": item.title} if group == "asset" else {}
    return {group: item.key, **title, "basis": item.basis, **_owed(item.owed)}


def _owed(owed: Owed) -> dict[str, Any]:
    return {"sales": owed.sales, "value": dict(owed.amounts)}


OPERATIONS = (
    Operation(
        "GET",
        "/insights/attribution",
        read,
        "Engagement",
        "Read what sales are owed to; CSV with Accept: text/csv",
        {200: ref("Attribution")},
        query=QUERY,
        has_table=True,
        problems=(400, 404),
    ),
)
