"""Insights as the outside world reads them: JSON of the API, and CSV."""

import csv
import io
from typing import Any

from dam.clock import rfc3339
from dam.engagement.event import EventClass
from dam.engagement.insights import Figures, Insights

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""


def as_json(insights: Insights) -> dict[str, Any]:
    """Return the answer of `GET /insights`."""
    query = insights.query
    items = []
    for item in insights.items:
        title = {"title": item.title} if query.group == "asset" else {}
        items.append({str(query.group): item.key, **title, **_figures(item.figures)})
    return {
        "from": rfc3339(query.start),
        "to": rfc3339(query.end),
        "actor": query.actor,
        "totals": _figures(insights.totals),
        "items": items,
        "dropped": dict(insights.dropped),
    }


def as_csv(insights: Insights) -> str:
    """Return the items, or the totals where nothing was grouped, as CSV with one column per currency (RFC 4180)."""
    group = insights.query.group
    rows = [(item.key, item.title, item.figures) for item in insights.items]
    if not group:
        rows = [("", "", insights.totals)]
    currencies = sorted({currency for _, _, figures in rows for currency in figures.value})
    out = io.StringIO()
    writer = csv.writer(out)
    names = [group, "title"] if group == "asset" else [group] if group else []
    writer.writerow([*names, *EventClass, "uniques", *(f"value_{currency}" for currency in currencies)])
    for key, title, figures in rows:
        keys = [_harmless(key), _harmless(title)][: len(names)]
        counts = [getattr(figures, class_) for class_ in EventClass]
        uniques = "" if figures.uniques is None else figures.uniques
        writer.writerow(
            [*keys, *counts, uniques, *(figures.value.get(currency, "") for currency in currencies)]
        )
    return out.getvalue()


def _figures(figures: Figures) -> dict[str, Any]:
    counts = {class_.value: getattr(figures, class_) for class_ in EventClass}
    return {**counts, "value": dict(figures.value), "uniques": figures.uniques}


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
