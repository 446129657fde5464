"""Insights over the API, as JSON or CSV."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.core import Core
from dam.engagement.event import ACTORS, CLASSES
from dam.engagement.insights.definitions import DEFINITIONS
from dam.engagement.insights.drain import drain_report
from dam.engagement.insights.drops import read_drops
from dam.engagement.insights.forms import as_csv, as_json
from dam.engagement.insights.journey_map import JourneyMap, journey_map
from dam.engagement.insights.query import COMPARISONS, GROUPS, MOST_ITEMS, SORTS, InsightsQuery, read_query
from dam.engagement.insights.read import read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import never_used, today_by_hour
from dam.engagement.insights.why import why
from delivery.api.answers import csv_answer, json_answer, wants_csv
from delivery.api.insight_answers import (
    drain_json,
    drops_json,
    items_csv,
    journey_json,
    never_used_json,
    rising_json,
    today_json,
    why_json,
)
from delivery.api.operation import Call, Operation
from delivery.api.params import Parameter, with_plus
from delivery.api.schemas import ref
from renditions.catalogue.channels import open_channels

_SORTS = (*SORTS, *(f"-{sort}" for sort in SORTS))

ACTOR = Parameter("actor", "Whose events; human when absent.", "choice", choices=(*sorted(ACTORS), "all"))
LIMIT = Parameter("limit", "How many items, 100 when absent.", "number", least=1, most=MOST_ITEMS)
PERIOD = (
    Parameter("from", "Since this moment or local day; thirty days when absent.", "moment"),
    Parameter("to", "Before this moment, or up to the end of this local day; today when absent.", "moment"),
)
COMPARE = Parameter(
    "compare",
    "Set each figure beside that of the period before, or of the same dates a year earlier.",
    "choice",
    choices=COMPARISONS,
)
BRAND = Parameter(
    "brand",
    "Only assets of this brand, by its id: for those with a role in the house, and for its managers.",
)
FILTERS = (
    Parameter("asset", "Only this asset."),
    Parameter("channel", "Only this channel."),
    Parameter("campaign", "Only this campaign; `none` for events without one."),
    Parameter("placement", "Only this placement; `none` for events without one."),
    Parameter("stage", "Only this stage of the journey."),
    Parameter("kind", "Only this kind of its class; `none` for events without one."),
    Parameter("site", "Only this site; `none` for events without one."),
    Parameter("version", "Only this version; `none` for events without one."),
    Parameter("class", "Only this class.", "choice", choices=tuple(sorted(CLASSES))),
    BRAND,
    ACTOR,
)
GROUP = Parameter("group", "One item per …; without it only the totals.", "choice", choices=GROUPS)
SORT = Parameter(
    "sort", "The figure to sort by, largest first; a minus turns it round.", "choice", choices=_SORTS
)
FIGURE = Parameter(
    "figure", "The figure to open; all events when absent.", "choice", choices=tuple(DEFINITIONS)
)


async def read(call: Call) -> Response:
    """Return figures from the roll-ups; `Accept: text/csv` gets the items as a table."""
    insights = await call.run(read_insights, _asked(call))
    if wants_csv(call.request.headers.get("accept", "")):
        return csv_answer(as_csv(insights), "insights")
    return json_answer(as_json(insights), headers={"Vary": "Accept"})


async def read_rising(call: Call) -> Response:
    """Return the assets whose use grew most against the period before, beyond what chance does."""
    query = _asked(call)
    return _list(call, rising_json(query, await call.run(rising, query)), "rising")


async def read_never_used(call: Call) -> Response:
    """Return approved assets that no person ever met, the longest approved first."""
    query = _asked(call)
    found = await call.run(never_used, query.limit, brand=query.brand)
    return _list(call, never_used_json(found), "never-used")


async def read_today(call: Call) -> Response:
    """Return the hours of today that have begun."""
    query = _asked(call)
    return _list(call, today_json(query, await call.run(today_by_hour, query)), "today")


async def read_journey(call: Call) -> Response:
    """Return the journey map: stages by channels with live assets, gaps, engagement and sales."""
    return _list(call, journey_json(await call.run(_journey, _asked(call))), "journey")


def _journey(core: Core, caller: Caller, query: InsightsQuery) -> JourneyMap:
    with core.db.read() as session:
        channels = open_channels(session)
    return journey_map(core, caller, query, channels)


async def read_what_was_dropped(call: Call) -> Response:
    """Return per day and door what was received, accepted, told apart as a repeat, and dropped by reason."""
    query = _asked(call)
    return _list(call, drops_json(query, await call.run(read_drops, query)), "drops")


async def read_why(call: Call) -> Response:
    """Open a figure: its definition, its filters, the drops of its period and some of its events."""
    figure = call.request.query_params.get("figure") or "events"
    return json_answer(why_json(await call.run(why, _asked(call), figure)))


async def read_drain(call: Call) -> Response:
    """Return which versions of an asset are still fetched, and from which pages."""
    return _list(call, drain_json(await call.run(drain_report, call.path("asset_id"))), "drain")


def _asked(call: Call) -> InsightsQuery:
    return read_query(with_plus(call.request.query_params), call.house.core.now(), call.house.core.zone)


def _list(call: Call, answer: dict[str, Any], name: str) -> Response:
    if wants_csv(call.request.headers.get("accept", "")):
        return csv_answer(items_csv(answer), name)
    return json_answer(answer, headers={"Vary": "Accept"})


def _operation(
    path: str,
    handler: Callable[[Call], Any],
    summary: str,
    shape: str,
    query: tuple[Parameter, ...],
) -> Operation:
    return Operation(
        "GET",
        path,
        handler,
        "Engagement",
        summary,
        {200: ref(shape)},
        query=query,
        has_table=handler is not read_why,
        problems=(400, 404),
    )


OPERATIONS = (
    _operation(
        "/insights",
        read,
        "Read figures of what people did; CSV with Accept: text/csv",
        "Insights",
        (*FILTERS, *PERIOD, COMPARE, GROUP, SORT, LIMIT),
    ),
    _operation(
        "/insights/rising",
        read_rising,
        "List the assets whose use grew most; CSV with Accept: text/csv",
        "RisingAssets",
        (*FILTERS, *PERIOD, COMPARE, LIMIT),
    ),
    _operation(
        "/insights/never-used",
        read_never_used,
        "List approved assets that nobody ever met; CSV with Accept: text/csv",
        "NeverUsed",
        (BRAND, LIMIT),
    ),
    _operation(
        "/insights/today",
        read_today,
        "Read today by the hour; CSV with Accept: text/csv",
        "Today",
        FILTERS,
    ),
    _operation(
        "/insights/journey",
        read_journey,
        "Read the journey map, stages by channels; CSV with Accept: text/csv",
        "JourneyMap",
        (*FILTERS, *PERIOD),
    ),
    _operation(
        "/insights/drops",
        read_what_was_dropped,
        "Read what the doors received and dropped; CSV with Accept: text/csv",
        "Drops",
        PERIOD,
    ),
    _operation("/insights/why", read_why, "Open one figure", "Why", (FIGURE, *FILTERS, *PERIOD)),
    _operation(
        "/assets/{asset_id}/drain",
        read_drain,
        "Read which versions are still fetched; CSV with Accept: text/csv",
        "DrainReport",
        (),
    ),
)
