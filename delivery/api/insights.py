"""Insights over the API, as JSON or CSV."""

from starlette.responses import Response

from dam.engagement.event import ACTORS
from dam.engagement.insights import read_insights
from dam.engagement.insights_forms import as_csv, as_json
from dam.engagement.insights_query import GROUPS, MOST_ITEMS, SORTS, read_query
from delivery.api.answers import PRIVATE_HEADERS, json_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter
from delivery.api.schemas import ref

_SORTS = (*SORTS, *(f"-{sort}" for sort in SORTS))

QUERY = (
    Parameter("asset", "Only this asset."),
    Parameter("channel", "Only this channel."),
    Parameter("campaign", "Only this campaign."),
    Parameter("from", "Since this moment or day; thirty days when absent.", "moment"),
    Parameter("to", "Before this moment, or up to the end of this day; today when absent.", "moment"),
    Parameter("group", "One item per …; without it only the totals.", "choice", choices=GROUPS),
    Parameter("actor", "Whose events; human when absent.", "choice", choices=(*sorted(ACTORS), "all")),
    Parameter(
        "sort", "The figure to sort by, largest first; a minus turns it round.", "choice", choices=_SORTS
    ),
    Parameter("limit", "How many items, 100 when absent.", "number", least=1, most=MOST_ITEMS),
)


async def read(call: Call) -> Response:
    """Return figures from the roll-ups; `Accept: text/csv` gets the items as a table."""
    parameters = {
        name: text.replace(" ", "+") if name in ("from", "to") else text
        for name, text in call.request.query_params.items()
    }
    insights = await call.run(read_insights, read_query(parameters, call.house.core.now()))
    if _wants_csv(call.request.headers.get("accept", "")):
        headers = {
            **PRIVATE_HEADERS,
            "Content-Disposition": 'attachment; filename="insights.csv"',
            "Vary": "Accept",
        }
        return Response(as_csv(insights), headers=headers, media_type="text/csv; charset=utf-8")
    return json_answer(as_json(insights), headers={"Vary": "Accept"})


def _wants_csv(accept: str) -> bool:
    """Tell whether CSV is named before JSON."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    named = [kind for kind in kinds if kind in ("text/csv", "application/json")]
    return named[:1] == ["text/csv"]


OPERATIONS = (
    Operation(
        "GET",
        "/insights",
        read,
        "Engagement",
        "Read figures of what people did; CSV with Accept: text/csv",
        {200: ref("Insights")},
        query=QUERY,
        problems=(400, 404),
    ),
)
