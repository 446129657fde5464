"""How the answers of questions to the insights are written: as JSON, and as rows of a table for CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dam.clock import rfc3339
from dam.engagement.insights.drain import DrainReport
from dam.engagement.insights.drops import DoorDay
from dam.engagement.insights.forms import figures_json
from dam.engagement.insights.journey_map import JourneyMap
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.rising import Rising
from dam.engagement.insights.usage import HourCount, NeverUsed
from dam.engagement.insights.why import Why
from dam.language.csv_table import table

Answer = dict[str, Any]


def period_json(query: InsightsQuery) -> Answer:
    """Return what a question was about."""
    zone, actor = str(query.zone), query.actor
    return {"from": rfc3339(query.start), "to": rfc3339(query.end), "zone": zone, "actor": actor}


def rising_json(query: InsightsQuery, risen: Sequence[Rising]) -> Answer:
    """Return the answer of `GET /insights/rising`."""
    items = [
        {
            "asset": one.asset,
            "title": one.title,
            **figures_json(one.figures),
            "before": figures_json(one.before),
            "rise": round(one.rise, 2),
            "times": None if one.times is None else round(one.times, 2),
        }
        for one in risen
    ]
    return {**period_json(query), "items": items}


def never_used_json(unused: NeverUsed) -> Answer:
    """Return the answer of `GET /insights/never-used`."""
    return {
        "items": [{"asset": item.key, "title": item.title} for item in unused.items],
        "total": unused.total,
    }


def today_json(query: InsightsQuery, hours: Sequence[HourCount]) -> Answer:
    """Return the answer of `GET /insights/today`."""
    items = [{"hour": hour.hour, **figures_json(hour.figures)} for hour in hours]
    return {"zone": str(query.zone), "actor": query.actor, "items": items}


def drops_json(query: InsightsQuery, days: Sequence[DoorDay]) -> Answer:
    """Return the answer of `GET /insights/drops`."""
    return {**period_json(query), "items": [{**asdict(day), "dropped": dict(day.dropped)} for day in days]}


def journey_json(found: JourneyMap) -> Answer:
    """Return the answer of `GET /insights/journey`."""
    cells = [
        {
            "stage": cell.stage,
            "channel": cell.channel,
            "is_served": cell.is_served,
            "is_gap": cell.is_gap,
            "live_assets": cell.live_assets,
            **figures_json(cell.figures),
        }
        for cell in found.cells
    ]
    return {
        **period_json(found.query),
        "stages": list(found.stages),
        "channels": list(found.channels),
        "stages_without_channel": list(found.stages_without_channel),
        "items": cells,
    }


def why_json(found: Why) -> Answer:
    """Return the answer of `GET /insights/why`."""
    sample = []
    for event in found.sample:
        written = {**asdict(event), "class": event.class_, "at": rfc3339(event.at)}
        del written["class_"]
        sample.append(written)
    return {
        **period_json(found.query),
        "figure": found.figure,
        "amount": found.amount,
        "figures": figures_json(found.figures),
        "definition": found.definition,
        "method": found.method,
        "filters": dict(found.filters),
        "received": found.received,
        "duplicates": found.duplicates,
        "conflicts": found.conflicts,
        "drops": [{"door": door, "reason": reason, "count": count} for door, reason, count in found.drops],
        "border": rfc3339(found.border),
        "is_recountable": found.is_recountable,
        "sample": sample,
    }


def drain_json(report: DrainReport) -> Answer:
    """Return the answer of `GET /assets/{asset_id}/drain`."""
    items = []
    for version in report.versions:
        pages = [{**asdict(page), "last_at": rfc3339(page.last_at)} for page in version.pages]
        items.append({**asdict(version), "last_fetched_at": _moment(version.last_fetched_at), "pages": pages})
    return {"asset": report.asset, "is_complete": report.is_complete, "items": items}


def items_csv(answer: Answer) -> str:
    """Write an answer's items as a table: amounts one column a currency, nested figures as `before_fetched`, lists left out."""
    rows = [_flat(item) for item in answer["items"]]
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return table(heads, [[row.get(head, "") for head in heads] for row in rows])


def _flat(item: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}_")
        elif not isinstance(value, list):
            flat[f"{prefix}{name}"] = "" if value is None else value
    return flat


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
